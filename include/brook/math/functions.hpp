// SPDX-License-Identifier: MPL-2.0
// The functions and operators of expressions: the index of src/math. Functions of numbers alone are folded.
#pragma once

#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Sum of any number of terms. Numbers are added up and put first, a zero is dropped; no terms give the double 0, one
/// gives itself. Nested sums stay as they are.
BROOK_PUBLIC expression sum(std::vector<expression> terms);

/// Product of any number of factors. Numbers are multiplied and put first, a one is dropped, a zero absorbs; no factors
/// give the double 1, one gives itself. Nested products stay as they are.
BROOK_PUBLIC expression prod(std::vector<expression> factors);

/// Power. An exponent of 0 gives the double 1, one of 1 the base. Natural exponents are products, whose Taylor series
/// holds for every base; with other numbers and parameters the series has a singularity where the base is zero, but for
/// the parameters 0 and 1. If the exponent changes in time, the series wants a positive base.
///
/// Machine code computes negative integer and half-integer exponents down to -16 as 1 / base^|exponent|: where that
/// power is beyond the largest number of the type, the result is zero and not a subnormal number.
BROOK_PUBLIC expression pow(expression base, expression exponent);
/// The same with a plain number as exponent.
template <detail::floating_point_type T>
expression pow(expression base, T exponent) {
    return pow(std::move(base), expression(exponent));
}
template <detail::floating_point_type T>
expression pow(T base, expression exponent) {
    return pow(expression(base), std::move(exponent));
}

BROOK_PUBLIC expression sqrt(expression x); ///< square root, as the power with exponent 1/2
BROOK_PUBLIC expression sin(expression x);  ///< sine
BROOK_PUBLIC expression cos(expression x);  ///< cosine
BROOK_PUBLIC expression tan(expression x);  ///< tangent
BROOK_PUBLIC expression exp(expression x);  ///< exponential
BROOK_PUBLIC expression log(expression x);  ///< natural logarithm
BROOK_PUBLIC expression tanh(expression x); ///< hyperbolic tangent

BROOK_PUBLIC expression asin(expression x);    ///< inverse sine; branch points at -1 and 1
BROOK_PUBLIC expression acos(expression x);    ///< inverse cosine; branch points at -1 and 1
BROOK_PUBLIC expression atan(expression x);    ///< inverse tangent
BROOK_PUBLIC expression sinh(expression x);    ///< hyperbolic sine
BROOK_PUBLIC expression cosh(expression x);    ///< hyperbolic cosine
BROOK_PUBLIC expression asinh(expression x);   ///< inverse hyperbolic sine; its derivative contains x^2
BROOK_PUBLIC expression acosh(expression x);   ///< inverse hyperbolic cosine, for x > 1; a branch point at 1
BROOK_PUBLIC expression atanh(expression x);   ///< inverse hyperbolic tangent, for |x| < 1
BROOK_PUBLIC expression erf(expression x);     ///< error function: 2 / sqrt(pi) int_0^x exp(-s^2) ds
BROOK_PUBLIC expression sigmoid(expression x); ///< logistic function: 1 / (1 + exp(-x))

BROOK_PUBLIC expression tanhp(expression x);    ///< derivative of tanh: 1 - tanh(x)^2, without its cancellation
BROOK_PUBLIC expression sigmoidp(expression x); ///< derivative of sigmoid: sigmoid(x) (1 - sigmoid(x)), likewise

/// Angle between the positive x axis and the point (x, y), between -pi and pi; it jumps at the negative x axis. There
/// are no derivatives at the origin, nor where x^2 + y^2, which they contain, overflows or underflows.
BROOK_PUBLIC expression atan2(expression y, expression x);
template <detail::floating_point_type T>
expression atan2(expression y, T x) {
    return atan2(std::move(y), expression(x));
}
template <detail::floating_point_type T>
expression atan2(T y, expression x) {
    return atan2(expression(y), std::move(x));
}

/// Kepler's equation: the eccentric anomaly E with E - e sin E = M, of the eccentricity and the mean anomaly [rad]. A
/// NaN unless 0 <= e < 1. E is not reduced: it goes around as often as M, and differs from M by e at most. A number 0
/// as eccentricity gives M. Values have all digits but the last, also next to e = 1 and M = 0 and for large M; see R.
/// H. Battin, An Introduction to the Mathematics and Methods of Astrodynamics (1999), chapters 4 and 5.
BROOK_PUBLIC expression kepE(expression e, expression mean_anomaly);

/// Kepler's equation in equinoctial elements: the eccentric longitude F with F + h cos F - k sin F = lam, where
/// h = e sin w and k = e cos w with the longitude w of the pericentre [rad], and lam is the mean longitude [rad]. A NaN
/// unless h^2 + k^2 < 1. Not reduced, as kepE. Numbers 0 as h and k give lam. R. A. Broucke and P. J. Cefola, On the
/// equinoctial orbit elements, Celestial Mechanics 5 (1972).
BROOK_PUBLIC expression kepF(expression h, expression k, expression lam);

/// Kepler's equation for differences: the change x of the eccentric anomaly with x + s0 (1 - cos x) - c0 sin x = dm,
/// where s0 = e sin E0 and c0 = e cos E0 with the eccentric anomaly E0 at the start, and dm is the change of the mean
/// anomaly [rad]. A NaN unless s0^2 + c0^2 < 1. Not reduced, as kepE. Numbers 0 as s0 and c0 give dm. Battin, section
/// 4.3.
BROOK_PUBLIC expression kepDE(expression s0, expression c0, expression dm);

/// The same with plain numbers in place of some of the expressions.
template <detail::expression_or_number E, detail::expression_or_number M>
requires(std::same_as<E, expression> != std::same_as<M, expression>) expression kepE(E e, M mean_anomaly) {
    return kepE(expression(std::move(e)), expression(std::move(mean_anomaly)));
}
#define BROOK_KEPLER(name)                                                                                             \
    template <detail::expression_or_number A, detail::expression_or_number B, detail::expression_or_number C>          \
    requires(std::same_as<A, expression> || std::same_as<B, expression> || std::same_as<C, expression>) expression     \
    name(A a, B b, C c) {                                                                                              \
        return name(expression(std::move(a)), expression(std::move(b)), expression(std::move(c)));                     \
    }
BROOK_KEPLER(kepF)
BROOK_KEPLER(kepDE)
#undef BROOK_KEPLER

/// The independent variable of a system of differential equations.
extern BROOK_PUBLIC const expression time;

BROOK_PUBLIC expression operator+(expression x); ///< x
BROOK_PUBLIC expression operator-(expression x); ///< (-1) * x; a number changes its sign

BROOK_PUBLIC expression operator+(expression a, expression b); ///< sum of two terms
BROOK_PUBLIC expression operator-(expression a, expression b); ///< a + (-b)
BROOK_PUBLIC expression operator*(expression a, expression b); ///< product of two factors
BROOK_PUBLIC expression operator/(expression a, expression b); ///< a * b^(-1)

#define BROOK_OPERATOR(op)                                                                                             \
    template <detail::floating_point_type T>                                                                           \
    expression operator op(expression a, T b) {                                                                        \
        return std::move(a) op expression(b);                                                                          \
    }                                                                                                                  \
    template <detail::floating_point_type T>                                                                           \
    expression operator op(T a, expression b) {                                                                        \
        return expression(a) op std::move(b);                                                                          \
    }                                                                                                                  \
    inline expression &operator op##=(expression &a, expression b) { return a = a op std::move(b); }                   \
    template <detail::floating_point_type T>                                                                           \
    expression &operator op##=(expression &a, T b) {                                                                   \
        return a = a op expression(b);                                                                                 \
    }
/// @{

/// The same with a plain number on either side, and in place.
BROOK_OPERATOR(+)
BROOK_OPERATOR(-)
BROOK_OPERATOR(*)
BROOK_OPERATOR(/)
/// @}
#undef BROOK_OPERATOR

BROOK_END_NAMESPACE
