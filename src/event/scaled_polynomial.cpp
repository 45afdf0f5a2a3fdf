// SPDX-License-Identifier: MPL-2.0
// Scaling the polynomial of an event, and its values.
#include "event/scaled_polynomial.hpp"

#include <algorithm>
#include <limits>

#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>

#include "number/double_length_products.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
T times_power_of_two(T x, int e) noexcept {
    constexpr int most = std::numeric_limits<T>::max_exponent - 2;
    for (; e > most && x - x == T(0) && x != T(0); e -= most)
        x *= fp::exp2(static_cast<T>(most));
    for (; e < -most && x != T(0); e += most)
        x *= fp::exp2(static_cast<T>(-most));
    return x == T(0) ? x : x * fp::exp2(static_cast<T>(std::clamp(e, -most, most)));
}

template <typename T>
auto scaled_polynomial<T>::assign(const T *c, std::size_t stride, std::uint32_t order, T h) -> content {
    if (wide_.size() <= order) {
        wide_.resize(order + 1);
        narrow_.resize(order + 1);
        exponents_.resize(order + 1);
    }
    std::uint32_t first = order + 1, last = 0;
    for (std::uint32_t k = 0; k <= order; ++k) {
        const T x = c[k * stride];
        if (!fp::isfinite(x))
            return content::not_finite;
        if (x != T(0)) {
            first = std::min(first, k);
            last = k;
        }
    }
    if (first > order)
        return content::zero;
    lost_ = first;
    degree_ = last - first;
    backward_ = h < T(0);
    const bool below = c[first * stride] < T(0);
    sign_ = below != (backward_ && first % 2 == 1) ? -1 : 1;
    scale(c, stride, h);
    return content::usual;
}

// Mantissas and exponents apart, so that no power of a step overflows.
template <typename T>
void scaled_polynomial<T>::scale(const T *c, std::size_t stride, T h) noexcept {
    const T size = backward_ ? -h : h;
    exponent_ = fp::ilogb(size) + 1;
    mantissa_ = times_power_of_two(size, -exponent_);
    double_length<T> power{T(1), T(0)};
    int exponent = 0, largest = std::numeric_limits<int>::min();
    for (std::uint32_t k = 0; k <= degree_; ++k) {
        const T x = c[(lost_ + k) * stride];
        exponents_[k] = std::numeric_limits<int>::min();
        wide_[k] = {T(0), T(0)};
        if (x != T(0)) {
            const int e = fp::ilogb(x) + 1;
            const T signed_mantissa = times_power_of_two(backward_ && (lost_ + k) % 2 == 1 ? -x : x, -e);
            wide_[k] = power * signed_mantissa;
            exponents_[k] = e + exponent;
            largest = std::max(largest, exponents_[k]);
        }
        power = power * mantissa_;
        exponent += exponent_;
        if (power.hi < T(0.5)) {
            power = {power.hi * T(2), power.lo * T(2)};
            --exponent;
        }
    }
    constexpr int smallest = std::numeric_limits<T>::min_exponent;
    for (std::uint32_t k = 0; k <= degree_; ++k) {
        const bool counts = wide_[k].hi != T(0) && exponents_[k] - largest > smallest;
        const T factor = counts ? fp::exp2(static_cast<T>(exponents_[k] - largest)) : T(0);
        wide_[k] = {wide_[k].hi * factor, wide_[k].lo * factor};
        narrow_[k] = wide_[k].hi;
    }
}

template <typename T>
T scaled_polynomial<T>::time(T y) const noexcept {
    return times_power_of_two(backward_ ? -y : y, exponent_);
}

// In T: 2 n roundings of Horner's scheme, one of each coefficient, and that of x, which changes q by at most u times
// sum k |a_k| x^k: 3 n + 1 units u of the sum of the sizes, and 4 n + 4 are taken for a sum that is itself rounded.
// Underflow adds a smallest number for each order.
template <typename T>
T scaled_polynomial<T>::value(T y) const noexcept {
    constexpr T eps = std::numeric_limits<T>::epsilon(), smallest = std::numeric_limits<T>::min();
    const T x = y / mantissa_;
    T sum = narrow_[degree_], size = fp::abs(sum);
    for (std::uint32_t k = degree_; k > 0; --k) {
        sum = sum * x + narrow_[k - 1];
        size = size * x + fp::abs(narrow_[k - 1]);
    }
    const T factor = static_cast<T>(2. * degree_ + 2.);
    if (fp::abs(sum) > factor * (eps * size + smallest))
        return sum;
    const auto wide_x = double_length<T>{y, T(0)} / mantissa_;
    auto wide = wide_[degree_];
    for (std::uint32_t k = degree_; k > 0; --k)
        wide = wide * wide_x + wide_[k - 1];
    return wide.hi;
}

#define BROOK_INSTANCE(type)                                                                                           \
    template type times_power_of_two(type, int) noexcept;                                                              \
    template class scaled_polynomial<type>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
