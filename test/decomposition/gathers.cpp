// SPDX-License-Identifier: MPL-2.0
// How good packings are: the operands of blocks lie side by side nearly everywhere, and where too few lanes would be in
// use, nothing is packed.
#include <algorithm>
#include <random>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <brook/math/functions.hpp>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/variational.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

struct packing_costs {
    std::size_t blocks = 0, state_blocks = 0;
    std::size_t gathers = 0, with_history = 0;
};

packing_costs costs(const program &p, std::uint32_t width) {
    const auto b = pack(p, width);
    const auto plan = make_plan(p, b, 20);
    packing_costs c{b.definitions.size(), b.states.size()};
    for (const auto &g : plan.groups) {
        c.gathers += g.gathers.size();
        c.with_history += std::size_t(std::count_if(g.gathers.begin(), g.gathers.end(),
                                                    [&](const gather &x) { return plan.arrays[x.array].history; }));
    }
    return c;
}

// Single lanes have no gathers, so that few gathers are worth something in few blocks only.
void check_costs(const program &p, std::uint32_t width, const packing_costs &most) {
    CAPTURE(width);
    const auto c = costs(p, width);
    CHECK(c.blocks <= most.blocks);
    CHECK(c.state_blocks <= most.state_blocks);
    CHECK(c.gathers <= most.gathers);
    CHECK(c.with_history <= most.with_history);
}

program program_of(const problems::equations &equations) { return decompose(ode_system(equations)); }

} // namespace

// 15 pairs: without propagation 18 gathers would keep a history, without its way to users 12, and as many if it started
// from the products.
TEST_CASE("six bodies gather nothing that convolutions read", "[gathers]") {
    const auto p = program_of(problems::outer_solar_system().system);
    check_costs(p, 8, {19, 6, 27, 0});
    check_costs(p, 16, {10, 4, 16, 0});
}

TEST_CASE("twenty bodies gather nothing that convolutions read", "[gathers]") {
    const auto p = program_of(problems::twenty_bodies().system);
    check_costs(p, 8, {200, 16, 152, 0});
    check_costs(p, 16, {100, 8, 112, 0});
}

TEST_CASE("a chain of pendulums gathers the neighbours' stretches", "[gathers]") {
    const auto p = program_of(problems::pendulum_chain(32).system);
    check_costs(p, 8, {9, 8, 16, 0});
    check_costs(p, 16, {5, 4, 11, 0});
}

// Its nine gradients of three pairs fit no width, and the order of the states that they depend on is what keeps them
// together: without it there would be 81 gathers.
TEST_CASE("variational equations gather little", "[gathers]") {
    const auto p = program_of(problems::variational_three_bodies().system);
    // The -3 of a gradient stays outside the products, which 33 blocks of their own compute: a step takes the same
    // time.
    check_costs(p, 8, {129, 47, 30, 9});
    check_costs(p, 16, {67, 23, 26, 14});
}

namespace {

// Two equal sines that would share a block, and powers that have no equal: with n of them, that cost three quarters of a
// sine, about (8 + 3 n) / (4 + 3 n) lanes are in use.
program two_of_a_kind(std::size_t n) {
    problems::equations equations;
    const auto add = [&](auto right_hand_side) {
        const auto x = problems::variable("x", equations.size());
        equations.emplace_back(x, right_hand_side(x));
    };
    add([](const expression &x) { return sin(x); });
    add([](const expression &x) { return sin(x); });
    for (std::size_t i = 0; i < n; ++i)
        add([&](const expression &x) { return pow(x, 2.5 + double(i)); });
    return program_of(equations);
}

std::size_t widest(const std::vector<std::vector<std::uint32_t>> &bundles) {
    std::size_t w = 0;
    for (const auto &b : bundles)
        w = std::max(w, b.size());
    return w;
}

} // namespace

TEST_CASE("programs of few lanes in use stay in single lanes", "[gathers]") {
    const auto p = two_of_a_kind(3);
    const auto in_use = lanes_in_use(p, 8);
    CHECK((in_use > 1.25 && in_use < least_lanes_in_use));
    const auto b = pack(p, 8), single = single_lanes(p);
    CHECK(b.definitions == single.definitions);
    CHECK(b.states == single.states);
    CHECK(widest(pack(p, 8, 1.).definitions) == 2); // it is the threshold that decides
}

TEST_CASE("programs of slightly more lanes in use are packed", "[gathers]") {
    const auto p = two_of_a_kind(2);
    const auto in_use = lanes_in_use(p, 8);
    CHECK((in_use > least_lanes_in_use && in_use < 1.45));
    CHECK(widest(pack(p, 8).definitions) == 2);
}

namespace {

// Fills the gaps of memory in an order of its own, so that what is made next lies elsewhere.
std::vector<std::vector<char>> elsewhere(unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::vector<char>> memory;
    for (int i = 0; i < 20000; ++i)
        memory.emplace_back(1 + random() % 200);
    std::shuffle(memory.begin(), memory.end(), random);
    memory.resize(memory.size() / 2);
    return memory;
}

// Each equation by itself, the last one first, with variables of other names, which sort the other way round.
problems::equations made_anew(const problems::equations &equations) {
    std::unordered_map<std::string, std::string> names;
    for (std::size_t i = 0; i < equations.size(); ++i)
        names.emplace(std::get<variable>(equations[i].first.value()).name(), std::to_string(999 - i));
    problems::equations out(equations.size());
    for (auto i = equations.size(); i-- > 0;)
        out[i] = {rename_variables(equations[i].first, names), rename_variables(equations[i].second, names)};
    return out;
}

void check_determinism(const problems::equations &equations) {
    const auto p = program_of(equations);
    for (unsigned seed = 0; seed < 3; ++seed) {
        const auto memory = elsewhere(seed);
        const auto q = program_of(made_anew(equations));
        for (const std::uint32_t width : {8u, 16u}) {
            const auto expected = pack(p, width, 1.), b = pack(q, width, 1.);
            CHECK(b.definitions == expected.definitions);
            CHECK(b.states == expected.states);
        }
    }
}

} // namespace

TEST_CASE("blocks depend neither on names nor on when and where expressions were made", "[gathers]") {
    check_determinism(problems::outer_solar_system().system);
    check_determinism(problems::pendulum_chain(20).system);
    check_determinism(problems::variational_three_bodies().system);
}
