// SPDX-License-Identifier: MPL-2.0
// What the integrators of one and of several trajectories have in common.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <ranges>
#include <utility>
#include <variant>
#include <vector>

#include <brook/calculus/dtens.hpp>
#include <brook/expression/expression.hpp>
#include <brook/jit/code_options.hpp>
#include <brook/jit/compile_info.hpp>
#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct integrator_data;
struct archive_access;

} // namespace detail

/// A decomposition: expressions, each with the indices of hidden dependencies, of which brook has none.
using taylor_dc_t = std::vector<std::pair<expression, std::vector<std::uint32_t>>>;

/// What taylor_adaptive and taylor_adaptive_batch have in common: what they were made from, state, parameters,
/// coefficients. In a batch the numbers of all trajectories stand side by side: element [i][k] of quantity i and
/// trajectory k is number i * get_batch_size() + k.
template <typename T>
class BROOK_PUBLIC integrator_base {
    static_assert(detail::generates_code<T>,
                  "taylor_adaptive<T>: T must be float, double, dd or, where they have code, long double or "
                  "boost::multiprecision::float128");

public:
    /// The floating-point type.
    using value_type = T;
    /// Pairs of a variable and the expression of its derivative.
    using equations_type = std::vector<std::pair<expression, expression>>;

    /// The order p of the Taylor series.
    std::uint32_t get_order() const;
    /// The tolerance; the type's epsilon where 0 was given.
    T get_tol() const;
    /// What the keyword high_accuracy said.
    bool get_high_accuracy() const;
    /// What the keyword compact_mode said.
    bool get_compact_mode() const;
    /// Number of state variables.
    std::uint32_t get_dim() const;
    /// Number of state variables without those of variational equations, which stand behind them.
    std::uint32_t get_n_orig_sv() const;
    /// The equations, as they were given; with variational ones, if there are any (var_ode_sys::get_sys()).
    const equations_type &get_sys() const;
    /// How the equations were decomposed: the state variables, then each elementary operation as an expression of
    /// earlier values u_0, u_1, ... (the state variables are the first of them), last the derivatives. Made when first
    /// asked for, and shared by copies.
    const taylor_dc_t &get_decomposition() const;
    /// The module of IR that the integrator's code was made of, compiled: an llvm_multi_state if compact_mode is true,
    /// else an llvm_state. Made when first asked for, at the cost of a construction without caches; shared by copies.
    /// Throws as the constructor where the code must be made.
    const std::variant<llvm_state, llvm_multi_state> &get_llvm_state() const;
    /// Where the machine code came from that the next step runs, and what it cost: what the constructor found, or what
    /// has taken its place since (kw::start).
    compile_info get_compile_info() const;
    /// True if there are events.
    bool with_events() const;
    /// True if there are variational equations. If there are none, the functions that follow throw
    /// std::invalid_argument.
    bool is_variational() const;
    /// With respect to what the solution is differentiated: var_ode_sys::get_vargs().
    const std::vector<expression> &get_vargs() const;
    /// The highest order of derivatives.
    std::uint32_t get_vorder() const;
    /// The state variables that are derivatives of an order, as indices [first, second). Empty above the highest order.
    std::pair<std::uint32_t, std::uint32_t> get_vslice(std::uint32_t order) const;
    /// Those of them that are derivatives of state variable `component`. Throws std::invalid_argument, too, if there is
    /// no such one.
    std::pair<std::uint32_t, std::uint32_t> get_vslice(std::uint32_t component, std::uint32_t order) const;
    /// What state variable i is the derivative of, and how often by which argument, as dtens says it. Throws
    /// std::invalid_argument, too, if there is no such state variable.
    const dtens::sv_idx_t &get_mindex(std::uint32_t i) const;
    /// Evaluates the Taylor map: the state without variational part, as the Taylor polynomial in displacements of the
    /// arguments, of the highest order, around the initial values, parameters and initial time that the solution has.
    /// One displacement for each argument (and trajectory, [argument][trajectory]) in a contiguous range of T, which
    /// must not be the memory of this integrator; else throws std::invalid_argument. Takes time in proportion to
    /// get_dim(). The error is of the next order in the displacements: halve them, and see.
    template <std::ranges::contiguous_range Range>
    requires std::same_as<std::ranges::range_value_t<Range>, T>
    const std::vector<T> &eval_taylor_map(const Range &displacements) {
        return evaluate_map(std::ranges::data(displacements), std::ranges::size(displacements));
    }
    /// The same with the displacements written in place.
    const std::vector<T> &eval_taylor_map(std::initializer_list<T> displacements) {
        return evaluate_map(displacements.begin(), displacements.size());
    }
    /// What the last eval_taylor_map() gave: one value for each of get_n_orig_sv() (and trajectory).
    const std::vector<T> &get_tstate() const;

    /// The state, one value per equation (and trajectory). It may be written through get_state_data() and
    /// get_state_range() at any time between steps; the number of values is fixed.
    const std::vector<T> &get_state() const;
    const T *get_state_data() const;                                            ///< the state
    T *get_state_data();                                                        ///< the state, for writing
    std::ranges::subrange<typename std::vector<T>::iterator> get_state_range(); ///< the state, for writing

    /// The scale of each state variable, one per equation, as kw::scale set it.
    const std::vector<T> &get_scales() const;

    /// What the last step that failed (outcome err_nf_state) came to, one value per equation (and trajectory): what is
    /// not finite in it tells where the trouble began; all of it is finite where the equations are at odds with it. In
    /// a batch of each trajectory. All zero before the first such step. The state itself, and the time, are left as
    /// they were before that step.
    const std::vector<T> &get_failed_state() const;

    /// The values of the parameters, as the state.
    const std::vector<T> &get_pars() const;
    const T *get_pars_data() const;                                            ///< the parameters
    T *get_pars_data();                                                        ///< the parameters, for writing
    std::ranges::subrange<typename std::vector<T>::iterator> get_pars_range(); ///< the parameters, for writing

    /// Taylor coefficients (normalised derivatives) at the beginning of the last step that wrote them: row i has the
    /// orders 0 to p of equation i (and in a batch each order the trajectories side by side). All zero before the first
    /// such step. Where the equations depend on the time, they are those at the high part of that time.
    const std::vector<T> &get_tc() const;
    /// True if the last step wrote get_tc(), so that dense output is that of this step.
    bool get_tc_written() const;
    /// What the last update_d_output() computed, one value per equation (and trajectory).
    const std::vector<T> &get_d_output() const;

    /// Prints labelled lines: type, tolerance, modes, order, dimension, batch size, time, state and parameters.
    template <typename U>
    friend BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const integrator_base<U> &integrator);

protected:
    /// An integrator that can only be assigned to.
    integrator_base() noexcept;
    /// One that consists of this.
    explicit integrator_base(std::shared_ptr<detail::integrator_data<T>> data) noexcept;
    integrator_base(const integrator_base &other);                ///< copies the data, shares the code
    integrator_base(integrator_base &&other) noexcept;            ///< moves data and code
    integrator_base &operator=(const integrator_base &other);     ///< copies the data, shares the code
    integrator_base &operator=(integrator_base &&other) noexcept; ///< moves data and code
    ~integrator_base();

    /// Throws std::invalid_argument if there is none.
    detail::integrator_data<T> &data();
    const detail::integrator_data<T> &data() const; ///< likewise
    detail::integrator_data<T> &data_with_events(); ///< Throws std::invalid_argument, too, if there are no events.
    const detail::integrator_data<T> &data_with_events() const; ///< likewise
    /// The same, which lives on while a propagation works with it. No other integrator has it.
    std::shared_ptr<detail::integrator_data<T>> kept_data();

private:
    const std::vector<T> &evaluate_map(const T *displacements, std::size_t count);

    friend struct detail::archive_access;

    std::shared_ptr<detail::integrator_data<T>> data_;
};

BROOK_END_NAMESPACE
