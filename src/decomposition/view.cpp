// SPDX-License-Identifier: MPL-2.0
// Writes operations back as functions of the values u_i.
#include "decomposition/view.hpp"

#include <algorithm>
#include <iterator>

#include <brook/expression/rule.hpp>
#include <brook/math/functions.hpp>

#include "expression/registry.hpp"
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

// Second results that are functions of the argument without a name of their own.
struct auxiliary_row {
    const operation *op;
    expression (*second)(expression);
};

const auxiliary_row auxiliaries[] = {
    {&tan_operation, [](expression x) { return 1. + pow(tan(x), 2.); }},
    {&asin_operation, [](expression x) { return sqrt(1. - pow(x, 2.)); }},
    {&acos_operation, [](expression x) { return sqrt(1. - pow(x, 2.)); }},
    {&atan_operation, [](expression x) { return 1. + pow(x, 2.); }},
    {&asinh_operation, [](expression x) { return sqrt(1. + pow(x, 2.)); }},
    {&acosh_operation, [](expression x) { return sqrt(pow(x, 2.) - 1.); }},
    {&atanh_operation, [](expression x) { return 1. - pow(x, 2.); }},
    {&erf_operation, [](expression x) { return exp(-pow(x, 2.)); }},
};

// Operations that belong to a rule are written as its function. Other results are auxiliary: those of user-defined
// operations have a name only.
std::vector<expression> of_rules(const definition &d) {
    std::vector<expression> out, args;
    for (const auto v : d.args) {
        args.push_back(u(v));
    }
    for (std::uint32_t r = 0; r < d.op->results; ++r) {
        const auto *rule = find_rule(*d.op, r);
        const auto *row =
            std::find_if(std::begin(auxiliaries), std::end(auxiliaries), [&](const auto &x) { return x.op == d.op; });
        out.push_back(rule != nullptr                ? expression(func(*rule, args))
                      : d.op == &atan2_operation     ? pow(args[0], 2.) + pow(args[1], 2.)
                      : row != std::end(auxiliaries) ? row->second(args[0])
                                                     : expression(std::string(d.op->name) + "_" + std::to_string(r)));
    }
    return out;
}

std::vector<expression> results(const definition &d) {
    if (d.op == &number_operation) {
        return {expression(d.constants[0])};
    }
    if (d.op == &parameter_operation) {
        return {par[static_cast<std::uint32_t>(index_from(d.constants[0]))]};
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
    if (d.op == &power_operation) {
        return {pow(u(d.args[0]), expression(d.attributes[0]))};
    }
    if (d.op == &parametric_power_operation || d.op == &general_power_operation) {
        return {pow(u(d.args[0]), u(d.args[1]))};
    }
    return of_rules(d);
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
    for (const auto *values : {&p.derivatives, &p.outputs}) {
        for (const auto v : *values) {
            add(u(v));
        }
    }
    return out;
}

} // namespace detail

BROOK_END_NAMESPACE
