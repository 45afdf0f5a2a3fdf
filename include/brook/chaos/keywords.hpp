// SPDX-License-Identifier: MPL-2.0
// The keyword arguments of chaos indicators, and the options that they fill.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <brook/integrator/keywords.hpp>
#include <brook/integrator/options.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace kw {

/// How much time is between two records of an indicator, in units of time (a positive number; default a hundredth of
/// the time that is looked at).
inline constexpr detail::keyword<"interval"> interval;
/// How much time passes before an exponent counts, so that orbit and tangents come to where they belong (in units of
/// time, not negative; default 0).
inline constexpr detail::keyword<"transient"> transient;
/// How many Lyapunov exponents there are to be, the largest ones (an integer; 0, the default, means as many as
/// equations). One tangent vector is followed for each.
inline constexpr detail::keyword<"n_exponents"> n_exponents;
/// The tangent vector at the begin, one number for each equation, whose length does not matter (a range; default a
/// fixed one without a zero).
inline constexpr detail::keyword<"tangent"> tangent;

} // namespace kw

namespace detail {

/// Of an integrator that is there already.
template <typename T>
struct indicator_limits {
    T interval = 0; ///< 0 means a hundredth of the time
    T transient = 0;
    std::size_t max_steps = 0; ///< 0 means no limit
    T max_delta_t = std::numeric_limits<T>::infinity();
};

/// Of one that is to be made.
template <typename T>
struct indicator_options : timed_options<T, T> {
    indicator_limits<T> limits() const { return {interval, transient, max_steps, max_delta_t}; }

    T interval = 0;
    T transient = 0;
    std::size_t max_steps = 0;
    T max_delta_t = std::numeric_limits<T>::infinity();
    std::uint32_t n_exponents = 0; ///< 0 means one for each equation
    std::vector<T> tangent;        ///< empty: not given
};

template <typename Options>
using megno_limit_keywords =
    accepts<Options, sets<kw::interval, &Options::interval>, sets<kw::max_steps, &Options::max_steps>,
            sets<kw::max_delta_t, &Options::max_delta_t>>;
template <typename Options>
using lyapunov_limit_keywords =
    typename also_accepts<megno_limit_keywords<Options>, sets<kw::transient, &Options::transient>>::type;

template <typename T, typename Options = indicator_options<T>>
using megno_keywords =
    typename also_accepts<keywords_without_events<Options>, sets<kw::interval, &Options::interval>,
                          sets<kw::max_steps, &Options::max_steps>, sets<kw::max_delta_t, &Options::max_delta_t>,
                          sets<kw::tangent, &Options::tangent>>::type;
template <typename T, typename Options = indicator_options<T>>
using maximal_lyapunov_keywords =
    typename also_accepts<megno_keywords<T, Options>, sets<kw::transient, &Options::transient>>::type;
template <typename T, typename Options = indicator_options<T>>
using lyapunov_keywords =
    typename also_accepts<keywords_without_events<Options>, sets<kw::interval, &Options::interval>,
                          sets<kw::max_steps, &Options::max_steps>, sets<kw::max_delta_t, &Options::max_delta_t>,
                          sets<kw::transient, &Options::transient>, sets<kw::n_exponents, &Options::n_exponents>>::type;

} // namespace detail
BROOK_END_NAMESPACE
