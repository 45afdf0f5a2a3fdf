// SPDX-License-Identifier: MPL-2.0
// Checks a system of equations.
#include <brook/ode/system.hpp>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "expression/canonical.hpp"
#include "expression/expand.hpp"
#include "ode/bind_tables.hpp"
#include "ode/checks.hpp"
#include "ode/lift_constants.hpp"
#include "ode/multi_indices.hpp"
#include "support/byte_codec.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

std::string text_of(const expression &ex) {
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out << ex;
    return out.str();
}

const std::string &checked_name(const expression &left, std::size_t index) {
    const auto *v = std::get_if<variable>(&left.value());
    if (v == nullptr)
        throw_invalid_argument("The left-hand side of a differential equation must be a variable, but that of equation "
                               "{} is '{}'",
                               index, text_of(left));
    if (v->name().starts_with("__"))
        throw_invalid_argument("The names of state variables must not begin with '__', which is kept for internal "
                               "variables, but that of equation {} is '{}'",
                               index, v->name());
    return v->name();
}

void check_distinct(const std::vector<std::string> &names) {
    if (const auto twin = find_repeated(names))
        throw_invalid_argument("Every state variable must have one differential equation, but '{}' has {}", twin->name,
                               twin->times);
}

void check_events(const std::vector<expression> &events) {
    const auto constant = std::find_if_not(events.begin(), events.end(), can_vary);
    if (constant != events.end())
        throw_invalid_argument("An event function must depend on the state or the time, but event {} is '{}'",
                               constant - events.begin(), text_of(*constant));
}

[[noreturn]] void throw_unknown_variable(const ode_system &system, const std::string &name) {
    const auto &events = system.events();
    if (const auto event = first_user(events, name); event != events.size())
        throw_invalid_argument("Every variable of an event function must have a differential equation, but '{}' has "
                               "none; it appears in event {}, '{}'",
                               name, event, text_of(events[event]));
    const auto index = first_user(system.right_hand_sides(), name);
    throw_invalid_argument("Every variable on a right-hand side must have a differential equation, but '{}' has none; "
                           "it appears in equation {}, that of '{}'",
                           name, index, system.variables()[index]);
}

constexpr std::string_view derivative_sign = "\u2202";

std::string text_of(const varied &v, const ode_system &system) {
    return v.what == varied::kind::time        ? std::string("the time")
           : v.what == varied::kind::parameter ? fmt::format("par[{}]", v.index)
                                               : fmt::format("'{}'", system.variables()[v.index]);
}

// Before the canonical form of a system that has a variational part. Canonical forms do not begin with 0.
std::vector<std::byte> with_variations(const variational_part &variations, std::vector<std::byte> canonical) {
    if (variations.order == 0)
        return canonical;
    byte_writer out;
    out.byte(0);
    out.varint(variations.order);
    out.varint(variations.args.size());
    for (const auto &v : variations.args) {
        out.varint(static_cast<std::uint64_t>(v.what));
        out.varint(v.index);
    }
    out.append(canonical);
    return out.take();
}

// The pairs of an argument and a positive exponent.
std::string text_of(const multi_indices::exponents &index) {
    std::string text;
    for (std::size_t a = 0; a < index.size(); ++a)
        if (index[a] != 0)
            text += fmt::format("{}({}, {})", text.empty() ? "" : ", ", a, index[a]);
    return text;
}

} // namespace

void ode_system::check_variations() {
    if (variations_.order == 0)
        return;
    const auto &args = variations_.args;
    if (args.empty())
        throw_invalid_argument("Variational equations need something to vary, but there are no arguments");
    const auto n_pars = get_param_size(right_hand_sides_);
    for (auto it = args.begin(); it != args.end(); ++it) {
        if ((it->what == varied::kind::state && it->index >= variables_.size()) ||
            (it->what == varied::kind::parameter && it->index >= n_pars))
            throw_invalid_argument("Variational equations can vary the {} state variables and the {} parameters of the "
                                   "equations, but argument {} has the index {}",
                                   variables_.size(), n_pars, it - args.begin(), it->index);
        if (std::find(args.begin(), it, *it) != it)
            throw_invalid_argument("The arguments of variational equations must be different, but {} is given twice",
                                   text_of(*it, *this));
    }
    for (const auto &name : variables_)
        if (name.starts_with(derivative_sign))
            throw_invalid_argument("State variables of variational equations must not be called {}..., which is kept "
                                   "for derivatives, but one is '{}'",
                                   derivative_sign, name);
    for (const auto &name : get_variables(right_hand_sides_))
        if (name.starts_with(derivative_sign))
            throw_invalid_argument("Every variable on a right-hand side must have a differential equation, but '{}' is "
                                   "called like a derivative",
                                   name);
}

void ode_system::name_derivatives() {
    if (variations_.order == 0)
        return;
    const auto n = variables_.size();
    const multi_indices indices(static_cast<std::uint32_t>(variations_.args.size()), variations_.order);
    for (std::uint32_t degree = 1; degree <= variations_.order; ++degree)
        for (std::size_t i = 0; i < n; ++i)
            for (auto index = indices.begin(degree); index < indices.end(degree); ++index) {
                variables_.push_back(fmt::format("{}[{}]{}", derivative_sign, text_of(indices[index]), variables_[i]));
                equation_of_.push_back(i);
            }
}

ode_system::ode_system(std::vector<equation> equations, bool lift_constants, std::vector<expression> events,
                       variational_part variations)
    : equations_(std::move(equations)), variations_(std::move(variations)) {
    if (equations_.empty())
        throw_invalid_argument("A system must have at least one differential equation, but none was given");
    right_hand_sides_.reserve(equations_.size());
    variables_.reserve(equations_.size());
    for (const auto &[left, right] : equations_) {
        variables_.push_back(checked_name(left, variables_.size()));
        right_hand_sides_.push_back(right);
    }
    check_distinct(variables_);
    check_events(events);
    check_variations();
    name_derivatives();
    auto roots = right_hand_sides_;
    roots.insert(roots.end(), events.begin(), events.end());
    roots = expand(roots);
    if (lift_constants) {
        auto lifted = detail::lift_constants(roots, get_param_size(roots));
        roots = std::move(lifted.expressions);
        hidden_pars_ = std::move(lifted.values);
    }

    const auto n_pars = param_size_of(roots);
    auto bound = bind_tables(std::move(roots), n_pars);
    roots = std::move(bound.expressions);
    tables_ = std::move(bound.tables);
    reads_direction_ = bound.reads_direction;
    if (reads_direction_)
        hidden_pars_.emplace_back(0.);

    auto canonical = canonicalise(roots, variables_);
    const auto first_event = roots.begin() + static_cast<std::ptrdiff_t>(n_equations());
    events_.assign(first_event, roots.end());
    roots.erase(first_event, roots.end());
    right_hand_sides_ = std::move(roots);
    if (canonical.unknown_variable)
        throw_unknown_variable(*this, *canonical.unknown_variable);
    canonical_bytes_ = with_variations(variations_, std::move(canonical.bytes));
    n_pars_ = canonical.n_pars - static_cast<std::uint32_t>(hidden_pars_.size());
    time_dependent_ = canonical.time_dependent;
    identified_ = canonical.identified;
}

} // namespace detail
BROOK_END_NAMESPACE
