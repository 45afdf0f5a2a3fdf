// SPDX-License-Identifier: MPL-2.0
// The zero of a polynomial that rises or falls all through a step, as most do that have one.
//
// With t_k = c_k h^k, of such a sign that t_0 < 0, with D_m = t_1 + 2 t_2 + ... + m t_m, and x = t / h between 0 and 1,
// summation by parts as in exclusion.hpp gives
//
//   q'(x) = sum_{m < p} D_m (x^(m-1) - x^m) + D_p x^(p-1)  >=  min_m D_m.
//
// Where that is positive, q rises from t_0 to t_0 + ... + t_p, and has no zero if that is negative, and one, which is
// simple, if that is positive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Finds such zeros. An object belongs to one thread and keeps the memory for its terms.
template <typename T>
class single_zero {
public:
    /// What is known of the zeros between 0 and h.
    enum class outcome {
        undecided, ///< it may go both ways, or its end, or the zero, is not clear enough
        none,      ///< none, not at the ends either
        one        ///< one, at neither end
    };

    /// For the polynomial whose order k is c[k * stride]. Takes no memory unless the order is higher than any before.
    outcome find(const T *c, std::size_t stride, std::uint32_t order, T h);

    /// Where the one zero is: it lies between the two neighbours of this number, which is before h and not 0. A step
    /// backward is the mirror image of one forward, bit for bit.
    T time() const noexcept { return time_; }

private:
    void make_terms(const T *c, std::size_t stride, T h) noexcept;
    bool rises() noexcept;
    T first_guess() const noexcept;
    T close_to_zero() const noexcept;
    std::uint32_t long_blocks() const noexcept;
    bool correct(const T *c, std::size_t stride, T h, T x) noexcept;
    bool is_exact(T x, T value) const noexcept;
    T sum(const std::vector<T> &a, std::uint32_t first, T x) const noexcept;

    std::uint32_t order_ = 0, blocks_ = 0;
    std::vector<T> terms_, slopes_; // t_k and (k + 1) t_(k + 1), in blocks of four
    T end_ = 0, end_slope_ = 0;     // q(1) and q'(1)
    T least_ = 0;                   // of all slopes
    T sizes_ = 0;                   // sum k |t_k|
    T last_power_ = 0;              // |h^p|
    T time_ = 0;
};

} // namespace detail
BROOK_END_NAMESPACE
