// SPDX-License-Identifier: MPL-2.0
// The mode in which steps, and whatever has to have their bits, compute.
#pragma once

#include <type_traits>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "support/flush_subnormals.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct unchanged_arithmetic {
    unchanged_arithmetic() noexcept {}
};

/// While an object lives, subnormal numbers of type T count as zero, if they do so in steps.
template <typename T>
using step_arithmetic = std::conditional_t<fp_has_native_vectors<T>, flush_subnormals, unchanged_arithmetic>;

} // namespace detail
BROOK_END_NAMESPACE
