// SPDX-License-Identifier: MPL-2.0
// All derivatives of several expressions up to some order at once.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include <brook/calculus/dtens.hpp>
#include <brook/calculus/keywords.hpp>
#include <brook/expression/expression.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// With respect to what diff_tensors() differentiates.
enum class diff_args {
    vars,   ///< all variables, in alphabetical order, as get_variables()
    params, ///< all parameters by their indices, as get_params()
    all     ///< all variables, and then all parameters
};

/// Writes `diff_args::vars` and so on, and `diff_args::??` for a value that means nothing.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, diff_args args);

namespace detail {

/// What the keyword arguments of diff_tensors() fill.
struct tensor_options {
    std::uint32_t diff_order = 1;
};

using tensor_keywords = accepts<tensor_options, sets<kw::diff_order, &tensor_options::diff_order>>;

BROOK_PUBLIC dtens tensors_of(const std::vector<expression> &fn,
                              const std::variant<diff_args, std::vector<expression>> &args,
                              const tensor_options &options);

} // namespace detail

/// The derivatives of the functions up to the order kw::diff_order (default 1), with respect to the arguments, which
/// are chosen by a diff_args, or given as different variables and parameters.
///
/// Each order is computed from the one before, forward or in reverse, whichever takes fewer operations. Subexpressions
/// are shared by all derivatives, so that the gradient of one function, of however many arguments, has a size, and
/// takes a time, in proportion to that of the function. Pieces of functions that are not chosen (select, relu) leave no
/// trace, as with diff(), whose values these are but for rounding.
///
/// Throws std::invalid_argument if there are no functions or no arguments (diff_args may find none), if an argument is
/// neither a variable nor a parameter or is given twice, or if a diff_args means nothing; std::overflow_error if there
/// are more derivatives than memory could hold; not_implemented_error if a function that matters has no derivative.
template <typename... Args>
requires detail::keyword_arguments<detail::tensor_keywords, Args...>
    dtens diff_tensors(const std::vector<expression> &fn, const std::variant<diff_args, std::vector<expression>> &args,
                       Args &&...keywords) {
    return detail::tensors_of(fn, args, detail::fill<detail::tensor_keywords>(std::forward<Args>(keywords)...));
}
/// The same with the arguments written in place, as in `diff_tensors({f}, {x, par[0]})`.
template <typename... Args>
requires detail::keyword_arguments<detail::tensor_keywords, Args...>
    dtens diff_tensors(const std::vector<expression> &fn, std::initializer_list<expression> args, Args &&...keywords) {
    return detail::tensors_of(fn, std::vector<expression>(args),
                              detail::fill<detail::tensor_keywords>(std::forward<Args>(keywords)...));
}
template <typename... Args, auto Reason = detail::refusal<"diff_tensors", detail::tensor_keywords, Args...>()>
requires detail::wrong_keywords<detail::tensor_keywords, Args...> dtens
diff_tensors(const std::vector<expression> &, const std::variant<diff_args, std::vector<expression>> &, Args &&...)
= delete;
template <typename... Args, auto Reason = detail::refusal<"diff_tensors", detail::tensor_keywords, Args...>()>
requires detail::wrong_keywords<detail::tensor_keywords, Args...>
    dtens diff_tensors(const std::vector<expression> &, std::initializer_list<expression>, Args &&...)
= delete;

BROOK_END_NAMESPACE

/// Formats as the stream operator does; takes the options of a string.
template <>
struct fmt::formatter<brook::diff_args> : fmt::formatter<fmt::string_view> {
    BROOK_PUBLIC auto format(brook::diff_args args, fmt::format_context &context) const
        -> fmt::format_context::iterator;
};
