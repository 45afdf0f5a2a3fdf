// SPDX-License-Identifier: MPL-2.0
// Functions that take keyword arguments behind their positional ones, as constants: written once for all of them.
//
//     struct hill_options { expression height{1.}; };
//     using hill_keywords = detail::accepts<hill_options, detail::sets<kw::height, &hill_options::height>>;
//     expression make_hill(const hill_options &options, const expression &x);
//     inline constexpr detail::keyword_function<"hill", hill_keywords, make_hill> hill;
//
// is called as hill(x) or hill(x, kw::height = 2.). Keywords that are wrong are refused as ever: see refusal.hpp.
#pragma once

#include <utility>

#include <brook/support/fixed_text.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Calls `Function` with the options that the keywords fill, and behind them the positional arguments.
template <fixed_text Name, typename Keywords, auto Function>
class keyword_function;

template <fixed_text Name, typename Keywords, typename Result, typename Options, typename... Positional,
          Result (*Function)(Options, Positional...)>
class keyword_function<Name, Keywords, Function> {
public:
    template <typename... Args>
    requires keyword_arguments<Keywords, Args...> Result operator()(Positional... positional, Args &&...args) const {
        return Function(fill<Keywords>(std::forward<Args>(args)...), std::forward<Positional>(positional)...);
    }
    template <typename... Args, auto Reason = refusal<Name, Keywords, Args...>()>
    requires wrong_keywords<Keywords, Args...> Result operator()(Positional..., Args &&...) const = delete;
};

} // namespace detail
BROOK_END_NAMESPACE
