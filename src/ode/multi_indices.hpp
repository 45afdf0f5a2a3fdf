// SPDX-License-Identifier: MPL-2.0
// How often by which argument: the multi-indices of derivatives.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// All multi-indices of some arguments up to a degree, numbered by degree, and those of a degree as dtens has them:
/// larger exponents of earlier arguments first. Number 0 is the index of degree 0.
class multi_indices {
public:
    using exponents = std::vector<std::uint32_t>;

    multi_indices(std::uint32_t n_args, std::uint32_t order) : n_args_(n_args) {
        exponents index(n_args, 0);
        for (std::uint32_t degree = 0; degree <= order; ++degree) {
            begins_.push_back(size());
            append(index, 0, degree);
        }
        begins_.push_back(size());
        for (std::uint32_t args = 0; args <= n_args; ++args)
            for (std::uint32_t degree = 0; degree <= order; ++degree)
                counts_.push_back(args == 0 || degree == 0 ? 1 : count_up_to(args - 1, degree) + counts_.back());
        factors_.resize(size());
        for (std::uint32_t i = 1; i < size(); ++i) {
            auto lower = all_[i];
            auto a = n_args_ - 1;
            while (lower[a] == 0)
                --a;
            const auto exponent = lower[a]--;
            factors_[i] = {*find(lower), a, exponent};
        }
    }

    /// How many there are, or infinity, or nearly so.
    static double count(std::size_t n_args, std::uint32_t order) {
        double product = 1;
        for (std::uint32_t k = 1; k <= order && product < 1e300; ++k)
            product = product * (static_cast<double>(n_args) + k) / k;
        return product;
    }

    std::uint32_t order() const noexcept { return static_cast<std::uint32_t>(begins_.size() - 2); }
    std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(all_.size()); }
    const exponents &operator[](std::uint32_t i) const { return all_[i]; }
    /// The first of a degree, and behind the last degree the end.
    std::uint32_t begin(std::uint32_t degree) const { return begins_[degree]; }
    std::uint32_t end(std::uint32_t degree) const { return begins_[degree + 1]; }

    /// The number of an index; none if its degree is too high.
    std::optional<std::uint32_t> find(const exponents &index) const {
        auto left = std::accumulate(index.begin(), index.end(), 0u);
        if (index.size() != n_args_ || left > order())
            return std::nullopt;
        auto number = begins_[left];
        for (std::uint32_t a = 0; left != 0; ++a) {
            left -= index[a];
            if (left != 0) // those with a larger exponent here come first
                number += count_up_to(n_args_ - a - 1, left - 1);
        }
        return number;
    }
    /// The number of the sum; none if its degree is too high.
    std::optional<std::uint32_t> sum(std::uint32_t i, std::uint32_t j) const {
        exponents s = all_[i];
        std::transform(s.begin(), s.end(), all_[j].begin(), s.begin(), std::plus<>());
        return find(s);
    }
    std::uint32_t degree(std::uint32_t i) const {
        return static_cast<std::uint32_t>(std::upper_bound(begins_.begin(), begins_.end(), i) - begins_.begin() - 1);
    }
    /// Index i > 0 as a lower one and the last argument that it differentiates by, for so many times.
    struct last_factor {
        std::uint32_t lower, arg, exponent;
    };
    const last_factor &factor(std::uint32_t i) const { return factors_[i]; }
    /// The product of the factorials: how many times the coefficient of a power series its derivative is.
    double factorial(std::uint32_t i) const {
        double product = 1;
        for (const auto exponent : all_[i])
            for (std::uint32_t k = 2; k <= exponent; ++k)
                product *= k;
        return product;
    }

private:
    // How many indices of some arguments there are up to a degree.
    std::uint32_t count_up_to(std::uint32_t args, std::uint32_t degree) const {
        return counts_[std::size_t{args} * (order() + 1) + degree];
    }

    void append(exponents &index, std::uint32_t arg, std::uint32_t left) {
        if (left == 0) { // of thousands of arguments most stay at zero
            all_.push_back(index);
            return;
        }
        if (arg + 1 >= n_args_) {
            if (n_args_ != 0) {
                index[arg] = left;
                all_.push_back(index);
                index[arg] = 0;
            }
            return;
        }
        for (auto exponent = left + 1; exponent-- > 0;) {
            index[arg] = exponent;
            append(index, arg + 1, left - exponent);
        }
        index[arg] = 0;
    }

    std::uint32_t n_args_;
    std::vector<exponents> all_;
    std::vector<std::uint32_t> begins_;
    std::vector<std::uint32_t> counts_; // of count_up_to()
    std::vector<last_factor> factors_;
};

/// Of n state variables: the number of the state variable that is the derivative of state variable i whose multi-index
/// has the number `index`. The first n are the state variables themselves; then come the derivatives by degree, of each
/// degree by state variable.
inline std::uint32_t variational_state(const multi_indices &indices, std::uint32_t n, std::uint32_t i,
                                       std::uint32_t index) {
    const auto degree = indices.degree(index), begin = indices.begin(degree), count = indices.end(degree) - begin;
    return n * begin + i * count + (index - begin);
}

/// The other way round: the state variable, and the number of the multi-index.
struct place_of_derivative {
    std::uint32_t state, index;
};
inline place_of_derivative find_derivative(const multi_indices &indices, std::uint32_t n, std::uint32_t number) {
    const auto degree = indices.degree(number / n), begin = indices.begin(degree), count = indices.end(degree) - begin;
    const auto rest = number - n * begin;
    return {rest / count, begin + rest % count};
}

} // namespace detail
BROOK_END_NAMESPACE
