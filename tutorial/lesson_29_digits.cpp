// SPDX-License-Identifier: MPL-2.0
// Lesson 29: numbers with fewer digits than double, and with more.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

namespace {

namespace kw = brook::kw;
using brook::dd;
using namespace brook::literals;

// An orbit of eccentricity 1/2, from its pericentre. The period is 2 pi.
template <typename T>
brook::taylor_adaptive<T> planet(T tolerance = std::numeric_limits<T>::epsilon(), bool high_accuracy = false) {
    const auto [x, y, u, v] = brook::make_vars("x", "y", "u", "v");
    const auto r3 = pow(x * x + y * y, 1.5);
    using std::sqrt; // that of dd is found beside it
    return brook::taylor_adaptive<T>(
        {brook::prime(x) = u, brook::prime(y) = v, brook::prime(u) = -x / r3, brook::prime(v) = -y / r3},
        {T(1) / 2, T(0), T(0), sqrt(T(3))}, kw::tol = tolerance, kw::high_accuracy = high_accuracy);
}

// How far the planet is from where it began.
template <typename T>
double error_after(brook::taylor_adaptive<T> &ta, int revolutions) {
    const auto begin = ta.get_state();
    using std::atan;
    const T pi = 4 * atan(T(1));
    ta.propagate_until(T(2 * pi * revolutions));
    return std::hypot(static_cast<double>(ta.get_state()[0] - begin[0]),
                      static_cast<double>(ta.get_state()[1] - begin[1]));
}

template <typename T>
void show(const char *type, double bound) {
    auto ta = planet<T>();
    std::printf("%-11s order %2u, error after ten revolutions below %g: %s\n", type, ta.get_order(), bound,
                error_after(ta, 10) < bound ? "yes" : "no");
}

// The energy, -1/2, in more digits than the state has.
double error_of_energy(const std::vector<double> &s) {
    const dd x = s[0], y = s[1], u = s[2], v = s[3];
    return std::abs(static_cast<double>((u * u + v * v) / 2 - 1 / sqrt(x * x + y * y) + dd(.5)));
}

// The root mean square over beginnings that differ in their last digits, of 200 moments of a thousand revolutions.
std::vector<picture::point> growth_of_error(bool high_accuracy) {
    constexpr int members = 30, moments = 200;
    std::vector<picture::point> points(moments);
    for (int m = 0; m < members; ++m) {
        auto ta = planet<double>(std::numeric_limits<double>::epsilon(), high_accuracy);
        // On another orbit of the same energy, to all digits: turned a little.
        const double angle = 1e-3 * m;
        const auto s = ta.get_state();
        auto *const to = ta.get_state_data();
        for (int i : {0, 2}) {
            to[i] = std::cos(angle) * s[i] - std::sin(angle) * s[i + 1];
            to[i + 1] = std::sin(angle) * s[i] + std::cos(angle) * s[i + 1];
        }
        const double before = error_of_energy(ta.get_state());
        for (int i = 0; i < moments; ++i) {
            ta.propagate_until(2 * std::numbers::pi * 5 * (i + 1));
            const double error = error_of_energy(ta.get_state()) - before;
            points[i].x = 5 * (i + 1);
            points[i].y += error * error / members;
        }
    }
    for (auto &p : points)
        p.y = std::sqrt(p.y);
    return points;
}

// Errors and times of ten revolutions, for tolerances from 1e-4 to the last digit.
template <typename T>
std::vector<picture::point> cost_of_digits() {
    std::vector<picture::point> points;
    for (T tolerance = T(1e-4); tolerance > std::numeric_limits<T>::epsilon(); tolerance /= 100) {
        const auto ta = planet<T>(tolerance);
        double error = 0, best = 1e300;
        for (int i = 0; i < (std::is_floating_point_v<T> ? 20 : 5); ++i) {
            auto copy = ta;
            const auto start = std::chrono::steady_clock::now();
            error = error_after(copy, 10);
            best = std::min(
                best, std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
        }
        points.push_back({std::max(error, 1e-33), best});
    }
    return points;
}

} // namespace

int main(int argc, char **argv) {
    // The type of an integrator is the type of its numbers. The tolerance follows, and with it the order.
    show<float>("float", 1e-2);
    show<double>("double", 1e-11);
#if LDBL_MANT_DIG == 64
    show<long double>("long double", 1e-14);
#else
    show<double>("long double", 1e-11);
#endif
    show<dd>("dd", 1e-26);
#ifdef BROOK_HAS_QUADMATH // two digits more than dd, and exponents to 4932, for fifty times the time
    show<boost::multiprecision::float128>("float128", 1e-28);
#endif

    // Numbers of a type come from literals and texts: 0.1 would be a tenth to 16 digits only.
    std::printf("%s\n%s\n", to_string(dd(0.1)).c_str(), to_string(dd("0.1")).c_str());
    const brook::expression x("x");
    const brook::cfunc<dd> f({brook::pow(x, 0.1_dd)}, {x});
    std::vector<dd> root(1);
    f(root, std::vector<dd>{dd(1024)});
    std::printf("the tenth root of 1024 is 2 to 31 digits: %s\n", abs(root[0] - 2) < 1e-31 ? "yes" : "no");

    // Where the digits of double are enough but the run is long, high_accuracy keeps what the rounding of the state
    // loses from step to step.
    double errors[2];
    for (const bool high_accuracy : {false, true}) {
        auto ta = planet<double>(std::numeric_limits<double>::epsilon(), high_accuracy);
        ta.propagate_until(2 * std::numbers::pi * 1000);
        errors[high_accuracy] = error_of_energy(ta.get_state());
    }
    std::printf("energy after a thousand revolutions right to 13 digits: %s, %s\n", errors[0] < 1e-13 ? "yes" : "no",
                errors[1] < 1e-13 ? "yes" : "no");

    if (argc > 1) { // the name of a picture
        using picture::style;
        picture::panel growth{"Energy, from many beginnings", "revolutions", "rms error"};
        growth.curves = {{"double", style::line, growth_of_error(false)},
                         {"with high accuracy", style::line, growth_of_error(true)}};
        growth.commands = "set format y '%.0e'";
        picture::panel cost{"What digits cost", "error after ten revolutions", "microseconds"};
        cost.curves = {{"double", style::line, cost_of_digits<double>()}, {"dd", style::line, cost_of_digits<dd>()}};
#if LDBL_MANT_DIG == 64
        cost.curves.push_back({"long double", style::line, cost_of_digits<long double>()});
#endif
#ifdef BROOK_HAS_QUADMATH
        cost.curves.push_back({"float128", style::line, cost_of_digits<boost::multiprecision::float128>()});
#endif
        cost.commands = "set logscale xy; set xrange [1e-2:1e-30]; set format x '%.0e'; unset mxtics";
        picture::draw(argv[1], {growth, cost});
    }
}
