// SPDX-License-Identifier: MPL-2.0
// Whether a step ends where the equations still hold.
//
// The size of a step follows from the largest coefficients, and a series knows nothing of an edge of the domain that
// leaves no trace in them: 1 + 0 sqrt(20 - y) is 1 beyond y = 20, too, and the level of a draining tank, y' = -sqrt(y),
// is a polynomial, which rises again when the tank is empty. So where one of the equations that have edges may have
// passed one, they are evaluated at the end of the step: they must be finite there, and give the slope of the
// polynomial.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/stepper_code.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The coefficients of a state variable.
template <typename T>
struct state_series {
    const T *scratch;
    series_place at;

    T operator[](std::uint32_t m) const { return scratch[at.of_order(m)]; }

    /// The derivative of the polynomial at h. Order 0 does not matter.
    T slope(std::uint32_t order, T h) const {
        T sum = 0;
        for (auto m = order; m > 0; --m)
            sum = sum * h + static_cast<T>(m) * (*this)[m];
        return sum;
    }
};

/// Whether a step may have passed a singularity of a series. One at the distance R leaves coefficients in proportion to
/// R^-m, however weak it is, if only as rounding errors, so that |x^[m]| / |x^[p]| = R^(p-m) tells R. That fails where
/// m belongs to a polynomial that hides it; then the term of order m is larger than the value at the beginning.
template <typename T>
class hidden_singularity {
public:
    /// For a step of size h, with a series of order p >= 2.
    hidden_singularity(std::uint32_t p, T h) : p_(p), m_(std::bit_floor(p / 2)) {
        // Steps of less than 0.6 R need no thought.
        const T x = fp::abs(h) / T(.6L), between = power(x, p - 1 - m_);
        to_m_ = power(x, m_);
        m_to_last_ = between * x;
        m_to_before_last_ = p - 1 == m_ ? 0 : between;
    }

    /// `start` is the value at the beginning. Also true where nothing is known, because all three orders vanish, unless
    /// the variable is at rest.
    bool operator()(T start, const state_series<T> &x) const {
        const T middle = fp::abs(x[m_]);
        const T end = std::max(fp::abs(x[p_]) * m_to_last_, fp::abs(x[p_ - 1]) * m_to_before_last_);
        return !(middle > end && middle * to_m_ < fp::abs(start)) && x[1] != 0;
    }

private:
    static T power(T x, std::uint32_t exponent) {
        T result = 1;
        for (; exponent != 0; exponent /= 2, x *= x)
            if (exponent % 2 != 0)
                result *= x;
        return result;
    }

    std::uint32_t p_, m_;
    T to_m_, m_to_last_, m_to_before_last_;
};

/// The end of a step of one of the trajectories.
template <typename T>
struct step_end {
    std::size_t trajectory;
    T h;
    T norm; ///< max(1, |x|), weighted
};

/// After a jet from the end of a step: is every slope finite, and the one that the polynomial had? `slopes` are those,
/// one for each of code.states; `weights` are those of the equations, or none. Slopes differ where it is more than half
/// of the larger one, and where a step as large would change the state by more than the square root of the tolerance:
/// less is not to be told from rounding errors.
template <typename T>
bool is_within_domain(const T *scratch, const stepper_code &code, const step_end<T> &end, const T *slopes,
                      const std::vector<T> &weights) {
    // The order p is chosen so that the tolerance is about exp(-2 (p - 1)).
    const T least = end.norm * fp::exp(-static_cast<T>(code.order - 1));
    for (auto i = end.trajectory; i < code.states.size(); i += code.trajectories) {
        const T now = state_series<T>{scratch, code.states[i]}[1], difference = fp::abs(now - slopes[i]);
        if (!fp::isfinite(now))
            return false;
        if (code.domain.smooth && difference > std::max(fp::abs(now), fp::abs(slopes[i])) / 2 &&
            fp::abs(end.h) * difference * (weights.empty() ? 1 : weights[i / code.trajectories]) > least)
            return false;
    }
    return true;
}

} // namespace detail
BROOK_END_NAMESPACE
