// SPDX-License-Identifier: MPL-2.0
// The transcendental functions that generated code calls at order zero, and the symbols under which it finds them.
//
// float and double use SLEEF's deterministic variants, which give the same bits at every vector width: one family for
// CPUs with fused multiply-add, one for those without. They are accurate to 1.0 ulp, but some overflow too early: sinh
// and cosh are infinite from an argument of 88.8 (float) or 710 on, asinh and acosh from the root of the largest number
// on. The rules of these functions do not call them there; what is left is exp of doubles, which is infinite where it
// should be larger than 0.999998 times the largest number. long double uses the C++ library.
//
// Solutions of Kepler's equation are brook's own for all types, number by number, and do not depend on the family.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail::math_library {

/// A function that generated code may call.
struct symbol {
    std::string name;
    const void *address;
};

/// Symbol name of the function `name` ("sin", "pow", ...) for a type, or for vectors of it: on x86 there are those of
/// 16, 32 and, fused, 64 bytes. Throws std::invalid_argument for a name that is not in the library.
BROOK_PUBLIC std::string symbol_name(std::string_view name, fp_type type, bool fused, std::uint32_t lanes = 1);

/// True if there are vectors of the function, for the types that have vectors. Throws as symbol_name().
BROOK_PUBLIC bool has_vectors(std::string_view name);

/// All symbols, for the linker.
BROOK_PUBLIC std::span<const symbol> symbols();

/// Name and version of the library behind the functions; part of cache keys.
BROOK_PUBLIC std::string version();

/// Calls the function that generated code would call.
template <typename T>
BROOK_PUBLIC T call(std::string_view name, bool fused, T x);
template <typename T>
BROOK_PUBLIC T call(std::string_view name, bool fused, T x, T y);
template <typename T>
BROOK_PUBLIC T call(std::string_view name, bool fused, T x, T y, T z);

} // namespace detail::math_library

BROOK_END_NAMESPACE
