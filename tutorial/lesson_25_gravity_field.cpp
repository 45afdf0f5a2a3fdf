// SPDX-License-Identifier: MPL-2.0
// Lesson 25: a satellite in a gravity field of degree 20. Files of real fields are read by model::read_gfc(); here only
// the zonal coefficients of degrees 2 to 4 are those of the Earth (F. G. Lemoine et al., EGM96, NASA/TP-1998-206861),
// and all others are random numbers of the right size, by the rule of W. M. Kaula (Theory of Satellite Geodesy, 1966):
// those of degree n are as large as 1e-5 / n^2.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <numbers>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

using namespace brook;

// In kilometres and seconds.
constexpr double mu = 398600.4415, radius = 6378.1363, turn = 7.292115e-5;
constexpr double J2 = 1.0826267e-3, J3 = -2.5326565e-6, J4 = -1.6196216e-6;

// C_00, S_00, C_10, S_10, C_11, S_11, C_20, ..., fully normalised; degree 1 is 0, as the origin is the centre of mass.
std::vector<double> coefficients(std::uint32_t degree) {
    std::uint64_t seed = 1966;
    const auto random = [&] { // from -1 to 1, by a congruence: D. E. Knuth, The Art of Computer Programming 2, 3.3.4
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return double(seed >> 11) / 0x1p52 - 1;
    };
    std::vector<double> c;
    for (std::uint32_t n = 0; n <= degree; ++n)
        for (std::uint32_t m = 0; m <= n; ++m) {
            const double size = n < 2 ? 0 : std::sqrt(3.) * 1e-5 / (n * n);
            c.push_back(size * random());
            c.push_back(m == 0 ? 0 : size * random());
        }
    c[0] = 1;
    for (const auto &[n, J] : {std::pair{2, J2}, {3, J3}, {4, J4}})
        c[std::size_t(n * (n + 1))] = -J / std::sqrt(2. * n + 1);
    return c;
}

const auto position = make_vars("x", "y", "z"), velocity = make_vars("vx", "vy", "vz");

// The field turns with the Earth, and so does the frame.
std::vector<std::pair<expression, expression>> satellite(std::uint32_t degree) {
    auto system = model::rotating(kw::omega = {0., 0., turn});
    const auto pull = model::sh_gravity_acc(position, kw::mu = mu, kw::a = radius,
                                            kw::sh_coefficients = coefficients(20), kw::max_degree = degree);
    for (std::size_t c = 0; c < 3; ++c)
        system[3 + c].second = system[3 + c].second + pull[c];
    return system;
}

// Where the orbit goes north through the equator, as an angle in a frame that does not turn.
double node_of(const std::vector<double> &s, double t) {
    // Its normal, from the position and the velocity without the turn of the frame.
    const double vx = s[3] - turn * s[1], vy = s[4] + turn * s[0];
    return std::atan2(s[1] * s[5] - s[2] * vy, -(s[2] * vx - s[0] * s[5])) + turn * t;
}

int main(int argc, char **argv) {
    // A circle 600 km above the ground, inclined by 60 degrees.
    const double a = radius + 600, inclination = std::numbers::pi / 3, v = std::sqrt(mu / a);
    const std::vector start{a, 0., 0., 0., v * std::cos(inclination) - turn * a, v * std::sin(inclination)};
    const double day = 86400;

    taylor_adaptive<double> ta(satellite(20), start);
    std::vector<double> times;
    for (int i = 0; i <= 288; ++i)
        times.push_back(day * i / 288);
    const auto rows = ta.propagate_grid(times).output();

    // In the frame that turns with the field an energy is conserved.
    const cfunc<double> energy(
        {model::rotating_energy(kw::omega = {0., 0., turn}) -
         model::sh_gravity_pot(position, kw::mu = mu, kw::a = radius, kw::sh_coefficients = coefficients(20))},
        {position[0], position[1], position[2], velocity[0], velocity[1], velocity[2]});
    std::vector<double> before(1), after(1);
    energy(before, start);
    energy(after, ta.get_state());
    std::printf("after a day the energy is the same to 13 digits: %s\n",
                std::abs(after[0] / before[0] - 1) < 1e-13 ? "yes" : "no");

    // The bulge of the Earth turns the orbit, by -3/2 J2 n (R/a)^2 cos i on average.
    const double expected = -1.5 * J2 * (v / a) * std::pow(radius / a, 2) * std::cos(inclination) * day;
    double turned = node_of(ta.get_state(), day) - node_of(start, 0);
    turned = std::remainder(turned, 2 * std::numbers::pi);
    std::printf("the node moves by %.1f degrees in a day, by the formula of first order %.1f\n",
                turned * 180 / std::numbers::pi, expected * 180 / std::numbers::pi);

    // How far a satellite would be from that in a field of lower degree.
    std::vector<picture::series> distances;
    for (const std::uint32_t degree : {2u, 4u, 8u, 12u}) {
        taylor_adaptive<double> other(satellite(degree), start);
        const auto there = other.propagate_grid(times).output();
        distances.push_back({fmt::format("degree {}", degree), picture::style::line, {}});
        double most = 0;
        for (std::size_t i = 0; i < times.size(); ++i) {
            const double *const p = &rows[6 * i], *const q = &there[6 * i];
            const double distance = std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
            distances.back().points.push_back({times[i] / 3600, std::max(distance, 1e-3)});
            most = std::max(most, distance);
        }
        std::printf("in a field of degree %2u it is off by %6.2f km at most\n", unsigned(degree), most);
    }

    if (argc > 1) { // the name of a picture
        picture::panel p{"Satellites in fields of lower degree than 20", "hour", "distance (km)"};
        p.commands = "set logscale y; set format y '%g'";
        p.curves = distances;
        picture::draw(argv[1], {p});
    }
}
