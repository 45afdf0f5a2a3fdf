// SPDX-License-Identifier: MPL-2.0
// What the keyword arguments of an integrator fill. Below the constructors only these structs exist.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include <brook/event/events.hpp>
#include <brook/integrator/keywords.hpp>
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

template <typename T>
struct integrator_options : stepper_options {
    T tolerance = 0; ///< 0 means the type's epsilon
    one_or_each<T> scale{1};
    std::vector<T> pars;
    std::int64_t prec = 0; ///< checked, and without effect
    bool high_accuracy = false;
    bool parallel_mode = false;  ///< likewise
    bool lift_constants = false; ///< of the equations, into hidden parameters
};

/// `Time` is T, or one_or_each<T> for several trajectories.
template <typename T, typename Time>
struct timed_options : integrator_options<T> {
    static constexpr bool is_batch = !std::is_same_v<T, Time>;

    Time time{};
    std::vector<t_event_impl<T, is_batch>> t_events;
    std::vector<nt_event_impl<T, is_batch>> nt_events;
};

template <typename T, typename Time = T>
using integrator_keywords = accepts<
    timed_options<T, Time>, sets<kw::time, &timed_options<T, Time>::time>,
    sets<kw::t_events, &timed_options<T, Time>::t_events>, sets<kw::nt_events, &timed_options<T, Time>::nt_events>,
    sets<kw::tol, &integrator_options<T>::tolerance>, sets<kw::pars, &integrator_options<T>::pars>,
    sets<kw::scale, &integrator_options<T>::scale>, sets<kw::prec, &integrator_options<T>::prec>,
    sets<kw::high_accuracy, &integrator_options<T>::high_accuracy>,
    sets<kw::parallel_mode, &integrator_options<T>::parallel_mode>,
    sets<kw::lift_constants, &integrator_options<T>::lift_constants>, sets<kw::compact_mode, &code_options::compact>,
    sets<kw::parjit, &code_options::parjit>, sets<kw::mname, &code_options::module_name>,
    sets<kw::opt_level, &code_options::opt_level>, sets<kw::fast_math, &code_options::fast_math>,
    sets<kw::force_avx512, &code_options::force_avx512>, sets<kw::slp_vectorize, &code_options::slp_vectorize>,
    sets<kw::code_model, &code_options::model>, sets<kw::target, &code_options::target>>;

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
