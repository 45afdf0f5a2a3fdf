// SPDX-License-Identifier: MPL-2.0
// Integrals over a step, and over the first part of it, from values at the points of Gauss and Legendre.
#pragma once

#include <array>
#include <cstddef>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The formula of Gauss with N points in a step from 0 to 1.
template <typename T, std::size_t N>
struct gauss_formula {
    std::array<T, N> points{}, weights{};
    /// [i][j]: the weight of value j in the integral from 0 to point i, of the polynomial through the values.
    /// Collocation methods have them, too: E. Hairer, S. P. Norsett and G. Wanner, Solving Ordinary Differential
    /// Equations I (1993), section II.7.
    std::array<std::array<T, N>, N> until{};

    gauss_formula() {
        std::array<std::array<T, N + 1>, N> p{}; // Legendre's polynomials at the points, between -1 and 1
        std::array<T, N> x{};
        for (std::size_t i = 0; i < N; ++i) {
            x[i] = -fp::cos(fp::pi<T> * (static_cast<T>(i + 0.75) / static_cast<T>(N + 0.5)));
            T slope = 1;
            for (int newton = 0; newton < 8; ++newton) {
                p[i] = legendre(x[i]);
                slope = static_cast<T>(N + 0.) * (x[i] * p[i][N] - p[i][N - 1]) / (x[i] * x[i] - 1);
                x[i] -= p[i][N] / slope;
            }
            points[i] = (x[i] + 1) / 2;
            weights[i] = 1 / ((1 - x[i] * x[i]) * slope * slope);
        }
        // The interpolating polynomial is a sum of Legendre's, the integrals of which are differences of two of them.
        for (std::size_t i = 0; i < N; ++i)
            for (std::size_t j = 0; j < N; ++j) {
                T sum = x[i] + 1;
                for (std::size_t k = 1; k < N; ++k)
                    sum += p[j][k] * (p[i][k + 1] - p[i][k - 1]);
                until[i][j] = weights[j] * sum / 2;
            }
    }

private:
    static std::array<T, N + 1> legendre(T x) {
        std::array<T, N + 1> p{T(1), x};
        for (std::size_t k = 1; k < N; ++k)
            p[k + 1] =
                (static_cast<T>(2 * k + 1.) * x * p[k] - static_cast<T>(k + 0.) * p[k - 1]) / static_cast<T>(k + 1.);
        return p;
    }
};

} // namespace detail
BROOK_END_NAMESPACE
