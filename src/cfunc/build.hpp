// SPDX-License-Identifier: MPL-2.0
// The seam between compiled functions and the generated code: functions and options in, machine code out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <brook/cfunc/options.hpp>
#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "cfunc/function_layout.hpp"
#include "cfunc/function_set.hpp"
#include "decomposition/program.hpp"
#include "jit/code_unit.hpp"
#include "jit/kernel.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The code of functions. Immutable, and shared by all who evaluate them.
struct function_code {
    /// As emit_function() says (codegen/function.hpp), for the floating-point type.
    using entry =
        kernel<void(void *scratch, const void *pars, const void *time, void *out, const void *in, std::size_t stride)>;

    function_layout layout;
    entry one = {};  ///< evaluates at one point; the stride is 1
    entry many = {}; ///< evaluates at layout.points points
};

/// The code of functions as a unit (jit/code_unit.hpp). The functions must outlive it.
class function_unit : public code_unit {
public:
    function_unit(const function_set &functions, fp_type type, const function_options &options);

    void add_fields(recipe &r) const override;
    emitted_unit emit(const target &t) const override;
    /// A function_code.
    std::shared_ptr<const void> open(std::span<const std::byte> layout, const linked_code &linked) const override;

private:
    const function_set &functions_;
    std::uint32_t points_;
};

/// Finds or makes the code. A second construction of the same functions costs a key and a look-up. `origin` is told
/// where the code came from.
std::shared_ptr<const function_code> build_function(const function_set &functions, fp_type type,
                                                    const function_options &options, found_code &origin);

/// How functions are called that bring their own scratch memory: see add_plain_entry() (codegen/plain_entry.hpp).
struct entry_shape {
    std::string name;
    std::uint32_t batch = 1; ///< points; not 0
    bool strided = false;
    bool one_module = true; ///< however long the code is
};

/// Modules that define such a function, the first of them the entry. Other external symbols begin with its name.
std::vector<ir_module> emit_entry(const program &p, fp_type type, const code_options &options, const target &t,
                                  const entry_shape &shape);

/// The functions as entries "cfunc" (one point), "cfunc_strided" (likewise) and "cfunc_batch" (strided, with as many
/// points as the options say), compiled anew: the caches are not asked. An llvm_multi_state if `options.compact`, which
/// has all three.
using function_states = std::variant<std::array<llvm_state, 3>, llvm_multi_state>;
function_states build_states(const function_set &functions, fp_type type, const function_options &options);

/// How many points are evaluated at once.
std::uint32_t points_at_once(fp_type type, std::uint32_t batch_size);

/// The program that the code computes: that of the functions, with long sums cut into parts.
program program_of(const function_set &functions, fp_type type);

/// The variables, each value of the program that the functions decompose to as an expression of earlier ones, and the
/// outputs.
std::vector<expression> decomposition_of(const function_set &functions, fp_type type);

} // namespace detail
BROOK_END_NAMESPACE
