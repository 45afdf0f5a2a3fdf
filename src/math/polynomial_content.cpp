// SPDX-License-Identifier: MPL-2.0
// The rows of a table as numbers of each type, and which of them an argument belongs to.
#include "math/polynomial_content.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <brook/number/fp_functions.hpp>

#include "math/polynomial_schemes.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

template <typename T>
std::vector<T> rounded_breaks(const polynomial_content &c) {
    std::vector<T> breaks;
    breaks.reserve(c.breaks.size());
    for (const double b : c.breaks) {
        const auto rounded = static_cast<T>(b);
        if (!fp::isfinite(rounded) || (!breaks.empty() && !(breaks.back() < rounded)))
            throw_invalid_argument(
                "The breaks of a piecewise polynomial must be finite and ascending as numbers of the "
                "type '{}', too, but break {}, which is {}, is not",
                fp_row<T>::printed_name, breaks.size(), b);
        breaks.push_back(rounded);
    }
    return breaks;
}

template <typename T>
T rounded_coefficient(double c) {
    const auto rounded = static_cast<T>(c);
    if (!fp::isfinite(rounded))
        throw_invalid_argument("The coefficients of a piecewise polynomial must be finite as numbers of the type '{}', "
                               "too, but one is {}",
                               fp_row<T>::printed_name, c);
    return rounded;
}

// How many numbers a T can count.
template <typename T>
double countable() {
    return std::ldexp(1., std::min(std::numeric_limits<T>::digits, 53));
}

// 0 unless all pieces are about as long as each other.
double pieces_per_unit(const std::vector<double> &breaks) {
    const auto n = static_cast<double>(breaks.size() - 1);
    const double length = breaks.back() / n - breaks.front() / n;
    for (std::size_t i = 1; i < breaks.size(); ++i)
        if (!(std::abs(breaks[i] - breaks[i - 1] - length) < length / 1024))
            return 0;
    return 1 / length;
}

template <typename T>
void find_row(const row_finder<T> *self, const T *x, const T *ahead, T *row) {
    *row = static_cast<T>(static_cast<double>(static_cast<const polynomial_rows<T> *>(self)->place_of(*x, *ahead)));
}

} // namespace

template <typename T>
polynomial_rows<T>::polynomial_rows(const polynomial_content &c)
    : row_finder<T>{find_row<T>}, breaks_(rounded_breaks<T>(c)), stride_(c.row_size()),
      pieces_per_unit_(detail::pieces_per_unit(c.breaks)), extrapolates_(c.beyond == beyond_breaks::extrapolate) {
    const auto pieces = breaks_.size() - 1, terms = c.degree() + 1;
    if (static_cast<double>(breaks_.size()) * static_cast<double>(stride_) > countable<T>())
        throw_invalid_argument(
            "A piecewise polynomial may have {} numbers of the type '{}', but {} pieces of degree {} "
            "have more",
            countable<T>(), fp_row<T>::printed_name, pieces, c.degree());
    numbers_.reserve(breaks_.size() * stride_);
    for (std::size_t i = 0; i < pieces; ++i) {
        numbers_.push_back(breaks_[i]);
        if (c.basis == polynomial_basis::chebyshev)
            numbers_.push_back(T(4) / (breaks_[i + 1] - breaks_[i]));
        for (std::size_t j = 0; j < terms; ++j)
            numbers_.push_back(rounded_coefficient<T>(c.coefficients[i * terms + j]));
    }
    numbers_.resize(breaks_.size() * stride_, std::numeric_limits<T>::quiet_NaN());
}

template <typename T>
std::size_t polynomial_rows<T>::place_outside(bool below) const noexcept {
    const auto pieces = breaks_.size() - 1;
    return (!extrapolates_ ? pieces : below ? 0 : pieces - 1) * stride_;
}

template <typename T>
std::size_t polynomial_rows<T>::place_of(T x, T ahead) const noexcept {
    const auto pieces = breaks_.size() - 1;
    if (ahead != T(0))
        x = x + (ahead + fp::copysign(2 * std::numeric_limits<T>::epsilon() * fp::abs(x), ahead));
    if (!(x == x))
        return pieces * stride_;
    if (x < breaks_.front() || x > breaks_.back())
        return place_outside(x < breaks_.front());
    if (pieces_per_unit_ > 0) {
        const auto guess = static_cast<std::size_t>(static_cast<double>(x - breaks_.front()) * pieces_per_unit_);
        if (guess < pieces && breaks_[guess] < x && x < breaks_[guess + 1])
            return guess * stride_;
    }
    const auto begin = breaks_.begin(), end = breaks_.end();
    const auto after = ahead < T(0) ? std::lower_bound(begin, end, x) : std::upper_bound(begin, end, x);
    if (after == begin)
        return place_outside(true);
    if (after == end)
        return ahead > T(0) ? place_outside(false) : (pieces - 1) * stride_;
    return static_cast<std::size_t>(after - begin - 1) * stride_;
}

#define BROOK_FP(type, ...) template class polynomial_rows<type>;
#include <brook/number/fp_types.def>
#undef BROOK_FP

} // namespace detail

template <detail::floating_point_type T>
T polynomial_table::operator()(T x) const {
    const auto &rows = content_->rows<T>();
    const auto place = rows.place_of(x, T(0));
    const auto number = [&](std::size_t j) { return rows.column(j)[place]; };
    return detail::polynomial(*content_, x, number, [](T v, T sum) { return v * sum; });
}

#define BROOK_FP(type, ...) template BROOK_PUBLIC type polynomial_table::operator()(type) const;
#include <brook/number/fp_types.def>
#undef BROOK_FP

BROOK_END_NAMESPACE
