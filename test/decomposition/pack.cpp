// SPDX-License-Identifier: MPL-2.0
// Packing: every node in exactly one block, blocks of one kind, and results that do not depend on it.
#include <algorithm>
#include <set>

#include <brook/math/functions.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/random_program.hpp"

using namespace brook;
using namespace brook::test;

namespace {

void check_partition(const std::vector<std::vector<std::uint32_t>> &blocks, std::size_t n, std::uint32_t width) {
    std::multiset<std::uint32_t> all;
    for (const auto &b : blocks) {
        CHECK(!b.empty());
        CHECK(b.size() <= width);
        all.insert(b.begin(), b.end());
    }
    CHECK(all.size() == n);
    CHECK(std::set<std::uint32_t>(all.begin(), all.end()).size() == n);
}

void check_all(const detail::program &p, std::uint32_t width) {
    const auto b = detail::pack(p, width);
    check_partition(b.definitions, p.definitions.size(), width);
    check_partition(b.states, p.n_states, width);
}

template <typename T>
void check_bits(const detail::program &p, const std::vector<T> &state, const std::vector<T> &pars) {
    const auto &t = detail::find_target("native");
    const auto expected = reference_coefficients<T>(p, 12, t.vectors.fused, state, pars, T(.3));
    for (const std::uint32_t width : {1u, 4u, 8u}) {
        compiled_jet<T> jet(p, detail::pack(p, width), 12, t);
        CHECK(different_bits(jet(state, pars, T(.3)), expected) == 0);
    }
}

} // namespace

TEST_CASE("packing puts every node into one block", "[decomposition]") {
    for (unsigned seed = 0; seed < 40; ++seed) {
        INFO("seed " << seed);
        const copied_program p(3 + seed % 15, seed, 12);
        for (const std::uint32_t width : {1u, 2u, 4u, 8u, 16u}) {
            check_all(p.program, width);
        }
    }
}

TEST_CASE("packing changes no bit", "[decomposition]") {
    for (unsigned seed = 0; seed < 6; ++seed) {
        INFO("seed " << seed);
        const copied_program p(5 + seed, seed, 8);
        check_bits<double>(p.program, p.random_state<double>(seed), {.7});
        check_bits<float>(p.program, p.random_state<float>(seed), {.7f});
    }
}

TEST_CASE("six bodies fill their lanes", "[decomposition]") {
    const auto p = detail::decompose(detail::ode_system(outer_solar_system::equations()));
    const auto b = detail::pack(p, 8);
    check_all(p, 8);
    // 15 pairs take two blocks each for three differences, a distance, a power and three forces; 18 accelerations take
    // three blocks, 36 variables six.
    CHECK(b.states.size() == 6);
    CHECK(b.definitions.size() <= 8 * 2 + 3);
    const std::vector<double> state(outer_solar_system::initial_state.begin(), outer_solar_system::initial_state.end());
    check_bits<double>(p, state, {});
}

TEST_CASE("a pendulum stays in single lanes", "[decomposition]") {
    const auto [x, v] = make_vars("x", "v");
    const auto p = detail::decompose(detail::ode_system({prime(x) = v, prime(v) = -9.8 * sin(x)}));
    for (const auto &b : detail::pack(p, 8).definitions) {
        CHECK(b.size() == 1);
    }
}
