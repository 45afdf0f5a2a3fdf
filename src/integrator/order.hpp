// SPDX-License-Identifier: MPL-2.0
// The order of the Taylor expansion that a tolerance asks for.
#pragma once

#include <algorithm>
#include <cstdint>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The order p = max(2, ceil(-ln(tolerance) / 2 + 1)), for a positive, finite tolerance. With steps of 1/e^2 of the
/// radius of convergence every order gains a factor e^2, and this p makes the work per unit of time least: A. Jorba
/// and M. Zou, A software package for the numerical integration of ODEs by means of high-order Taylor methods,
/// Experimental Mathematics 14 (2005), section 3.2.
template <typename T>
std::uint32_t order_from_tolerance(T tolerance) noexcept {
    return static_cast<std::uint32_t>(std::max(T(2), fp::ceil(-fp::log(tolerance) / 2 + 1)));
}

} // namespace detail
BROOK_END_NAMESPACE
