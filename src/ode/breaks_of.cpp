// SPDX-License-Identifier: MPL-2.0
// Looks for tables, and solves for the times at which their arguments are at breaks.
#include <brook/ode/breaks_of.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <brook/math/functions.hpp>

#include "expression/walk.hpp"
#include "math/polynomial_content.hpp"
#include "ode/time_derivative.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// a + b t
struct line {
    double a, b;
};

// Nothing if the expression is none.
std::optional<line> line_of(const expression &x) {
    const auto s = summary_of(x);
    if (s.has_variables || !s.time_dependent)
        return std::nullopt;
    try {
        const auto slope = diff_by_time(x, "breaks_of()", "argument");
        const auto start = subs(x, std::map<expression, expression>{{brook::time, expression(0.)}});
        const auto *a = as_number(start), *b = as_number(slope);
        if (a == nullptr || b == nullptr || is_zero(*b))
            return std::nullopt;
        return line{number_as<double>(*a), number_as<double>(*b)};
    } catch (const not_implemented_error &) {
        return std::nullopt;
    }
}

} // namespace
} // namespace detail

std::vector<double> breaks_of(const expression &ex) { return breaks_of(std::vector<expression>{ex}); }

std::vector<double> breaks_of(const std::vector<expression> &exs) {
    std::set<double> times;
    detail::walk<detail::visited> walk;
    for (const auto &ex : exs) {
        const auto *root = detail::as_func(ex);
        if (root == nullptr)
            continue;
        walk(*root, [&](const func &f) {
            const auto *table = detail::content_of(f.rule());
            const auto x = table == nullptr ? std::nullopt : detail::line_of(f.args()[0]);
            if (x)
                for (const double b : table->breaks)
                    times.insert((b - x->a) / x->b);
            return detail::visited();
        });
    }
    return {times.begin(), times.end()};
}

BROOK_END_NAMESPACE
