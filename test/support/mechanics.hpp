// SPDX-License-Identifier: MPL-2.0
// Laws of mechanical systems: what is conserved along a solution, and which forces a potential has.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <brook/calculus/diff.hpp>
#include <brook/cfunc/cfunc.hpp>
#include <brook/expression/expression.hpp>
#include <brook/integrator/taylor_adaptive.hpp>

#include "expression/walk.hpp"
#include "test/support/evaluate.hpp"

namespace brook::test {

using equations = std::vector<std::pair<expression, expression>>;

inline std::vector<expression> variables_of(const equations &system) {
    std::vector<expression> variables;
    for (const auto &equation : system)
        variables.push_back(equation.first);
    return variables;
}

inline const std::string &name_of(const expression &v) { return detail::as_variable(v)->name(); }

/// The state variables of a system, as numbers.
inline surroundings<double> at_state(const equations &system, const std::vector<double> &state,
                                     std::vector<double> pars = {}, double time = 0) {
    surroundings<double> at{{}, std::move(pars), time};
    for (std::size_t i = 0; i < state.size(); ++i)
        at.variables[name_of(system[i].first)] = state[i];
    return at;
}

/// The right-hand sides there.
inline std::vector<double> slopes(const equations &system, const surroundings<double> &at) {
    std::vector<double> values;
    for (const auto &equation : system)
        values.push_back(evaluate(equation.second, at));
    return values;
}

/// Numbers from -1 to 1.
inline std::vector<double> random_numbers(std::size_t n, unsigned seed) {
    std::mt19937_64 engine(seed);
    std::uniform_real_distribution<double> numbers(-1, 1);
    std::vector<double> x(n);
    std::generate(x.begin(), x.end(), [&] { return numbers(engine); });
    return x;
}

/// How far a function of state, parameters and time leaves its initial value, at most, on the way to a time.
inline double drift(const equations &system, const std::vector<double> &state, const expression &function, double end,
                    const std::vector<double> &pars = {}) {
    const cfunc<double> f({function}, variables_of(system));
    std::vector<double> values;
    taylor_adaptive<double> ta(system, state, kw::pars = pars);
    const auto record = [&](taylor_adaptive<double> &t) {
        double value = 0;
        const auto &p = t.get_pars();
        f(cfunc<double>::out_1d(&value, 1), t.get_state(),
          kw::pars = std::vector<double>(p.begin(), p.begin() + f.get_nparams()), kw::time = t.get_time());
        values.push_back(value);
        return true;
    };
    record(ta);
    const auto result = ta.propagate_until(end, kw::callback = record);
    if (result.outcome() != taylor_outcome::time_limit)
        return INFINITY;
    double most = 0;
    for (const double value : values)
        most = std::max(most, std::abs(value - values[0]));
    return most;
}

/// How far, at most, what the equations of the last three of six variables (or of each body's) say differs from minus
/// the derivative of a potential by the first three, divided by a mass.
inline double off_the_gradient(const equations &system, std::size_t body, const expression &potential, double mass,
                               const surroundings<double> &at) {
    double most = 0;
    for (std::size_t c = 0; c < 3; ++c) {
        const auto force = evaluate(diff(potential, system[6 * body + c].first), at);
        most = std::max(most, std::abs(evaluate(system[6 * body + 3 + c].second, at) + force / mass));
    }
    return most;
}

} // namespace brook::test
