// SPDX-License-Identifier: MPL-2.0
// Polynomials of event functions along real trajectories: the same pipeline, caches and plan as the states.
// covers: build, trajectories
#include <cmath>
#include <limits>
#include <vector>

#include <brook/math/functions.hpp>

#include "integrator/build.hpp"
#include "integrator/trajectories.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/output_coefficients.hpp"
#include "test/support/same_bits.hpp"

using namespace brook;
using detail::build_stepper;
using detail::fp_type;
using detail::ode_system;
using detail::trajectories;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint32_t order = 20;

std::shared_ptr<const detail::stepper_code> code_of(const ode_system &system, std::uint32_t size = 1) {
    detail::stepper_options options;
    options.trajectories = size;
    return build_stepper(system, fp_type::f64, order, options);
}

using outputs = test::output_coefficients<double>;

// A step of one trajectory, and its size.
double step(trajectories<double> &t, double limit, outputs &of) {
    of.step(t, &limit);
    return t.last_h[0];
}

// The polynomial of output i of the last step.
double output_at(const outputs &of, std::size_t i, double h) {
    double sum = 0;
    for (auto k = order + 1; k-- != 0;)
        sum = sum * h + of.tc[i * (order + 1) + k];
    return sum;
}

double square_distance(const double *a, const double *b) {
    double sum = 0;
    for (int c = 0; c < 3; ++c)
        sum += (a[c] - b[c]) * (a[c] - b[c]);
    return sum;
}

} // namespace

TEST_CASE("an output is the function of the state all along a step", "[outputs]") {
    const auto [x, v] = make_vars("x", "v");
    const ode_system system({prime(x) = v, prime(v) = -par[0] * sin(x)}, false,
                            {v * v / 2. - par[0] * cos(x), x - brook::time, exp(x * v), v});
    trajectories<double> t(code_of(system), false, {1.3, .1}, {9.8}, {.5});
    outputs of;
    for (int i = 0; i < 50; ++i) {
        const double begin = t.time[0], h = step(t, infinity, of);
        for (const double s : {0., .3 * h, .7 * h, h}) {
            t.evaluate_dense_output(&s);
            const double a = t.d_output[0], b = t.d_output[1];
            CHECK(output_at(of, 0, s) == Approx(b * b / 2 - 9.8 * std::cos(a)).epsilon(1e-13).margin(1e-13));
            CHECK(output_at(of, 1, s) == Approx(a - (begin + s)).epsilon(1e-13).margin(1e-13));
            CHECK(output_at(of, 2, s) == Approx(std::exp(a * b)).epsilon(1e-13));
            CHECK(output_at(of, 3, s) == Approx(b).epsilon(1e-13).margin(1e-13));
        }
    }
}

TEST_CASE("distances of planets are followed beside their orbits, which they leave alone", "[outputs]") {
    using namespace outer_solar_system;
    const auto system = equations();
    const std::vector<double> start(initial_state.begin(), initial_state.end());
    trajectories<double> with(code_of(ode_system(system, false, squared_distances())), false, start, {}, {0});
    trajectories<double> without(code_of(ode_system(system)), false, start, {}, {0});
    outputs of, none;
    for (int i = 0; i < 20; ++i) {
        // Distances are longer than coordinates and enter the norms, so that the natural steps would differ.
        step(with, .25, of);
        step(without, .25, none);
        CHECK(test::same_bits(with.state, without.state));
        CHECK(test::same_bits(with.tc, without.tc));
        std::size_t output = 0;
        for (std::size_t i = 1; i < n_bodies; ++i)
            for (std::size_t j = i + 1; j < n_bodies; ++j)
                CHECK(output_at(of, output++, .25) ==
                      Approx(square_distance(&with.state[6 * i], &with.state[6 * j])).epsilon(1e-14));
    }
}

// Side by side, and in turn with the code for one.
TEST_CASE("the trajectories of a batch have the outputs that they have alone", "[outputs]") {
    const auto [x, v] = make_vars("x", "v");
    const ode_system system({prime(x) = v, prime(v) = -sin(x)}, false, {3. * v * v - cos(x), x - brook::time, 2. * x});
    constexpr std::uint32_t size = 5;
    const auto together = code_of(system, 4), one = code_of(system);
    CHECK(together->trajectories == 4);
    const std::vector<double> state{.1, .3, -2, 40, .7, 1, 0, -.5, .2, 3}, times{0, 1, 2, 3, 50};
    trajectories<double> side_by_side(together, false, state, {}, times), in_turn(one, false, state, {}, times);
    const std::vector<double> limits{infinity, .01, -infinity, infinity, infinity};
    outputs of_side_by_side, of_in_turn;
    for (int i = 0; i < 10; ++i) {
        of_side_by_side.step(side_by_side, limits.data());
        of_in_turn.step(in_turn, limits.data());
        CHECK(test::same_bits(of_side_by_side.tc, of_in_turn.tc));
        CHECK(test::same_bits(side_by_side.last_h, in_turn.last_h));
    }
    for (std::size_t k = 0; k < size; ++k) {
        trajectories<double> alone(one, false, {state[k], state[size + k]}, {}, {times[k]});
        outputs of_alone;
        for (int i = 0; i < 10; ++i)
            of_alone.step(alone, &limits[k]);
        std::vector<double> of_batch;
        for (std::size_t i = k; i < of_in_turn.tc.size(); i += size)
            of_batch.push_back(of_in_turn.tc[i]);
        CHECK(test::same_bits(of_alone.tc, of_batch));
        CHECK(alone.last_h[0] == in_turn.last_h[k]);
    }
}

TEST_CASE("event functions are part of what is compiled once", "[outputs]") {
    const fresh_caches caches;
    const auto [x, v, a, b] = make_vars("x", "v", "a", "b");
    const auto compilations = [](const ode_system &system) { return during([&] { code_of(system); }).compilations; };
    const std::vector<ode_system::equation> equations{prime(x) = v, prime(v) = -sin(x)};
    CHECK(compilations(ode_system(equations)) == 1);
    CHECK(compilations(ode_system(equations, false, {x * v})) == 1);
    CHECK(compilations(ode_system(equations, false, {x + v})) == 1);
    CHECK(compilations(ode_system(equations, false, {x * v, x + v})) == 1);
    CHECK(compilations(ode_system({prime(a) = b, prime(b) = -sin(a)}, false, {a * b})) == 0);
    llvm_state::clear_memcache();
    CHECK(compilations(ode_system(equations, false, {x * v})) == 0);
    trajectories<double> t(code_of(ode_system(equations, false, {x * v})), false, {.5, .25}, {}, {0});
    outputs of;
    step(t, infinity, of);
    CHECK(of.tc[0] == .125);
}
