// SPDX-License-Identifier: MPL-2.0
// The only file that is compiled anew when a code-generating source changes and nothing else does.
#include "jit/source_hash.hpp"

#include <brook/codegen_source_hash.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

std::string_view codegen_source_hash() { return brook::codegen_source_hash; }

} // namespace detail
BROOK_END_NAMESPACE
