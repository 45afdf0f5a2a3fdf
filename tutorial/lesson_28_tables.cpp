// SPDX-License-Identifier: MPL-2.0
// Lesson 28: functions that are tables: thrust profiles, ephemerides, atmospheres. Their numbers are data of the code.
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

namespace {

namespace kw = brook::kw;
using integrator = brook::taylor_adaptive<double>;

// Each piece has the coefficients of 1, t - a, (t - a)^2, where a is its beginning. The thrust rises in half a second,
// sags, and falls in the last one: values and slopes that jump are no trouble.
brook::polynomial_table thrust_of(double level) {
    return {{0., .5, 3., 4.}, {{0., 2. * level, 0.}, {level, 0., -.05 * level}, {.6875 * level, -.6875 * level, 0.}}};
}

// A rocket of mass 10 that burns its fuel in proportion.
integrator rocket(const brook::polynomial_table &thrust) {
    const auto [v, m] = brook::make_vars("v", "m");
    const auto f = brook::piecewise_polynomial(brook::time, thrust);
    return integrator({brook::prime(v) = f / m, brook::prime(m) = -f / 3.}, {0., 10.});
}

} // namespace

int main(int argc, char **argv) {
    // Steps should end at the breaks, or their polynomials would go on beyond them.
    const auto thrust = thrust_of(6.);
    auto ta = rocket(thrust);
    ta.propagate_until(4., kw::stop_at = thrust.breaks());
    std::printf("mass %.4f, error of the speed below 1e-14: %s\n", ta.get_state()[1],
                std::abs(ta.get_state()[0] - 3. * std::log(10. / ta.get_state()[1])) < 1e-14 ? "yes" : "no");

    // They count backward, too. Beyond its ends the table has no values, so that steps fail there (it could also be
    // told to go on with its first and last polynomials).
    ta.propagate_until(0., kw::stop_at = thrust.breaks());
    std::printf("back at the beginning: %s\n", std::abs(ta.get_state()[0]) < 1e-14 ? "yes" : "no");
    const auto before = ta.propagate_until(-1., kw::stop_at = thrust.breaks());
    std::printf("before it: %s\n", before.outcome() == brook::taylor_outcome::err_nf_state ? "no values" : "values");

    // A table of the same degree and basis, with whatever numbers and however many pieces, finds the code in the cache.
    const auto compiled = brook::llvm_state::get_cache_stats().misses;
    std::vector<std::pair<brook::polynomial_table, integrator>> engines;
    for (const double level : {4., 6., 8.})
        engines.emplace_back(thrust_of(level), rocket(thrust_of(level)));
    std::printf("compiled for three more engines: %d\n",
                static_cast<int>(brook::llvm_state::get_cache_stats().misses - compiled));

    // Chebyshev polynomials, of each piece brought to [-1, 1], are the basis of ephemerides. Any expression may be the
    // argument, and has derivatives.
    const brook::polynomial_table ephemeris({0., 8., 16.}, {{1., 0.5, -0.25}, {1.25, -0.25, 0.}},
                                            brook::polynomial_basis::chebyshev);
    const brook::expression x("x");
    const auto f = brook::piecewise_polynomial(x / 2., ephemeris);
    const brook::cfunc<double> position_and_rate({f, brook::diff(f, "x")}, {x});
    std::vector<double> values(2);
    position_and_rate(values, std::vector<double>{4.});
    std::printf("value %.4f, derivative %.4f\n", values[0], values[1]);

    if (argc > 1) { // the name of a picture
        picture::panel thrusts{"The thrust of three engines", "t", "thrust"};
        picture::panel speeds{"Their rockets", "t", "speed"};
        for (auto &[table, engine] : engines) {
            const auto arc = engine.propagate_until(4., kw::stop_at = table.breaks(), kw::c_output = true);
            auto solution = arc.continuous_output().value();
            const auto &t = table;
            thrusts.curves.push_back(
                {"", picture::style::line, picture::points_of([&](double at) { return t(at); }, 0, 4)});
            speeds.curves.push_back(
                {"", picture::style::line, picture::points_of([&](double at) { return solution(at)[0]; }, 0, 4)});
        }
        picture::draw(argv[1], {thrusts, speeds});
    }
}
