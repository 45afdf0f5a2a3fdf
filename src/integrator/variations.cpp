// SPDX-License-Identifier: MPL-2.0
// Values that derivatives begin with.
#include "integrator/variations.hpp"

#include <algorithm>
#include <string>

#include <brook/cfunc/cfunc.hpp>

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// By one compiled function where one of them depends on more than its arguments.
template <typename T>
void evaluate(const std::vector<expression> &values, const var_ode_data &system, const std::vector<T> &pars,
              const std::vector<T> &times, std::vector<T> &state) {
    std::vector<expression> variables;
    for (const auto &[variable, side] : system.system.equations())
        variables.push_back(variable);
    const auto lanes = times.size(), n = variables.size(), n_pars = pars.size() / lanes;
    const cfunc<T> function(values, variables);
    std::vector<T> in(n), of_pars(n_pars), out(values.size());
    for (std::size_t k = 0; k < lanes; ++k) {
        for (std::size_t i = 0; i < n; ++i)
            in[i] = state[i * lanes + k];
        for (std::size_t i = 0; i < n_pars; ++i)
            of_pars[i] = pars[i * lanes + k];
        if (function.get_nparams() != 0 && function.is_time_dependent())
            function(out, in, kw::pars = of_pars, kw::time = times[k]);
        else if (function.is_time_dependent())
            function(out, in, kw::time = times[k]);
        else if (function.get_nparams() != 0)
            function(out, in, kw::pars = of_pars);
        else
            function(out, in);
        for (std::size_t i = n; i < out.size(); ++i)
            state[i * lanes + k] = out[i];
    }
}

} // namespace

template <typename T>
void fill_in_derivatives(std::vector<T> &state, const var_ode_data &system, const std::vector<T> &pars,
                         const std::vector<T> &times) {
    const auto &values = initial_values(system);
    const auto lanes = times.size();
    state.resize(values.size() * lanes);
    bool are_numbers = true;
    for (std::size_t i = system.system.n_equations(); i < values.size(); ++i)
        if (const auto *x = as_number(values[i]))
            std::fill_n(state.begin() + static_cast<std::ptrdiff_t>(i * lanes), lanes, number_as<T>(*x));
        else
            are_numbers = false;
    if (!are_numbers)
        evaluate(values, system, pars, times, state);
}

#define BROOK_INSTANCE(type)                                                                                           \
    template void fill_in_derivatives(std::vector<type> &, const var_ode_data &, const std::vector<type> &,            \
                                      const std::vector<type> &);
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
