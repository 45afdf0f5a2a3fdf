// SPDX-License-Identifier: MPL-2.0
// Lyapunov exponents: how fast neighbouring solutions part.
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

/// Lyapunov exponents after some time, and on the way there.
template <typename T>
struct lyapunov_result {
    /// Mean rates of growth, 1 / time, of as many tangent vectors, in the order of Gram and Schmidt: in the limit the
    /// largest one first. What they were when the integration ended; 0 if no time had passed by then.
    std::vector<T> exponents;
    std::vector<T> times;   ///< at which they were recorded
    std::vector<T> history; ///< what they were then: [record][exponent]
    taylor_outcome outcome; ///< why the integration ended; time_limit if it came to its end
    std::size_t n_steps;    ///< of all steps with h != 0
    std::vector<T> state;   ///< at the end, one value for each equation
    T time;                 ///< of the end

    /// The first one, which is the largest one in the limit.
    T maximal() const { return exponents.front(); }
};

namespace detail {

template <typename T>
BROOK_PUBLIC lyapunov_result<T> run_lyapunov(taylor_adaptive<T> &ta, T t, const indicator_limits<T> &limits);
template <typename T>
BROOK_PUBLIC lyapunov_result<T> run_lyapunov(std::vector<std::pair<expression, expression>> &&equations,
                                             std::vector<T> &&state, T t, indicator_options<T> &&options);

} // namespace detail

/// The Lyapunov exponents of the solution of `equations` that begins at `state` (one value for each equation; none
/// means zeros), between kw::time and the time `t`. Keywords: n_exponents, interval, transient, max_steps, max_delta_t,
/// time, and those of taylor_adaptive but for events.
///
/// Tangent vectors obey the variational equations. After each step they are made orthonormal again (Gram and Schmidt),
/// and the logarithms of their lengths added up, so that nothing overflows, and the sizes of steps do not follow them:
/// G. Benettin, L. Galgani, A. Giorgilli and J.-M. Strelcyn, Meccanica 15 (1980). With as many exponents as equations,
/// their sum is the mean of the trace of the Jacobian at any time, as precise as the steps; each by itself converges
/// about as 1 / time, or slower. Tangents begin in fixed directions without zeros. Backward in time (t < kw::time) they
/// are the exponents of the solution backward.
///
/// A range as kw::scale has one number for each equation; tangents have the scale 1.
///
/// An integration that fails, is interrupted or uses up max_steps is a result like others, see
/// lyapunov_result::outcome: its exponents are those of the time that it came to. They are -infinity where a tangent
/// vector becomes zero.
///
/// Throws as the constructor of taylor_adaptive; and std::invalid_argument if there are more exponents than equations,
/// or not as many values as equations; if the times are not finite, or t is kw::time; if interval is not positive; or
/// if transient is negative, or not less than |t - kw::time|.
template <typename T, typename... Args>
requires detail::keyword_arguments<detail::lyapunov_keywords<T>, Args...> //
    lyapunov_result<T> lyapunov_spectrum(std::vector<std::pair<expression, expression>> equations, std::vector<T> state,
                                         std::type_identity_t<T> t, Args &&...args) {
    return detail::run_lyapunov(std::move(equations), std::move(state), t,
                                detail::fill<detail::lyapunov_keywords<T>>(std::forward<Args>(args)...));
}
template <typename T, typename... Args,
          auto Reason = detail::refusal<"lyapunov_spectrum", detail::lyapunov_keywords<T>, Args...>()>
requires detail::wrong_keywords<detail::lyapunov_keywords<T>, Args...>
void lyapunov_spectrum(std::vector<std::pair<expression, expression>>, std::vector<T>, std::type_identity_t<T>,
                       Args &&...) = delete;

/// The same of an integrator with variational equations of order 1, from its time to `t`. Its derivatives are the
/// tangent vectors, one for each of its arguments, whatever they begin with: they are made orthonormal first. Behind it
/// the integrator is at the end, with orthonormal derivatives, so that one may go on; its transition matrix is lost.
/// Events happen as ever; those that change the state make tangents wrong. Keywords: interval, transient, max_steps,
/// max_delta_t.
///
/// Throws std::invalid_argument, too, if there are no variational equations, if their order is not 1, if an argument is
/// a parameter (whose derivatives do not follow tangents), if there are more arguments than equations, or if the
/// derivatives are not finite or not independent.
template <typename T, typename... Args>
requires detail::keyword_arguments<detail::lyapunov_limit_keywords<detail::indicator_limits<T>>, Args...> //
    lyapunov_result<T> lyapunov_spectrum(taylor_adaptive<T> &ta, std::type_identity_t<T> t, Args &&...args) {
    return detail::run_lyapunov(
        ta, t, detail::fill<detail::lyapunov_limit_keywords<detail::indicator_limits<T>>>(std::forward<Args>(args)...));
}
template <typename T, typename... Args,
          auto Reason = detail::refusal<"lyapunov_spectrum",
                                        detail::lyapunov_limit_keywords<detail::indicator_limits<T>>, Args...>()>
requires detail::wrong_keywords<detail::lyapunov_limit_keywords<detail::indicator_limits<T>>, Args...>
void lyapunov_spectrum(taylor_adaptive<T> &, std::type_identity_t<T>, Args &&...) = delete;

/// The largest Lyapunov exponent alone, by one tangent vector (kw::tangent), at twice the variables of the equations:
/// lyapunov_result::maximal(). Keywords: tangent, and those of lyapunov_spectrum() but for n_exponents. Throws
/// likewise, and std::invalid_argument if the tangent has not as many numbers as there are equations, is not finite, or
/// zero.
template <typename T, typename... Args>
requires detail::keyword_arguments<detail::maximal_lyapunov_keywords<T>, Args...> //
    lyapunov_result<T> maximal_lyapunov(std::vector<std::pair<expression, expression>> equations, std::vector<T> state,
                                        std::type_identity_t<T> t, Args &&...args) {
    auto options = detail::fill<detail::maximal_lyapunov_keywords<T>>(std::forward<Args>(args)...);
    options.n_exponents = 1;
    return detail::run_lyapunov(std::move(equations), std::move(state), t, std::move(options));
}
template <typename T, typename... Args,
          auto Reason = detail::refusal<"maximal_lyapunov", detail::maximal_lyapunov_keywords<T>, Args...>()>
requires detail::wrong_keywords<detail::maximal_lyapunov_keywords<T>, Args...>
void maximal_lyapunov(std::vector<std::pair<expression, expression>>, std::vector<T>, std::type_identity_t<T>,
                      Args &&...) = delete;

BROOK_END_NAMESPACE
