// SPDX-License-Identifier: MPL-2.0
// The options of the compiler in a recipe: written, and read back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <brook/jit/code_options.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "cache/recipe.hpp"
#include "jit/compile.hpp"
#include "jit/target.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The options as the compiler takes them.
compile_options compile_options_of(const code_options &options);

/// Whether LLVM may reassociate and contract.
bool is_relaxed(const code_options &options);

/// The machine as the code is to take it.
machine machine_of(const target &t, const code_options &options);

/// The value of a field. This and what follows throw std::runtime_error, with the name of the field, if it is not there
/// or means nothing.
const std::string &field_of(const recipe &r, std::string_view name);

std::uint32_t number_of(const recipe &r, std::string_view name);
/// Of a count, which is not 0.
std::uint32_t positive_number_of(const recipe &r, std::string_view name);
bool flag_of(const recipe &r, std::string_view name);
fp_type type_of(const recipe &r);

/// What add_environment() and the fields "fast_math" and "compact" say of code of brook's own.
code_options options_of(const recipe &r);

/// The target; null if this version of brook knows none like it.
const target *target_of(const recipe &r);

} // namespace detail
BROOK_END_NAMESPACE
