// SPDX-License-Identifier: MPL-2.0
// What integrators of variational systems need besides: initial values, and the Taylor map.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <brook/ode/var_ode_sys.hpp>
#include <brook/support/visibility.hpp>

#include "ode/var_ode_data.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Puts the derivatives behind the state, [state variable][trajectory], at the given times.
template <typename T>
void fill_in_derivatives(std::vector<T> &state, const var_ode_data &system, const std::vector<T> &pars,
                         const std::vector<T> &times);

/// The Taylor polynomial in the displacements, [argument][trajectory], whose derivatives are the state.
template <typename T>
void evaluate_taylor_map(const multi_indices &indices, const std::vector<T> &state, std::size_t n_trajectories,
                         const T *displacements, std::vector<T> &result);

template <typename Options>
Options with_variations(Options &&options, const var_ode_sys &system) {
    options.variational = var_ode_data::shared(system);
    return std::move(options);
}

} // namespace detail
BROOK_END_NAMESPACE
