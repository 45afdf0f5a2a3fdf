// SPDX-License-Identifier: MPL-2.0
// The state at the end of a step: accuracy, independence of the layout, and values that are not finite.
// covers: state_loops
#include <cmath>
#include <limits>
#include <random>

#include "integrator/state_loops.hpp"
#include "integrator/update.hpp"
#include "support/aligned_buffer.hpp"
#include "test/integrator/fake_code.hpp"
#include "test/support/catch.hpp"
#include "test/support/real.hpp"
#include "test/support/types.hpp"

using namespace brook::detail;
using brook::test::code_types;
using brook::test::in_eps;
using brook::test::real;

namespace {

template <typename T>
struct sample {
    std::uint32_t equations, p;
    std::vector<T> table = std::vector<T>(equations * (p + 1));

    void fill(T *scratch, const stepper_code &code) const {
        for (const auto &lane : code.padding)
            for (std::uint32_t k = 0; k <= p; ++k)
                scratch[lane.at.of_order(k)] = table[k];
        for (std::uint32_t i = 0; i < equations; ++i)
            for (std::uint32_t k = 0; k <= p; ++k)
                at(scratch, code, i, k) = table[i * (p + 1) + k];
    }

    static T &at(T *scratch, const stepper_code &code, std::uint32_t i, std::uint32_t k) {
        return scratch[code.states[i].of_order(k)];
    }
};

template <typename T>
sample<T> random_sample(std::uint32_t equations, std::uint32_t p) {
    sample<T> s{equations, p};
    std::mt19937_64 random(equations + p);
    std::uniform_real_distribution<T> uniform(-1, 1);
    for (auto &x : s.table)
        x = uniform(random);
    return s;
}

// Those of a new state, where sums are compensated.
template <typename T>
struct new_low_parts {
    new_low_parts(const state_layout &layout, bool compensated) : kept(layout, 1), parts(kept.of_group(0)) {
        if (compensated)
            pointer = &parts;
    }
    kept_low_parts<T> kept;
    low_parts<T> parts;
    const low_parts<T> *pointer = nullptr;
};

} // namespace

TEMPLATE_LIST_TEST_CASE("the update is the polynomial, in any layout", "", code_types) {
    const std::vector<std::vector<std::uint32_t>> shapes{
        std::vector<std::uint32_t>(13, 1), {8, 8}, {16}, {4, 4, 4, 1}, {8, 4, 1}, {1, 2, 2, 8}, {13}, {3, 10}};
    for (std::uint32_t p : {2u, 3u, 4u, 7u, 20u}) {
        const auto s = random_sample<TestType>(13, p);
        for (TestType h : {TestType(0), TestType(0.1), TestType(-0.125), TestType(0.5)})
            for (bool compensated : {false, true}) {
                const std::vector<TestType> zeros(13);
                std::vector<TestType> dense(13);
                evaluate_rows(s.table.data(), compensated ? zeros.data() : nullptr, 13, 1, p, h, dense.data());
                for (std::uint32_t i = 0; i < 13; ++i) {
                    real sum = 0, size = 0;
                    for (std::uint32_t k = p + 1; k-- > 0;) {
                        sum = sum * h + s.table[i * (p + 1) + k];
                        size = size * std::abs(h) + std::abs(s.table[i * (p + 1) + k]);
                    }
                    // Half an eps for the last addition; about two for what has been multiplied by h, of which the
                    // compensated sum keeps the errors of products and powers.
                    const auto first = std::abs(s.table[i * (p + 1)]);
                    CHECK(in_eps(dense[i], sum) <= abs(sum) / 2 + 2 * (size - first));
                }
                for (const auto &widths : shapes) {
                    const auto code = fake::layout(widths, 13, p);
                    aligned_buffer<TestType> scratch(code.scratch_size);
                    for (std::uint32_t widest = 1; widest <= widest_slice<TestType>; widest *= 2) {
                        const auto layout = make_state_layout(code, widest);
                        std::vector<TestType> state(13);
                        const new_low_parts<TestType> low(layout, compensated);
                        s.fill(scratch.data(), code);
                        CHECK(advance_state(scratch.data(), layout, h, low.pointer));
                        store_state(scratch.data(), layout, state.data());
                        CHECK(state == dense);
                        s.fill(scratch.data(), code);
                        CHECK(update_state<false>(scratch.data(), layout, h, low.pointer));
                        store_state(scratch.data(), layout, state.data());
                        CHECK(state == dense);
                    }
                }
            }
    }
}

TEMPLATE_LIST_TEST_CASE("a new state that is not finite is noticed in every lane", "", code_types) {
    using limits = std::numeric_limits<TestType>;
    const auto s = random_sample<TestType>(11, 5);
    const auto code = fake::layout({8, 1, 2}, 11, 5);
    aligned_buffer<TestType> scratch(code.scratch_size);
    const auto layout = best_state_layout<TestType>(code);
    for (bool compensated : {false, true})
        for (std::uint32_t i = 0; i < 11; ++i)
            for (std::uint32_t k = 0; k <= 5; ++k)
                for (TestType bad : {limits::quiet_NaN(), limits::infinity(), -limits::infinity()}) {
                    s.fill(scratch.data(), code);
                    sample<TestType>::at(scratch.data(), code, i, k) = bad;
                    const new_low_parts<TestType> low(layout, compensated);
                    CHECK_FALSE(advance_state(scratch.data(), layout, TestType(0.5), low.pointer));
                }
    // An overflow that happens in the update itself; a very large state that does not overflow.
    s.fill(scratch.data(), code);
    sample<TestType>::at(scratch.data(), code, 3, 0) = limits::max();
    sample<TestType>::at(scratch.data(), code, 3, 1) = 0;
    CHECK(advance_state(scratch.data(), layout, TestType(0), nullptr));
    sample<TestType>::at(scratch.data(), code, 3, 1) = limits::max();
    CHECK_FALSE(advance_state(scratch.data(), layout, TestType(1), nullptr));
}

TEMPLATE_LIST_TEST_CASE("a long step along a line does not overflow", "", code_types) {
    const TestType table[] = {1, 2, 0, 0, 0, 0};
    const auto largest = std::numeric_limits<TestType>::max();
    for (TestType h :
         {std::pow(largest, TestType(.21L)), -std::pow(largest, TestType(.52L)), std::pow(largest, TestType(.65L))})
        for (bool compensated : {false, true}) {
            TestType out = 0;
            const TestType zero = 0;
            evaluate_rows(table, compensated ? &zero : nullptr, 1, 1, 5, h, &out);
            CHECK(out == 2 * h);
        }
}

TEMPLATE_LIST_TEST_CASE("the compensated sum keeps small terms", "", code_types) {
    // 1 + eps/2 + eps/2 + ... (16 times): every plain addition from the low orders up would be lost.
    const auto eps = std::numeric_limits<TestType>::epsilon();
    TestType table[17];
    for (auto &x : table)
        x = eps / 2;
    table[0] = 1;
    const TestType zero = 0;
    TestType out = 0;
    evaluate_rows(table, &zero, 1, 1, 16, TestType(1), &out);
    CHECK(out == 1 + 8 * eps);
}

TEMPLATE_LIST_TEST_CASE("a tiny step keeps low parts, and terms of high orders", "", code_types) {
    using limits = std::numeric_limits<TestType>;
    const auto eps = limits::epsilon(), h = std::sqrt(std::sqrt(limits::min())) / 1024;
    TestType table[] = {1, eps / 4 / h, 0, 0, 0, 0};
    table[2] = eps / 8 / h / h;
    const TestType low = eps / 2;
    TestType out = 0;
    evaluate_rows(table, &low, 1, 1, 5, h, &out);
    CHECK(out == 1 + eps);
    // Four powers of h would be zero while subnormal numbers are.
    const TestType high[] = {0, 0, 0, 0, 0, limits::max() / 4};
    evaluate_rows(high, static_cast<const TestType *>(nullptr), 1, 1, 5, h * 1024 / 2, &out);
    CHECK(out > 0);
}

TEMPLATE_LIST_TEST_CASE("loading a state fills the padding", "", code_types) {
    const auto code = fake::layout({4, 4}, 5, 2);
    const auto layout = best_state_layout<TestType>(code);
    aligned_buffer<TestType> scratch(code.scratch_size);
    const std::vector<TestType> state{1, 2, 3, 4, 5};
    load_state(scratch.data(), layout, state.data());
    const auto last = code.states[4].offset;
    CHECK(scratch[last] == 5);
    CHECK(scratch[last + 1] == 1);
    CHECK(scratch[last + 3] == 1);
    std::vector<TestType> back(5);
    store_state(scratch.data(), layout, back.data());
    CHECK(back == state);
}
