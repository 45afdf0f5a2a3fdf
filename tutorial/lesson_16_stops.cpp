// SPDX-License-Identifier: MPL-2.0
// Lesson 16: times that are known before, at which something changes: thrust arcs, switches, the kinks of a forcing.
#include <cmath>
#include <cstdio>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

int main(int argc, char **argv) {
    namespace kw = brook::kw;
    using integrator = brook::taylor_adaptive<double>;

    // A rocket burns from t = 1 to t = 3. Its thrust is a parameter, which a callback changes at stops: steps end there
    // exactly, and the next one has the new value.
    const auto [v, m] = brook::make_vars("v", "m");
    const double exhaust_speed = 3.;
    integrator rocket({brook::prime(v) = brook::par[0] * exhaust_speed / m, brook::prime(m) = -brook::par[0]},
                      {0., 10.});
    const auto throttle = [](integrator &ta) {
        if (ta.get_time() == 1.)
            ta.get_pars_data()[0] = 2.;
        if (ta.get_time() == 3.)
            ta.get_pars_data()[0] = 0.;
        return true;
    };
    const auto arc = rocket.propagate_until(10., kw::stop_at = {1., 3.}, kw::callback = throttle, kw::c_output = true);
    const double exact = exhaust_speed * std::log(10. / 6.); // Tsiolkovsky
    std::printf("mass %.1f, error of the speed below 1e-14: %s\n", rocket.get_state()[1],
                std::abs(rocket.get_state()[0] - exact) < 1e-14 ? "yes" : "no");

    // The same with select() in the equations, whose kinks are where the steps end. Without the stops a step would go
    // over them, and its polynomial would know only what is on one side.
    const auto t = brook::expression(brook::time);
    const auto thrust =
        brook::select(brook::logical_and({brook::gte(t, brook::expression(1.)), brook::lt(t, brook::expression(3.))}),
                      brook::expression(2.), brook::expression(0.));
    const integrator start({brook::prime(v) = thrust * exhaust_speed / m, brook::prime(m) = -thrust}, {0., 10.});
    auto with_stops = start, without = start;
    const auto right = with_stops.propagate_until(10., kw::stop_at = {1., 3.}, kw::c_output = true);
    const auto wrong = without.propagate_until(10., kw::max_delta_t = 0.3, kw::c_output = true);
    std::printf("error with stops below 1e-14: %s, without: %s\n",
                std::abs(with_stops.get_state()[0] - exact) < 1e-14 ? "yes" : "no",
                std::abs(without.get_state()[0] - exact) < 1e-14 ? "yes" : "no");

    // There may be very many. They count backward, too.
    std::vector<double> many;
    for (int i = 1; i < 1000; ++i)
        many.push_back(i * 0.01);
    const auto result = with_stops.propagate_until(0., kw::stop_at = many);
    std::printf("at least a step for each stop: %s, back at the beginning: %s\n",
                result.n_steps() >= 1000 ? "yes" : "no", std::abs(with_stops.get_state()[0]) < 1e-13 ? "yes" : "no");

    if (argc > 1) { // the name of a picture
        const auto curve = [](const auto &propagation, std::size_t variable) {
            auto solution = propagation.continuous_output().value();
            return picture::points_of([&](double t) { return solution(t)[variable]; }, 0, 5);
        };
        picture::panel thrust_arc{"A rocket burns from t = 1 to t = 3", "t", "speed, mass"};
        thrust_arc.curves = {{"speed", picture::style::line, curve(arc, 0)},
                             {"mass", picture::style::line, curve(arc, 1)}};
        picture::panel kinks{"Its speed, where select() switches the thrust", "t", "speed"};
        kinks.curves = {{"with stops", picture::style::band, curve(right, 0)},
                        {"without, steps of 0.3", picture::style::line, curve(wrong, 0)}};
        picture::draw(argv[1], {thrust_arc, kinks});
    }
}
