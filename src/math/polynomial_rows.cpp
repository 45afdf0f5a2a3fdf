// SPDX-License-Identifier: MPL-2.0
// Rows of tables of polynomials.
//
// The piece of a polynomial is found once in a step, at order zero, and so are its coefficients: they are flat, that
// is, constant as long as the step lasts, whatever the argument does. What is left is a polynomial like any other, in
// products and sums. No recurrence has to know of pieces, and the code does not depend on how many there are.
#include "math/polynomial_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <brook/math/functions.hpp>
#include <brook/number/fp_functions.hpp>

#include "math/operations.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

// ---- operations ----

namespace {

struct row_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.row(0, e.arg(0)[0], e.arg(1)[0]));
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(0.));
    }
};

struct entry_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.entry(0, e.arg(0)[0]));
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(0.));
    }
};

// a b, where a[n] = 0 for n > 1: (a b)[n] = a[0] b[n] + a[1] b[n-1]
struct line_product_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto a = e.arg(0)[0];
        e.keep(0, a);
        e.set(e.result(0), a * e.arg(1)[0]);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.arg(0), b = e.arg(1);
        e.set(e.result(0), e.fma(e.kept(0), b[n], a[1] * b[n - 1]));
    }
};

template <std::size_t N>
std::vector<expression> flat_gradient(const func &) {
    return std::vector<expression>(N, expression(0.));
}

std::vector<expression> text_of(const applied_operation &o, const function_rule &rule);

constinit const operation polynomial_row_operation = make_operation<row_recurrence>({
    .name = "polynomial_row",
    .constants = constant_role::data,
    .flat = true,
    .text = [](const applied_operation &o) { return text_of(o, *find_row_rule("polynomial_row")); },
});
constinit const operation polynomial_entry_operation = make_operation<entry_recurrence>({
    .name = "polynomial_entry",
    .constants = constant_role::data,
    .flat = true,
    .text = [](const applied_operation &o) { return text_of(o, *find_row_rule("polynomial_entry")); },
});

constinit const operation line_product_operation = make_operation<line_product_recurrence>({
    .name = "line_product",
    .text = [](const applied_operation &o) { return std::vector{o.args[0] * o.args[1]}; },
});

// The last argument is the index, among the data, of the finder or of the column. What is outside of a table is not a
// number, and the value jumps at breaks.
constinit const function_rule row_rule{
    .name = "polynomial_row",
    .arity = 3,
    .gradient = flat_gradient<3>,
    .taylor = &polynomial_row_operation,
    .identity = "1",
    .has_edge = true,
    .may_jump = true,
};
constinit const function_rule entry_rule{
    .name = "polynomial_entry",
    .arity = 2,
    .gradient = flat_gradient<2>,
    .taylor = &polynomial_entry_operation,
    .identity = "1",
    .has_edge = true,
    .may_jump = true,
};

constinit const function_rule line_product_rule{
    .name = "line_product",
    .arity = 2,
    .gradient =
        [](const func &f) {
            return std::vector{f.args()[1], f.args()[0]};
        },
    .taylor = &line_product_operation,
    .identity = "1",
};

std::vector<expression> text_of(const applied_operation &o, const function_rule &rule) {
    std::vector<expression> args(o.args.begin(), o.args.end());
    args.emplace_back(o.constants[0]);
    return {expression(func(rule, std::move(args)))};
}

} // namespace

const function_rule *find_row_rule(std::string_view name) {
    for (const auto *rule : {&row_rule, &entry_rule, &line_product_rule})
        if (rule->name == name)
            return rule;
    return nullptr;
}

// ---- the polynomial ----

namespace {

// Products with the argument, by `times`, but for the first one, of a coefficient.

// c_0 + v (c_1 + v (c_2 + ...)), by Horner's scheme.
template <typename Value, typename Coefficient, typename Times>
Value sum_of_powers(const Value &v, std::size_t degree, Coefficient c, Times times) {
    Value sum = c(degree - 1) + c(degree) * v;
    for (auto j = degree - 1; j-- > 0;)
        sum = c(j) + times(v, sum);
    return sum;
}

// sum_j c_j T_j(w / 2), by the scheme of C. W. Clenshaw, Mathematics of Computation 9 (1955).
template <typename Value, typename Coefficient, typename Times>
Value sum_of_chebyshev(const Value &w, std::size_t degree, Coefficient c, Times times) {
    const Value half(.5);
    if (degree == 1)
        return c(0) + c(1) * half * w;
    Value before = c(degree), sum = c(degree - 1) + c(degree) * w; // b_{j+1} and b_j
    for (auto j = degree - 2; j > 0; --j) {
        Value next = c(j) + times(w, sum) - before;
        before = std::move(sum);
        sum = std::move(next);
    }
    return c(0) + half * times(w, sum) - before;
}

// From the numbers of a row, by their positions.
template <typename Value, typename Row, typename Times>
Value polynomial(const polynomial_content &table, const Value &x, Row row, Times times) {
    const auto coefficient = [&](std::size_t j) { return row(table.first_coefficient() + j); };
    if (table.degree() == 0)
        return coefficient(0);
    if (table.basis == polynomial_basis::power)
        return sum_of_powers(Value(x - row(0)), table.degree(), coefficient, times);
    return sum_of_chebyshev(Value((x - row(0)) * row(1) - Value(2.)), table.degree(), coefficient, times);
}

expression index_of(std::size_t i) { return expression(number_from(i)); }

} // namespace

expression polynomial_of_row(const polynomial_content &table, const expression &x, const expression &ahead,
                             bool is_line, std::size_t first_of_data) {
    const expression row(func(row_rule, {x, ahead, index_of(first_of_data)}));
    const auto number = [&](std::size_t j) {
        return expression(func(entry_rule, {row, index_of(first_of_data + 1 + j)}));
    };
    return polynomial(table, x, number, [&](const expression &v, const expression &sum) {
        return is_line ? expression(func(line_product_rule, {v, sum})) : v * sum;
    });
}

// ---- numbers ----

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
