// SPDX-License-Identifier: MPL-2.0
// Polynomials of functions of the state: they have the last order, too, and cost the states nothing.
// covers: jet, pieces, block_loops, jet_emitter
#include <algorithm>
#include <cmath>

#include "decomposition/batch.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/random_program.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::test;

namespace {

// Outputs that differ from the reference, and states that differ from the jet without outputs.
template <typename T>
std::size_t mismatches(const copied_program &p, const detail::program &without, std::uint32_t width,
                       std::uint32_t order, unsigned seed, detail::jet_shape shape = detail::jet_shape::loops,
                       const detail::jet_cut &cut = {}) {
    const auto &t = detail::find_target("native");
    const auto state = p.template random_state<T>(seed);
    const std::vector<T> pars{T(.7L), T(.4L), T(.9L)};
    compiled_jet<T> jet(p.program, p.bundles(width), order, t, 1, shape, cut);
    compiled_jet<T> plain(without, p.bundles(width), order, t, 1, shape, cut);
    const auto states = jet(state, pars, T(.3L));
    const auto expected = reference_outputs<T>(p.program, order, t.vectors.fused, state, pars, T(.3L));
    return different_bits(states, plain(state, pars, T(.3L))) + different_bits(jet.outputs(), expected);
}

struct program_pair {
    program_pair(std::uint32_t copies, unsigned seed, int steps, int n) : with(copies, seed, steps) {
        without = with.program;
        with.add_outputs(n);
        verify(with.program);
    }
    copied_program with;
    detail::program without;
};

} // namespace

TEMPLATE_LIST_TEST_CASE("outputs equal the reference bit for bit at every width", "[codegen]", code_types) {
    for (unsigned seed = 600; seed < 608; ++seed) {
        const program_pair p(full_block<TestType> + (seed % 3 == 0 ? 3 : 0), seed, 10, 1 + int(seed % 4));
        for (const auto width : block_widths<TestType>()) {
            INFO("seed " << seed << " width " << width);
            CHECK(mismatches<TestType>(p.with, p.without, width, 2 + seed % 20, seed) == 0);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("outputs of unrolled jets equal the reference bit for bit", "[codegen]", code_types) {
    for (unsigned seed = 620; seed < 624; ++seed) {
        const program_pair p(3, seed, 8, 3);
        for (const auto width : block_widths<TestType>()) {
            INFO("seed " << seed << " width " << width);
            CHECK(mismatches<TestType>(p.with, p.without, width, 2 + seed % 11, seed, detail::jet_shape::unrolled) ==
                  0);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("outputs of loops over chunks, and of parts, equal the reference", "[codegen]", code_types) {
    for (unsigned seed = 640; seed < 643; ++seed) {
        const program_pair p(75, seed, 8, 2);
        for (const auto width : block_widths<TestType>()) {
            INFO("seed " << seed << " width " << width);
            CHECK(mismatches<TestType>(p.with, p.without, width, 3 + seed % 9, seed) == 0);
            CHECK(mismatches<TestType>(p.with, p.without, width, 3 + seed % 9, seed, detail::jet_shape::loops,
                                       {0, 100, 300}) == 0);
        }
    }
}

TEST_CASE("the program of a system has its events as outputs", "[codegen]") {
    const auto [x, v] = make_vars("x", "v");
    const std::vector<expression> events{x * x + v * v, x, cos(x) - .5, v - brook::time, par[0] * x};
    const detail::ode_system system({prime(x) = v, prime(v) = -sin(x)}, false, events);
    const auto p = decompose(system);
    verify(p);
    REQUIRE(p.outputs.size() == events.size());
    CHECK(p.outputs[1] == 0);
    // The twin of the sine that the equations need anyway.
    const auto pairs = std::count_if(p.definitions.begin(), p.definitions.end(),
                                     [](const auto &d) { return d.op == &detail::sine_cosine_operation; });
    CHECK(pairs == 1);
}

// g(x(t)) along the solution x = sin t, v = cos t, whose Taylor coefficients are known.
TEST_CASE("outputs are the Taylor coefficients of a function along the solution", "[codegen]") {
    const auto [x, v] = make_vars("x", "v");
    const detail::ode_system system({prime(x) = v, prime(v) = -x}, false, {x * x + v * v, x * v, v + 2. * brook::time});
    const auto p = decompose(system);
    constexpr std::uint32_t order = 20;
    compiled_jet<double> jet(p, detail::pack(p, 8), order, detail::find_target("native"));
    jet({0., 1.}, {}, 3.);
    const auto g = jet.outputs();
    REQUIRE(g.size() == 3);
    double factorial = 1; // of k
    for (std::uint32_t k = 0; k <= order; factorial *= ++k) {
        INFO("order " << k);
        // 1; sin(2 t) / 2; cos(t) + 2 (3 + t).
        const double sign = k / 2 % 2 == 0 ? 1 : -1;
        const double half_sine = k % 2 == 1 ? sign * std::ldexp(1., int(k) - 1) / factorial : 0.;
        const double cosine = k % 2 == 0 ? sign / factorial : 0.;
        CHECK(g[0][k] == Approx(k == 0).margin(1e-15));
        CHECK(g[1][k] == Approx(half_sine).epsilon(1e-13).margin(1e-18));
        CHECK(g[2][k] == Approx(cosine + (k == 0 ? 6 : k == 1 ? 2 : 0)).epsilon(1e-13).margin(1e-18));
    }
}

// Close encounters of planets: all that outputs need, the equations need, too.
TEST_CASE("outputs that share everything with the equations cost no new operation", "[codegen]") {
    const auto equations = outer_solar_system::equations();
    const auto without = decompose(detail::ode_system(equations));
    const auto with = decompose(detail::ode_system(equations, false, outer_solar_system::squared_distances()));
    CHECK(with.outputs.size() == 10);
    CHECK(with.definitions.size() == without.definitions.size());
}

// Each copy of a program has outputs of its own.
TEST_CASE("trajectories side by side have the outputs that they have alone", "[codegen]") {
    const auto [x, v] = make_vars("x", "v");
    const auto p = decompose(detail::ode_system({prime(x) = v, prime(v) = -sin(x)}, false, {x * v, cos(x)}));
    const auto &t = detail::find_target("native");
    constexpr std::uint32_t size = 5;
    const auto copies = detail::replicate(p, size);
    compiled_jet<double> batch(copies, detail::side_by_side(p, size, 8), 20, t),
        alone(p, detail::single_lanes(p), 20, t);
    std::vector<double> states;
    for (std::uint32_t i = 0; i < 2 * size; ++i)
        states.push_back(.1 + .07 * i);
    batch(states, {}, 0.);
    const auto all = batch.outputs();
    for (std::uint32_t k = 0; k < size; ++k) {
        alone({states[k], states[size + k]}, {}, 0.);
        CHECK(different_bits(alone.outputs(), {all[k], all[size + k]}) == 0);
    }
}
