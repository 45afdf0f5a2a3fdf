// SPDX-License-Identifier: MPL-2.0
// Writes operations back as functions of the values u_i.
#include "decomposition/view.hpp"

#include <brook/math/functions.hpp>

#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

expression u(value_id v) { return expression("u_" + std::to_string(v)); }

expression linear_form(const definition &d) {
    std::vector<expression> terms;
    for (std::size_t i = 0; i < d.args.size(); ++i) {
        terms.push_back(prod({expression(d.constants[i]), u(d.args[i])}));
    }
    if (d.constants.size() > d.args.size()) {
        terms.push_back(expression(d.constants.back()));
    }
    return sum(std::move(terms));
}

expression sum_of_pairs(const definition &d) {
    std::vector<expression> terms;
    for (std::size_t i = 0; i < d.args.size(); i += 2) {
        terms.push_back(prod({u(d.args[i]), u(d.args[i + 1])}));
    }
    return sum(std::move(terms));
}

expression sum_of_squares(const definition &d) {
    std::vector<expression> terms;
    for (const auto v : d.args) {
        terms.push_back(pow(u(v), 2.));
    }
    return sum(std::move(terms));
}

// Operations that are functions of one argument, with their second result where they have one.
struct function_row {
    const operation *op;
    expression (*first)(expression);
    expression (*second)(expression);
};

const function_row functions[] = {
    {&exp_operation, exp, nullptr},
    {&log_operation, log, nullptr},
    {&sine_cosine_operation, sin, cos},
    {&sinh_cosh_operation, sinh, cosh},
    {&tan_operation, tan, [](expression x) { return pow(tan(x), 2.); }},
    {&tanh_operation, tanh, [](expression x) { return pow(tanh(x), 2.); }},
    {&asin_operation, asin, [](expression x) { return sqrt(1. - pow(x, 2.)); }},
    {&acos_operation, acos, [](expression x) { return sqrt(1. - pow(x, 2.)); }},
    {&atan_operation, atan, [](expression x) { return 1. + pow(x, 2.); }},
    {&asinh_operation, asinh, [](expression x) { return sqrt(1. + pow(x, 2.)); }},
    {&acosh_operation, acosh, [](expression x) { return sqrt(pow(x, 2.) - 1.); }},
    {&atanh_operation, atanh, [](expression x) { return 1. - pow(x, 2.); }},
    {&erf_operation, erf, [](expression x) { return exp(-pow(x, 2.)); }},
    {&sigmoid_operation, sigmoid, [](expression x) { return sigmoid(x) * (1. - sigmoid(x)); }},
};

std::vector<expression> of_one_argument(const definition &d) {
    const auto x = u(d.args[0]);
    for (const auto &row : functions) {
        if (row.op == d.op) {
            return row.second != nullptr ? std::vector{row.first(x), row.second(x)} : std::vector{row.first(x)};
        }
    }
    return {pow(x, expression(d.attributes[0]))};
}

std::vector<expression> results(const definition &d) {
    if (d.op == &number_operation) {
        return {expression(d.constants[0])};
    }
    if (d.op == &parameter_operation) {
        return {par[number_as<std::uint32_t>(d.attributes[0])]};
    }
    if (d.op == &time_operation) {
        return {time};
    }
    if (d.op == &linear_operation) {
        return {linear_form(d)};
    }
    if (d.op == &sum_of_products_operation) {
        return {sum_of_pairs(d)};
    }
    if (d.op == &sum_of_squares_operation) {
        return {sum_of_squares(d)};
    }
    if (d.op == &quotient_operation) {
        return {u(d.args[0]) / u(d.args[1])};
    }
    if (d.op == &atan2_operation) {
        const auto y = u(d.args[0]), x = u(d.args[1]);
        return {atan2(y, x), pow(x, 2.) + pow(y, 2.)};
    }
    return of_one_argument(d);
}

} // namespace

std::vector<std::pair<expression, std::vector<std::uint32_t>>> view(const program &p,
                                                                    const std::vector<std::string> &variables) {
    std::vector<std::pair<expression, std::vector<std::uint32_t>>> out;
    const auto add = [&](expression ex) { out.emplace_back(std::move(ex), std::vector<std::uint32_t>()); };
    for (const auto &name : variables) {
        add(expression(name));
    }
    for (const auto &d : p.definitions) {
        for (auto &r : results(d)) {
            add(std::move(r));
        }
    }
    for (const auto v : p.derivatives) {
        add(u(v));
    }
    return out;
}

} // namespace detail

BROOK_END_NAMESPACE
