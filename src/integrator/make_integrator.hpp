// SPDX-License-Identifier: MPL-2.0
// From the arguments of a constructor to what an integrator consists of.
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <brook/integrator/integrator_base.hpp>
#include <brook/integrator/options.hpp>
#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/ode/system.hpp>
#include <brook/support/made_once.hpp>
#include <brook/support/visibility.hpp>

#include "expression/walk.hpp"
#include "integrator/build.hpp"
#include "integrator/event_caller.hpp"
#include "integrator/event_detector.hpp"
#include "integrator/interpreted_stepper.hpp"
#include "integrator/order.hpp"
#include "integrator/taylor_polynomials.hpp"
#include "integrator/trajectories.hpp"
#include "integrator/variations.hpp"
#include "jit/idle_options.hpp"
#include "ode/bind_tables.hpp"
#include "ode/var_ode_data.hpp"
#include "output/build.hpp"
#include "support/default_arithmetic.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What an integrator shows of its making. Made when first asked for, in any thread, and shared by copies.
struct integrator_views {
    made_once_in_object<taylor_dc_t> decomposition;
    made_once_in_object<std::variant<llvm_state, llvm_multi_state>> state;
};

/// What an integrator consists of.
template <typename T>
struct integrator_data {
    std::shared_ptr<const ode_system> system;
    T tolerance;
    std::vector<T> scales; ///< one per equation
    stepper_options code;
    found_code origin;
    trajectories<T> batch;
    bool is_batch;
    event_lists<T, false> events = {};      ///< of one trajectory,
    event_lists<T, true> batch_events = {}; ///< or of a batch
    event_detector<T> detector = {};
    std::shared_ptr<integrator_views> views = std::make_shared<integrator_views>();
    std::size_t evaluations = 0;                          ///< of dense output, so far
    std::shared_ptr<const var_ode_data> variational = {}; ///< null: there are no variational equations
    polynomial_evaluator<T> taylor_map = {};
    std::vector<T> mapped = {}; ///< what the last evaluation of the Taylor map gave

    bool has_events() const noexcept { return detector.record().n_events() != 0; }
    event_lists<T, false> &events_of(const taylor_adaptive<T> &) noexcept { return events; }
    event_lists<T, true> &events_of(const taylor_adaptive_batch<T> &) noexcept { return batch_events; }

    /// Steps in which events happen write their coefficients, which callbacks evaluate; of several groups of
    /// trajectories all steps must.
    bool must_write_tc() const noexcept { return has_events() && batch.size() > batch.code->trajectories; }

    /// Sees to it that dense output has code of its own.
    void make_dense_code() {
        auto &evaluator = batch.evaluator;
        if (!evaluator.has_code())
            evaluator.use(build_dense_output(evaluator.shape(), fp_type_of<T>, code.target), code.target);
    }

    /// The same, if it is asked for so often that making code may pay.
    void expect_evaluations(std::size_t more) {
        constexpr std::size_t many = 10000;
        evaluations += std::min(more, many);
        if (evaluations >= many)
            make_dense_code();
    }
};

/// Of each terminal event, in one trajectory: elapsed and total time.
template <typename T>
std::vector<std::optional<std::pair<T, T>>> cooldowns_of(const integrator_data<T> &d, std::size_t k) {
    std::vector<std::optional<std::pair<T, T>>> all;
    for (std::size_t i = 0; i < d.detector.record().n_events() && d.detector.record().is_terminal(i); ++i) {
        const auto &cooldown = d.detector.record().of(i, k).cooldown;
        all.push_back(cooldown ? std::optional(std::pair(cooldown->elapsed, cooldown->total)) : std::nullopt);
    }
    return all;
}

template <typename T>
T checked_tolerance(T tolerance) {
    if (!fp::isfinite(tolerance) || tolerance < 0)
        throw_invalid_argument("The tolerance must be finite and not negative, but it is {}", tolerance);
    return tolerance == 0 ? std::numeric_limits<T>::epsilon() : tolerance;
}

/// One for each equation.
template <typename T>
std::vector<T> checked_scales(one_or_each<T> &&given, const ode_system &system) {
    auto scales = std::move(given).for_each_of(system.size());
    if (scales.size() != system.size())
        throw_invalid_argument("There must be one scale for each of the {} differential equations (or one number for "
                               "all), but {} were given",
                               system.size(), scales.size());
    constexpr T smallest = std::numeric_limits<T>::min(), largest = 1 / smallest;
    for (std::size_t i = 0; i < scales.size(); ++i)
        // Also false for NaN.
        if (!(scales[i] >= smallest && scales[i] <= largest))
            throw_invalid_argument("The scale of a state variable must be a number from {} to {}, but that of '{}' is "
                                   "{}",
                                   smallest, largest, system.variables()[i], scales[i]);
    return scales;
}

/// What norms multiply each variable with. One that never changes does not count.
template <typename T>
std::vector<T> weights_of_norms(const std::vector<T> &scales, const ode_system &system) {
    std::vector<T> weights;
    for (std::size_t i = 0; i < scales.size(); ++i)
        weights.push_back(is_number_zero(system.right_hand_sides()[system.equation_of(i)]) ? 0 : 1 / scales[i]);
    return weights;
}

/// " and 8 trajectories", or nothing where there is only one.
inline std::string and_trajectories(std::size_t batch_size) {
    return batch_size == 1 ? std::string() : fmt::format(" and {} trajectories", batch_size);
}

inline void check_state_size(std::size_t given, std::size_t equations, std::size_t batch_size) {
    if (given != equations * batch_size)
        throw_invalid_argument(
            "The state must have one value for each of the {} differential equations{}, but it has {}", equations,
            and_trajectories(batch_size), given);
}

/// Checks the number of values; fills in zeros where none was given, and derivatives where they are not.
template <typename T>
std::vector<T> checked_state(std::vector<T> &&state, const ode_system &system, const var_ode_data *variational,
                             const std::vector<T> &pars, const std::vector<T> &times) {
    const auto n = system.n_equations(), batch_size = times.size();
    if (state.empty())
        state.resize(n * batch_size);
    if (variational != nullptr && state.size() == n * batch_size)
        fill_in_derivatives(state, *variational, pars, times);
    check_state_size(state.size(), system.size(), batch_size);
    return std::move(state);
}

template <typename T>
std::vector<T> checked_pars(std::vector<T> &&pars, const ode_system &system, std::size_t batch_size) {
    if (pars.empty())
        pars.resize(system.n_pars() * batch_size);
    if (pars.size() != system.n_pars() * batch_size)
        throw_invalid_argument(
            "There must be one value for each of the {} parameters{} (or none, for zeros), but {} were given",
            system.n_pars(), and_trajectories(batch_size), pars.size());
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

/// The event functions, those of terminal events first.
template <typename T, bool Batch>
std::vector<expression> functions_of(const event_lists<T, Batch> &events) {
    std::vector<expression> functions;
    for (const auto &event : events.terminal)
        functions.push_back(event.get_expression());
    for (const auto &event : events.non_terminal)
        functions.push_back(event.get_expression());
    return functions;
}

template <typename T>
event_rule<T> rule_of(const basic_event<T> &event) {
    return {false, static_cast<int>(event.get_direction()), event.get_min_delta_t(), event.get_max_firings()};
}

template <typename T, bool Batch>
event_detector<T> detector_of(const event_lists<T, Batch> &events, const trajectories<T> &batch, T tolerance) {
    std::vector<event_rule<T>> rules;
    for (const auto &event : events.terminal) {
        auto &rule = rules.emplace_back(rule_of<T>(event));
        rule.terminal = true;
        rule.cooldown = event.get_cooldown();
    }
    for (const auto &event : events.non_terminal)
        rules.push_back(rule_of<T>(event));
    return event_detector<T>(std::move(rules), *batch.code, batch.size(), tolerance);
}

/// Checks the arguments, then finds or makes the code, for as many trajectories as there are `times`. Throws
/// std::invalid_argument as documented at taylor_adaptive.
template <typename T, bool Batch>
std::unique_ptr<integrator_data<T>> make_integrator(std::vector<ode_system::equation> &&equations,
                                                    std::vector<T> &&state, std::vector<T> &&times,
                                                    integrator_options<T> &options, event_lists<T, Batch> &&events) {
    const default_arithmetic arithmetic;
    auto system = std::make_shared<const ode_system>(
        std::move(equations), options.lift_constants, functions_of(events),
        options.variational != nullptr ? options.variational->system.variations() : variational_part());
    auto pars = checked_pars(std::move(options.pars), *system, times.size());
    auto the_state = checked_state(std::move(state), *system, options.variational.get(), pars, times);
    const T tolerance = checked_tolerance(options.tolerance);
    auto scales = checked_scales(std::move(options.scale), *system);
    const auto weights = weights_of_norms(scales, *system);
    if (options.parallel_mode && !options.compact)
        throw_invalid_argument("parallel_mode = true needs compact_mode = true, but compact_mode is false");
    check_precision(options.prec);
    check_code_options(options, fp_type_of<T>);
    warn_if_idle(options.parallel_mode, "parallel_mode", "steps of an integrator run in one thread");
    options.opt_level = std::min(options.opt_level, 3u);
    options.trajectories = trajectories_at_once(fp_type_of<T>, times.size());

    const auto hidden_pars = values_of_hidden_pars<T>(*system);
    const bool reads_time = system->time_dependent();
    found_code origin;
    const bool reads_direction = system->reads_direction();
    const auto build = options.start == start_mode::interpreted ? build_interpreted_stepper : build_stepper;
    auto code = with_data<T>(build(*system, fp_type_of<T>, order_from_tolerance(tolerance), options, &origin),
                             system->tables(), &stepper_code::jet);
    auto data = std::make_unique<integrator_data<T>>(
        integrator_data<T>{std::move(system), tolerance, std::move(scales), options, std::move(origin),
                           trajectories<T>(std::move(code), options.high_accuracy, std::move(the_state),
                                           std::move(pars), std::move(times), hidden_pars, reads_time, reads_direction),
                           Batch});
    if (options.start != start_mode::compiled)
        data->batch.expect_faster_code();
    data->batch.weigh(weights);
    data->variational = options.variational;
    if (events.size() != 0) {
        data->detector = detector_of(events, data->batch, tolerance);
        if constexpr (Batch)
            data->batch_events = std::move(events);
        else
            data->events = std::move(events);
    }
    return data;
}

} // namespace detail
BROOK_END_NAMESPACE
