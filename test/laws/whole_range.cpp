// SPDX-License-Identifier: MPL-2.0
// Functions of one variable at arguments of every size that the type has, as compiled functions and as jets have them.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <brook/cfunc/cfunc.hpp>

#include "test/laws/compiled_function.hpp"
#include "test/laws/function_cases.hpp"
#include "test/laws/real.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/targets_here.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::test;

namespace {

// Powers of two and numbers between them, and the surroundings of the argument from which exponentials overflow.
template <typename T>
std::vector<T> arguments_of_every_size() {
    using limits = std::numeric_limits<T>;
    std::vector<T> x;
    for (int e = limits::min_exponent - 1; e < limits::max_exponent; ++e)
        for (const T factor : {T(1), T(1.4375L)})
            x.push_back(std::ldexp(factor, e));
    for (int i = -200; i <= 200; ++i)
        x.push_back(std::log(limits::max()) * (1 + T(i) / 8192));
    x.push_back(limits::max());
    for (std::size_t i = 0, n = x.size(); i < n; ++i)
        x.push_back(-x[i]);
    return x;
}

// Of a value of a function that is `exact`. Next to the smallest and the largest number it may be that or beyond;
// SLEEF's exp is infinite for values that are larger than 0.999998 times the largest number.
template <typename T>
bool is_right(T value, const real &exact, double ulps) {
    using limits = std::numeric_limits<T>;
    if (isnan(exact))
        return value != value;
    const auto size = abs(exact);
    if (std::isinf(value))
        return size > limits::max() * (1 - ldexp(real(1), -18)) && std::signbit(value) == (exact < 0);
    if (size > limits::max() * (1 - real(8) * limits::epsilon()))
        return std::abs(value) >= limits::max() * (1 - 8 * limits::epsilon()) && std::signbit(value) == (exact < 0);
    if (size < limits::min())
        return std::abs(value) <= limits::min();
    return ulps_between(value, exact) <= ulps;
}

bool of_one_variable(const function_case &c) { return c.args.size() == 1; }

} // namespace

TEMPLATE_LIST_TEST_CASE("functions of one variable are right wherever they have values", "[registry]", code_types) {
    using T = TestType;
    const auto x = arguments_of_every_size<T>();
    for (const auto &c : registered_cases()) {
        if (!of_one_variable(c))
            continue;
        const expression v("x");
        const cfunc<T> f({expression(func(rule_of(c), {v}))}, {v});
        std::vector<T> out(x.size()), one(1);
        f(typename cfunc<T>::out_2d(out.data(), 1, x.size()), typename cfunc<T>::in_2d(x.data(), 1, x.size()));
        std::size_t wrong = 0;
        std::string where;
        for (std::size_t i = 0; i < x.size(); ++i) {
            f(one, std::vector{x[i]});
            const real arg(x[i]);
            // 3 for sinh and cosh near the overflow, where they are squares.
            const auto right = is_right(out[i], c.value({{&arg, 1}}), std::max({c.ulps_folded, c.ulps_compiled, 3.}));
            if (!right || !(same_bits(one[0], out[i]) || (one[0] != one[0] && out[i] != out[i]))) {
                ++wrong;
                where += " f(" + std::to_string(x[i]) + ") = " + std::to_string(out[i]);
            }
        }
        INFO(name_of(c) << ", digits " << std::numeric_limits<T>::digits << where.substr(0, 1000));
        CHECK(wrong == 0);
    }
}

// Next to the smallest normal number a value may have become zero on the way.
template <typename T>
bool is_right_flushed(T value, const real &exact, double ulps) {
    const bool tiny = abs(exact) < real(8) * std::numeric_limits<T>::min();
    return tiny ? std::abs(value) <= 8 * std::numeric_limits<T>::min() : is_right(value, exact, ulps);
}

TEMPLATE_LIST_TEST_CASE("functions of one variable are right wherever they have values in jets on all targets",
                        "[registry]", code_types) {
    using T = TestType;
    if (!detail::fp_has_vectors(detail::fp_type_of<T>))
        return; // nothing is flushed, so that compiled functions say it all
    std::vector<T> x;
    for (std::size_t i = 0; const T argument : arguments_of_every_size<T>())
        if (i++ % 5 == 0)
            x.push_back(argument);
    while (x.size() % compiled_function<T>::copies != 0)
        x.push_back(x.back());
    for (const auto &c : registered_cases()) {
        if (!of_one_variable(c))
            continue;
        std::vector<real> exact;
        for (const T argument : x) {
            const real arg(as_read(argument));
            exact.push_back((c.computed != nullptr ? c.computed : c.value)({{&arg, 1}}));
        }
        for (const char *target : targets_here()) {
            for (const std::uint32_t lanes : {1u, compiled_function<T>::width}) {
                compiled_function<T> f(c, 0, target, lanes);
                std::string wrong;
                for (std::size_t i = 0; i < x.size(); i += f.copies) {
                    std::vector<std::vector<T>> args;
                    for (std::size_t k = 0; k < f.copies; ++k)
                        args.push_back({x[i + k]});
                    const auto values = f(args, T(0));
                    for (std::size_t k = 0; k < f.copies; ++k) {
                        const auto ulps = std::max({c.ulps_folded, c.ulps_compiled, 3.});
                        if (!is_right_flushed(values[k], exact[i + k], ulps))
                            wrong += fmt::format(" f({}) = {}", x[i + k], values[k]);
                    }
                }
                INFO(name_of(c) << ", digits " << std::numeric_limits<T>::digits << ", " << target << ", " << lanes
                                << " lanes:" << wrong.substr(0, 1000));
                CHECK(wrong.empty());
            }
        }
    }
}
