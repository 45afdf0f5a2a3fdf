// SPDX-License-Identifier: MPL-2.0
// One Jacobian, in reverse, for all arguments.
#include "decomposition/chain_rule.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <brook/math/functions.hpp>
#include <brook/support/error.hpp>

#include "calculus/tensors.hpp"
#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// How many arguments of operations change with the state: for each there is a product in a derivative.
double changing_arguments(const program &p) {
    std::vector<bool> changes(p.n_values());
    std::fill_n(changes.begin(), p.n_states, true);
    double count = 0;
    for (const auto &d : p.definitions) {
        const auto n = std::count_if(d.args.begin(), d.args.end(), [&](value_id v) { return changes[v]; });
        for (std::uint32_t r = 0; r < d.op->results; ++r)
            changes[d.first_result + r] = n > 0;
        count += static_cast<double>(n);
    }
    return count;
}

// With respect to all state variables, and then to the parameters among the arguments.
std::vector<expression> inner_arguments(const ode_system &system) {
    std::vector<expression> args;
    for (std::size_t i = 0; i < system.n_equations(); ++i)
        args.emplace_back(system.variables()[i]);
    for (const auto &a : system.variations().args)
        if (a.what == varied::kind::parameter)
            args.emplace_back(param(a.index));
    return args;
}

} // namespace

bool chain_rule_is_cheaper(const program &p, const variational_part &variations) {
    if (variations.order != 1)
        return false;
    const auto n = static_cast<double>(p.derivatives.size()), m = static_cast<double>(variations.args.size());
    const double along = m * changing_arguments(p), by_rule = 2 * n * changing_arguments(p) + n * m * (n + 1);
    return 2 * by_rule < along;
}

std::vector<expression> by_chain_rule(const ode_system &system) {
    const auto args = inner_arguments(system);
    const auto n = system.n_equations(), m = system.variations().args.size();
    std::vector<expression> derivatives;
    try {
        derivatives = derivatives_up_to(system.right_hand_sides(), args, 1, sweep_direction::reverse);
    } catch (const not_implemented_error &) {
        return {};
    }
    std::vector<expression> sides;
    sides.reserve(n * m);
    for (std::size_t i = 0; i < n; ++i) {
        const auto *const row = &derivatives[n + i * args.size()];
        std::size_t parameter = n;
        for (std::size_t a = 0; a < m; ++a) {
            std::vector<expression> terms;
            for (std::size_t j = 0; j < n; ++j)
                if (const auto *x = as_number(row[j]); x == nullptr || !is_zero(*x))
                    terms.push_back(row[j] * expression(system.variables()[n + j * m + a]));
            if (system.variations().args[a].what == varied::kind::parameter)
                terms.push_back(row[parameter++]);
            sides.push_back(sum(std::move(terms)));
        }
    }
    return sides;
}

} // namespace detail
BROOK_END_NAMESPACE
