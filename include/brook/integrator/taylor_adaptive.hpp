// SPDX-License-Identifier: MPL-2.0
// The adaptive Taylor integrator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <ranges>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/integrator/keywords.hpp>
#include <brook/integrator/options.hpp>
#include <brook/integrator/outcome.hpp>
#include <brook/jit/compile_info.hpp>
#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct integrator_data;

template <typename T>
inline constexpr bool generates_code = false;
template <floating_point_type T>
inline constexpr bool generates_code<T> = fp_has_code(fp_type_of<T>);

} // namespace detail

/// A decomposition: expressions, each with the indices of hidden dependencies, of which brook has none.
using taylor_dc_t = std::vector<std::pair<expression, std::vector<std::uint32_t>>>;

/// Integrates a system of ordinary differential equations by Taylor series of adaptive step size: A. Jorba and M. Zou,
/// Experimental Mathematics 14 (2005). T is float, double or, on x86 where it has 80 bits, long double.
///
/// The machine code that computes the Taylor coefficients is made when the first integrator of a system is constructed,
/// and found in a cache afterwards. The order follows from the tolerance tol: p = max(2, ceil(-ln(tol)/2 + 1)). The
/// size of a step follows from the last two of its Taylor coefficients, with maximum norms over the state variables:
/// h = min_m (max(1, |x|) / |x^[m]|)^(1/m) exp(-2 - 0.7/(p - 1)), m = p - 1, p. It can be recomputed from get_order()
/// and get_tc() to 100 eps.
///
/// A value: copies have their own state and share the code; what they compute later is equal bit for bit. Different
/// objects may be used in different threads, one object in one thread at a time.
///
/// A default-constructed or moved-from integrator can be assigned to and destroyed; everything else throws
/// std::invalid_argument.
///
/// Subnormal numbers: while coefficients and the new state are computed they count as zero, because they would cost 17
/// times the time (not so in long double, whose arithmetic cannot do that). A state at rest, or a polynomial solution,
/// has no natural step size: step() then makes an infinite step, with outcome err_nf_state, and steps with a limit make
/// the step of that size.
template <typename T>
class BROOK_PUBLIC taylor_adaptive {
    static_assert(detail::generates_code<T>,
                  "taylor_adaptive<T>: T must be float, double or, where it has the 80 bits of x87, long double");

public:
    /// The floating-point type.
    using value_type = T;
    /// Pairs of a variable and the expression of its derivative.
    using equations_type = std::vector<std::pair<expression, expression>>;

    /// An integrator that can only be assigned to.
    taylor_adaptive() noexcept;

    /// Integrates `equations` from `state`, one value per equation, in their order; a vector that is moved in keeps its
    /// memory. An empty state means all zeros. Keywords: time, tol, pars, high_accuracy, compact_mode, parallel_mode,
    /// lift_constants, parjit, prec, mname, opt_level, fast_math, force_avx512, slp_vectorize, code_model, target (see
    /// keywords.hpp).
    ///
    /// Throws std::invalid_argument if the equations are no system (none; a left-hand side that is no variable, occurs
    /// twice or begins with two underscores; a variable on a right-hand side that has no equation); if there are not as
    /// many initial values as equations, or as many values of parameters as parameters (none means zeros); if the
    /// tolerance is negative or not finite; or if parallel_mode is asked for without compact_mode. Throws
    /// boost::numeric::bad_numeric_cast if an integer option is negative or too large.
    template <typename... Args>
    requires detail::keyword_arguments<detail::integrator_keywords<T>, Args...>
    explicit taylor_adaptive(equations_type equations, std::vector<T> state, Args &&...args)
        : taylor_adaptive(std::move(equations), std::move(state),
                          detail::fill<detail::integrator_keywords<T>>(std::forward<Args>(args)...)) {}

    /// The same with a state of zeros.
    template <typename... Args>
    requires detail::keyword_arguments<detail::integrator_keywords<T>, Args...>
    explicit taylor_adaptive(equations_type equations, Args &&...args)
        : taylor_adaptive(std::move(equations), std::vector<T>(),
                          detail::fill<detail::integrator_keywords<T>>(std::forward<Args>(args)...)) {}

    taylor_adaptive(const taylor_adaptive &other);                ///< copies the data, shares the code
    taylor_adaptive(taylor_adaptive &&other) noexcept;            ///< moves data and code
    taylor_adaptive &operator=(const taylor_adaptive &other);     ///< copies the data, shares the code
    taylor_adaptive &operator=(taylor_adaptive &&other) noexcept; ///< moves data and code
    ~taylor_adaptive();

    /// The order p of the Taylor series.
    std::uint32_t get_order() const;
    /// The tolerance; the type's epsilon where 0 was given.
    T get_tol() const;
    /// What the keyword high_accuracy said.
    bool get_high_accuracy() const;
    /// What the keyword compact_mode said.
    bool get_compact_mode() const;
    /// Number of equations.
    std::uint32_t get_dim() const;
    /// Number of equations without variational ones.
    std::uint32_t get_n_orig_sv() const;
    /// The equations, as they were given.
    const equations_type &get_sys() const;
    /// How the equations were decomposed: the state variables, then each elementary operation as an expression of
    /// earlier values u_0, u_1, ... (the state variables are the first of them), last the derivatives. Made when first
    /// asked for.
    const taylor_dc_t &get_decomposition() const;
    /// The module of IR that the integrator's code was made of, compiled: an llvm_multi_state if compact_mode is true,
    /// else an llvm_state. Made when first asked for, at the cost of a construction without caches; shared by copies
    /// that are made afterwards. Throws as the constructor where the code must be made.
    const std::variant<llvm_state, llvm_multi_state> &get_llvm_state() const;
    /// Where the machine code came from when this integrator was constructed, and what it cost.
    compile_info get_compile_info() const;
    /// True if there are events.
    bool with_events() const;
    /// True if there are variational equations.
    bool is_variational() const;

    /// The time, rounded to T. Internally it has twice the precision.
    T get_time() const;
    /// Sets the time, to any value; the low part becomes 0.
    void set_time(T time);
    /// The time as a sum of two numbers, the larger one first.
    std::pair<T, T> get_dtime() const;
    /// Sets the time to hi + lo. Throws std::invalid_argument unless both are finite and |hi| >= |lo|.
    void set_dtime(T hi, T lo);

    /// The state, one value per equation. It may be written through get_state_data() and get_state_range() at any time
    /// between steps; the number of values is fixed.
    const std::vector<T> &get_state() const;
    const T *get_state_data() const;                                            ///< the state
    T *get_state_data();                                                        ///< the state, for writing
    std::ranges::subrange<typename std::vector<T>::iterator> get_state_range(); ///< the state, for writing

    /// The values of the parameters, as the state.
    const std::vector<T> &get_pars() const;
    const T *get_pars_data() const;                                            ///< the parameters
    T *get_pars_data();                                                        ///< the parameters, for writing
    std::ranges::subrange<typename std::vector<T>::iterator> get_pars_range(); ///< the parameters, for writing

    /// Taylor coefficients (normalised derivatives) at the beginning of the last step that wrote them: row i has the
    /// orders 0 to p of equation i. All zero before the first such step.
    const std::vector<T> &get_tc() const;
    /// The signed size of the last step, 0 before the first.
    T get_last_h() const;

    /// What the last update_d_output() computed, one value per equation.
    const std::vector<T> &get_d_output() const;
    /// Evaluates the polynomials of get_tc() at a time, or at an offset from the current time if `rel_time`, with the
    /// operations of a step: at offset 0 they give the state. They belong to the last step if that wrote them, and are
    /// precise between its beginning and the current time.
    const std::vector<T> &update_d_output(T time, bool rel_time = false);

    /// One step forward, of the size that the tolerance asks for. `write_tc` says whether get_tc() is to be updated.
    /// Returns the outcome and the signed step size h. Outcomes: success; err_nf_state if the new time or state is not
    /// finite (state and time are then what came out, and h may be anything).
    std::tuple<taylor_outcome, T> step(bool write_tc = false);
    /// One step backward.
    std::tuple<taylor_outcome, T> step_backward(bool write_tc = false);
    /// One step in the direction of `max_delta_t`, not larger than that; the outcome is time_limit if it is just that
    /// large. 0 makes a step of size 0. Throws std::invalid_argument if `max_delta_t` is NaN.
    std::tuple<taylor_outcome, T> step(T max_delta_t, bool write_tc = false);

    /// Steps, forward or backward, until the time is `t`. Keywords: max_steps, max_delta_t (positive in both
    /// directions), write_tc.
    ///
    /// Returns the outcome, the smallest and the largest |h| over the steps whose outcome was success (infinity and 0
    /// if there was none), and the number of steps with h != 0. Outcomes: time_limit on arrival, also if that takes
    /// just max_steps steps; err_nf_state, where the failed step is not counted; step_limit; interrupted, after
    /// request_interrupt(). Later versions append the continuous output and the step callback to the tuple.
    ///
    /// Throws std::invalid_argument, before any step, if the current time, `t` or their difference is not finite, or if
    /// max_delta_t is NaN or not positive.
    template <typename... Args>
    requires detail::keyword_arguments<detail::propagate_keywords<T>, Args...>
        std::tuple<taylor_outcome, T, T, std::size_t> propagate_until(T t, Args &&...args) {
        return propagate_until_with(t, detail::fill<detail::propagate_keywords<T>>(std::forward<Args>(args)...));
    }

    /// Steps until `delta_t` has passed; backward if that is negative. Otherwise as propagate_until().
    template <typename... Args>
    requires detail::keyword_arguments<detail::propagate_keywords<T>, Args...>
        std::tuple<taylor_outcome, T, T, std::size_t> propagate_for(T delta_t, Args &&...args) {
        return propagate_for_with(delta_t, detail::fill<detail::propagate_keywords<T>>(std::forward<Args>(args)...));
    }

    /// Prints labelled lines: type, tolerance, modes, order, dimension, time, state and parameters.
    template <typename U>
    friend BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const taylor_adaptive<U> &integrator);

private:
    taylor_adaptive(equations_type &&equations, std::vector<T> &&state, detail::integrator_options<T> &&options);
    std::tuple<taylor_outcome, T, T, std::size_t> propagate_until_with(T t,
                                                                       const detail::propagate_options<T> &options);
    std::tuple<taylor_outcome, T, T, std::size_t> propagate_for_with(T delta_t,
                                                                     const detail::propagate_options<T> &options);
    detail::integrator_data<T> &data();
    const detail::integrator_data<T> &data() const;

    std::unique_ptr<detail::integrator_data<T>> data_;
};

/// The floating-point type is that of the initial state.
template <typename T, typename... Args>
explicit taylor_adaptive(std::vector<std::pair<expression, expression>>, std::initializer_list<T>, Args &&...)
    -> taylor_adaptive<T>;
/// The floating-point type is that of the initial state.
template <typename T, typename... Args>
explicit taylor_adaptive(std::vector<std::pair<expression, expression>>, std::vector<T>, Args &&...)
    -> taylor_adaptive<T>;

BROOK_END_NAMESPACE
