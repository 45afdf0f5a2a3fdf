// SPDX-License-Identifier: MPL-2.0
// Unknown functions: each derivative of each has a rule, whose name holds the orders. As with constants, functions are
// compared, shared and archived by the names of their rules.
#include "math/dfun.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <ostream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <brook/math/dfun.hpp>
#include <brook/support/made_once.hpp>

#include "support/error.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::string_view name_prefix = "dfun_";

std::vector<expression> raised_orders(const func &f);
void print_derivative(std::ostream &out, const func &f);
expression refuse_values(const func &f);

struct unknown_rule : function_rule {
    unknown_rule(std::string id, unknown_derivative d) : full_name(std::move(id)), content(std::move(d)) {
        name = full_name;
        name_hash = hash_of_name(name);
        arity = any_number;
        gradient = raised_orders;
        print = print_derivative;
        expand = refuse_values;
        identity = "named"; // the name decides everything
    }
    unknown_rule(const unknown_rule &) = delete;
    unknown_rule &operator=(const unknown_rule &) = delete;

    std::string full_name;
    unknown_derivative content;
};

// Functions refer to their rules without owning them: rules are kept for good, equal ones once.
const unknown_rule &rule_of(unknown_derivative d) {
    using rules = std::map<std::string, unknown_rule, std::less<>>;
    static constinit made_once<rules> all; // guarded by the lock
    std::string id(name_prefix);
    for (const auto &[arg, order] : d.orders)
        id += fmt::format("{},{} ", arg, order);
    id += '_' + d.name;
    const global_lock lock(global_mutex::constants);
    return all.get([] { return rules(); }).try_emplace(id, id, std::move(d)).first->second;
}

const unknown_derivative &content_of(const func &f) { return static_cast<const unknown_rule &>(f.rule()).content; }

// One order more with respect to an argument.
derivative_index raised(derivative_index orders, std::uint32_t arg) {
    const auto place = std::lower_bound(orders.begin(), orders.end(), arg,
                                        [](const auto &pair, std::uint32_t i) { return pair.first < i; });
    if (place == orders.end() || place->first != arg)
        orders.insert(place, {arg, 1});
    else if (place->second == std::numeric_limits<std::uint32_t>::max())
        throw_error<std::overflow_error>("An unknown function is differentiated too often with respect to argument {}",
                                         arg);
    else
        ++place->second;
    return orders;
}

std::vector<expression> raised_orders(const func &f) {
    const auto &content = content_of(f);
    std::vector<expression> gradient;
    for (std::uint32_t i = 0; i < f.args().size(); ++i)
        gradient.emplace_back(func(rule_of({content.name, raised(content.orders, i)}), f.get_func_args()));
    return gradient;
}

std::string power(std::uint64_t exponent) { return exponent > 1 ? fmt::format("^{}", exponent) : ""; }

void print_derivative(std::ostream &out, const func &f) {
    const auto &[name, orders] = content_of(f);
    if (orders.empty()) {
        out << name;
        return;
    }
    std::uint64_t total = 0;
    for (const auto &[arg, order] : orders)
        total += order;
    out << "(∂" << power(total) << (total > 1 ? " " : "") << name << ")/(";
    const char *separator = "";
    for (const auto &[arg, order] : orders) {
        out << separator << fmt::format("∂a{}{}", arg, power(order));
        separator = " ";
    }
    out << ')';
}

expression refuse_values(const func &f) {
    throw_not_implemented("The unknown function {} has no values: it can be neither compiled nor integrated",
                          expression(f));
}

// A number without sign or needless zeros, which is taken off the text.
std::optional<std::uint32_t> take_number(std::string_view &text) {
    std::uint32_t x = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), x);
    const auto length = static_cast<std::size_t>(stop - text.data());
    if (error != std::errc() || (text[0] == '0' && length > 1))
        return std::nullopt;
    text.remove_prefix(length);
    return x;
}

bool take(std::string_view &text, std::string_view expected) {
    const bool there = text.starts_with(expected);
    text.remove_prefix(there ? expected.size() : 0);
    return there;
}

bool are_ascending(const derivative_index &orders) {
    return std::adjacent_find(orders.begin(), orders.end(),
                              [](const auto &a, const auto &b) { return a.first >= b.first; }) == orders.end();
}

void check(const std::string &name, const func_args &args, const derivative_index &didx) {
    if (name.empty())
        throw_invalid_argument("The name of an unknown function must not be empty");
    if (!are_ascending(didx))
        throw_invalid_argument("The arguments that the unknown function '{}' is differentiated by must have ascending "
                               "indices",
                               name);
    for (const auto &[arg, order] : didx) {
        if (order == 0)
            throw_invalid_argument("The unknown function '{}' is to be differentiated 0 times with respect to argument "
                                   "{}: such a pair must be left out",
                                   name, arg);
        if (arg >= args.get_args().size())
            throw_invalid_argument("The unknown function '{}' is to be differentiated with respect to argument {}, but "
                                   "has {} arguments",
                                   name, arg, args.get_args().size());
    }
}

} // namespace

std::optional<unknown_derivative> unknown_derivative_of(std::string_view rule_name) {
    unknown_derivative d;
    if (!take(rule_name, name_prefix))
        return std::nullopt;
    while (!take(rule_name, "_")) {
        const auto arg = take_number(rule_name);
        if (!arg || !take(rule_name, ","))
            return std::nullopt;
        const auto order = take_number(rule_name);
        if (!order || *order == 0 || !take(rule_name, " "))
            return std::nullopt;
        d.orders.emplace_back(*arg, *order);
    }
    d.name = rule_name;
    return !d.name.empty() && are_ascending(d.orders) ? std::optional(std::move(d)) : std::nullopt;
}

const function_rule *find_unknown(std::string_view rule_name) {
    auto d = unknown_derivative_of(rule_name);
    return d ? &rule_of(std::move(*d)) : nullptr;
}

expression unknown_function(const std::string &name, func_args args, const derivative_index &didx) {
    check(name, args, didx);
    if (args.get_shared_args() == nullptr)
        args = func_args(args.get_args(), true);
    return expression(func(rule_of({name, didx}), std::move(args)));
}

} // namespace detail
BROOK_END_NAMESPACE
