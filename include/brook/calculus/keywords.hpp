// SPDX-License-Identifier: MPL-2.0
// The keyword arguments of derivatives.
#pragma once

#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace kw {

/// Up to which order diff_tensors() differentiates (an integer; default 1). Of order 0 are the functions themselves.
inline constexpr detail::keyword<"diff_order"> diff_order;

} // namespace kw
BROOK_END_NAMESPACE
