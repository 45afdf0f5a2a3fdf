// SPDX-License-Identifier: MPL-2.0
// Lesson 16: times that are known before, at which something changes: thrust arcs, switches, the kinks of a forcing.
#include <cmath>
#include <cstdio>
#include <vector>

#include <brook/brook.hpp>

int main() {
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
    rocket.propagate_until(10., kw::stop_at = {1., 3.}, kw::callback = throttle);
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
    with_stops.propagate_until(10., kw::stop_at = {1., 3.});
    without.propagate_until(10., kw::max_delta_t = 0.3);
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
}
