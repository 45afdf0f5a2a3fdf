// SPDX-License-Identifier: MPL-2.0
// The seam between compiled functions and the generated code: functions and options in, machine code out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <brook/cfunc/options.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"
#include "cfunc/function_record.hpp"
#include "cfunc/function_set.hpp"
#include "decomposition/program.hpp"
#include "jit/look_up.hpp"
#include "jit/target.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The machine code of functions. Immutable, and shared by all who evaluate them.
struct function_code {
    /// As emit_function() says (codegen/function.hpp), for the floating-point type.
    using entry = void (*)(void *scratch, const void *pars, const void *time, void *out, const void *in,
                           std::size_t stride);

    function_layout layout;
    entry one = nullptr;  ///< evaluates at one point; the stride is 1
    entry many = nullptr; ///< evaluates at layout.points points
};

/// Finds or makes the code. A second construction of the same functions costs a key and a look-up. `origin` is told
/// where the code came from.
std::shared_ptr<const function_code> build_function(const function_set &functions, fp_type type,
                                                    const function_options &options, found_code &origin);

/// How many points are evaluated at once.
std::uint32_t points_at_once(fp_type type, std::uint32_t batch_size);

/// The program that the code computes: that of the functions, with long sums cut into parts.
program program_of(const function_set &functions, fp_type type);

/// What build_function() looks up for this target, which need not be that of this machine. For identified functions
/// only.
recipe describe_function(const function_set &functions, fp_type type, const function_options &options, const target &t);

/// What build_function() would make and store then, without recipe and cost. No cache is asked.
stored_code make_function(const function_set &functions, fp_type type, const function_options &options,
                          const target &t);

/// The IR of that, as text.
std::string function_ir(const function_set &functions, fp_type type, const function_options &options, const target &t);

} // namespace detail
BROOK_END_NAMESPACE
