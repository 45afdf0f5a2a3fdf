// SPDX-License-Identifier: MPL-2.0
// Anchors the virtual table of the abstract emitter.
#include <brook/expression/emitter.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

emitter::~emitter() = default;

} // namespace detail
BROOK_END_NAMESPACE
