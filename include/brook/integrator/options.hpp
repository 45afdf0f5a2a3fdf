// SPDX-License-Identifier: MPL-2.0
// What the keyword arguments of an integrator fill. Below the constructors only these structs exist.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <type_traits>
#include <vector>

#include <brook/event/events.hpp>
#include <brook/integrator/keywords.hpp>
#include <brook/integrator/start_mode.hpp>
#include <brook/jit/code_options.hpp>
#include <brook/output/output_file.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/one_or_each.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What decides the machine code of a stepper besides the system.
struct stepper_options : code_options {
    std::uint32_t trajectories = 1;
};

struct var_ode_data;

template <typename T>
struct integrator_options : stepper_options {
    T tolerance = 0; ///< 0 means the type's epsilon
    one_or_each<T> scale{1};
    std::vector<T> pars;
    std::int64_t prec = 0; ///< checked, and without effect
    bool high_accuracy = false;
    bool parallel_mode = false;  ///< likewise
    bool lift_constants = false; ///< of the equations, into hidden parameters
    start_mode start = default_start_mode();
    std::shared_ptr<const var_ode_data> variational; ///< null: there are no variational equations
};

/// `Time` is T, or one_or_each<T> for several trajectories.
template <typename T, typename Time>
struct timed_options : integrator_options<T> {
    static constexpr bool is_batch = !std::is_same_v<T, Time>;

    Time time{};
    std::vector<t_event_impl<T, is_batch>> t_events;
    std::vector<nt_event_impl<T, is_batch>> nt_events;
};

/// All but those of events. `Options` are timed_options, or derived from them.
template <typename Options>
using keywords_without_events =
    accepts<Options, sets<kw::time, &Options::time>, sets<kw::tol, &Options::tolerance>, sets<kw::pars, &Options::pars>,
            sets<kw::scale, &Options::scale>, sets<kw::prec, &Options::prec>,
            sets<kw::high_accuracy, &Options::high_accuracy>, sets<kw::parallel_mode, &Options::parallel_mode>,
            sets<kw::lift_constants, &Options::lift_constants>, sets<kw::start, &Options::start>,
            sets<kw::compact_mode, &Options::compact>, sets<kw::parjit, &Options::parjit>,
            sets<kw::mname, &Options::module_name>, sets<kw::opt_level, &Options::opt_level>,
            sets<kw::fast_math, &Options::fast_math>, sets<kw::force_avx512, &Options::force_avx512>,
            sets<kw::slp_vectorize, &Options::slp_vectorize>, sets<kw::code_model, &Options::model>,
            sets<kw::target, &Options::target>>;
template <typename T, typename Time = T, typename Options = timed_options<T, Time>>
using integrator_keywords =
    typename also_accepts<keywords_without_events<Options>, sets<kw::t_events, &Options::t_events>,
                          sets<kw::nt_events, &Options::nt_events>>::type;

/// `Size` is T, or one_or_each<T> for several trajectories.
template <typename T, typename Size, typename Callback>
struct propagate_options {
    std::size_t max_steps = 0; ///< 0 means no limit
    Size max_delta_t{std::numeric_limits<T>::infinity()};
    bool write_tc = false;
    output_choice c_output = false;
    std::vector<T> stop_at;
    Callback callback = {};
};

/// Of several trajectories.
template <typename T, typename Size, typename Callback>
struct batch_propagate_options : propagate_options<T, Size, Callback> {
    bool skip_failed = false;
    bool skip_stopped = false;
};

template <typename Options>
concept has_skip_failed = requires(Options o) {
    o.skip_failed;
};

/// Keywords, and those that only batches have if the options are theirs.
template <typename Accepts>
struct also_of_batches {
    using type = Accepts;
};
template <has_skip_failed Options, typename... Sets>
struct also_of_batches<accepts<Options, Sets...>>
    : also_accepts<accepts<Options, Sets...>, sets<kw::skip_failed, &Options::skip_failed>,
                   sets<kw::skip_stopped, &Options::skip_stopped>> {};

// What propagations on a grid take, and what the others take besides.
template <typename Options>
using grid_keywords = typename also_of_batches<
    accepts<Options, sets<kw::max_steps, &Options::max_steps>, sets<kw::max_delta_t, &Options::max_delta_t>,
            sets<kw::callback, &Options::callback>, sets<kw::stop_at, &Options::stop_at>>>::type;
template <typename Options>
using propagate_keywords = typename also_of_batches<
    accepts<Options, sets<kw::max_steps, &Options::max_steps>, sets<kw::max_delta_t, &Options::max_delta_t>,
            sets<kw::callback, &Options::callback>, sets<kw::write_tc, &Options::write_tc>,
            sets<kw::c_output, &Options::c_output>, sets<kw::stop_at, &Options::stop_at>>>::type;

} // namespace detail
BROOK_END_NAMESPACE
