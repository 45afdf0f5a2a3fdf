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

enum class kind { separated, clustered, multiple, dyadic_places, at_the_ends, taylor };
inline constexpr int kinds = 6;

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

    std::mt19937_64 random_;
};

} // namespace event_test
