// SPDX-License-Identifier: MPL-2.0
// Norms, and the step-size rule with its logarithm and power.
// covers: state_loops, state_layout
#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "integrator/state_loops.hpp"
#include "integrator/step_size.hpp"
#include "support/aligned_buffer.hpp"
#include "test/integrator/fake_code.hpp"
#include "test/support/catch.hpp"
#include "test/support/real.hpp"
#include "test/support/types.hpp"

using namespace brook::detail;
using brook::test::code_types;
using brook::test::real;
using brook::test::size_in_eps;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// The rule as it is written in the paper.
real paper_rule(const real &state, const real &before_last, const real &last, std::uint32_t p) {
    const real scale = state > 1 ? state : real(1);
    const real a = pow(scale / last, real(1) / p), b = pow(scale / before_last, real(1) / (p - 1));
    return (a < b ? a : b) * exp(-2 - real(7) / 10 / (p - 1));
}

} // namespace

TEST_CASE("the logarithm is good to two eps") {
    std::mt19937_64 random(1);
    for (int i = 0; i < 100000; ++i) {
        const auto bits = random() % (std::uint64_t{0x7ff} << 52);
        const double x = std::bit_cast<double>(bits), y = 0.5 + std::ldexp(static_cast<double>(bits >> 11), -53);
        for (double argument : {x, y}) {
            const long double reference = std::log2(static_cast<long double>(argument));
            const auto scale = std::max(1.L, std::abs(reference));
            CHECK(std::abs(portable_log2(argument) - reference) <= 2 * eps * scale);
        }
    }
    CHECK(portable_log2(0) == -infinity);
    CHECK(portable_log2(infinity) == infinity);
    CHECK(std::isnan(portable_log2(not_a_number)));
    CHECK(portable_log2(std::numeric_limits<double>::denorm_min()) == -1074);
}

TEST_CASE("the power is good to four eps") {
    std::mt19937_64 random(2);
    for (int i = 0; i < 100000; ++i) {
        const double x = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), i % 2 == 0 ? -53 : -63);
        if (std::abs(x) < 1020) {
            const long double reference = std::exp2(static_cast<long double>(x));
            CHECK(std::abs(portable_exp2(x) - reference) <= 4 * eps * reference);
        }
    }
    CHECK(portable_exp2(0) == 1);
    CHECK(portable_exp2(-3) == 0.125);
    CHECK(portable_exp2(infinity) == infinity);
    CHECK(portable_exp2(-infinity) == 0);
    CHECK(std::isnan(portable_exp2(not_a_number)));
}

TEMPLATE_LIST_TEST_CASE("the rule is that of Jorba and Zou", "", code_types) {
    std::mt19937_64 random(3);
    // The quotient of the norms of a float must not overflow in the cruder of the two estimates.
    const double most = std::numeric_limits<TestType>::max_exponent10 > 100 ? 40 : 9;
    std::uniform_real_distribution<double> exponent(-most, most);
    const auto norm = [&] { return TestType(std::pow(10., exponent(random))); };
    for (std::uint32_t p : {2u, 3u, 9u, 12u, 20u, 40u})
        for (int i = 0; i < 1000; ++i) {
            const state_norms<TestType> norms{norm(), norm(), norm()};
            const auto h = step_rule<TestType>(p)(norms);
            // log2 of a norm is at most 133 here, and an absolute error of 2 eps of that enters twice: below 100 eps
            // for p > 5; for p = 2, with a divisor of 1, five times that.
            CHECK(size_in_eps(h, paper_rule(norms.state, norms.before_last, norms.last, p)) <= (p > 5 ? 100 : 500));
        }
}

TEMPLATE_LIST_TEST_CASE("the rule at its limits", "", code_types) {
    constexpr auto infinity = std::numeric_limits<TestType>::infinity();
    constexpr auto not_a_number = std::numeric_limits<TestType>::quiet_NaN();
    const step_rule<TestType> rule(20);
    using norms = state_norms<TestType>;
    CHECK(rule(norms{1, 0, 0}) == infinity);
    CHECK(rule(norms{0, 0, 0}) == infinity);
    CHECK(std::isfinite(rule(norms{1, 1, 0})));
    CHECK(std::isfinite(rule(norms{1, 0, 1})));
    CHECK(rule(norms{1, infinity, 1}) == 0);
    CHECK(rule(norms{1, 1, infinity}) == 0);
    CHECK(std::isnan(rule(norms{not_a_number, not_a_number, not_a_number})));
    // A quotient of these norms would overflow, their logarithms do not.
    const int exponent = std::numeric_limits<TestType>::max_exponent * 2 / 3;
    const TestType large = std::ldexp(TestType(1), exponent), small = std::ldexp(TestType(1), -exponent);
    const real exact = pow(real(2), real(2 * exponent) / 20) * exp(-2 - real(7) / 190);
    // The exponent of the result, 2 log2(large) / 20, is rounded to half an eps of itself.
    CHECK(size_in_eps(rule(norms{large, small, small}), exact) < 100 + exponent / 20);
    // Below 1 the scale is 1.
    CHECK(rule(norms{TestType(.125), 1, 1}) == rule(norms{1, 1, 1}));
    CHECK(size_in_eps(step_rule<TestType>(9)(norms{1, 1, 1}), exp(-2 - real(7) / 80)) < 4);
}

TEMPLATE_LIST_TEST_CASE("norms do not depend on the layout", "", code_types) {
    constexpr std::uint32_t equations = 13, p = 7;
    std::mt19937_64 random(4);
    std::uniform_real_distribution<TestType> uniform(-1, 1);
    std::vector<TestType> table(equations * (p + 1));
    for (auto &x : table)
        x = uniform(random);
    // One variable does not count, another counts more than the others.
    std::vector<TestType> weights{1, 3, .5, 0, 2, 1, 1, 1, 64, .25, 5, 1, 2};
    TestType expected[3] = {}, expected_with_weights[3] = {};
    for (std::uint32_t i = 0; i < equations; ++i)
        for (int m = 0; m < 3; ++m) {
            const TestType x = std::abs(table[i * (p + 1) + (m == 0 ? 0 : p - 2 + m)]);
            expected[m] = std::max(expected[m], x);
            expected_with_weights[m] = std::max(expected_with_weights[m], x * weights[i]);
        }

    const std::vector<std::vector<std::uint32_t>> shapes{std::vector<std::uint32_t>(equations, 1),
                                                         {8, 8},
                                                         {16},
                                                         {4, 4, 4, 1},
                                                         {8, 4, 1},
                                                         {1, 2, 2, 8},
                                                         {13},
                                                         {6, 7},
                                                         {3, 10}};
    for (const auto &widths : shapes) {
        const auto code = fake::layout(widths, equations, p);
        aligned_buffer<TestType> scratch(code.scratch_size);
        const auto fill = [&] {
            for (const auto &lane : code.padding)
                for (std::uint32_t k = 0; k <= p; ++k)
                    scratch[lane.at.of_order(k)] = table[k];
            for (std::uint32_t i = 0; i < equations; ++i)
                for (std::uint32_t k = 0; k <= p; ++k)
                    scratch[code.states[i].of_order(k)] = table[i * (p + 1) + k];
        };
        fill();
        for (std::uint32_t widest : {1u, 2u, 4u, 8u}) {
            if (widest > widest_slice<TestType>)
                continue;
            const auto layout = make_state_layout(code, widest);
            // The same loops compiled for any CPU, and the library's clone for this one.
            const TestType *const x = scratch.data(), *const none = nullptr;
            const auto of_slices = weights_of_slices(weights, layout);
            const auto check = [](const state_norms<TestType> &norms, const TestType(&right)[3]) {
                CHECK(norms.state == right[0]);
                CHECK(norms.before_last == right[1]);
                CHECK(norms.last == right[2]);
            };
            check(norms_of_state<false>(x, layout, none), expected);
            check(norms_of_state<true>(x, layout, of_slices.data()), expected_with_weights);
            const step_rule<TestType> rule(p);
            const auto size_from = [&](const TestType(&norms)[3]) {
                return rule(state_norms<TestType>{norms[0], norms[1], norms[2]});
            };
            CHECK(choose_size(x, layout, none, rule) == size_from(expected));
            CHECK(choose_size(x, layout, of_slices.data(), rule) == size_from(expected_with_weights));
            // A NaN anywhere in the three orders is not lost, whatever comes before or after it.
            for (std::uint32_t i = 0; i < equations; ++i)
                for (std::uint32_t k : {0u, p - 1, p}) {
                    scratch[code.states[i].of_order(k)] = std::numeric_limits<TestType>::quiet_NaN();
                    CHECK(std::isnan(choose_size(x, layout, none, rule)));
                    fill();
                }
        }
    }
}

TEST_CASE("slices are as wide as asked for, and cover every lane once") {
    const auto code = fake::layout({13, 8, 1}, 22, 3);
    for (std::uint32_t widest : {1u, 2u, 4u, 8u}) {
        const auto layout = make_state_layout(code, widest);
        std::vector<int> covered(code.scratch_size);
        for (const auto &run : layout.runs)
            for (auto i = run.begin; i < run.end; ++i) {
                CHECK(run.width <= widest);
                for (std::uint32_t l = 0; l < run.width; ++l)
                    ++covered[layout.offsets[i] + l];
            }
        int lanes = 0;
        for (const auto &state : code.states)
            lanes += covered[state.offset];
        CHECK(lanes == 22);
        CHECK(code.states.size() == 22u);
    }
    CHECK(best_state_layout<double>(code).offsets.size() >= 6u); // 13 lanes are at least 4, 4, 4, 1
}
