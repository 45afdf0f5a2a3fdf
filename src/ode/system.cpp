// SPDX-License-Identifier: MPL-2.0
// Checks a system of equations.
#include <brook/ode/system.hpp>

#include <algorithm>
#include <sstream>
#include <variant>

#include "expression/canonical.hpp"
#include "expression/expand.hpp"
#include "ode/checks.hpp"
#include "ode/lift_constants.hpp"
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

} // namespace

ode_system::ode_system(std::vector<equation> equations, bool lift_constants, std::vector<expression> events)
    : equations_(std::move(equations)) {
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
    auto roots = right_hand_sides_;
    roots.insert(roots.end(), events.begin(), events.end());
    roots = expand(roots);
    if (lift_constants) {
        auto lifted = detail::lift_constants(roots, get_param_size(roots));
        roots = std::move(lifted.expressions);
        hidden_pars_ = std::move(lifted.values);
    }

    auto canonical = canonicalise(roots, variables_);
    const auto first_event = roots.begin() + static_cast<std::ptrdiff_t>(size());
    events_.assign(first_event, roots.end());
    roots.erase(first_event, roots.end());
    right_hand_sides_ = std::move(roots);
    if (canonical.unknown_variable)
        throw_unknown_variable(*this, *canonical.unknown_variable);
    canonical_bytes_ = std::move(canonical.bytes);
    n_pars_ = canonical.n_pars - static_cast<std::uint32_t>(hidden_pars_.size());
    time_dependent_ = canonical.time_dependent;
    identified_ = canonical.identified;
}

} // namespace detail
BROOK_END_NAMESPACE
