// SPDX-License-Identifier: MPL-2.0
// Lesson 11: variables of different sizes.
//
// The error of a step is at most about tol max(1, |x|), where |x| is the largest of all variables. If all of them are
// near 1, that is relative to each. A variable of 1e-12 has an error of 1e-16 then, four digits; and beside an orbit
// in metres an angle is as wrong as the orbit, 7e6 times the tolerance.
//
// The keyword scale gives each variable the size that it usually has, s_i. The norm is |x| = max |x_i| / s_i, and the
// error of x_i about tol s_i max(1, |x|).
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

namespace {

using namespace brook;

// The relative error of a cosine after 100 units of time.
double error_of(const taylor_adaptive<double> &ta, double x, double amplitude) {
    return std::abs(x - amplitude * std::cos(ta.get_time())) / amplitude;
}

void print(const char *what, double error) {
    std::printf("%-36s %s\n", what, error < 1e-12 ? "all digits" : error < 1e-3 ? "some digits" : "no digit");
}

} // namespace

int main() {
    const auto [x, v, r, w] = make_vars("x", "v", "r", "w");
    const std::vector<std::pair<expression, expression>> oscillator{prime(x) = v, prime(v) = -x};

    // A tiny amplitude: one scale for all variables.
    const double tiny = 1e-12;
    taylor_adaptive<double> plain(oscillator, {tiny, 0.}), scaled(oscillator, {tiny, 0.}, kw::scale = tiny);
    plain.propagate_until(100.);
    scaled.propagate_until(100.);
    print("amplitude 1e-12:", error_of(plain, plain.get_state()[0], tiny));
    print("  with scale 1e-12:", error_of(scaled, scaled.get_state()[0], tiny));

    // The same oscillator in a ship that moves slowly along a circle of 7e6 metres: a scale for each variable.
    const std::vector<std::pair<expression, expression>> ship{prime(r) = w, prime(w) = -1e-6 * r, prime(x) = v,
                                                              prime(v) = -x};
    taylor_adaptive<double> aboard(ship, {7e6, 0., 1., 0.}),
        watched(ship, {7e6, 0., 1., 0.}, kw::scale = {7e6, 7e3, 1., 1.});
    aboard.propagate_until(100.);
    watched.propagate_until(100.);
    print("amplitude 1 beside 7e6:", error_of(aboard, aboard.get_state()[2], 1.));
    print("  with scales 7e6, 7e3, 1, 1:", error_of(watched, watched.get_state()[2], 1.));

    // What never changes does not count: a mass in kilograms needs no scale.
    const auto mass = make_vars("mass");
    taylor_adaptive<double> sun({prime(x) = v, prime(v) = -x * mass / 2e30, prime(mass) = 0_dbl}, {1., 0., 2e30});
    sun.propagate_until(100.);
    print("amplitude 1 beside a mass of 2e30:", error_of(sun, sun.get_state()[0], 1.));
}
