// SPDX-License-Identifier: MPL-2.0
// The polynomial of an event over one step, with the step as its unit of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/support/visibility.hpp>

#include "number/double_length.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// x 2^e, rounded once unless it is subnormal.
template <typename T>
T times_power_of_two(T x, int e) noexcept;

/// q(x) = a_0 + a_1 x + ... + a_n x^n for x = t / h between 0 and 1, with a_k = c_k h^k 2^s / x^m.
///
/// The largest |a_k| is between 1/4 and 1, so that nothing overflows whatever the units are. The first m coefficients
/// are zero and divided out, so that a_0 is not zero; zeros at the end are left out. Numbers have double length, with a
/// relative error below (3 k + 3) u^2, where u = eps / 2: from T's coefficients all that T's digits say is known of q.
/// Everything depends on c_k sgn(h)^k and |h| alone, so that a step backward is the mirror image of one forward.
template <typename T>
class scaled_polynomial {
public:
    /// What the coefficients are.
    enum class content {
        zero,       ///< all are zero: a constant event has no zeros
        not_finite, ///< some are infinite, or no numbers
        usual
    };

    /// Takes no memory unless the order is higher than any before.
    content assign(const T *c, std::size_t stride, std::uint32_t order, T h);

    /// The order m of the zero at t = 0.
    std::uint32_t order_of_zero() const noexcept { return lost_; }
    /// n.
    std::uint32_t degree() const noexcept { return degree_; }
    /// The sign of a_0, also where a_0 is too small for T.
    int sign_at_zero() const noexcept { return sign_; }
    /// a_0, ..., a_n.
    const double_length<T> *coefficients() const noexcept { return wide_.data(); }
    /// The same, rounded to T.
    const T *rounded_coefficients() const noexcept { return narrow_.data(); }

    /// |h| without its power of two: at least 1/2, less than 1. Places in the step are numbers y of T from 0 to this,
    /// x = y / mantissa().
    T mantissa() const noexcept { return mantissa_; }
    /// The time t = y h / mantissa(), without error unless it is subnormal.
    T time(T y) const noexcept;

    /// q at a place y. Its sign is right where |q| is above some 20 n u^2 sum |a_k| x^k: where T's arithmetic does not
    /// decide the sign, the sum is computed again with double length.
    T value(T y) const noexcept;

private:
    void scale(const T *c, std::size_t stride, T h) noexcept;

    std::vector<double_length<T>> wide_;
    std::vector<T> narrow_;
    std::vector<int> exponents_;
    std::uint32_t degree_ = 0, lost_ = 0;
    T mantissa_ = T(0.5);
    int exponent_ = 0;
    int sign_ = 0;
    bool backward_ = false;
};

} // namespace detail
BROOK_END_NAMESPACE
