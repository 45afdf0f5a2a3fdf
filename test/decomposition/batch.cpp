// SPDX-License-Identifier: MPL-2.0
// Trajectories of a batch against each by itself.
#include "decomposition/batch.hpp"

#include <vector>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "decomposition/decompose.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"

#include <brook/brook.hpp>

using namespace brook;
using namespace brook::detail;

namespace {

// A function of a user's.
struct clock_recurrence {
    static constexpr bool time_dependent = true;
    static void start(auto &e) { e.set(e.result(0), e.time()); }
    static void next(auto &e) { e.set(e.result(0), e.literal(0.)); }
};
constinit const operation read_clock = make_operation<clock_recurrence>("clock of a test");

program program_of(const std::vector<std::pair<expression, expression>> &system) {
    return decompose(ode_system(system), fp_type::f64);
}

} // namespace

TEST_CASE("copies of a program are independent and numbered side by side", "[batch]") {
    const auto [x, v] = make_vars("x", "v");
    const auto p = program_of({prime(x) = v, prime(v) = par[1] * sin(x) - par[0] * v});
    for (const std::uint32_t size : {1u, 2u, 3u, 8u}) {
        const auto batch = replicate(p, size);
        verify(batch);
        CHECK(batch.n_states == 2 * size);
        CHECK(batch.definitions.size() == p.definitions.size() * size);
        for (std::size_t i = 0; i < batch.definitions.size(); ++i) {
            const auto &d = batch.definitions[i], &original = p.definitions[i / size];
            CHECK(d.op == original.op);
            CHECK(d.constant == original.constant);
            for (const auto a : d.args) {
                // All that a definition of trajectory k reads is of trajectory k.
                CHECK((batch.is_state(a) ? a % size : batch.defined_by[a - batch.n_states] % size) == i % size);
            }
        }
        for (std::uint32_t k = 0; k < size; ++k)
            CHECK(batch.derivatives[k] == size + k); // x' = v
    }
}

TEST_CASE("bundles of a batch hold each operation of every trajectory once", "[batch]") {
    const auto p = program_of(problems::pendulum().system);
    for (const std::uint32_t size : {1u, 3u, 8u, 11u}) {
        const auto batch = replicate(p, size);
        const auto b = side_by_side(p, size, 8);
        std::vector<int> seen(batch.definitions.size());
        for (const auto &bundle : b.definitions) {
            CHECK(bundle.size() <= 8);
            for (const auto i : bundle)
                ++seen[i];
        }
        CHECK(seen == std::vector<int>(batch.definitions.size(), 1));
        CHECK_NOTHROW(make_plan(batch, b, 20));
    }
}

TEST_CASE("each trajectory reads its own time", "[batch]") {
    const auto x = make_vars("x");
    const auto p = program_of({prime(x) = x * brook::time});
    CHECK(choose_batch_shape(p, 8, 8, 20) == batch_shape::side_by_side);
    const auto batch = replicate(p, 8);
    verify(batch);
    std::vector<number> times;
    for (const auto &d : batch.definitions)
        if (d.op == &time_operation)
            times.push_back(d.constants.at(0));
    CHECK(times ==
          std::vector{number(0.), number(1.), number(2.), number(3.), number(4.), number(5.), number(6.), number(7.)});
}

TEST_CASE("functions of the user's that read the time make trajectories run in turn", "[batch]") {
    program p;
    p.n_states = 1;
    p.derivatives = {p.add({&read_clock, {}, {}, {}})};
    CHECK(choose_batch_shape(p, 8, 8, 20) == batch_shape::in_turn);
}

TEST_CASE("small systems go side by side, those that fill the lanes or the cache in turn", "[batch]") {
    const auto shape = [](const problems::problem &p, std::uint32_t size) {
        return choose_batch_shape(program_of(p.system), size, 8, 20);
    };
    CHECK(shape(problems::pendulum(), 8) == batch_shape::side_by_side);
    CHECK(shape(problems::henon_heiles(), 8) == batch_shape::side_by_side);
    CHECK(shape(problems::pendulum(), 1000) == batch_shape::side_by_side);
    CHECK(shape(problems::pendulum(), 1) == batch_shape::in_turn);
    CHECK(shape(problems::planetary_three_bodies(), 8) == batch_shape::side_by_side);
    CHECK(shape(problems::outer_solar_system(), 8) == batch_shape::in_turn);
    CHECK(shape(problems::pendulum_chain(32), 8) == batch_shape::in_turn);
    CHECK(shape(problems::pendulum_chain(32), 2) == batch_shape::in_turn);
    CHECK(shape(problems::twenty_bodies(), 8) == batch_shape::in_turn);
}
