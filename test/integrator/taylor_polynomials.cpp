// SPDX-License-Identifier: MPL-2.0
// Sums over monomials: right, and with the same bits however many points there are.
#include "integrator/taylor_polynomials.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

template <typename T>
struct polynomials {
    multi_indices indices;
    std::size_t n;
    polynomial_tables<T> tables{indices};
    std::vector<T> derivatives{};

    std::vector<T> at(const std::vector<T> &displacements, std::size_t points, std::size_t n_derivatives,
                      const std::vector<T> &of) const {
        std::vector<T> results(n * points);
        // No memory beyond what is asked for, and garbage in it.
        aligned_buffer<T> memory(polynomial_evaluation<T>::memory(tables, points));
        memory.fill(std::numeric_limits<T>::quiet_NaN());
        evaluate_polynomials(polynomial_evaluation<T>{&tables, of.data(), n, displacements.data(), results.data(),
                                                      memory.data(), points, n_derivatives});
        return results;
    }
};

template <typename T>
std::vector<T> random_numbers(std::size_t n, std::mt19937 &random) {
    std::uniform_real_distribution<double> uniform(-1, 1);
    std::vector<T> all(n);
    for (auto &x : all)
        x = static_cast<T>(uniform(random));
    return all;
}

template <typename T>
std::vector<T> column(const std::vector<T> &all, std::size_t points, std::size_t k) {
    std::vector<T> one;
    for (std::size_t i = k; i < all.size(); i += points)
        one.push_back(all[i]);
    return one;
}

// One polynomial, term by term, and the sum of the sizes of its terms.
template <typename T>
std::pair<long double, long double> reference(const polynomials<T> &p, std::uint32_t i, const std::vector<T> &d) {
    long double sum = 0, size = 0;
    for (std::uint32_t index = 0; index < p.indices.size(); ++index) {
        long double term = p.derivatives[variational_state(p.indices, std::uint32_t(p.n), i, index)];
        for (std::size_t a = 0; a < d.size(); ++a)
            for (std::uint32_t e = 1; e <= p.indices[index][a]; ++e)
                term *= static_cast<long double>(d[a]) / e;
        sum += term;
        size += std::abs(term);
    }
    return {sum, size};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("polynomials of displacements are the sums of their terms, at one point or at many",
                        "[taylor_polynomials]", test::code_types) {
    using T = TestType;
    std::mt19937 random(1);
    struct shape {
        std::uint32_t n, args, order;
    };
    for (const auto &[n, args, order] :
         {shape{1, 1, 1}, {2, 1, 12}, {3, 2, 5}, {6, 6, 1}, {6, 6, 2}, {5, 6, 3}, {6, 6, 4}, {4, 13, 2}, {7, 3, 6}}) {
        CAPTURE(n, args, order);
        polynomials<T> p{multi_indices(args, order), n};
        p.derivatives = random_numbers<T>(std::size_t{n} * p.indices.size(), random);
        for (const std::size_t points : {1, 2, 7, 8, 13, 35}) {
            CAPTURE(points);
            const auto d = random_numbers<T>(args * points, random);
            const auto many = p.at(d, points, 1, p.derivatives);
            bool right = true, same = true;
            for (std::size_t k = 0; k < points; ++k) {
                const auto at = column(d, points, k), one = p.at(at, 1, 1, p.derivatives);
                same = same && test::same_bits(one, column(many, points, k));
                for (std::uint32_t i = 0; i < n; ++i) {
                    const auto [sum, size] = reference(p, i, at);
                    right = right && std::abs(sum - one[i]) <=
                                         (4 + order + p.indices.size() / 16.L) *
                                             static_cast<long double>(std::numeric_limits<T>::epsilon()) * size;
                }
            }
            CHECK(right);
            CHECK(same);
            // Points that have polynomials of their own, which happen to be equal.
            std::vector<T> own;
            for (const auto &x : p.derivatives)
                own.insert(own.end(), points, x);
            if (points > 1)
                CHECK(test::same_bits(p.at(d, points, points, own), many));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("at no displacement a polynomial is its constant, and what is not finite stays where it is",
                        "[taylor_polynomials]", test::code_types) {
    using T = TestType;
    polynomials<T> p{multi_indices(3, 3), 5};
    std::mt19937 random(2);
    p.derivatives = random_numbers<T>(5 * p.indices.size(), random);
    const auto constants = p.at({0, 0, 0}, 1, 1, p.derivatives);
    CHECK(test::same_bits(constants, std::vector<T>(p.derivatives.begin(), p.derivatives.begin() + 5)));
    p.derivatives[variational_state(p.indices, 5, 2, 9)] = std::numeric_limits<T>::infinity();
    for (const std::size_t points : {1, 9}) {
        const auto results = p.at(std::vector<T>(3 * points, T(.5)), points, 1, p.derivatives);
        for (std::size_t i = 0; i < results.size(); ++i)
            CHECK(std::isfinite(results[i]) == (i / points != 2));
    }
}
