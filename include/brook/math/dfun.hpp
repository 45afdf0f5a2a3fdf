// SPDX-License-Identifier: MPL-2.0
// Functions of which nothing is known but their arguments, and the derivatives of such functions.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/expression/func_args.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

BROOK_PUBLIC expression unknown_function(const std::string &name, func_args args,
                                         const std::vector<std::pair<std::uint32_t, std::uint32_t>> &didx);

} // namespace detail

/// The unknown function `name` of the arguments, or a derivative of it: didx has pairs (index of an argument, order
/// with respect to it), sorted by the index. It can be differentiated, compared, printed, substituted into and
/// archived, but has no values: to compile or to integrate it throws not_implemented_error. Where the chain rule is to
/// be written down for any function, the derivatives of a dfun are what it is written with; subs() then replaces them.
///
/// Its gradient raises the order with respect to each argument in turn. All derivatives share one vector of arguments.
/// The name of the function (get_name()) is `dfun_`, then `i,n ` for each pair, then `_` and the name: two are equal if
/// these and the arguments are. It is printed without its arguments, which are the same everywhere: `f`, `(∂f)/(∂a0)`,
/// `(∂^3 f)/(∂a0^2 ∂a1)`.
///
/// Throws std::invalid_argument if the name is empty, if the indices in didx are not ascending or are no indices of
/// arguments, or if an order is 0. To differentiate more than 2^32 - 1 times by one argument throws
/// std::overflow_error.
inline expression dfun(const std::string &name, std::vector<expression> args,
                       const std::vector<std::pair<std::uint32_t, std::uint32_t>> &didx = {}) {
    return detail::unknown_function(name, func_args(std::move(args), true), didx);
}
/// The same of arguments that are shared already. Throws std::invalid_argument also if they are null. (A template, so
/// that braces mean a vector.)
template <std::convertible_to<shared_args_t> Args>
expression dfun(const std::string &name, Args args,
                const std::vector<std::pair<std::uint32_t, std::uint32_t>> &didx = {}) {
    return detail::unknown_function(name, func_args(std::move(args)), didx);
}
/// The same of arguments in either mode. What is not shared is copied.
template <std::same_as<func_args> Args>
expression dfun(const std::string &name, Args args,
                const std::vector<std::pair<std::uint32_t, std::uint32_t>> &didx = {}) {
    return detail::unknown_function(name, std::move(args), didx);
}

BROOK_END_NAMESPACE
