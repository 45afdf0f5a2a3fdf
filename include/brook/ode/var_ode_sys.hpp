// SPDX-License-Identifier: MPL-2.0
// Systems of equations together with their variational equations.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <brook/calculus/dtens.hpp>
#include <brook/expression/expression.hpp>
#include <brook/ode/system.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// With respect to what variational equations differentiate; several are combined by |.
enum class var_args : unsigned {
    vars = 1,   ///< the initial values of all state variables, in the order of the equations
    params = 2, ///< all parameters of the right-hand sides, by their indices
    time = 4,   ///< the initial time
    all = 7     ///< all of these, in this order
};

/// Both.
constexpr var_args operator|(var_args a, var_args b) noexcept {
    return static_cast<var_args>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
/// Whether they have something in common.
constexpr bool operator&(var_args a, var_args b) noexcept {
    return (static_cast<unsigned>(a) & static_cast<unsigned>(b)) != 0;
}

namespace detail {

struct var_ode_data;

} // namespace detail

/// A system of equations whose solution is to be differentiated, up to some order, with respect to initial values,
/// parameters and the initial time. Integrators that are made of it have the derivatives as state variables behind
/// those of the equations: by order; of each order by state variable; and of each state variable by how often they are
/// differentiated by each argument, larger numbers for earlier arguments first, as dtens has them. A derivative is
/// called by its sparse index and its state variable: `∂[(0, 1), (2, 1)]x`, for x differentiated by the arguments 0 and
/// 2.
///
/// Immutable; copies share everything. One that is default-constructed or was moved from can only be assigned to and
/// destroyed; everything else throws std::invalid_argument.
class BROOK_PUBLIC var_ode_sys {
public:
    /// Equations: state variables, and their derivatives with respect to time.
    using equations_type = std::vector<std::pair<expression, expression>>;

    /// To be assigned to.
    var_ode_sys() noexcept = default;
    /// The variational equations of `equations` up to the order. Arguments are chosen by var_args, or given: state
    /// variables stand for their initial values, parameters for themselves, and `time` for the initial time.
    ///
    /// Throws std::invalid_argument if the equations are no system (see taylor_adaptive); if the order is 0; if there
    /// are no arguments (there may be no parameters), one is given twice or is something else; if var_args means
    /// nothing; or if a state variable is called ∂....
    var_ode_sys(equations_type equations, const std::variant<var_args, std::vector<expression>> &args,
                std::uint32_t order = 1);
    /// The same with the arguments written in place.
    var_ode_sys(equations_type equations, std::initializer_list<expression> args, std::uint32_t order = 1)
        : var_ode_sys(std::move(equations), std::vector<expression>(args), order) {}

    /// The equations, and behind them the variational ones, written out: one for each state variable, in their order.
    /// Made at the first call. Nothing else needs them: integrators do without.
    const equations_type &get_sys() const;
    /// The arguments.
    const std::vector<expression> &get_vargs() const;
    /// Number of equations without variational ones.
    std::uint32_t get_n_orig_sv() const;
    /// The highest order of derivatives.
    std::uint32_t get_order() const;
    /// Of each state variable of get_sys() the equation that it belongs to, as component, and how often it is
    /// differentiated by which argument.
    const std::vector<dtens::sv_idx_t> &get_didx_range() const;

private:
    friend struct detail::var_ode_data;
    const detail::var_ode_data &data() const;

    std::shared_ptr<const detail::var_ode_data> data_;
};

BROOK_END_NAMESPACE
