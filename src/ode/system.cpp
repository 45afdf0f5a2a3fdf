// SPDX-License-Identifier: MPL-2.0
// Checks a system of equations.
#include <brook/ode/system.hpp>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <variant>

#include "expression/canonical.hpp"
#include "expression/expand.hpp"
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
    std::vector<std::string_view> sorted(names.begin(), names.end());
    std::sort(sorted.begin(), sorted.end());
    const auto twin = std::adjacent_find(sorted.begin(), sorted.end());
    if (twin != sorted.end())
        throw_invalid_argument("Every state variable must have one differential equation, but '{}' has {}", *twin,
                               std::count(sorted.begin(), sorted.end(), *twin));
}

[[noreturn]] void throw_unknown_variable(const ode_system &system, const std::string &name) {
    std::size_t index = 0;
    while (index + 1 < system.size()) {
        const auto used = get_variables(system.right_hand_sides()[index]);
        if (std::binary_search(used.begin(), used.end(), name))
            break;
        ++index;
    }
    throw_invalid_argument("Every variable on a right-hand side must have a differential equation, but '{}' has none; "
                           "it appears in equation {}, that of '{}'",
                           name, index, system.variables()[index]);
}

} // namespace

ode_system::ode_system(std::vector<equation> equations, bool lift_constants) : equations_(std::move(equations)) {
    if (equations_.empty())
        throw_invalid_argument("A system must have at least one differential equation, but none was given");
    right_hand_sides_.reserve(equations_.size());
    variables_.reserve(equations_.size());
    for (const auto &[left, right] : equations_) {
        variables_.push_back(checked_name(left, variables_.size()));
        right_hand_sides_.push_back(right);
    }
    right_hand_sides_ = expand(right_hand_sides_);
    check_distinct(variables_);
    if (lift_constants) {
        auto lifted = detail::lift_constants(right_hand_sides_, get_param_size(right_hand_sides_));
        right_hand_sides_ = std::move(lifted.expressions);
        hidden_pars_ = std::move(lifted.values);
    }

    auto canonical = canonicalise(right_hand_sides_, variables_);
    if (canonical.unknown_variable)
        throw_unknown_variable(*this, *canonical.unknown_variable);
    canonical_bytes_ = std::move(canonical.bytes);
    n_pars_ = canonical.n_pars - static_cast<std::uint32_t>(hidden_pars_.size());
    time_dependent_ = canonical.time_dependent;
    identified_ = canonical.identified;
}

} // namespace detail
BROOK_END_NAMESPACE
