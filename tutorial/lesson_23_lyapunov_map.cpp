// SPDX-License-Identifier: MPL-2.0
// Lesson 23: order and chaos as a map. The derivatives of a solution by its initial values tell how fast neighbours
// part: by exp(lambda t), where lambda is the Lyapunov exponent of that time. An ensemble computes it for many initial
// states of the stars of lesson 18 (M. Henon and C. Heiles, The Astronomical Journal 69 (1964)).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

using namespace brook;

// The energy is 1/8; stars begin at x = 0 with y and the velocity v of y given, which leaves that of x. None if there
// is not so much energy.
constexpr double energy = 1. / 8;

double speed(double y, double v) {
    const double square = 2 * energy - v * v - y * y + 2. / 3 * y * y * y;
    return square > 0 ? std::sqrt(square) : std::numeric_limits<double>::quiet_NaN();
}

// ln |M| / t, for the largest factor |M| by which a displacement has grown: the root of the largest eigenvalue of M^T
// M, to which a vector turns that is multiplied with it.
double exponent(const taylor_adaptive<double> &ta) {
    const double *const m = ta.get_state().data() + ta.get_vslice(1).first; // 4 x 4, row by row
    std::array<double, 4> d{1, 1, 1, 1};
    double growth = 0;
    for (int turn = 0; turn < 30; ++turn) {
        std::array<double, 4> image{}, next{};
        for (std::size_t i = 0; i < 16; ++i)
            image[i / 4] += m[i] * d[i % 4];
        for (std::size_t i = 0; i < 16; ++i)
            next[i % 4] += m[i] * image[i / 4];
        growth = std::hypot(std::hypot(next[0], next[1]), std::hypot(next[2], next[3]));
        for (std::size_t i = 0; i < 4; ++i)
            d[i] = next[i] / growth;
    }
    return std::log(growth) / 2 / ta.get_time();
}

int main(int argc, char **argv) {
    const auto [x, y, u, v] = make_vars("x", "y", "u", "v");
    const var_ode_sys stars({prime(x) = u, prime(y) = v, prime(u) = -x - 2. * x * y, prime(v) = y * y - x * x - y},
                            var_args::vars);
    const taylor_adaptive<double> start(stars, std::vector{0., 0., 0., 0.});

    // A grid of initial states. Those without enough energy stand still at the origin, and are not drawn.
    const picture::color_map where{"exponent", -0.45, 0.75, -0.5, 0.5, 48};
    const std::size_t rows = 41;
    std::vector<std::array<double, 2>> begin;
    for (std::size_t i = 0; i < rows * where.columns; ++i)
        begin.push_back(
            {where.left + (where.right - where.left) * double(i % where.columns) / double(where.columns - 1),
             where.bottom + (where.top - where.bottom) * double(i / where.columns) / double(rows - 1)});
    const auto members =
        ensemble_propagate_until(start, 120., begin.size(), [&](taylor_adaptive<double> &member, std::size_t i) {
            if (const double s = speed(begin[i][0], begin[i][1]); s > 0) {
                member.get_state_data()[1] = begin[i][0];
                member.get_state_data()[2] = s;
                member.get_state_data()[3] = begin[i][1];
            }
        });

    std::vector<double> exponents;
    for (std::size_t i = 0; i < begin.size(); ++i)
        exponents.push_back(speed(begin[i][0], begin[i][1]) > 0 ? exponent(members[i].integrator())
                                                                : std::numeric_limits<double>::quiet_NaN());
    const auto bound = std::count_if(exponents.begin(), exponents.end(), [](double e) { return e == e; });
    const auto chaotic = std::count_if(exponents.begin(), exponents.end(), [](double e) { return e > 0.07; });
    std::printf("%d stars\n", int(bound));
    std::printf("orbits of about %.0f %% are chaotic\n", 10 * std::round(10 * double(chaotic) / double(bound)));

    // In an ordered orbit neighbours part in proportion to the time, and in a chaotic one exponentially.
    const auto grown = [&](double y0, double v0, double t) {
        auto ta = start;
        ta.get_state_data()[1] = y0;
        ta.get_state_data()[2] = speed(y0, v0);
        ta.get_state_data()[3] = v0;
        ta.propagate_until(t);
        return exponent(ta) * t;
    };
    for (const double t : {100., 200., 400.})
        std::printf("ln |M| after %3.0f: %.0f and %.0f\n", t, grown(0.3, 0., t), grown(-0.1, 0.03, t));

    if (argc > 1) { // the name of a picture
        picture::panel map{"How fast neighbours of a star part", "y", "velocity of y"};
        map.colors = where;
        map.colors.values = exponents;
        picture::panel growth{"Growth of displacements", "time", "ln |M|"};
        growth.curves = {{"ordered", picture::style::line,
                          picture::points_of([&](double t) { return grown(0.3, 0., t); }, 1., 400., 100)},
                         {"chaotic", picture::style::line,
                          picture::points_of([&](double t) { return grown(-0.1, 0.03, t); }, 1., 400., 100)}};
        picture::draw(argv[1], {map, growth});
    }
}
