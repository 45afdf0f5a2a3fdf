// SPDX-License-Identifier: MPL-2.0
// The gradient and the recurrence of every rule against high precision, and its code at every width and level.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "jit/target.hpp"
#include "test/laws/case_system.hpp"
#include "test/laws/exact.hpp"
#include "test/support/catch.hpp"
#include "test/support/equal_bundles.hpp"
#include "test/support/jets.hpp"
#include "test/support/types_with_code.hpp"

using namespace brook;
using namespace brook::test;

namespace {

// Arguments that change are variables x0, x1, ...
func call_of(const function_case &c) {
    std::vector<expression> args;
    for (std::size_t i = 0; i < c.args.size(); ++i)
        args.push_back(c.args[i].is_number ? expression(c.args[i].low) : expression("x" + std::to_string(i)));
    return func(rule_of(c), args);
}

} // namespace

TEST_CASE("gradients agree with differences in high precision", "[registry]") {
    std::mt19937 random(3);
    for (const auto &c : registered_cases()) {
        INFO(name_of(c));
        const auto f = call_of(c);
        const auto gradient = f.gradient();
        REQUIRE(gradient.size() == c.args.size());
        for (int sample = 0; sample < 20; ++sample) {
            surroundings<real> at;
            for (std::size_t i = 0; i < c.args.size(); ++i)
                at.variables.emplace("x" + std::to_string(i), draw(c.args[i], random));
            for (std::size_t i = 0; i < c.args.size(); ++i) {
                if (c.args[i].is_number)
                    continue;
                const real h = real("1e-20");
                auto left = at, right = at;
                left.variables["x" + std::to_string(i)] -= h;
                right.variables["x" + std::to_string(i)] += h;
                const real difference =
                    (exact_value(expression(f), right) - exact_value(expression(f), left)) / (2 * h);
                const real derivative = exact_value(gradient[i], at);
                INFO("argument " << i << ": " << gradient[i] << " is " << derivative << " instead of " << difference);
                // Numbers in a gradient must be good enough for long double.
                CHECK(abs(derivative - difference) <= 1e-19 * std::max(real(1), abs(difference)));
            }
        }
    }
}

namespace {

constexpr std::uint32_t highest = 6;

// Each coefficient out of a recurrence collects a few roundings from each below: up to five were seen. A wrong term is
// an error of 10^5 roundings or more, of a float.
constexpr double roundings = 20;

template <typename T>
double worst_coefficient(const case_system &system, const std::vector<expression> &derivatives, const function_case &c,
                         std::mt19937 &random) {
    const auto [state, pars] = system.state<T>([&] {
        std::vector<T> x;
        for (const auto &i : c.args)
            x.push_back(
                static_cast<T>(i.is_number ? i.low : i.low + (i.high - i.low) * (double(random()) / 4294967296.)));
        return x;
    });
    const T time = T(.7);
    const auto jet = reference_coefficients<T>(system.program(), highest, true, state, pars, time)[0];
    const auto at = system.at(state, pars, time);
    real factorial = 1, scale = 1, worst = 0;
    for (std::uint32_t n = 0; n < highest; ++n) {
        factorial *= n + 1;
        const real exact = exact_value(derivatives[n], at) / factorial;
        scale = std::max(scale, abs(exact));
        const real error = abs(real(jet[n + 1]) - exact) / (scale * std::numeric_limits<T>::epsilon());
        worst = isfinite(error) ? std::max(worst, error) : real(std::numeric_limits<double>::infinity());
    }
    return static_cast<double>(worst);
}

} // namespace

TEST_CASE("recurrences agree with repeated differentiation", "[registry]") {
    std::mt19937 random(4);
    for (const auto &c : registered_cases()) {
        for (const auto parameters : parameter_patterns(c)) {
            INFO(name_of(c) << ", parameters " << parameters);
            const case_system system(c, parameters);
            const auto derivatives = system.derivatives(highest);
            test::for_each_native_type([&]<typename T>() {
                double worst = 0;
                for (int sample = 0; sample < 10; ++sample)
                    worst = std::max(worst, worst_coefficient<T>(system, derivatives, c, random));
                INFO("digits " << std::numeric_limits<T>::digits);
                CHECK(worst < roundings);
            });
        }
    }
}

namespace {

template <typename T>
void check_code(const function_case &c, std::uint32_t parameters, unsigned first_level, std::mt19937 &random) {
    const auto &t = detail::find_target("native");
    const std::uint32_t copies = first_level % 2 == 0 ? 8 : 11, order = 2 + 3 * first_level % 13;
    const case_system system(c, parameters, copies);
    const auto [state, pars] = system.state<T>([&] { return draw_all<T>(c.args, random); });
    const auto expected = reference_coefficients<T>(system.program(), order, t.vectors.fused, state, pars, T(.7));
    unsigned level = first_level;
    const bool all = parameters == 0;
    const std::vector<std::uint32_t> one{1}, wide{8}, every{1, 2, 4, 8, 16};
    for (const auto width : !detail::fp_has_vectors(detail::fp_type_of<T>) ? one : all ? every : wide) {
        INFO("digits " << std::numeric_limits<T>::digits << ", width " << width << ", level " << level % 4);
        compiled_jet<T> jet(system.program(), equal_bundles(system.program(), width), order, t, level++ % 4);
        CHECK(different_bits(jet(state, pars, T(.7)), expected) == 0);
    }
}

} // namespace

TEST_CASE("code of every rule equals the reference bit for bit at every width and level", "[registry]") {
    std::mt19937 random(5);
    unsigned level = 0;
    for (const auto &c : registered_cases()) {
        for (const auto parameters : parameter_patterns(c)) {
            INFO(name_of(c) << ", parameters " << parameters);
            for_each_type_with_code([&]<typename T>() { check_code<T>(c, parameters, level, random); });
            ++level;
        }
    }
}
