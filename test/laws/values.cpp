// SPDX-License-Identifier: MPL-2.0
// Values of every rule, folded and in machine code, against high precision; and special values.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "test/laws/compiled_function.hpp"
#include "test/laws/every_size.hpp"
#include "test/support/catch.hpp"
#include "test/support/types_with_code.hpp"

using namespace brook;
using namespace brook::test;

namespace {

constexpr auto copies = compiled_function<double>::copies;

template <typename T>
number folded(const function_rule &rule, const std::vector<T> &args) {
    std::vector<number> numbers;
    for (const auto x : args)
        numbers.emplace_back(x);
    return rule.value(numbers);
}

template <typename T>
real exact(reference f, const std::vector<T> &args, T time = 0) {
    const std::vector<real> x(args.begin(), args.end());
    return f({x, time});
}

template <typename T>
std::string text_of(const std::vector<T> &args) {
    std::string s;
    for (const auto x : args)
        s += fmt::format(" {}", x);
    return s;
}

// Of machine code. Where there are no vectors, functions are those of the C++ library.
template <typename T>
double largest_error(const function_case &c) {
    return detail::fp_has_vectors(detail::fp_type_of<T>) ? c.ulps_compiled : std::max(c.ulps_folded, c.ulps_compiled);
}

// The largest error, and where it is.
struct worst_error {
    double ulps = 0;
    std::string where;
    int compared = 0;

    template <typename T>
    void add(T x, const real &exact, const std::vector<T> &args) {
        if (exact != 0 && !is_normal<T>(exact))
            return;
        ++compared;
        const double u = exact != 0 ? ulps_between(x, exact) : x == 0 ? 0 : std::numeric_limits<double>::infinity();
        if (!(u <= ulps)) {
            ulps = u;
            where = text_of(args);
        }
    }
};

} // namespace

TEST_CASE("every rule has a row in the table of functions", "[registry]") {
    for (const auto *rule : function_registry())
        CHECK_NOTHROW(case_of(*rule));
    for (const auto &c : function_cases()) {
        INFO(name_of(c));
        CHECK(case_of(function_rule{.name = c.rule}).value == c.value); // one function for all rows of a rule
    }
}

TEST_CASE("values of numbers are right within the stated units in the last place", "[registry]") {
    std::mt19937 random(1);
    for (const auto &c : registered_cases()) {
        const auto &rule = rule_of(c);
        if (rule.value == nullptr)
            continue;
        INFO(name_of(c));
        test::for_each_native_type([&]<typename T>() {
            worst_error worst;
            for (int i = 0; i < 1000; ++i) {
                const auto args = draw_all<T>(c.widest(), random);
                const auto value = folded(rule, args);
                REQUIRE(std::holds_alternative<T>(value.value()));
                worst.add(std::get<T>(value.value()), exact(c.value, args), args);
            }
            INFO("digits " << std::numeric_limits<T>::digits << ", arguments" << worst.where);
            CHECK(worst.ulps <= c.ulps_folded);
            CHECK(worst.compared > 100);
        });
    }
}

TEST_CASE("values in machine code are right within the stated units in the last place", "[registry]") {
    std::mt19937 random(2);
    for (const auto &c : registered_cases()) {
        INFO(name_of(c));
        for_each_type_with_code([&]<typename T>() {
            for (const auto parameters : parameter_patterns(c)) {
                compiled_function<T> f(c, parameters);
                worst_error worst;
                for (int i = 0; i < 125; ++i) {
                    std::vector<std::vector<T>> args;
                    const T time = draw_all<T>({{-10, 10}}, random)[0];
                    for (std::uint32_t k = 0; k < copies; ++k) {
                        args.push_back(draw_all<T>(c.widest(), random));
                        for (std::size_t a = 0; a < args[0].size(); ++a)
                            args[k][a] = (parameters >> a) % 2 != 0 ? args[0][a] : args[k][a]; // one for all copies
                    }
                    const auto values = f(args, time);
                    for (std::uint32_t k = 0; k < copies; ++k)
                        worst.add(values[k], exact(c.value, args[k], time), args[k]);
                }
                INFO("digits " << std::numeric_limits<T>::digits << ", parameters " << parameters << ", arguments"
                               << worst.where);
                CHECK(worst.ulps <= largest_error<T>(c));
            }
        });
    }
}

namespace {

// ---- special values ----

template <typename T>
std::vector<T> special_values(std::size_t n_args) {
    using limits = std::numeric_limits<T>;
    std::vector<T> v{limits::quiet_NaN(), limits::infinity(), T(0), T(1), T(.5)};
    if (n_args <= 2) {
        v.insert(v.end(),
                 {limits::denorm_min(), limits::epsilon(), T(2), 1 + limits::epsilon(), 1 - limits::epsilon(), T(3)});
    }
    if (n_args <= 1) { // two of these in one product or power would overflow or underflow on the way to the result
        const T pi = static_cast<T>(3.14159265358979323846264338327950288L);
        v.insert(v.end(), {limits::min(), limits::max(), 1 / limits::max(), pi, pi / 2, pi / 4, T(1e22), T(1e-22),
                           T(88), T(104), T(710), T(745), T(11356), T(10), T(1.5)});
    }
    for (std::size_t i = 0, n = v.size(); i < n; ++i)
        v.push_back(-v[i]);
    return v;
}

// All combinations; arguments that are numbers keep their value.
template <typename T>
std::vector<std::vector<T>> special_arguments(const function_case &c) {
    std::size_t n_free = 0;
    for (const auto &a : c.args)
        n_free += !a.is_number;
    const auto special = special_values<T>(n_free);
    std::vector<std::vector<T>> all{{}};
    for (const auto &a : c.args) {
        std::vector<std::vector<T>> longer;
        for (const auto &head : all) {
            for (const auto x : a.is_number ? std::vector{T(a.low)} : special) {
                longer.push_back(head);
                longer.back().push_back(x);
            }
        }
        all = std::move(longer);
    }
    return all;
}

// Numbers next to the smallest normal one count as zero: they may have become zero, or not, on the way.
template <typename T>
T flushed(T x) {
    return std::abs(x) < 8 * std::numeric_limits<T>::min() ? std::copysign(T(0), x) : x;
}

// NaN, or the sign together with zero, finite or infinite.
enum class kind { nan, minus_infinity, negative, minus_zero, plus_zero, positive, plus_infinity };

template <typename T>
kind kind_of(T x) {
    if (std::isnan(x))
        return kind::nan;
    const bool negative = std::signbit(x);
    return std::isinf(x)     ? (negative ? kind::minus_infinity : kind::plus_infinity)
           : flushed(x) == 0 ? (negative ? kind::minus_zero : kind::plus_zero)
                             : (negative ? kind::negative : kind::positive);
}

template <typename T>
bool has_tiny(const std::vector<T> &args) {
    return std::any_of(args.begin(), args.end(), [](T x) { return x != 0 && flushed(x) == 0; });
}

// A zero that an argument next to zero was taken for may have lost its sign.
template <typename T>
bool kinds_agree(T got, T expected, const std::vector<T> &args) {
    return kind_of(got) == kind_of(expected) || (has_tiny(args) && flushed(got) == 0 && flushed(expected) == 0);
}

// Numbers are not only of the right kind. What becomes of a tiny argument on the way is not known.
template <typename T>
bool values_agree(const function_case &c, T got, const real &exact, const std::vector<T> &args, double ulps) {
    return has_tiny(args) || flushed(rounded<T>(exact)) == 0 || !is_normal<T>(exact) ||
           ulps_between(got, exact) <= ulps || (c.rule == "sum" && is_right_sum(args, got, exact));
}

template <typename T>
void check_special(const function_case &c, T got, const real &exact, const std::vector<T> &args, double ulps) {
    const auto expected = rounded<T>(exact);
    if (!kinds_agree(got, expected, args) || !values_agree(c, got, exact, args, ulps)) {
        FAIL_CHECK("digits " << std::numeric_limits<T>::digits << ", arguments" << text_of(args) << ": " << got
                             << " instead of " << expected);
    }
}

} // namespace

TEST_CASE("special values of numbers are those of IEC 60559", "[registry]") {
    for (const auto &c : registered_cases()) {
        const auto &rule = rule_of(c);
        if (rule.value == nullptr)
            continue;
        INFO(name_of(c));
        test::for_each_native_type([&]<typename T>() {
            for (const auto &args : special_arguments<T>(c))
                check_special(c, std::get<T>(folded(rule, args).value()), exact(c.value, args), args, c.ulps_folded);
        });
    }
}

TEST_CASE("special values in machine code are those of the numeric emitter, and right", "[registry]") {
    for (const auto &c : registered_cases()) {
        INFO(name_of(c));
        for_each_type_with_code([&]<typename T>() {
            compiled_function<T> compiled(c, 0);
            auto all = special_arguments<T>(c);
            while (all.size() % copies != 0)
                all.push_back(all[0]);
            for (std::size_t i = 0; i < all.size(); i += copies) {
                const std::vector<std::vector<T>> args(all.begin() + long(i), all.begin() + long(i + copies));
                const auto values = compiled(args, T(-0.));
                for (std::uint32_t k = 0; k < copies; ++k) {
                    auto x = args[k];
                    std::transform(x.begin(), x.end(), x.begin(), [](T y) { return as_read(y); });
                    const auto f = c.computed != nullptr ? c.computed : c.value;
                    check_special(c, values[k], exact(f, x, T(-0.)), args[k], largest_error<T>(c));
                }
            }
        });
    }
}
