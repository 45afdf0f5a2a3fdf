// SPDX-License-Identifier: MPL-2.0
// Checks what is to be differentiated by what.
#include <brook/calculus/diff_tensors.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <ostream>
#include <string_view>

#include <brook/expression/format.hpp>

#include "calculus/tensors.hpp"
#include "expression/walk.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

using detail::throw_invalid_argument;

std::string_view text_of(diff_args args) {
    switch (args) {
    case diff_args::vars:
        return "diff_args::vars";
    case diff_args::params:
        return "diff_args::params";
    case diff_args::all:
        return "diff_args::all";
    }
    return "diff_args::??";
}

std::vector<expression> found_in(const std::vector<expression> &fn, diff_args which) {
    if (which != diff_args::vars && which != diff_args::params && which != diff_args::all)
        throw_invalid_argument("The arguments of diff_tensors() must be vars, params or all, but got the value {}",
                               static_cast<int>(which));
    std::vector<expression> args;
    if (which != diff_args::params)
        for (auto &name : get_variables(fn))
            args.emplace_back(std::move(name));
    if (which != diff_args::vars)
        for (auto &p : get_params(fn))
            args.push_back(std::move(p));
    if (args.empty())
        throw_invalid_argument("diff_tensors() needs at least one argument to differentiate with respect to, but the "
                               "functions have none of {}",
                               which);
    return args;
}

void check_arguments(const std::vector<expression> &args) {
    if (args.empty())
        throw_invalid_argument("diff_tensors() needs at least one argument to differentiate with respect to");
    for (const auto &arg : args)
        if (detail::as_variable(arg) == nullptr && detail::as_param(arg) == nullptr)
            throw_invalid_argument("diff_tensors() needs variables or parameters to differentiate with respect to, but "
                                   "got {}",
                                   arg);
    auto sorted = args;
    std::sort(sorted.begin(), sorted.end(), std::less<expression>());
    const auto twin = std::adjacent_find(sorted.begin(), sorted.end());
    if (twin != sorted.end())
        throw_invalid_argument("diff_tensors() needs different arguments to differentiate with respect to, but {} is "
                               "given twice",
                               *twin);
}

std::vector<expression> arguments_of(const std::vector<expression> &fn, diff_args which) { return found_in(fn, which); }
std::vector<expression> arguments_of(const std::vector<expression> &, const std::vector<expression> &args) {
    check_arguments(args);
    return args;
}

} // namespace

std::ostream &operator<<(std::ostream &out, diff_args args) { return out << text_of(args); }

dtens detail::tensors_of(const std::vector<expression> &fn,
                         const std::variant<diff_args, std::vector<expression>> &args, const tensor_options &options) {
    if (fn.empty())
        throw_invalid_argument("diff_tensors() needs at least one function to differentiate");
    auto by = std::visit([&fn](const auto &a) { return arguments_of(fn, a); }, args);
    constexpr auto largest = std::numeric_limits<std::uint32_t>::max();
    if (fn.size() > largest || by.size() >= largest)
        throw_error<std::overflow_error>("diff_tensors() takes fewer than 2^32 functions and arguments");
    auto derivatives = derivatives_up_to(fn, by, options.diff_order);
    return make_tensors(std::move(by), static_cast<std::uint32_t>(fn.size()), options.diff_order,
                        std::move(derivatives));
}

BROOK_END_NAMESPACE

auto fmt::formatter<brook::diff_args>::format(brook::diff_args args, fmt::format_context &context) const
    -> fmt::format_context::iterator {
    return fmt::formatter<fmt::string_view>::format(brook::text_of(args), context);
}
