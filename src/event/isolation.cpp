// SPDX-License-Identifier: MPL-2.0
// Isolating zeros in the Bernstein basis.
//
// Rounding errors, in units w that are 2 u for T and 8 u^2 for double length, where u = eps / 2, so that an addition
// costs half a unit at most, and any other operation one.
#include "event/isolation.hpp"

#include <algorithm>
#include <type_traits>

#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>

#include "number/double_length_products.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

template <typename T>
constexpr T eps = std::numeric_limits<T>::epsilon();

template <typename T, typename N>
constexpr T unit = std::is_same_v<T, N> ? eps<T> : T(2) * eps<T> *eps<T>;

template <typename N, typename T>
N number_from(double_length<T> x) noexcept {
    if constexpr (std::is_same_v<T, N>)
        return x.hi;
    else
        return x;
}

} // namespace

template <typename T, typename N>
void isolator<T, N>::prepare(std::uint32_t degree) {
    if (cells_.capacity() == 0)
        cells_.reserve(max_depth + 2);
    if (degree == degree_)
        return;
    degree_ = degree;
    const std::size_t size = degree + 1;
    if (weights_.size() < size) {
        weights_.resize(size);
        copy_.resize(size);
        b_.resize((max_depth + 2) * size);
    }
    // 1 / binomial(n, k), by two operations for each k.
    auto weight = number_from<N>(double_length<T>{T(1), T(0)});
    for (std::uint32_t k = 0; k <= degree; ++k) {
        weights_[k] = weight;
        if (k < degree)
            weight = weight * static_cast<T>(k + 1.) / static_cast<T>(0. + degree - k);
    }
}

template <typename T, typename N>
int isolator<T, N>::sign_of(const N &x, T error) const noexcept {
    return rounded(x) > error ? 1 : rounded(x) < -error ? -1 : 0;
}

/// b_j = sum_{k <= j} binomial(j, k) a_k r^k / binomial(n, k), by n passes of additions, for the interval from 0 to r.
///
/// Relative errors of the terms: a_k (3 k + 3) u^2 or u, r^k up to k + 1 operations, the weights 2 k, two products; and
/// n additions. Each pass only adds, and the same passes over the sizes of the terms end with at most
/// S = sum |a_k| r^k. That is less than (3 n + 6) w S in both arithmetics (19 n + 17 units u^2, or 4 n + 3 units u,
/// because in T's arithmetic r is a power of two). Terms that underflow lose less than 16 smallest numbers, which the
/// passes multiply by 2^n at most.
template <typename T, typename N>
T isolator<T, N>::transform_start(N end, N *b) const noexcept {
    const auto n = degree_;
    auto power = number_from<N>(double_length<T>{T(1), T(0)});
    T size = T(0);
    for (std::uint32_t k = 0; k <= n; ++k) {
        const N term = a_[k] * power;
        size += fp::abs(rounded(term));
        b[k] = term * weights_[k];
        power = power * end;
    }
    for (std::uint32_t pass = 1; pass <= n; ++pass)
        for (std::uint32_t j = n; j >= pass; --j)
            b[j] = b[j] + b[j - 1];
    const T underflow = std::numeric_limits<T>::min() * T(16) * fp::exp2(static_cast<T>(0. + n));
    return static_cast<T>(3. * n + 6.) * unit<T, N> * size + underflow;
}

/// De Casteljau's scheme. `right` has the coefficients of the whole cell, and has those of the right part afterwards.
///
/// Each pass takes means of two coefficients, which carry over their errors, and adds (multiplying, multiplying,
/// adding) no more than one unit of the largest coefficient. One pass more covers that these sizes are rounded, too.
template <typename T, typename N>
T isolator<T, N>::cut(const cell &c, T at, N *left, N *right) const noexcept {
    const auto n = degree_;
    T largest = T(0);
    for (std::uint32_t j = 0; j <= n; ++j)
        largest = std::max(largest, fp::abs(rounded(right[j])));
    const T other = T(1) - at;
    left[0] = right[0];
    for (std::uint32_t pass = 1; pass <= n; ++pass) {
        if (at == T(0.5))
            for (std::uint32_t j = 0; j <= n - pass; ++j)
                right[j] = halved(right[j] + right[j + 1]);
        else
            for (std::uint32_t j = 0; j <= n - pass; ++j)
                right[j] = right[j] * other + right[j + 1] * at;
        left[pass] = right[0];
    }
    const T smallest = std::numeric_limits<T>::min() * T(16);
    return c.error + static_cast<T>(n + 1.) * (unit<T, N> * largest + smallest);
}

/// A run of r open signs between two that are known can hide up to r + 1 changes, an odd number if the two differ.
template <typename T, typename N>
auto isolator<T, N>::count(const cell &c, const N *b) const noexcept -> sign_changes {
    sign_changes changes{0, 0};
    int before = c.first;
    std::uint32_t open = 0;
    for (std::uint32_t j = 1; j < degree_ || (j == degree_ && c.last != 0); ++j) {
        const int sign = j == degree_ ? c.last : sign_of(b[j], c.error);
        if (sign == 0) {
            ++open;
            continue;
        }
        changes.least += sign != before;
        changes.most += sign != before ? (open | 1) : (open + 1) / 2 * 2;
        before = sign;
        open = 0;
    }
    changes.most += open;
    return changes;
}

// At the end of the step, b_n = 0 is a factor 1 - x. Without it the coefficients are b_j n / (n - j), for j < n: the
// same signs.
template <typename T, typename N>
bool isolator<T, N>::push_whole(int sign_at_zero) {
    const double_length<T> zero, one{T(1), T(0)};
    N *b = coefficients(0);
    cell whole{zero, one, T(0), sign_at_zero, 0, 0};
    whole.error = transform_start(number_from<N>(one), b);
    whole.last = sign_of(b[degree_], whole.error);
    cells_.clear();
    cells_.push_back(whole);
    return is_wide || whole.last != 0;
}

// The right part takes the place of the whole, and the left part is the next to be looked at. Left parts that begin
// with the step are transformed anew: close to 0, the terms of high order that made coefficients inaccurate are small.
template <typename T, typename N>
bool isolator<T, N>::split_at(T at) {
    const auto place = cells_.size() - 1;
    N *right_b = coefficients(place), *left_b = coefficients(place + 1);
    const cell whole = cells_.back();
    cell left = whole, right = whole;
    right.error = cut(whole, at, left_b, right_b);
    const int sign = sign_of(right_b[0], right.error);
    if (sign == 0)
        return false;
    left.end = right.begin = whole.begin + (whole.end - whole.begin) * at;
    left.error = right.error;
    if (whole.begin.hi == T(0))
        left.error = transform_start(number_from<N>(left.end), left_b);
    left.last = right.first = sign;
    ++left.depth;
    ++right.depth;
    cells_.back() = right;
    cells_.push_back(left);
    return true;
}

// At 1/2, or at a place between 1/4 and 3/4 where the sign is known.
template <typename T, typename N>
bool isolator<T, N>::split() {
    if constexpr (!is_wide)
        return split_at(T(0.5));
    N *b = coefficients(cells_.size() - 1);
    std::copy_n(b, degree_ + 1, copy_.data());
    if (split_at(T(0.5)))
        return true;
    const std::uint32_t pairs = std::min(degree_ / 2 + 1, 64u), distance = 64 / pairs;
    for (std::uint32_t i = 1; i <= pairs; ++i)
        for (const double offset : {0. - i * distance, 0. + i * distance}) {
            std::copy_n(copy_.data(), degree_ + 1, b);
            if (split_at(static_cast<T>((128. + offset) / 256.)))
                return true;
        }
    return false;
}

template <typename T, typename N>
bool isolator<T, N>::is_narrow(const cell &c) const noexcept {
    return (c.end - c.begin).hi <= c.begin.hi * (eps<T> / T(4));
}

template <typename T, typename N>
isolation isolator<T, N>::find(const N *a, std::uint32_t degree, int sign_at_zero,
                               std::vector<isolating_interval<T>> &found) {
    a_ = a;
    prepare(degree);
    found.clear();
    // In T's arithmetic, ends of intervals are to be numbers of T.
    constexpr auto depth_limit = is_wide ? max_depth : static_cast<std::uint32_t>(std::numeric_limits<T>::digits / 2);
    if (!push_whole(sign_at_zero))
        return isolation::undecided;
    auto outcome = isolation::complete;
    while (!cells_.empty()) {
        const cell c = cells_.back();
        const auto changes = count(c, coefficients(cells_.size() - 1));
        bool decided = changes.most <= 1 && changes.least == changes.most;
        bool crosses = decided && changes.most == 1;
        if (!decided) {
            const bool limited = c.depth == depth_limit;
            if (!limited && !is_narrow(c) && split())
                continue;
            if (!is_wide)
                return isolation::undecided;
            if (limited)
                outcome = isolation::limited;
            crosses = c.last == -c.first;
        }
        if (crosses)
            found.push_back({c.begin, c.end, c.first});
        cells_.pop_back();
    }
    return outcome;
}

#define BROOK_INSTANCE(type)                                                                                           \
    template class isolator<type, type>;                                                                               \
    template class isolator<type, double_length<type>>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
