// SPDX-License-Identifier: MPL-2.0
// Polynomials in polynomials, truncated.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

#include "ode/multi_indices.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Products of power series in the same variables, up to the order of `indices`.
template <typename T>
class truncated_products {
public:
    explicit truncated_products(const multi_indices &indices) : size_(indices.size()), order_(indices.order()) {
        // A sum of indices has the degree of both together: of those below i, only some can be added to it.
        rows_.resize(size_);
        for (std::uint32_t i = 0; i < size_; ++i) {
            const auto end = indices.end(order_ - indices.degree(i));
            rows_[i].reserve(end);
            for (std::uint32_t j = 0; j < end; ++j)
                rows_[i].push_back(*indices.sum(i, j));
        }
    }

    /// result += a b, where a has no terms below number `begin`, nor b a constant one.
    void add(std::vector<T> &result, const std::vector<T> &a, std::uint32_t begin, const std::vector<T> &b) const {
        for (auto i = begin; i < size_; ++i)
            for (std::uint32_t j = 1; j < rows_[i].size(); ++j)
                result[rows_[i][j]] += a[i] * b[j];
    }

private:
    std::uint32_t size_, order_;
    std::vector<std::vector<std::uint32_t>> rows_; ///< [i][j]: the number of the product of monomials i and j
};

/// The coefficients of a polynomial in `outer` indices, given for each of them, where the arguments are polynomials in
/// `inner` indices without a constant term, [argument][index]. Both have the same order. All polynomials of a map are
/// done at once: coefficients and results are [polynomial][index].
template <typename T>
std::vector<std::vector<T>> composed(const multi_indices &outer, const std::vector<std::vector<T>> &coefficients,
                                     const multi_indices &inner, const std::vector<std::vector<T>> &arguments) {
    const truncated_products<T> products(inner);
    std::vector<std::vector<T>> results(coefficients.size(), std::vector<T>(inner.size()));
    // The monomials of the arguments, of one degree and of the one below.
    std::vector<std::vector<T>> monomials, lower;
    for (std::uint32_t degree = 0; degree <= outer.order(); ++degree) {
        lower = std::exchange(monomials, {});
        for (auto index = outer.begin(degree); index < outer.end(degree); ++index) {
            auto &monomial = monomials.emplace_back(inner.size());
            if (degree == 0)
                monomial[0] = 1;
            else {
                const auto &factor = outer.factor(index);
                products.add(monomial, lower[factor.lower - outer.begin(degree - 1)], inner.begin(degree - 1),
                             arguments[factor.arg]);
            }
            for (std::size_t i = 0; i < results.size(); ++i)
                for (auto j = inner.begin(degree); j < inner.size(); ++j)
                    results[i][j] += coefficients[i][index] * monomial[j];
        }
    }
    return results;
}

} // namespace detail
BROOK_END_NAMESPACE
