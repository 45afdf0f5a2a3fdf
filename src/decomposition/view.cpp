// SPDX-License-Identifier: MPL-2.0
// Writes operations back as functions of the values u_i.
#include "decomposition/view.hpp"

#include <algorithm>
#include <iterator>

#include <brook/expression/rule.hpp>
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

// The relations and their like are functions one to one.
expression piecewise(const definition &d) {
    const auto rules = function_registry();
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const auto *r) { return r->taylor == d.op; });
    std::vector<expression> args;
    std::transform(d.args.begin(), d.args.end(), std::back_inserter(args), u);
    return expression(func(**rule, std::move(args)));
}

// The results of operations that are functions of one argument.
std::vector<expression> of_one_argument(const definition &d) {
    const auto x = u(d.args[0]);
    if (d.op == &sine_cosine_operation) {
        return {sin(x), cos(x)};
    }
    if (d.op == &tan_operation) {
        return {tan(x), pow(tan(x), 2.)};
    }
    if (d.op == &tanh_operation) {
        return {tanh(x), pow(tanh(x), 2.)};
    }
    if (d.op == &exp_operation) {
        return {exp(x)};
    }
    if (d.op == &log_operation) {
        return {log(x)};
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
    if (d.op->reduction) {
        return {piecewise(d)};
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
