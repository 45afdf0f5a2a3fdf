// SPDX-License-Identifier: MPL-2.0
// Compiled functions for IR of one's own.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <brook/cfunc/keywords.hpp>
#include <brook/expression/expression.hpp>
#include <brook/jit/code_options.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What the keyword arguments of add_cfunc() fill.
struct added_function_options {
    std::uint32_t batch_size = 1;
    std::int64_t prec = 0;
    bool high_accuracy = false;
    bool strided = false;
};

using added_function_keywords =
    accepts<added_function_options, sets<kw::batch_size, &added_function_options::batch_size>,
            sets<kw::high_accuracy, &added_function_options::high_accuracy>,
            sets<kw::prec, &added_function_options::prec>, sets<kw::strided, &added_function_options::strided>>;

template <typename T>
BROOK_PUBLIC std::vector<expression> add_function(llvm_state &state, const std::string &name,
                                                  std::vector<expression> &&fn, std::vector<expression> &&vars,
                                                  const added_function_options &options);

} // namespace detail

/// Adds to the module of a state, which must not be compiled, a function called `name` that evaluates `fn`, at least
/// one expression, for the variables `vars`:
///
///     void name(T *out, const T *in, const T *pars, const T *time) noexcept
///
/// Value i of point k stands at in[i * batch_size + k], likewise outputs and parameters, and the time of the point at
/// time[k]; a pointer to what no expression reads may be null, and no array may overlap with `out`. With strided = true
/// there is one argument more, `std::size_t stride`, which takes the place of batch_size there and may be larger. Each
/// point gets the bits that cfunc<T> computes; with the fast_math of the state, cfunc's with fast_math may differ.
///
/// What else the function needs becomes internal to the module, so that there may be many in one state; those that take
/// much memory call aligned_alloc(), and abort() if there is none. Keywords: batch_size, high_accuracy, prec, strided
/// (see keywords.hpp).
///
/// Returns the decomposition, as cfunc<T>::get_dc(). Throws std::invalid_argument as the constructor of cfunc<T>, if
/// the state is compiled, if the name is empty or the module has something of this name, or if batch_size is 0;
/// not_implemented_error if a function has no code. The module is then what it was.
template <typename T, typename... Args>
requires detail::generates_code<T> && detail::keyword_arguments<detail::added_function_keywords, Args...>
    std::vector<expression> add_cfunc(llvm_state &state, const std::string &name, std::vector<expression> fn,
                                      std::vector<expression> vars, Args &&...args) {
    return detail::add_function<T>(state, name, std::move(fn), std::move(vars),
                                   detail::fill<detail::added_function_keywords>(std::forward<Args>(args)...));
}
template <typename T, typename... Args,
          auto Reason = detail::refusal<"add_cfunc", detail::added_function_keywords, Args...>()>
requires detail::generates_code<T> && detail::wrong_keywords<detail::added_function_keywords, Args...>
    std::vector<expression> add_cfunc(llvm_state &, const std::string &, std::vector<expression>,
                                      std::vector<expression>, Args &&...)
= delete;

BROOK_END_NAMESPACE
