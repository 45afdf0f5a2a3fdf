// SPDX-License-Identifier: MPL-2.0
// Sums over the monomials of polynomials.
//
// A sum over them has eight accumulators: the terms of a degree go to them in turn, by whole groups of four, and what
// is left to a ninth. (Of long double it has one.) So it may be taken four terms at once, or one after the other for
// many points at once, with the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include <brook/support/visibility.hpp>

#include "integrator/taylor_polynomials.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How many points are computed at once; eight with vectors of 512 bits.
template <typename T>
inline constexpr std::uint32_t points_at_once = 1;
template <>
inline constexpr std::uint32_t points_at_once<float> = 8;
template <>
inline constexpr std::uint32_t points_at_once<double> = 4;

template <typename T>
struct polynomial_sums : polynomial_evaluation<T> {
    /// All points, `W` at once; if all share the polynomials, the last ones one by one.
    template <std::uint32_t W>
    BROOK_INLINE void run() const {
        std::size_t k = 0;
        if constexpr (W > 1) {
            for (; k + W <= points; k += W)
                n_derivatives == 1 ? group<W, true>(k) : group<W, false>(k);
            if (n_derivatives == 1)
                for (; k < points; ++k)
                    one_point(k);
        }
        for (; k < points; ++k)
            n_derivatives == 1 ? group<1, true>(k) : group<1, false>(k);
    }

private:
    // ---- several points, or one: an element of a vector for each ----

    template <std::uint32_t W>
    BROOK_INLINE void find_monomials(std::size_t k) const {
        using lanes = lane_vector<T, W>;
        const auto &t = *tables;
        lanes::store(monomials, typename lanes::type{} + T(1));
        std::size_t to = 1;
        for (std::uint32_t degree = 1; degree <= t.order; ++degree)
            for (std::uint32_t a = 0; a < t.n_args; ++a) {
                typename lanes::type x, y;
                lanes::load(x, displacements + a * points + k);
                const auto run = t.runs[(degree - 1) * t.n_args + a];
                const T *from = monomials + W * std::size_t{t.begins[degree] - run};
                for (std::uint32_t j = 0; j < run; ++j, ++to, from += W) {
                    lanes::load(y, from);
                    lanes::store(monomials + W * to, y * x * t.reciprocals[to]);
                }
            }
    }

    template <std::uint32_t W, bool Shared>
    BROOK_INLINE void load(typename lane_vector<T, W>::type &c, std::size_t number, std::size_t k) const {
        if constexpr (Shared)
            c = derivatives[number] - typename lane_vector<T, W>::type{}; // adding would lose the sign of a zero
        else
            lane_vector<T, W>::load(c, derivatives + number * n_derivatives + k);
    }

    // Adds Terms terms, from number `first` on, to as many sums.
    template <std::uint32_t W, bool Shared, std::uint32_t Terms>
    BROOK_INLINE void add(typename lane_vector<T, W>::type (&sums)[Terms], std::size_t first, std::size_t monomial,
                          std::size_t k) const {
        using lanes = lane_vector<T, W>;
        BROOK_UNROLL for (std::uint32_t j = 0; j < Terms; ++j) {
            typename lanes::type m, c;
            lanes::load(m, monomials + W * (monomial + j));
            load<W, Shared>(c, first + j, k);
            sums[j] += c * m;
        }
    }

    template <std::uint32_t W, bool Shared>
    BROOK_INLINE void group(std::size_t k) const {
        find_monomials<W>(k);
        for (std::size_t i = 0; i < n; ++i)
            polynomial<W, Shared>(i, k);
    }

    template <std::uint32_t W, bool Shared>
    BROOK_INLINE void polynomial(std::size_t i, std::size_t k) const {
        using lanes = lane_vector<T, W>;
        constexpr auto Q = terms_at_once<T>;
        const auto &t = *tables;
        typename lanes::type even[Q] = {}, odd[Q] = {}, rest[1] = {};
        for (auto degree = t.order; degree > 0; --degree) {
            const std::size_t begin = t.begins[degree], count = t.begins[degree + 1] - begin;
            const std::size_t first = n * begin + i * count;
            std::size_t o = 0;
            if constexpr (Q > 1) {
                for (; o + 2 * Q <= count; o += 2 * Q) {
                    add<W, Shared>(even, first + o, begin + o, k);
                    add<W, Shared>(odd, first + o + Q, begin + o + Q, k);
                }
                if (o + Q <= count) {
                    add<W, Shared>(even, first + o, begin + o, k);
                    o += Q;
                }
            }
            for (; o < count; ++o)
                add<W, Shared>(rest, first + o, begin + o, k);
        }
        typename lanes::type constant;
        load<W, Shared>(constant, i, k);
        if constexpr (Q == 4)
            rest[0] = (((even[0] + odd[0]) + (even[2] + odd[2])) + ((even[1] + odd[1]) + (even[3] + odd[3]))) + rest[0];
        lanes::store(results + i * points + k, rest[0] + constant);
    }

    // ---- one point: an element of a vector for each term ----

    BROOK_INLINE void find_monomials_of_one(std::size_t k) const {
        using lanes = lane_vector<T, terms_at_once<T>>;
        const auto &t = *tables;
        monomials[0] = 1;
        for (std::uint32_t a = 0; a < t.n_args; ++a)
            monomials[1 + a] = displacements[a * points + k];
        std::size_t to = 1 + t.n_args;
        for (std::uint32_t degree = 2; degree <= t.order; ++degree)
            for (std::uint32_t a = 0; a < t.n_args; ++a) {
                const T x = displacements[a * points + k];
                const auto run = t.runs[(degree - 1) * t.n_args + a];
                const T *const from = monomials + (t.begins[degree] - run);
                if (run == 1)
                    monomials[to] = *from * x * t.reciprocals[to];
                else // what is written behind the end of a run is overwritten by the next one
                    for (std::uint32_t j = 0; j < run; j += terms_at_once<T>) {
                        typename lanes::type y, r;
                        lanes::load(y, from + j);
                        lanes::load(r, t.reciprocals.data() + to + j);
                        lanes::store(monomials + to + j, y * x * r);
                    }
                to += run;
            }
    }

    template <std::uint32_t I>
    BROOK_INLINE void add_terms(typename lane_vector<T, terms_at_once<T>>::type (&sums)[I], std::size_t first,
                                std::size_t count, std::size_t monomial) const {
        using lanes = lane_vector<T, terms_at_once<T>>;
        typename lanes::type m, c;
        lanes::load(m, monomials + monomial);
        BROOK_UNROLL for (std::uint32_t j = 0; j < I; ++j) {
            lanes::load(c, derivatives + first + j * count);
            sums[j] += c * m;
        }
    }

    template <std::uint32_t I>
    BROOK_INLINE void polynomials_of_one(std::size_t i, std::size_t k) const {
        constexpr auto Q = terms_at_once<T>;
        using lanes = lane_vector<T, Q>;
        const auto &t = *tables;
        typename lanes::type even[I] = {}, odd[I] = {};
        T rest[I] = {};
        for (auto degree = t.order; degree > 0; --degree) {
            const std::size_t begin = t.begins[degree], count = t.begins[degree + 1] - begin;
            const std::size_t first = n * begin + i * count;
            std::size_t o = 0;
            for (; o + 2 * Q <= count; o += 2 * Q) {
                add_terms<I>(even, first + o, count, begin + o);
                add_terms<I>(odd, first + o + Q, count, begin + o + Q);
            }
            if (o + Q <= count) {
                add_terms<I>(even, first + o, count, begin + o);
                o += Q;
            }
            for (; o < count; ++o)
                BROOK_UNROLL for (std::uint32_t j = 0; j < I; ++j) rest[j] +=
                    derivatives[first + j * count + o] * monomials[begin + o];
        }
        BROOK_UNROLL for (std::uint32_t j = 0; j < I; ++j) {
            const auto sums = even[j] + odd[j];
            const T sum = (lanes::lane(sums, 0) + lanes::lane(sums, 2)) + (lanes::lane(sums, 1) + lanes::lane(sums, 3));
            results[(i + j) * points + k] = (sum + rest[j]) + derivatives[i + j];
        }
    }

    BROOK_INLINE void one_point(std::size_t k) const {
        find_monomials_of_one(k);
        std::size_t i = 0;
        for (; i + 3 <= n; i += 3)
            polynomials_of_one<3>(i, k);
        for (; i < n; ++i)
            polynomials_of_one<1>(i, k);
    }

    using base = polynomial_evaluation<T>;
    using base::tables, base::derivatives, base::n, base::displacements, base::results, base::monomials, base::points,
        base::n_derivatives;
};

} // namespace detail
BROOK_END_NAMESPACE
