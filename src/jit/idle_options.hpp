// SPDX-License-Identifier: MPL-2.0
// Options that are accepted, so that programs written for heyoka compile, although they change nothing.
#pragma once

#include <cstdint>
#include <string_view>

#include <brook/jit/code_options.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// If the option was given, warns once in a process, and once for each reason, that it changes nothing.
void warn_if_idle(bool given, std::string_view keyword, std::string_view reason);

/// Warns of those that change no code of brook's own. Throws std::invalid_argument if the type does not allow one.
void check_code_options(const code_options &options, fp_type type);
/// The latter. Reassociated, a number that is the sum of two would lose the errors that are its second half.
void check_fast_math(bool fast_math, fp_type type);

/// Throws std::invalid_argument for a negative precision, and warns of others than 0.
void check_precision(std::int64_t bits);

} // namespace detail
BROOK_END_NAMESPACE
