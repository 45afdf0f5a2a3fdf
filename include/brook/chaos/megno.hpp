// SPDX-License-Identifier: MPL-2.0
// MEGNO, an indicator that tells regular from chaotic solutions sooner than exponents do.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/chaos/keywords.hpp>
#include <brook/expression/expression.hpp>
#include <brook/integrator/outcome.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// MEGNO after some time, and on the way there. Numbers without unit, but for exponent (1 / time).
template <typename T>
struct megno_result {
    T megno;              ///< the mean of Y over the time, when the integration ended; 0 if no time had passed by then
    T y;                  ///< Y then
    T exponent;           ///< the mean rate of growth of the tangent vector by then
    std::vector<T> times; ///< of records
    std::vector<T> history;   ///< the mean of Y at these times
    std::vector<T> y_history; ///< Y at these times
    taylor_outcome outcome;   ///< why the integration ended; time_limit if it came to its end
    std::size_t n_steps;      ///< of all steps with h != 0
    std::vector<T> state;     ///< at the end, one value for each equation
    T time;                   ///< of the end
};

namespace detail {

template <typename T>
BROOK_PUBLIC megno_result<T> run_megno(taylor_adaptive<T> &ta, T t, const indicator_limits<T> &limits);
template <typename T>
BROOK_PUBLIC megno_result<T> run_megno(std::vector<std::pair<expression, expression>> &&equations,
                                       std::vector<T> &&state, T t, indicator_options<T> &&options);

} // namespace detail

/// MEGNO, the mean exponential growth factor of nearby orbits, of the solution of `equations` that begins at `state`
/// (one value for each equation; none means zeros), between kw::time and the time `t`:
///
///     Y(t) = 2/t int_0^t (d/ds ln |delta(s)|) s ds,   M(t) = 1/t int_0^t Y(s) ds,
///
/// with a tangent vector delta that obeys the variational equations, and times from the begin on. M, the mean of Y,
/// goes to 2 where solutions part linearly, as quasi-periodic ones of Hamiltonian systems do (to 0 if they do not part
/// at all, as those of a harmonic oscillator), and grows as lambda t / 2 where they part exponentially, with the
/// largest Lyapunov exponent lambda: P. M. Cincotta and C. Simo, Astronomy and Astrophysics Supplement 147 (2000). The
/// time should be many periods. Keywords: tangent, interval, max_steps, max_delta_t, time, and those of taylor_adaptive
/// but for events.
///
/// By parts, Y = 2 (ln |delta| - 1/t int_0^t ln |delta| ds), for |delta(0)| = 1. The integrals are taken in each step
/// along the Taylor polynomials, by the formula of Gauss with 8 points, whose error is about 1e-6 or less where |delta|
/// does not come near to 0 compared with its size before; a smaller max_delta_t makes it less. After each step the
/// tangent vector is made one of length 1 again, so that nothing overflows.
///
/// Results of integrations that do not come to their end, and what is thrown: as lyapunov_spectrum() and
/// maximal_lyapunov().
template <typename T, typename... Args>
requires detail::keyword_arguments<detail::megno_keywords<T>, Args...> //
    megno_result<T> megno(std::vector<std::pair<expression, expression>> equations, std::vector<T> state,
                          std::type_identity_t<T> t, Args &&...args) {
    return detail::run_megno(std::move(equations), std::move(state), t,
                             detail::fill<detail::megno_keywords<T>>(std::forward<Args>(args)...));
}
template <typename T, typename... Args, auto Reason = detail::refusal<"megno", detail::megno_keywords<T>, Args...>()>
requires detail::wrong_keywords<detail::megno_keywords<T>, Args...>
void megno(std::vector<std::pair<expression, expression>>, std::vector<T>, std::type_identity_t<T>,
           Args &&...) = delete;

/// The same of an integrator with variational equations of order 1 with respect to one argument that is no parameter,
/// from its time to `t`. The derivatives are the tangent vector, whatever they begin with; behind it the integrator is
/// at the end, with a tangent vector of length 1. Keywords: interval, max_steps, max_delta_t. Throws as
/// lyapunov_spectrum(), and if there are several arguments.
template <typename T, typename... Args>
requires detail::keyword_arguments<detail::megno_limit_keywords<detail::indicator_limits<T>>, Args...> //
    megno_result<T> megno(taylor_adaptive<T> &ta, std::type_identity_t<T> t, Args &&...args) {
    return detail::run_megno(
        ta, t, detail::fill<detail::megno_limit_keywords<detail::indicator_limits<T>>>(std::forward<Args>(args)...));
}
template <typename T, typename... Args,
          auto Reason = detail::refusal<"megno", detail::megno_limit_keywords<detail::indicator_limits<T>>, Args...>()>
requires detail::wrong_keywords<detail::megno_limit_keywords<detail::indicator_limits<T>>, Args...>
void megno(taylor_adaptive<T> &, std::type_identity_t<T>, Args &&...) = delete;

BROOK_END_NAMESPACE
