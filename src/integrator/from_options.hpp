// SPDX-License-Identifier: MPL-2.0
// Integrators from options that are filled already, for functions that take the keywords of integrators and more.
#pragma once

#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct from_options {
    template <typename T>
    static taylor_adaptive<T> make(const var_ode_sys &system, std::vector<T> &&state, timed_options<T, T> &&options) {
        return taylor_adaptive<T>(system, std::move(state), std::move(options));
    }
};

} // namespace detail
BROOK_END_NAMESPACE
