// SPDX-License-Identifier: MPL-2.0
// Lesson 9: many trajectories of one system at once.
//
// A processor's vectors have lanes, and a small system fills few of them. A batch gives every lane a trajectory: eight
// pendulums take little longer than one. Each has its own state, parameters, time and step sizes, and the bits that it
// would have by itself. Systems that fill the lanes alone run one trajectory after the other instead.
#include <cstdio>
#include <tuple>
#include <vector>

#include <brook/brook.hpp>

int main() {
    using namespace brook;
    const auto [x, v] = make_vars("x", "v");
    const std::vector<std::pair<expression, expression>> pendulum{prime(x) = v, prime(v) = -par[0] * sin(x)};

    // Everything stands side by side: first the angles of all, then the velocities of all.
    taylor_adaptive_batch<double> batch(pendulum,
                                        {0.1, 0.2, 0.3, 0.4,  // x
                                         0.0, 0.0, 0.0, 0.5}, // v
                                        4, kw::pars = {9.81, 9.81, 9.81, 1.62});

    // To one time for all, or to a time for each. Who arrives first waits.
    batch.propagate_until(1.);
    batch.propagate_until({2., 3., 4., 5.});

    for (std::size_t k = 0; k < batch.get_batch_size(); ++k) {
        const auto outcome = std::get<0>(batch.get_propagate_res()[k]);
        std::printf("x_%zu(%g) = %9.6f%s\n", k, batch.get_time()[k], batch.get_state()[k],
                    outcome == taylor_outcome::time_limit ? "" : " (failed)");
    }

    // The last one by itself: the same bits.
    taylor_adaptive<double> alone(pendulum, {0.4, 0.5}, kw::pars = {1.62});
    alone.propagate_until(1.);
    alone.propagate_until(5.);
    std::printf("the same alone: %s\n", alone.get_state()[0] == batch.get_state()[3] ? "yes" : "no");

    // A trajectory whose limit is 0 stays where it is.
    batch.step({0.001, 0., -0.001, 0.});
    std::printf("steps: %g %g %g %g\n", batch.get_last_h()[0], batch.get_last_h()[1], batch.get_last_h()[2],
                batch.get_last_h()[3]);
}
