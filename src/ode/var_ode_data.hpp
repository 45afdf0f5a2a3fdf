// SPDX-License-Identifier: MPL-2.0
// What variational systems consist of.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <brook/ode/var_ode_sys.hpp>
#include <brook/support/made_once.hpp>
#include <brook/support/visibility.hpp>

#include "ode/multi_indices.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct var_ode_data {
    ode_system system; ///< with its variational part, which has the arguments
    std::vector<expression> args;
    multi_indices indices;
    std::vector<dtens::sv_idx_t> didx; ///< of all state variables
    /// Made at their first use: the equations of all state variables, and initial_values().
    std::shared_ptr<made_once_in_object<var_ode_sys::equations_type>> all =
        std::make_shared<made_once_in_object<var_ode_sys::equations_type>>();
    std::shared_ptr<made_once_in_object<std::vector<expression>>> beginning =
        std::make_shared<made_once_in_object<std::vector<expression>>>();

    std::uint32_t order() const { return system.variations().order; }

    /// Throws std::invalid_argument if there are none.
    static const var_ode_data &of(const var_ode_sys &sys) { return sys.data(); }
    static std::shared_ptr<const var_ode_data> shared(const var_ode_sys &sys) { return of(sys), sys.data_; }
};

/// With the variational equations: var_ode_sys::get_sys().
const var_ode_sys::equations_type &equations_of(const var_ode_data &sys);

/// The values that all state variables have at the initial time, as functions of those of the equations, the parameters
/// and the time: derivatives with respect to the initial time are none that all solutions share.
const std::vector<expression> &initial_values(const var_ode_data &sys);

} // namespace detail
BROOK_END_NAMESPACE
