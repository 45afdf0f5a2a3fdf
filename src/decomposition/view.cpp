// SPDX-License-Identifier: MPL-2.0
// Writes operations back as functions of the values u_i.
#include "decomposition/view.hpp"

#include <algorithm>
#include <iterator>

#include "expression/registry.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

expression u(value_id v) { return expression("u_" + std::to_string(v)); }

// Of operations of the user's that say nothing, the results of a rule are its function, and others have a name only.
std::vector<expression> of_rules(const operation &op, const std::vector<expression> &args) {
    std::vector<expression> out;
    for (std::uint32_t r = 0; r < op.results; ++r) {
        const auto *rule = find_rule(op, r);
        out.push_back(rule != nullptr ? expression(func(*rule, args))
                                      : expression(std::string(op.name) + "_" + std::to_string(r)));
    }
    return out;
}

std::vector<expression> results(const definition &d) {
    std::vector<expression> args;
    std::transform(d.args.begin(), d.args.end(), std::back_inserter(args), u);
    return d.op->text != nullptr ? d.op->text({args, d.attributes, d.constants}) : of_rules(*d.op, args);
}

} // namespace

std::vector<std::pair<expression, std::vector<std::uint32_t>>> view(const program &p,
                                                                    const std::vector<std::string> &variables) {
    std::vector<std::pair<expression, std::vector<std::uint32_t>>> out;
    const auto add = [&](expression ex) { out.emplace_back(std::move(ex), std::vector<std::uint32_t>()); };
    for (const auto &name : variables)
        add(expression(name));
    for (const auto &d : p.definitions)
        for (auto &r : results(d))
            add(std::move(r));
    for (const auto *values : {&p.derivatives, &p.outputs})
        for (const auto v : *values)
            add(u(v));
    return out;
}

} // namespace detail
BROOK_END_NAMESPACE
