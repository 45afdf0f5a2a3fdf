// SPDX-License-Identifier: MPL-2.0
// Quantities that long integrations must conserve, in every type.
#include <cmath>
#include <limits>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/real.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::code_types;
using test::real;

namespace {

// The relative change of a conserved quantity, in eps.
template <typename T>
double change(const real &now, const real &before) {
    return std::abs(double((now / before - 1) / std::numeric_limits<T>::epsilon()));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("the energy of the outer Solar System walks at random", "", code_types) {
    const auto &start = outer_solar_system::initial_state;
    const std::vector<TestType> state(start.begin(), start.end());
    const auto initial_energy = outer_solar_system::energy<real>(state);
    for (bool high_accuracy : {false, true}) {
        taylor_adaptive<TestType> ta(outer_solar_system::equations(), state, kw::high_accuracy = high_accuracy);
        std::size_t steps = 0;
        for (double years : {100., 1000., 5000.}) {
            const auto result = ta.propagate_until(years);
            CHECK(result.outcome() == taylor_outcome::time_limit);
            steps += result.n_steps();
            // D. Brouwer, On the accumulation of errors in numerical integration, Astron. J. 46 (1937): unbiased
            // rounding makes the error of the energy grow with the square root of the number of steps. One step is
            // wrong by less than an eps; three standard deviations.
            CHECK(change<TestType>(outer_solar_system::energy<real>(ta.get_state()), initial_energy) <
                  3 * std::sqrt(double(steps)));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("the energy of a linear oscillator walks at random", "", code_types) {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<TestType> ta({prime(x) = v, prime(v) = -x}, std::vector<TestType>{0, 1});
    const auto steps = std::get<3>(ta.propagate_until(100000));
    const real a = ta.get_state()[0], b = ta.get_state()[1];
    // A step rounds both variables by at most half an eps of 1, which changes the energy by less than an eps; three
    // standard deviations of such a walk, where a drift of 0.01 eps per step would show.
    CHECK(change<TestType>(a * a + b * b, 1) < 3 * std::sqrt(double(steps)));
}

TEMPLATE_LIST_TEST_CASE("Henon and Heiles's star keeps its energy", "", code_types) {
    const auto [x, y, vx, vy] = make_vars("x", "y", "vx", "vy");
    taylor_adaptive<TestType> ta(
        {prime(x) = vx, prime(y) = vy, prime(vx) = -x - 2. * x * y, prime(vy) = y * y - y - x * x},
        std::vector<TestType>{TestType(.1L), TestType(-.2L), TestType(.3L), TestType(.1L)});
    const auto energy = [&]() -> real {
        const real a = ta.get_state()[0], b = ta.get_state()[1], va = ta.get_state()[2], vb = ta.get_state()[3];
        return (va * va + vb * vb + a * a + b * b) / 2 + a * a * b - b * b * b / 3;
    };
    const auto before = energy();
    const auto result = ta.propagate_until(2000);
    CHECK(result.outcome() == taylor_outcome::time_limit);
    // As above, with the energy itself as the unit.
    CHECK(change<TestType>(energy(), before) < 3 * std::sqrt(double(result.n_steps())));
}

TEMPLATE_LIST_TEST_CASE("Euler's top keeps its energy and its angular momentum", "", code_types) {
    const auto [a, b, c] = make_vars("a", "b", "c");
    // Moments of inertia 1, 2, 3; angular velocities about the axes, near the unstable middle one.
    taylor_adaptive<TestType> ta({prime(a) = -b * c, prime(b) = c * a, prime(c) = TestType(-1) / 3 * (a * b)},
                                 std::vector<TestType>{TestType(.01L), 1, TestType(.02L)});
    const auto sum = [](const std::vector<TestType> &w, int x, int y, int z) -> real {
        return real(x) * w[0] * w[0] + real(y) * w[1] * w[1] + real(z) * w[2] * w[2];
    };
    const auto start = ta.get_state();
    const auto result = ta.propagate_until(1000);
    CHECK(result.outcome() == taylor_outcome::time_limit);
    const auto bound = 3 * std::sqrt(double(result.n_steps())) + 2;
    // -1/3 is rounded: the conserved quantities are those of a top whose moments differ by an eps.
    CHECK(change<TestType>(sum(ta.get_state(), 1, 2, 3), sum(start, 1, 2, 3)) < bound); // twice the energy
    CHECK(change<TestType>(sum(ta.get_state(), 1, 4, 9), sum(start, 1, 4, 9)) < bound); // square of the momentum
}
