// SPDX-License-Identifier: MPL-2.0
// The hash of brook's own code-generating sources, baked in at build time.
#pragma once

#include <string_view>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Part of cache keys: code that an older brook generated is never taken for that of this one.
std::string_view codegen_source_hash();

} // namespace detail
BROOK_END_NAMESPACE
