// SPDX-License-Identifier: MPL-2.0
// What a user of an installed brook does: integrates a pendulum, and looks whether it keeps its energy.
#include <cmath>
#include <cstdio>
#include <tuple>

#include <brook/brook.hpp>
#include <brook/config.hpp>

int main() {
    const auto [x, v] = brook::make_vars("x", "v");
    brook::taylor_adaptive<double> pendulum({brook::prime(x) = v, brook::prime(v) = -9.81 * sin(x)}, {1.5, 0.});
    const auto energy = [&] {
        const double angle = pendulum.get_state()[0], velocity = pendulum.get_state()[1];
        return velocity * velocity / 2 - 9.81 * std::cos(angle);
    };

    const double at_first = energy();
    const auto outcome = std::get<0>(pendulum.propagate_until(100.));
    const double change = std::abs(energy() - at_first);
    std::printf("brook %s: the energy of a pendulum changed by %.1e in 100 s\n", BROOK_VERSION_STRING, change);
    return outcome == brook::taylor_outcome::time_limit && change < 1e-12 ? 0 : 1;
}
