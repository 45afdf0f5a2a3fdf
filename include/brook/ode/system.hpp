// SPDX-License-Identifier: MPL-2.0
// A system of ordinary differential equations, checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/math/polynomial_table.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// With respect to what a solution is differentiated: the initial value of a state variable, a parameter, or the
/// initial time.
struct varied {
    enum class kind : std::uint8_t { state, parameter, time };
    kind what = kind::state;
    std::uint32_t index = 0; ///< of the state variable, or of the parameter
    friend bool operator==(const varied &, const varied &) = default;
};

/// That derivatives of the solution up to an order are state variables, too. Order 0: none are.
struct variational_part {
    std::vector<varied> args;
    std::uint32_t order = 0;
    friend bool operator==(const variational_part &, const variational_part &) = default;
};

/// First-order equations dx_i/dt = f_i(x, par, t), one for each state variable x_i. Equation i belongs to variable i:
/// the order in which they were given is the order of every state vector. Beside them may stand event functions
/// g_j(x, par, t), whose zeros along the solution are of interest.
///
/// With a variational part the derivatives of the solution are state variables behind those of the equations: by order,
/// of each order by state variable, and then as dtens sorts them. They are named after the latter: `∂[(0, 1)]x` is the
/// derivative of x with respect to argument 0. Their equations are never written down (decomposition/vary.hpp). Event
/// functions may use them.
///
/// Immutable. Checked and brought into canonical form once, when it is made, in time linear in the number of different
/// nodes (up to a logarithm for the names).
class BROOK_PUBLIC ode_system {
public:
    /// The variable, and the derivative of the variable.
    using equation = std::pair<expression, expression>;

    /// Throws std::invalid_argument if there are no equations; if a left-hand side is no variable, appears twice, or
    /// has a name that begins with two underscores (these are kept for internal variables); or if a variable on a
    /// right-hand side has no equation; if different rules of functions have one name; or if an expansion contains its
    /// own function. An event function must have equations for its variables, too, and depend on the state or the time.
    /// With `lift_constants`, numbers on the right-hand sides and in the event functions become hidden parameters (see
    /// ode/lift_constants.hpp).
    /// The variational part must have arguments, each once, that are state variables, parameters of the right-hand
    /// sides, or the time; state variables must then not be called ∂....
    explicit ode_system(std::vector<equation> equations, bool lift_constants = false,
                        std::vector<expression> events = {}, variational_part variations = {});

    const std::vector<equation> &equations() const noexcept { return equations_; }

    /// The right-hand sides, in which functions that stand for others (function_rule::expand) are expanded, hidden
    /// parameters stand for what was lifted, and polynomials of rows for tables (see ode/bind_tables.hpp).
    const std::vector<expression> &right_hand_sides() const noexcept { return right_hand_sides_; }

    /// The event functions, likewise.
    const std::vector<expression> &events() const noexcept { return events_; }

    /// Names of the state variables: in the order of their equations, and then those of derivatives.
    const std::vector<std::string> &variables() const noexcept { return variables_; }

    /// Number of state variables.
    std::size_t size() const noexcept { return variables_.size(); }

    /// Number of equations, which is less if there is a variational part.
    std::size_t n_equations() const noexcept { return equations_.size(); }
    const variational_part &variations() const noexcept { return variations_; }
    /// The equation of a state variable, or of that which it is a derivative of.
    std::size_t equation_of(std::size_t state) const {
        return state < equations_.size() ? state : equation_of_[state - equations_.size()];
    }

    /// One more than the highest index of a parameter in what was given; 0 if there is none.
    std::uint32_t n_pars() const noexcept { return n_pars_; }

    /// The values of the hidden parameters, whose indices are n_pars() and those that follow.
    const std::vector<number> &hidden_pars() const noexcept { return hidden_pars_; }

    /// The tables whose numbers are the data of the code.
    const std::vector<polynomial_table> &tables() const noexcept { return tables_; }

    /// True if the last hidden parameter says where the time goes in a step.
    bool reads_direction() const noexcept { return reads_direction_; }

    /// True if the time appears on a right-hand side or in an event function.
    bool time_dependent() const noexcept { return time_dependent_; }

    /// True if the canonical bytes decide the machine code: every function is one of brook's own or has an identity.
    bool identified() const noexcept { return identified_; }

    /// What the equations and event functions mean, up to the names of their variables: equal for identified systems
    /// that may share machine code.
    std::span<const std::byte> canonical_bytes() const noexcept { return canonical_bytes_; }

private:
    void check_variations();
    void name_derivatives();

    std::vector<equation> equations_;
    variational_part variations_;
    std::vector<expression> right_hand_sides_, events_;
    std::vector<std::string> variables_;
    std::vector<std::size_t> equation_of_; // of derivatives
    std::vector<number> hidden_pars_;
    std::vector<polynomial_table> tables_;
    std::vector<std::byte> canonical_bytes_;
    std::uint32_t n_pars_ = 0;
    bool reads_direction_ = false;
    bool time_dependent_ = false;
    bool identified_ = true;
};

} // namespace detail
BROOK_END_NAMESPACE
