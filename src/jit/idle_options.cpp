// SPDX-License-Identifier: MPL-2.0
// Says of what does nothing that it does nothing.
#include "jit/idle_options.hpp"

#include <limits>

#include <fmt/format.h>

#include "support/error.hpp"
#include "support/log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

void warn_if_idle(bool given, std::string_view keyword, std::string_view reason) {
    if (given)
        warn_once(fmt::format("idle_option.{}: {}", keyword, reason),
                  fmt::format("kw::{} changes nothing: {}", keyword, reason));
}

void check_fast_math(bool fast_math, fp_type type) {
    const bool has_halves = visit_fp(type, []<typename T>() { return !std::numeric_limits<T>::is_iec559; });
    if (fast_math && has_halves)
        throw_invalid_argument("kw::fast_math is not possible with numbers of the type '{}', which consist of rounding "
                               "errors: it must be false",
                               fp_printed_name(type));
}

void check_code_options(const code_options &options, fp_type type) {
    check_fast_math(options.fast_math, type);
    warn_if_idle(options.fast_math && options.opt_level == 0, "fast_math", "at opt_level 0 code is what was written");
    warn_if_idle(options.slp_vectorize && options.opt_level < 3, "slp_vectorize",
                 "the code of integrators and functions sees LLVM's passes at opt_level 3 only");
}

void check_precision(std::int64_t bits) {
    if (bits < 0)
        throw_invalid_argument("The precision must be a number of bits, or 0, but it is {}", bits);
    warn_if_idle(bits != 0, "prec", "no floating-point type has a choice of precisions so far");
}

} // namespace detail
BROOK_END_NAMESPACE
