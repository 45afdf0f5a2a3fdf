// SPDX-License-Identifier: MPL-2.0
// Rows of tables of polynomials.
//
// The piece of a polynomial is found once in a step, at order zero, and so are its coefficients: they are flat, that
// is, constant as long as the step lasts, whatever the argument does. What is left is a polynomial like any other, in
// products and sums. No recurrence has to know of pieces, and the code does not depend on how many there are.
#include "math/polynomial_rows.hpp"

#include <brook/math/functions.hpp>

#include "math/operations.hpp"
#include "math/polynomial_schemes.hpp"

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

} // namespace detail
BROOK_END_NAMESPACE
