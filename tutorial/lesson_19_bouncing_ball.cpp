// SPDX-License-Identifier: MPL-2.0
// Lesson 19: hybrid systems, whose state jumps and whose equations change. A ball bounces until it rests, infinitely
// often in a finite time, and then slides on the floor until friction stops it.
//
// The recipe: each mode (in the air, on the floor) is an integrator of its own. Jumps within a mode are terminal events
// whose callback changes the state and returns true. What leads to another mode is a terminal event that stops, or the
// outcome zeno; then the other integrator takes over time and state.
#include <cmath>
#include <cstdio>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

int main(int argc, char **argv) {
    using namespace brook;
    using integrator = taylor_adaptive<double>;
    const double g = 9.81, restitution = 0.75, friction = 0.1;
    const auto [x, z, u, w] = make_vars("x", "z", "u", "w"); // place, height, and velocities

    // At z = 0 the velocity is reversed, and part of it is lost. The event counts where z becomes negative only.
    callback::event_recorder<double> bounces;
    const auto bounce = [bounces, restitution](integrator &ball, int direction) mutable {
        bounces(ball, direction);
        ball.get_state_data()[3] *= -restitution;
        return true;
    };
    const t_event<double> floor(z, kw::callback = bounce, kw::direction = event_direction::negative);
    integrator in_the_air({prime(x) = u, prime(z) = w, prime(u) = 0_dbl, prime(w) = expression(-g)}, {0., 1., 1., 0.},
                          kw::t_events = {floor});

    // The n-th bounce leaves a velocity of restitution^n sqrt(2 g), so that there are infinitely many in the time
    // sqrt(2 / g) (1 + restitution) / (1 - restitution). They end where a bounce is no higher than the error of z.
    const auto flight = in_the_air.propagate_until(100., kw::c_output = true);
    const double rest = std::sqrt(2 / g) * (1 + restitution) / (1 - restitution);
    std::printf("%s after more than 50 bounces: %s\n", fmt::format("{}", flight.outcome()).c_str(),
                bounces.n_events() > 50 ? "yes" : "no");
    std::printf("at rest after %.4f, which is right to 1e-6: %s\n", in_the_air.get_time(),
                std::abs(in_the_air.get_time() - rest) < 1e-6 ? "yes" : "no");
    bool right = true;
    double fall = std::sqrt(2 / g), time = fall;
    for (std::size_t n = 0; n < 20; ++n) {
        right = right && std::abs(bounces.times()[n] - time) < 1e-13;
        fall *= restitution;
        time += 2 * fall;
    }
    std::printf("the first 20 bounces are right to 1e-13: %s\n", right ? "yes" : "no");

    // On the floor there is no height. This mode begins where the other one ended, and ends where the velocity is 0.
    const auto &state = in_the_air.get_state();
    integrator on_the_floor({prime(x) = u, prime(u) = expression(-friction * g)}, {state[0], state[2]},
                            kw::time = in_the_air.get_time(),
                            kw::t_events = {t_event<double>(u, kw::direction = event_direction::negative)});
    const auto slide = on_the_floor.propagate_until(100., kw::c_output = true);
    const double end = rest + 1 / (friction * g), place = rest + 1 / (2 * friction * g);
    std::printf("%s at t = %.4f, x = %.4f\n", fmt::format("{}", slide.outcome()).c_str(), on_the_floor.get_time(),
                on_the_floor.get_state()[0]);
    std::printf("right to 1e-6: %s\n",
                std::abs(on_the_floor.get_time() - end) < 1e-6 && std::abs(on_the_floor.get_state()[0] - place) < 1e-6
                    ? "yes"
                    : "no");

    if (argc > 1) { // the name of a picture
        auto air = flight.continuous_output().value();
        auto ground = slide.continuous_output().value();
        std::vector<picture::point> path, slid, vertical, horizontal;
        for (int i = 0; i < 400; ++i) {
            const double t = rest * i / 400;
            const auto &at = air(t);
            path.push_back({at[0], at[1]});
            vertical.push_back({t, at[3]});
            horizontal.push_back({t, at[2]});
        }
        for (int i = 0; i <= 100; ++i) {
            const double t = rest + (end - rest) * i / 100;
            const auto &at = ground(t);
            slid.push_back({at[0], 0.});
            horizontal.push_back({t, at[1]});
        }
        picture::panel where{"A ball bounces until it rests, then slides", "place", "height"};
        where.curves = {{"in the air", picture::style::line, path}, {"on the floor", picture::style::line, slid}};
        picture::panel velocities{"Its velocities jump, or have a kink", "t", "velocity"};
        velocities.curves = {{"vertical", picture::style::line, vertical},
                             {"horizontal", picture::style::line, horizontal}};
        picture::draw(argv[1], {where, velocities});
    }
}
