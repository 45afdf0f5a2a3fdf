// SPDX-License-Identifier: MPL-2.0
// The version of the math library. In a file of its own because Clang rejects sleef.h beside declarations of the same
// functions: some versions declare results as const, which GCC ignores.
#include <brook/config.hpp>
#include <brook/number/math_library.hpp>

#include <string>

#include <sleef.h>

BROOK_BEGIN_NAMESPACE

namespace detail::math_library {

#ifdef BROOK_HAS_QUADMATH
constexpr const char *library_of_long_numbers = "libquadmath";
#else
constexpr const char *library_of_long_numbers = "Boost.Multiprecision";
#endif

std::string version() {
    return "sleef " + std::to_string(SLEEF_VERSION_MAJOR) + "." + std::to_string(SLEEF_VERSION_MINOR) + "." +
           std::to_string(SLEEF_VERSION_PATCHLEVEL) + " u10 deterministic, longer numbers of " +
           library_of_long_numbers;
}

} // namespace detail::math_library

BROOK_END_NAMESPACE
