// SPDX-License-Identifier: MPL-2.0
// When an event happens in a step: the zeros of its Taylor polynomial.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <brook/support/visibility.hpp>

#include "event/isolation.hpp"
#include "event/scaled_polynomial.hpp"
#include "event/single_zero.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A zero, at a time since the beginning of the step (negative in steps backward), and the sign of the derivative with
/// respect to time. Where the derivative is zero: the sign that it has beside the zero, if the function crosses there.
template <typename T>
struct polynomial_zero {
    T time;
    int direction;
};

/// What became of the polynomials.
struct zero_counts {
    std::uint64_t polynomials = 0; ///< with a step that is finite and not zero
    std::uint64_t excluded = 0;    ///< by the fast test
    std::uint64_t one_way = 0;     ///< rise or fall all through the step, with a zero or without
    std::uint64_t decided = 0;     ///< whose zeros were isolated in T's arithmetic
    std::uint64_t gave_up = 0;     ///< not finite, or at the limit of the search, where zeros may be missing
};

/// Finds zeros. An object belongs to one thread, and keeps the memory of its searches: it takes some at its first
/// search, at the first that needs double length, and where the order is higher than any before.
template <typename T>
class zero_finder {
public:
    /// The zeros between 0 and h, 0 included and h excluded, of the polynomial whose order k is c[k * stride]; those
    /// nearest to 0 come first. The result is valid until the next call.
    ///
    /// A zero is one of the polynomial with exactly these coefficients, rounded to the nearest number of T unless its
    /// condition is worse than T's precision. What is known of zeros that are multiple or close to each other is said
    /// at `isolator`. A zero at 0 is one of any order; its direction is that of the function just after it in the
    /// direction of the step, as seen in time. The polynomial 0, and a step that is zero or not finite, have no zeros.
    /// `is_open` says that exclusion has been tried.
    std::span<const polynomial_zero<T>> find(const T *c, std::size_t stride, std::uint32_t order, T h,
                                             bool is_open = false);

    /// What became of all polynomials so far.
    const zero_counts &counts() const noexcept { return counts_; }

private:
    void isolate();
    T place_of(const isolating_interval<T> &interval) const;

    single_zero<T> single_;
    scaled_polynomial<T> q_;
    isolator<T, T> fast_;
    isolator<T, double_length<T>> exact_;
    std::vector<isolating_interval<T>> intervals_;
    std::vector<polynomial_zero<T>> zeros_;
    zero_counts counts_;
};

} // namespace detail
BROOK_END_NAMESPACE
