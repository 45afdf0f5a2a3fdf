// SPDX-License-Identifier: MPL-2.0
// From the arguments of a constructor to what an integrator consists of.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <brook/integrator/options.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/ode/system.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/build.hpp"
#include "integrator/order.hpp"
#include "integrator/trajectory.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What an integrator consists of.
template <typename T>
struct integrator_data {
    std::shared_ptr<const ode_system> system;
    T tolerance;
    code_options code;
    found_code origin;
    trajectory<T> lane;
    // Both are empty until they are asked for.
    mutable taylor_dc_t decomposition = {};
    mutable std::shared_ptr<const std::variant<llvm_state, llvm_multi_state>> state = {};
};

template <typename T>
T checked_tolerance(T tolerance) {
    if (!std::isfinite(tolerance) || tolerance < 0)
        throw_invalid_argument("The tolerance must be finite and not negative, but it is {}", tolerance);
    return tolerance == 0 ? std::numeric_limits<T>::epsilon() : tolerance;
}

/// Checks the number of values; fills in zeros where none was given.
template <typename T>
std::vector<T> checked_state(std::vector<T> &&state, const ode_system &system) {
    if (state.empty())
        state.resize(system.size());
    if (state.size() != system.size())
        throw_invalid_argument("The state must have one value for each of the {} differential equations, but it has {}",
                               system.size(), state.size());
    return std::move(state);
}

template <typename T>
std::vector<T> checked_pars(std::vector<T> &&pars, const ode_system &system) {
    if (pars.empty())
        pars.resize(system.n_pars());
    if (pars.size() != system.n_pars())
        throw_invalid_argument(
            "There must be one value for each of the {} parameters (or none, for zeros), but {} were "
            "given",
            system.n_pars(), pars.size());
    return std::move(pars);
}

/// What the literals of the equations became, rounded to the type.
template <typename T>
std::vector<T> values_of_hidden_pars(const ode_system &system) {
    std::vector<T> values;
    values.reserve(system.hidden_pars().size());
    for (const auto &x : system.hidden_pars())
        values.push_back(number_as<T>(x));
    return values;
}

/// Checks the arguments, then finds or makes the code. Throws std::invalid_argument as documented at taylor_adaptive.
template <typename T>
std::unique_ptr<integrator_data<T>> make_integrator(std::vector<ode_system::equation> &&equations,
                                                    std::vector<T> &&state, integrator_options<T> &&options) {
    auto system = std::make_shared<const ode_system>(std::move(equations), options.lift_constants);
    auto the_state = checked_state(std::move(state), *system);
    auto pars = checked_pars(std::move(options.pars), *system);
    const T tolerance = checked_tolerance(options.tolerance);
    if (options.parallel_mode && !options.compact)
        throw_invalid_argument("parallel_mode = true needs compact_mode = true, but compact_mode is false");
    options.opt_level = std::min(options.opt_level, 3u);

    const auto hidden_pars = values_of_hidden_pars<T>(*system);
    found_code origin;
    auto code = build_stepper(*system, fp_type_of<T>, order_from_tolerance(tolerance), options, &origin);
    return std::make_unique<integrator_data<T>>(
        integrator_data<T>{std::move(system), tolerance, options, std::move(origin),
                           trajectory<T>(std::move(code), options.high_accuracy, std::move(the_state), std::move(pars),
                                         options.time, hidden_pars)});
}

} // namespace detail
BROOK_END_NAMESPACE
