// SPDX-License-Identifier: MPL-2.0
// Functions in modules of users: emitted apart, and added when nothing can fail any more.
#include <brook/cfunc/add_cfunc.hpp>

#include "cfunc/build.hpp"
#include "cfunc/function_set.hpp"
#include "jit/idle_options.hpp"
#include "jit/state_data.hpp"
#include "support/default_arithmetic.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
std::vector<expression> add_function(llvm_state &state, const std::string &name, std::vector<expression> &&fn,
                                     std::vector<expression> &&vars, const added_function_options &options) {
    state_access::check_new_name(state, name);
    if (options.batch_size == 0)
        throw_invalid_argument("The function '{}' must evaluate at least one point, but its batch_size is 0", name);
    check_precision(options.prec);
    warn_if_idle(options.high_accuracy, "high_accuracy", "a function has no sums to compensate");
    const default_arithmetic arithmetic;
    const function_set functions(std::move(fn), std::move(vars));
    const auto &settings = state_access::data(state).settings;
    check_fast_math(settings.fast_math, fp_type_of<T>);
    code_options code;
    code.opt_level = settings.options.opt_level;
    code.fast_math = settings.fast_math;
    auto decomposition = decomposition_of(functions, fp_type_of<T>);
    const auto modules = emit_entry(program_of(functions, fp_type_of<T>), fp_type_of<T>, code, *settings.target,
                                    {name, options.batch_size, options.strided});
    state_access::add(state, modules[0]);
    return decomposition;
}

#define BROOK_INSTANCE(type)                                                                                           \
    template std::vector<expression> add_function<type>(llvm_state &, const std::string &, std::vector<expression> &&, \
                                                        std::vector<expression> &&, const added_function_options &);
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
