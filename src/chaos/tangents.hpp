// SPDX-License-Identifier: MPL-2.0
// Tangent vectors: directions in which neighbouring solutions lie, and how they grow.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "number/double_length.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// k vectors of n numbers as derivatives of order 1 have them: [number][vector].
template <typename T>
class tangent_vectors {
public:
    tangent_vectors(std::size_t n, std::size_t k) : n_(n), k_(k), sizes_(k), growth_(k) {}

    std::size_t size() const noexcept { return k_; }

    /// Makes them orthonormal, from the first one on: modified Gram and Schmidt. sizes() are the lengths of what the
    /// earlier ones leave of each. One that vanishes is left as it is, zero.
    void orthonormalise(T *vectors) {
        for (std::size_t j = 0; j < k_; ++j) {
            for (std::size_t earlier = 0; earlier < j; ++earlier)
                subtract(vectors, j, earlier);
            sizes_[j] = length(vectors, j);
            if (sizes_[j] > 0)
                for (std::size_t i = 0; i < n_; ++i)
                    vectors[i * k_ + j] /= sizes_[j];
        }
    }

    /// The same, and adds the logarithms of the sizes to growth().
    void measure(T *vectors) {
        orthonormalise(vectors);
        for (std::size_t j = 0; j < k_; ++j)
            if (!(sizes_[j] > 0))
                growth_[j] = {-std::numeric_limits<T>::infinity(), 0};
            else if (fp::isfinite(growth_[j].hi))
                growth_[j] = growth_[j] + fp::log(sizes_[j]);
    }

    const std::vector<T> &sizes() const noexcept { return sizes_; }
    /// The logarithms of how much they have grown since forget().
    T growth(std::size_t j) const noexcept { return growth_[j].hi; }
    void forget() { std::fill(growth_.begin(), growth_.end(), double_length<T>{}); }

    /// The length of vector j.
    T length(const T *vectors, std::size_t j) const {
        T largest = 0, sum = 0;
        for (std::size_t i = 0; i < n_; ++i)
            largest = std::max(largest, fp::abs(vectors[i * k_ + j]));
        if (!(largest > 0))
            return 0;
        for (std::size_t i = 0; i < n_; ++i) {
            const T x = vectors[i * k_ + j] / largest;
            sum += x * x;
        }
        return largest * fp::sqrt(sum);
    }

private:
    void subtract(T *vectors, std::size_t j, std::size_t earlier) const {
        T product = 0;
        for (std::size_t i = 0; i < n_; ++i)
            product += vectors[i * k_ + j] * vectors[i * k_ + earlier];
        for (std::size_t i = 0; i < n_; ++i)
            vectors[i * k_ + j] -= product * vectors[i * k_ + earlier];
    }

    std::size_t n_, k_;
    std::vector<T> sizes_;
    std::vector<double_length<T>> growth_;
};

/// k vectors of n numbers, all between 1/2 and 1 but for their signs, that have nothing to do with any system: the
/// generator is splitmix64 (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014).
template <typename T>
std::vector<T> fixed_directions(std::size_t n, std::size_t k) {
    std::vector<T> all(n * k);
    std::uint64_t state = 0;
    for (auto &x : all) {
        auto bits = state += 0x9e3779b97f4a7c15;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
        bits ^= bits >> 31;
        const double size = 0.5 + static_cast<double>(bits >> 44) / static_cast<double>(1u << 21);
        x = static_cast<T>((bits & 1) != 0 ? size : -size);
    }
    return all;
}

} // namespace detail
BROOK_END_NAMESPACE
