// SPDX-License-Identifier: MPL-2.0
// The table of runtime functions. Only addresses are taken, so that every function is declared without its type and,
// because headers and the compiler know another one, under a name of its own.
#include "jit/runtime_symbols.hpp"

#include <array>

#include <brook/config.hpp>

// clang-format off
// Of libm, each for double, float and long double.
#define BROOK_FOR_EACH_MATH(X)                                                                                         \
    X(acos) X(acosh) X(asin) X(asinh) X(atan) X(atan2) X(atanh) X(cbrt) X(ceil) X(copysign) X(cos) X(cosh) X(erf)      \
    X(erfc) X(exp) X(exp2) X(expm1) X(fabs) X(fdim) X(floor) X(fma) X(fmax) X(fmin) X(fmod) X(frexp) X(hypot)          \
    X(ldexp) X(lgamma) X(llrint) X(llround) X(log) X(log10) X(log1p) X(log2) X(logb) X(lrint) X(lround) X(modf)        \
    X(nearbyint) X(nextafter) X(pow) X(remainder) X(rint) X(round) X(scalbn) X(sin) X(sinh) X(sqrt) X(tan) X(tanh)     \
    X(tgamma) X(trunc)
#if defined(__GLIBC__)
#define BROOK_FOR_EACH_GNU_MATH(X) X(exp10) X(roundeven) X(sincos)
#else
#define BROOK_FOR_EACH_GNU_MATH(X)
#endif

// Of libc, and of the compiler's runtime: integers of 128 bits, and powers with integer exponents.
#define BROOK_FOR_EACH_OTHER(X)                                                                                        \
    X(memcpy) X(memmove) X(memset) X(memcmp) X(bcmp) X(strlen) X(abort) X(aligned_alloc) X(free)                       \
    X(__divti3) X(__modti3) X(__udivti3) X(__umodti3) X(__powisf2) X(__powidf2)
#if defined(__x86_64__) || defined(__i386__)
#define BROOK_FOR_EACH_LONG_DOUBLE(X) X(__powixf2)
#else
#define BROOK_FOR_EACH_LONG_DOUBLE(X)
#endif
// What the compiler's runtime computes with numbers of 128 bits.
#ifdef BROOK_HAS_QUADMATH
#define BROOK_FOR_EACH_QUADRUPLE(X)                                                                                    \
    X(__addtf3) X(__subtf3) X(__multf3) X(__divtf3) X(__negtf2) X(__powitf2)                                           \
    X(__eqtf2) X(__netf2) X(__lttf2) X(__letf2) X(__gttf2) X(__getf2) X(__unordtf2)                                    \
    X(__fixtfsi) X(__fixtfdi) X(__fixunstfsi) X(__fixunstfdi)                                                          \
    X(__floatsitf) X(__floatditf) X(__floatunsitf) X(__floatunditf)                                                    \
    X(__extendsftf2) X(__extenddftf2) X(__extendxftf2) X(__trunctfsf2) X(__trunctfdf2) X(__trunctfxf2)
#else
#define BROOK_FOR_EACH_QUADRUPLE(X)
#endif
// clang-format on

#define BROOK_TEXT_OF(x) #x
#define BROOK_TEXT(x) BROOK_TEXT_OF(x)
#define BROOK_DECLARE(name) extern "C" void brook_runtime_##name() __asm__(BROOK_TEXT(__USER_LABEL_PREFIX__) #name);
#define BROOK_DECLARE_MATH(name) BROOK_DECLARE(name) BROOK_DECLARE(name##f) BROOK_DECLARE(name##l)
#define BROOK_ROW(name) runtime_symbol{#name, &brook_runtime_##name},
#define BROOK_ROW_MATH(name) BROOK_ROW(name) BROOK_ROW(name##f) BROOK_ROW(name##l)

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

BROOK_FOR_EACH_MATH(BROOK_DECLARE_MATH)
BROOK_FOR_EACH_GNU_MATH(BROOK_DECLARE_MATH)
BROOK_FOR_EACH_OTHER(BROOK_DECLARE)
BROOK_FOR_EACH_LONG_DOUBLE(BROOK_DECLARE)
BROOK_FOR_EACH_QUADRUPLE(BROOK_DECLARE)

const std::array table{
    // clang-format off
    BROOK_FOR_EACH_MATH(BROOK_ROW_MATH)
    BROOK_FOR_EACH_GNU_MATH(BROOK_ROW_MATH)
    BROOK_FOR_EACH_OTHER(BROOK_ROW)
    BROOK_FOR_EACH_LONG_DOUBLE(BROOK_ROW)
    BROOK_FOR_EACH_QUADRUPLE(BROOK_ROW)
    // clang-format on
};

} // namespace

std::span<const runtime_symbol> runtime_symbols() { return table; }

} // namespace detail
BROOK_END_NAMESPACE
