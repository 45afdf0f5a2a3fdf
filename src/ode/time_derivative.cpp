// SPDX-License-Identifier: MPL-2.0
// A variable takes the place of the time for as long as it is differentiated by.
#include "ode/time_derivative.hpp"

#include <map>
#include <string>

#include <brook/calculus/diff.hpp>
#include <brook/expression/format.hpp>
#include <brook/math/functions.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

expression diff_by_time(const expression &ex, std::string_view who, std::string_view what) {
    if (!is_time_dependent(ex))
        return expression(0.);
    const std::string name = "__time";
    const auto of_variable = subs(ex, std::map<expression, expression>{{brook::time, expression(name)}});
    if (is_time_dependent(of_variable))
        throw_not_implemented(
            "{} can differentiate by the time where it appears as 'time', but the {} '{}' has another "
            "function that depends on it",
            who, what, ex);
    return subs(diff(of_variable, name), {{name, brook::time}});
}

} // namespace detail
BROOK_END_NAMESPACE
