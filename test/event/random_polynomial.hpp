// SPDX-License-Identifier: MPL-2.0
// Polynomials with zeros that are known: far from each other, close together, multiple, at the ends of the step.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

namespace event_test {

using real = boost::multiprecision::cpp_bin_float_100;

enum class kind { separated, clustered, multiple, dyadic_places, at_the_ends, taylor, one_way };
inline constexpr int kinds = 7;

template <typename T>
struct polynomial {
    std::vector<T> c;
    T h;
};

class random_polynomials {
public:
    explicit random_polynomials(std::uint64_t seed) : random_(seed) {}

    double uniform(double a, double b) { return std::uniform_real_distribution<double>(a, b)(random_); }
    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

    /// The coefficients are computed with 100 digits, for a step of `h`, and rounded.
    template <typename T>
    polynomial<T> make(kind k) {
        const bool is_float = std::numeric_limits<T>::max_exponent < 200;
        polynomial<T> p;
        p.h = static_cast<T>(std::pow(10., is_float ? uniform(-1, 1) : uniform(-5, 5)));
        if (below(2) == 0)
            p.h = -p.h;
        const auto a = unscaled(k);
        real size = std::pow(10., is_float ? uniform(-4, 4) : uniform(-20, 20));
        // So that the coefficients are exact, and zeros really multiple.
        if (k == kind::dyadic_places) {
            size = 1;
            p.h = static_cast<T>(below(2) == 0 ? 2. : -.25);
        }
        real power = size;
        for (const auto &x : a) {
            p.c.push_back(static_cast<T>(x * power));
            power /= static_cast<real>(p.h);
        }
        return p;
    }

    /// c_0 + c_k t^k, where a power of the step, a coefficient or its term is below the smallest normal number, or
    /// not much larger.
    template <typename T>
    polynomial<T> make_extreme() {
        constexpr int least = std::numeric_limits<T>::min_exponent, most = std::numeric_limits<T>::max_exponent;
        const int k = 1 + below(20), lost = below(3);
        const auto near_least = static_cast<T>(least + uniform(-4, 3. * std::numeric_limits<T>::digits));
        const T log_of_c = lost == 0   ? most + static_cast<T>(uniform(-3, -.1))
                           : lost == 1 ? near_least
                                       : near_least / 3;
        const T log_of_power = lost == 0 ? near_least : lost == 1 ? T(most) * T(.9L) : near_least - log_of_c;
        polynomial<T> p;
        p.c.resize(static_cast<std::size_t>(k) + 1);
        p.h = std::exp2(log_of_power / static_cast<T>(k)) * static_cast<T>(below(2) == 0 ? 1. : -1.);
        p.c.back() = std::exp2(log_of_c);
        const real term = static_cast<real>(p.c.back()) * pow(static_cast<real>(p.h), k);
        p.c[0] = static_cast<T>(term * std::exp2(uniform(-3, 5)) * (below(2) == 0 ? 1 : -1));
        return p;
    }

private:
    static void multiply(std::vector<real> &a, const std::vector<real> &by) {
        std::vector<real> product(a.size() + by.size() - 1);
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t j = 0; j < by.size(); ++j)
                product[i + j] += a[i] * by[j];
        a = product;
    }
    static void add_zero(std::vector<real> &a, const real &x) { multiply(a, {-x, 1}); }

    std::vector<real> unscaled(kind k) {
        if (k == kind::taylor)
            return decaying();
        if (k == kind::one_way)
            return rising_or_falling();
        std::vector<real> a{below(2) == 0 ? 1 : -1};
        const auto factors = k == kind::dyadic_places ? 0 : below(4);
        for (int i = 0; i < factors; ++i) {
            const real u = uniform(-1, 2), v = uniform(.01, 1);
            multiply(a, {u * u + v * v, -2 * u, 1});
        }
        add_zeros(a, k);
        return a;
    }

    void add_zeros(std::vector<real> &a, kind k) {
        const real x = uniform(-.2, 1.2);
        const int n = 1 + below(3);
        const real gap = std::pow(10., uniform(-12, -2));
        if (k == kind::clustered)
            for (int i = 0; i <= n; ++i)
                add_zero(a, x + i * gap);
        else if (k == kind::multiple)
            for (int i = 0; i <= n; ++i)
                add_zero(a, x);
        else if (k == kind::dyadic_places)
            for (int i = 0; i < 2 * n; ++i)
                add_zero(a, real(below(10)) / 8);
        else if (k == kind::at_the_ends) {
            add_zero(a, below(2) == 0 ? gap * gap : real(below(2)));
            add_zero(a, 1 - (below(2) == 0 ? gap : -gap));
        } else
            for (int i = 0; i < 2 * n; ++i)
                add_zero(a, uniform(-.5, 1.5));
        add_zero(a, k == kind::dyadic_places ? real(-1) : real(uniform(-1, 2)));
    }

    // As those of a step of order 20, which halves them nine times or so.
    std::vector<real> decaying() {
        std::vector<real> a;
        for (int k = 0; k <= 20; ++k)
            a.push_back(uniform(-1, 1) * std::exp(-uniform(.2, 2.) * k));
        a[0] /= 10;
        return a;
    }

    // With one zero in the step or close to it: as those of a good step, or with terms of one sign that do not decay.
    std::vector<real> rising_or_falling() {
        const bool decays = below(6) > 0;
        const int sign = below(2) == 0 ? 1 : -1;
        std::vector<real> a{0, sign * std::exp(-2.)};
        for (int k = 2; k <= 20; ++k)
            a.push_back(sign * (decays ? uniform(-1, 1) * std::exp(-2. * k) : uniform(0, 1)));
        const real zero = uniform(-.1, 1.1);
        for (std::size_t k = 20; k > 0; --k)
            a[0] = (a[0] - a[k]) * zero;
        return a;
    }

    std::mt19937_64 random_;
};

} // namespace event_test
