// SPDX-License-Identifier: MPL-2.0
// Functions of numbers where their type is a parameter: those of <cmath>, or, for types of one's own, what stands
// beside the type.
#pragma once

#include <cmath>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail::fp {

// NOLINTNEXTLINE(bugprone-macro-parentheses)
#define BROOK_FP_FUNCTION(f)                                                                                           \
    template <typename... Ts>                                                                                          \
    [[gnu::always_inline]] inline auto f(const Ts &...x) noexcept {                                                    \
        using std::f;                                                                                                  \
        return f(x...);                                                                                                \
    }

BROOK_FP_FUNCTION(abs)
BROOK_FP_FUNCTION(acos)
BROOK_FP_FUNCTION(acosh)
BROOK_FP_FUNCTION(asin)
BROOK_FP_FUNCTION(asinh)
BROOK_FP_FUNCTION(atan)
BROOK_FP_FUNCTION(atan2)
BROOK_FP_FUNCTION(atanh)
BROOK_FP_FUNCTION(ceil)
BROOK_FP_FUNCTION(copysign)
BROOK_FP_FUNCTION(cos)
BROOK_FP_FUNCTION(cosh)
BROOK_FP_FUNCTION(erf)
BROOK_FP_FUNCTION(exp)
BROOK_FP_FUNCTION(exp2)
BROOK_FP_FUNCTION(floor)
BROOK_FP_FUNCTION(fma)
BROOK_FP_FUNCTION(fmax)
BROOK_FP_FUNCTION(fmin)
BROOK_FP_FUNCTION(fmod)
BROOK_FP_FUNCTION(ilogb)
BROOK_FP_FUNCTION(isfinite)
BROOK_FP_FUNCTION(isinf)
BROOK_FP_FUNCTION(isnan)
BROOK_FP_FUNCTION(log)
BROOK_FP_FUNCTION(log2)
BROOK_FP_FUNCTION(nextafter)
BROOK_FP_FUNCTION(pow)
BROOK_FP_FUNCTION(signbit)
BROOK_FP_FUNCTION(sin)
BROOK_FP_FUNCTION(sinh)
BROOK_FP_FUNCTION(sqrt)
BROOK_FP_FUNCTION(tan)
BROOK_FP_FUNCTION(tanh)
BROOK_FP_FUNCTION(trunc)

#undef BROOK_FP_FUNCTION

} // namespace detail::fp

BROOK_END_NAMESPACE
