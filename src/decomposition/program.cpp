// SPDX-License-Identifier: MPL-2.0
// Building and checking programs.
#include "decomposition/program.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

BROOK_BEGIN_NAMESPACE
namespace detail {

value_id program::add(definition d) {
    d.constant = d.op->flat || (!d.op->time_dependent && std::all_of(d.args.begin(), d.args.end(),
                                                                     [this](value_id v) { return is_constant(v); }));
    d.first_result = n_values();
    defined_by.insert(defined_by.end(), d.op->results, static_cast<std::uint32_t>(definitions.size()));
    definitions.push_back(std::move(d));
    return definitions.back().first_result;
}

namespace {

bool has_right_constants(const definition &d) {
    const auto n = d.constants.size();
    switch (d.op->constants) {
    case constant_role::none:
        return n == 0;
    case constant_role::coefficients:
        return n == d.n_terms() || n == d.n_terms() + 1;
    case constant_role::trajectory:
        return n <= 1;
    default:
        return n == 1;
    }
}

} // namespace

void verify(const program &p) {
    const auto fail = [](std::size_t where, const char *what) {
        throw std::logic_error(fmt::format("brook: definition {} of a program is malformed: {}", where, what));
    };
    value_id next = p.n_states;
    for (std::size_t i = 0; i < p.definitions.size(); ++i) {
        const auto &d = p.definitions[i];
        if (d.first_result != next)
            fail(i, "its results are not numbered in order");
        for (const auto v : d.args)
            if (v >= next)
                fail(i, "an argument is used before it is defined");
        const auto factors = d.op->args_per_term;
        if (factors != 0 && (d.args.empty() || d.args.size() % factors != 0))
            fail(i, "the arguments of a sum are not those of one term or more");
        if (!has_right_constants(d))
            fail(i, "the constants are not those that its operation has");
        next += d.op->results;
    }
    if (next != p.n_values() || (p.has_derivatives() && p.derivatives.size() != p.n_states))
        throw std::logic_error("brook: a program is malformed: the numbers of values or derivatives are wrong");
    const auto undefined = [next](value_id v) { return v >= next; };
    if (std::any_of(p.derivatives.begin(), p.derivatives.end(), undefined) ||
        std::any_of(p.outputs.begin(), p.outputs.end(), undefined))
        throw std::logic_error("brook: a program is malformed: a derivative or an output is not defined");
}

} // namespace detail
BROOK_END_NAMESPACE
