// SPDX-License-Identifier: MPL-2.0
// The options of the compiler that integrators and functions have in common.
#pragma once

#include <string>

#include <brook/jit/code_model.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// True for the floating-point types that code is generated for.
template <typename T>
inline constexpr bool generates_code = false;
template <floating_point_type T>
inline constexpr bool generates_code<T> = fp_has_code(fp_type_of<T>);

/// What decides the machine code of a system or of functions besides what they are.
struct code_options {
    unsigned opt_level = 1;
    bool fast_math = false;
    bool force_avx512 = false;
    bool slp_vectorize = false;
    bool compact = false;
    bool parjit = true;
    code_model model = code_model::small;
    std::string target; ///< empty: BROOK_TARGET, or the host
    std::string module_name;
};

} // namespace detail
BROOK_END_NAMESPACE
