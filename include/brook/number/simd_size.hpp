// SPDX-License-Identifier: MPL-2.0
// How many numbers are worth computing at once.
#pragma once

#include <cstdint>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// How many numbers of type T, one of the types of number, are worth computing at once: the best size of a batch, and
/// how many points a cfunc evaluates at once by default. 8 of type double, 16 of type float, 1 of type long double, as
/// many as the longest vectors hold: where vectors are shorter, several are computed in turn, which hides how long an
/// operation takes.
template <detail::floating_point_type T>
constexpr std::uint32_t recommended_simd_size() noexcept {
    return detail::canonical_width(detail::fp_type_of<T>);
}

BROOK_END_NAMESPACE
