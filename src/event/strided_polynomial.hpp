// SPDX-License-Identifier: MPL-2.0
// The polynomial of an event function in a step, where its coefficients lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
int number_sign(T x) noexcept {
    return x < T(0) ? -1 : x > T(0) ? 1 : 0;
}

/// A polynomial of order p, whose order k is c[k * stride].
template <typename T>
struct strided_polynomial {
    const T *c;
    std::size_t stride;
    std::uint32_t order;

    T operator[](std::uint32_t k) const { return c[k * stride]; }

    /// In two interleaved schemes of Horner.
    T value(T h) const {
        const T square = h * h;
        T even = 0, odd = 0;
        for (auto k = order / 2 + 1; k-- > 0;) {
            odd = odd * square + (2 * k < order ? (*this)[2 * k + 1] : T(0));
            even = even * square + (*this)[2 * k];
        }
        return even + odd * h;
    }
    T slope(T h) const {
        T sum = 0;
        for (auto k = order; k > 0; --k)
            sum = sum * h + static_cast<T>(k) * (*this)[k];
        return sum;
    }
    /// No value between 0 and h is further from 0.
    T most(T h) const {
        T sum = 0;
        for (auto k = order + 1; k-- > 0;)
            sum = sum * fp::abs(h) + fp::abs((*this)[k]);
        return sum;
    }
    /// Just after 0, in the direction of h; 0 if it vanishes everywhere.
    int sign_after_zero(T h) const {
        for (std::uint32_t k = 0; k <= order; ++k)
            if ((*this)[k] != T(0))
                return h < T(0) && k % 2 == 1 ? -number_sign((*this)[k]) : number_sign((*this)[k]);
        return 0;
    }
};

/// a(t) becomes a(t + s).
template <typename T>
void shift(std::vector<T> &a, T s) {
    for (std::size_t i = 0; i + 1 < a.size(); ++i)
        for (std::size_t k = a.size() - 1; k > i; --k)
            a[k - 1] += s * a[k];
}

} // namespace detail
BROOK_END_NAMESPACE
