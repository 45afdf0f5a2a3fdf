// SPDX-License-Identifier: MPL-2.0
// Norms, and the step-size rule with its logarithm and power.
// covers: kernels, state_layout
#include <cmath>
#include <limits>
#include <random>

#include "integrator/kernels.hpp"
#include "integrator/step_size.hpp"
#include "support/aligned_buffer.hpp"
#include "test/integrator/fake_code.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// The rule as it is written in the paper.
double paper_rule(double state, double before_last, double last, std::uint32_t p) {
    const double scale = std::max(1., state);
    return std::min(std::pow(scale / last, 1. / p), std::pow(scale / before_last, 1. / (p - 1))) *
           std::exp(-2 - 0.7 / (p - 1));
}

template <typename T>
T relative_difference(T a, T b) {
    return std::abs(a - b) / std::abs(b);
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

TEST_CASE("the rule is that of Jorba and Zou") {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> exponent(-40, 40);
    for (std::uint32_t p : {2u, 3u, 9u, 12u, 20u, 40u})
        for (int i = 0; i < 1000; ++i) {
            const state_norms<double> norms{std::pow(10., exponent(random)), std::pow(10., exponent(random)),
                                            std::pow(10., exponent(random))};
            const double h = step_rule(p)(norms);
            // log2 of a norm is at most 133 here, and an absolute error of 2 eps of that enters twice: below 100 eps
            // for p > 5; for p = 2, with a divisor of 1, five times that.
            CHECK(relative_difference(h, paper_rule(norms.state, norms.before_last, norms.last, p)) <=
                  (p > 5 ? 100 : 500) * eps);
        }
}

TEST_CASE("the rule at its limits") {
    const step_rule rule(20);
    CHECK(rule(state_norms<double>{1, 0, 0}) == infinity);
    CHECK(rule(state_norms<double>{0, 0, 0}) == infinity);
    CHECK(std::isfinite(rule(state_norms<double>{1, 1, 0})));
    CHECK(std::isfinite(rule(state_norms<double>{1, 0, 1})));
    CHECK(rule(state_norms<double>{1, infinity, 1}) == 0);
    CHECK(rule(state_norms<double>{1, 1, infinity}) == 0);
    CHECK(std::isnan(rule(state_norms<double>{not_a_number, not_a_number, not_a_number})));
    // A quotient of these norms would overflow, their logarithms do not.
    const double far = rule(state_norms<double>{1e200, 1e-200, 1e-200});
    CHECK(relative_difference(far, std::pow(10., 400. / 20) * std::exp(-2 - 0.7 / 19)) < 100 * eps);
    // Below 1 the scale is 1.
    CHECK(rule(state_norms<double>{1e-3, 1, 1}) == rule(state_norms<double>{1, 1, 1}));
    CHECK(step_rule(9)(state_norms<float>{1, 1, 1}) == static_cast<float>(std::exp(-2 - 0.7 / 8)));
}

TEMPLATE_TEST_CASE("norms do not depend on the layout", "", float, double) {
    constexpr std::uint32_t equations = 13, p = 7;
    std::mt19937_64 random(4);
    std::uniform_real_distribution<TestType> uniform(-1, 1);
    std::vector<TestType> table(equations * (p + 1));
    for (auto &x : table)
        x = uniform(random);
    TestType expected[3] = {};
    for (std::uint32_t i = 0; i < equations; ++i)
        for (int m = 0; m < 3; ++m)
            expected[m] = std::max(expected[m], std::abs(table[i * (p + 1) + (m == 0 ? 0 : p - 2 + m)]));

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
                for (std::uint32_t k = 0; k <= p; ++k) // every padding lane stands in the last block
                    scratch[lane.offset + k * code.blocks.back().width] = table[k];
            for (std::uint32_t i = 0; i < equations; ++i)
                for (std::uint32_t k = 0; k <= p; ++k) {
                    const auto &block = code.blocks[code.lanes[i].block];
                    scratch[block.offset + k * block.width + code.lanes[i].lane] = table[i * (p + 1) + k];
                }
        };
        fill();
        for (std::uint32_t widest : {1u, 2u, 4u, 8u}) {
            if (widest > widest_piece<TestType>)
                continue;
            const auto layout = make_state_layout(code, widest);
            // The library's clone for this CPU, and the same loops compiled for any.
            for (const auto &norms : {measure_state(scratch.data(), layout), norms_of_state(scratch.data(), layout)}) {
                CHECK(norms.state == expected[0]);
                CHECK(norms.before_last == expected[1]);
                CHECK(norms.last == expected[2]);
            }
            // A NaN anywhere in the three orders is not lost, whatever comes before or after it.
            for (std::uint32_t i = 0; i < equations; ++i)
                for (std::uint32_t k : {0u, p - 1, p}) {
                    const auto &block = code.blocks[code.lanes[i].block];
                    scratch[block.offset + k * block.width + code.lanes[i].lane] =
                        std::numeric_limits<TestType>::quiet_NaN();
                    CHECK(std::isnan(step_rule(p)(measure_state(scratch.data(), layout))));
                    fill();
                }
        }
    }
}

TEST_CASE("pieces are as wide as asked for, and cover every lane once") {
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
        for (auto slot : layout.slots)
            lanes += covered[slot];
        CHECK(lanes == 22);
        CHECK(layout.slots.size() == 22u);
    }
    CHECK(best_state_layout<double>(code).offsets.size() >= 6u); // 13 lanes are at least 4, 4, 4, 1
}
