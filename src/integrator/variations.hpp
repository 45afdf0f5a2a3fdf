// SPDX-License-Identifier: MPL-2.0
// What integrators of variational systems need besides: values that derivatives begin with.
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

template <typename Options>
Options with_variations(Options &&options, const var_ode_sys &system) {
    options.variational = var_ode_data::shared(system);
    return std::move(options);
}

} // namespace detail
BROOK_END_NAMESPACE
