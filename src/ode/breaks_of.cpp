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

// An expression a + b t, which is evaluated in T.
template <typename T>
class line {
public:
    line(const expression &x, T slope) : x_(x), slope_(slope) {}

    // Nothing if there are not numbers only.
    std::optional<T> at(T t) const {
        const auto value = subs(x_, std::map<expression, expression>{{brook::time, expression(number(t))}});
        const auto *y = as_number(value);
        return y == nullptr ? std::nullopt : std::optional(number_as<T>(*y));
    }

    // Where it has the value y. It is evaluated once more there, so that the result is as good as its rounding errors.
    T solved_for(T y) const {
        const T t = (y - *at(T(0))) / slope_;
        return t + (y - *at(t)) / slope_;
    }

private:
    const expression &x_;
    T slope_;
};

// Nothing if the expression is none.
template <typename T>
std::optional<line<T>> line_of(const expression &x) {
    const auto s = summary_of(x);
    if (s.has_variables || !s.time_dependent)
        return std::nullopt;
    try {
        const auto slope = diff_by_time(x, "breaks_of()", "argument");
        const auto *b = as_number(slope);
        if (b == nullptr || is_zero(*b))
            return std::nullopt;
        const line<T> found(x, number_as<T>(*b));
        return found.at(T(0)) ? std::optional(found) : std::nullopt;
    } catch (const not_implemented_error &) {
        return std::nullopt;
    }
}

} // namespace
} // namespace detail

template <detail::floating_point_type T>
std::vector<T> breaks_of(const expression &ex) {
    return breaks_of<T>(std::vector<expression>{ex});
}

template <detail::floating_point_type T>
std::vector<T> breaks_of(const std::vector<expression> &exs) {
    std::set<T> times;
    detail::walk<detail::visited> walk;
    for (const auto &ex : exs) {
        const auto *root = detail::as_func(ex);
        if (root == nullptr)
            continue;
        walk(*root, [&](const func &f) {
            const auto *table = detail::content_of(f.rule());
            const auto x = table == nullptr ? std::nullopt : detail::line_of<T>(f.args()[0]);
            if (x)
                for (const double b : table->breaks)
                    times.insert(x->solved_for(static_cast<T>(b)));
            return detail::visited();
        });
    }
    return {times.begin(), times.end()};
}

#define BROOK_FP(type, ...)                                                                                            \
    template BROOK_PUBLIC std::vector<type> breaks_of(const expression &);                                             \
    template BROOK_PUBLIC std::vector<type> breaks_of(const std::vector<expression> &);
#include <brook/number/fp_types.def>
#undef BROOK_FP

BROOK_END_NAMESPACE
