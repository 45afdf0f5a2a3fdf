// SPDX-License-Identifier: MPL-2.0
// Elementary functions of double-double numbers: of numbers of 113 bits, rounded. Steps need a few of them, at order
// zero, so that a well-kept library counts for more than the last microsecond.
#include <brook/config.hpp>
#include <brook/number/dd.hpp>

#ifdef BROOK_HAS_QUADMATH
#include <quadmath.h>
#else
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/expm1.hpp>
#include <boost/math/special_functions/log1p.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#endif

BROOK_BEGIN_NAMESPACE
namespace {

#ifdef BROOK_HAS_QUADMATH

using wide = __float128;
#define BROOK_WIDE(f) ::f##q

#else

using wide = boost::multiprecision::cpp_bin_float_quad;
#define BROOK_WIDE(f) f
using boost::math::erf;
using boost::math::expm1;
using boost::math::log1p;

#endif

dd rounded(const wide &x) noexcept {
    const auto high = static_cast<double>(x);
    if (high == 0 || !std::isfinite(high))
        return {high, 0};
    return dd::normalised(high, static_cast<double>(x - wide(high)));
}

wide widened(dd x) noexcept { return isfinite(x) ? wide(x.hi()) + wide(x.lo()) : wide(x.hi()); }

} // namespace

#define BROOK_UNARY(f)                                                                                                 \
    dd f(dd x) noexcept { return rounded(BROOK_WIDE(f)(widened(x))); }
#define BROOK_BINARY(f)                                                                                                \
    dd f(dd x, dd y) noexcept { return rounded(BROOK_WIDE(f)(widened(x), widened(y))); }
BROOK_UNARY(acos)
BROOK_UNARY(acosh)
BROOK_UNARY(asin)
BROOK_UNARY(asinh)
BROOK_UNARY(atan)
BROOK_UNARY(atanh)
BROOK_UNARY(cos)
BROOK_UNARY(cosh)
BROOK_UNARY(erf)
BROOK_UNARY(exp)
BROOK_UNARY(expm1)
BROOK_UNARY(log)
BROOK_UNARY(log1p)
BROOK_UNARY(sin)
BROOK_UNARY(sinh)
BROOK_UNARY(tan)
BROOK_UNARY(tanh)
BROOK_BINARY(atan2)
BROOK_BINARY(fmod)
BROOK_BINARY(pow)
#undef BROOK_UNARY
#undef BROOK_BINARY
#undef BROOK_WIDE

BROOK_END_NAMESPACE
