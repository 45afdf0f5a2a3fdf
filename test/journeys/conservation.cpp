// SPDX-License-Identifier: MPL-2.0
// Quantities that long integrations must conserve.
#include <cmath>
#include <limits>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/outer_solar_system.hpp"

using namespace brook;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

} // namespace

TEST_CASE("the energy of the outer Solar System walks at random") {
    const auto &start = outer_solar_system::initial_state;
    const std::vector<double> state(start.begin(), start.end());
    const auto initial_energy = outer_solar_system::energy(state);
    for (bool high_accuracy : {false, true}) {
        taylor_adaptive<double> ta(outer_solar_system::equations(), state, kw::high_accuracy = high_accuracy);
        std::size_t steps = 0;
        for (double years : {100., 1000., 5000.}) {
            const auto [outcome, min_h, max_h, n] = ta.propagate_until(years);
            CHECK(outcome == taylor_outcome::time_limit);
            steps += n;
            const auto error =
                std::abs(double((outer_solar_system::energy(ta.get_state()) - initial_energy) / initial_energy));
            // D. Brouwer, On the accumulation of errors in numerical integration, Astron. J. 46 (1937): unbiased
            // rounding makes the error of the energy grow with the square root of the number of steps. One step is
            // wrong by less than an eps; three standard deviations.
            CHECK(error < 3 * eps * std::sqrt(double(steps)));
        }
    }
}

TEST_CASE("the energy of a linear oscillator walks at random") {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<double> ta({prime(x) = v, prime(v) = -x}, {0., 1.});
    const auto steps = std::get<3>(ta.propagate_until(100000));
    const long double a = ta.get_state()[0], b = ta.get_state()[1];
    // A step rounds both variables by at most half an eps of 1, which changes the energy by less than an eps; three
    // standard deviations of such a walk, where a drift of 0.01 eps per step would show.
    CHECK(std::abs(double(a * a + b * b - 1)) < 3 * eps * std::sqrt(double(steps)));
}

TEST_CASE("Henon and Heiles's star keeps its energy") {
    const auto [x, y, vx, vy] = make_vars("x", "y", "vx", "vy");
    taylor_adaptive<double> ta(
        {prime(x) = vx, prime(y) = vy, prime(vx) = -x - 2. * x * y, prime(vy) = y * y - y - x * x},
        {0.1, -0.2, 0.3, 0.1});
    const auto energy = [&] {
        const long double a = ta.get_state()[0], b = ta.get_state()[1], va = ta.get_state()[2], vb = ta.get_state()[3];
        return (va * va + vb * vb + a * a + b * b) / 2 + a * a * b - b * b * b / 3;
    };
    const auto before = energy();
    const auto [outcome, min_h, max_h, steps] = ta.propagate_until(2000);
    CHECK(outcome == taylor_outcome::time_limit);
    // As above, with the energy itself as the unit.
    CHECK(std::abs(double(energy() / before - 1)) < 3 * eps * std::sqrt(double(steps)));
}

TEST_CASE("Euler's top keeps its energy and its angular momentum") {
    const auto [a, b, c] = make_vars("a", "b", "c");
    // Moments of inertia 1, 2, 3; angular velocities about the axes, near the unstable middle one.
    taylor_adaptive<double> ta({prime(a) = -b * c, prime(b) = c * a, prime(c) = (-1. / 3) * (a * b)}, {0.01, 1., 0.02});
    const auto twice_energy = [](const auto &w) { return 1.L * w[0] * w[0] + 2.L * w[1] * w[1] + 3.L * w[2] * w[2]; };
    const auto momentum = [](const auto &w) { return 1.L * w[0] * w[0] + 4.L * w[1] * w[1] + 9.L * w[2] * w[2]; };
    const auto start = ta.get_state();
    const auto [outcome, min_h, max_h, steps] = ta.propagate_until(1000);
    CHECK(outcome == taylor_outcome::time_limit);
    const auto bound = 3 * eps * std::sqrt(double(steps));
    // -1/3 is rounded: the conserved quantities are those of a top whose moments differ by an eps.
    CHECK(std::abs(double(twice_energy(ta.get_state()) / twice_energy(start) - 1)) < bound + 2 * eps);
    CHECK(std::abs(double(momentum(ta.get_state()) / momentum(start) - 1)) < bound + 2 * eps);
}
