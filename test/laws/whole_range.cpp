// SPDX-License-Identifier: MPL-2.0
// Functions at arguments of every size that the type has and of both signs, as compiled functions and as jets have
// them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <brook/cfunc/cfunc.hpp>

#include "test/laws/compiled_function.hpp"
#include "test/laws/every_size.hpp"
#include "test/laws/function_cases.hpp"
#include "test/laws/real.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/targets_here.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::test;

namespace {

std::vector<std::size_t> free_arguments(const function_case &c) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < c.args.size(); ++i)
        if (!c.args[i].is_number)
            indices.push_back(i);
    return indices;
}

// One row for each expression. Sums and products of more than two things may overflow, or cancel, on the way.
std::vector<function_case> different_cases() {
    std::vector<function_case> result;
    const auto pattern = [](const function_case &c) {
        std::string s(c.rule);
        for (const auto &a : c.args)
            s += a.is_number ? fmt::format(" {}", a.low) : " x";
        return s;
    };
    for (const auto &c : registered_cases()) {
        const auto n = free_arguments(c).size();
        const bool simple = n > 0 && (n <= 2 || (c.rule != "sum" && c.rule != "prod"));
        if (simple && std::none_of(result.begin(), result.end(), [&](auto &d) { return pattern(d) == pattern(c); }))
            result.push_back(c);
    }
    return result;
}

// About sixty, of both signs, among them some next to 1.
template <typename T>
std::vector<T> few_of_every_size(int steps) {
    using limits = std::numeric_limits<T>;
    std::vector<T> x{1,         1 + limits::epsilon(), 1 - limits::epsilon(), T(1.000244140625L), T(.8125), 3,
                     T(10.625), limits::max(),         limits::min()};
    for (int i = 0; i < steps; ++i)
        x.push_back(
            std::ldexp(T(1.4375L), limits::min_exponent + (limits::max_exponent - limits::min_exponent) * i / steps));
    for (std::size_t i = 0, n = x.size(); i < n; ++i)
        x.push_back(-x[i]);
    return x;
}

// Each with each; numbers that are close to each other; and such that the power of the first by the second is a number.
template <typename T>
std::vector<std::vector<T>> pairs() {
    std::vector<std::vector<T>> result;
    const auto some = few_of_every_size<T>(24);
    for (const T x : some) {
        for (const T y : some)
            result.push_back({x, y});
        for (const T factor : {T(1), T(1) / 3, T(5), 1 - std::numeric_limits<T>::epsilon(), T(1e-5L), T(1e6L)})
            for (const T y : {factor * x, -factor * x})
                if (std::isfinite(y) && std::abs(y) >= std::numeric_limits<T>::min())
                    result.push_back({x, y});
        const T most = std::log(std::numeric_limits<T>::max()) / std::log(std::abs(x));
        for (int k = -33; k <= 33 && std::isfinite(most); ++k)
            result.push_back({x, most * T(k) / 32});
        for (const T whole : {T(-7), T(-2), T(2), T(3), T(1001)})
            result.push_back({x, whole});
    }
    return result;
}

// Each with each.
template <typename T>
std::vector<std::vector<T>> tuples(std::size_t n) {
    std::vector<std::vector<T>> result{{}};
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<std::vector<T>> longer;
        for (const auto &head : result)
            for (const T x : few_of_every_size<T>(2)) {
                longer.push_back(head);
                longer.back().push_back(x);
            }
        result = std::move(longer);
    }
    return result;
}

// All arguments of the function. Of one variable, every n-th.
template <typename T>
std::vector<std::vector<T>> points(const function_case &c, std::size_t every) {
    const auto free = free_arguments(c);
    std::vector<std::vector<T>> values;
    if (free.size() == 1)
        for (const T x : arguments_of_every_size<T>(every))
            values.push_back({x});
    else
        values = free.size() == 2 ? pairs<T>() : tuples<T>(free.size());
    for (auto &v : values) {
        std::vector<T> all;
        for (const auto &a : c.args)
            all.push_back(T(a.low));
        for (std::size_t i = 0; i < free.size(); ++i)
            all[free[i]] = v[i];
        v = all;
    }
    return values;
}

template <typename T>
real exact_value_of(reference f, std::vector<T> args, bool flushed) {
    if (flushed)
        std::transform(args.begin(), args.end(), args.begin(), [](T x) { return as_read(x); });
    const std::vector<real> x(args.begin(), args.end());
    return f({x, 0});
}

// The reciprocal of a power that became zero, for some values next to the largest number.
template <typename T>
bool is_flushed_reciprocal(const function_case &c, T value, const real &exact) {
    return c.rule == "pow" && std::isinf(value) && std::signbit(value) == (exact < 0) &&
           abs(exact) > std::numeric_limits<T>::max() / 4;
}

// 3 for sinh and cosh near the overflow, where they are squares.
template <typename T>
bool is_right_of(const function_case &c, const std::vector<T> &args, T value, const real &exact, bool flushed) {
    const auto ulps = std::max({c.ulps_folded, c.ulps_compiled, 3.});
    return (flushed ? is_right_flushed(value, exact, ulps) : is_right(value, exact, ulps)) ||
           (flushed && is_flushed_reciprocal(c, value, exact)) || (c.rule == "sum" && is_right_sum(args, value, exact));
}

template <typename T>
constexpr std::size_t odd_step = std::numeric_limits<T>::max_exponent > 2000 ? 81 : 5;

} // namespace

TEMPLATE_LIST_TEST_CASE("compiled functions are right wherever they have values", "[registry]", code_types) {
    using T = TestType;
    for (const auto &c : different_cases()) {
        const auto at = points<T>(c, c.args.size() == 1 ? 1 : odd_step<T>);
        const auto free = free_arguments(c);
        std::vector<expression> vars, args;
        for (const auto &a : c.args) {
            args.push_back(a.is_number ? expression(a.low) : expression("x" + std::to_string(vars.size())));
            if (!a.is_number)
                vars.push_back(args.back());
        }
        const cfunc<T> f({expression(func(rule_of(c), args))}, vars);
        std::vector<T> in(vars.size() * at.size()), out(at.size()), one(1);
        for (std::size_t i = 0; i < at.size(); ++i)
            for (std::size_t k = 0; k < free.size(); ++k)
                in[k * at.size() + i] = at[i][free[k]];
        f(typename cfunc<T>::out_2d(out.data(), 1, at.size()),
          typename cfunc<T>::in_2d(in.data(), vars.size(), at.size()));
        std::string wrong;
        for (std::size_t i = 0; i < at.size(); ++i) {
            std::vector<T> point;
            for (const auto k : free)
                point.push_back(at[i][k]);
            f(one, point);
            const bool same = same_bits(one[0], out[i]) || (one[0] != one[0] && out[i] != out[i]);
            const auto exact = exact_value_of(c.computed != nullptr ? c.computed : c.value, at[i], false);
            if (!same || !is_right_of(c, at[i], out[i], exact, false))
                wrong += fmt::format(" f({}) = {}, alone {}", fmt::join(at[i], ", "), out[i], one[0]);
        }
        INFO(name_of(c) << ", digits " << std::numeric_limits<T>::digits << wrong.substr(0, 1000));
        CHECK(wrong.empty());
    }
}

namespace {

template <typename T>
std::string wrong_values(compiled_function<T> &f, const function_case &c, const std::vector<std::vector<T>> &at,
                         const std::vector<real> &exact) {
    std::string wrong;
    for (std::size_t i = 0; i < at.size(); i += f.copies) {
        const std::vector<std::vector<T>> args(at.begin() + long(i), at.begin() + long(i + f.copies));
        const auto values = f(args, T(0));
        for (std::size_t k = 0; k < f.copies; ++k)
            if (!is_right_of(c, args[k], values[k], exact[i + k], true))
                wrong += fmt::format(" f({}) = {}", fmt::join(args[k], ", "), values[k]);
    }
    return wrong;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("functions are right wherever they have values in jets on all targets", "[registry]",
                        code_types) {
    using T = TestType;
    if (!detail::fp_has_vectors(detail::fp_type_of<T>))
        return; // nothing is flushed, so that compiled functions say it all
    for (const auto &c : different_cases()) {
        auto at = points<T>(c, odd_step<T>);
        while (at.size() % compiled_function<T>::copies != 0)
            at.push_back(at.back());
        std::vector<real> exact;
        for (const auto &args : at)
            exact.push_back(exact_value_of(c.computed != nullptr ? c.computed : c.value, args, true));
        for (const char *target : targets_here()) {
            for (const std::uint32_t lanes : {1u, compiled_function<T>::width}) {
                compiled_function<T> f(c, 0, target, lanes);
                const auto wrong = wrong_values(f, c, at, exact);
                INFO(name_of(c) << ", digits " << std::numeric_limits<T>::digits << ", " << target << ", " << lanes
                                << " lanes:" << wrong.substr(0, 1000));
                CHECK(wrong.empty());
            }
        }
    }
}
