// SPDX-License-Identifier: MPL-2.0
// MEGNO of solutions whose kind is known.
#include <brook/chaos/megno.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/ode/var_ode_sys.hpp>

#include "chaos/gauss_steps.hpp"
#include "chaos/tangents.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;

namespace {

using equations = std::vector<std::pair<expression, expression>>;
using state = std::vector<double>;

equations henon_heiles() {
    const auto [x, y, u, v] = make_vars("x", "y", "u", "v");
    return {{x, u}, {y, v}, {u, -x - 2. * x * y}, {v, y * y - x * x - y}};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("the formula of Gauss integrates polynomials", "[megno]", test::code_types) {
    using T = TestType;
    const detail::gauss_formula<T, 8> gauss;
    const T eps = std::numeric_limits<T>::epsilon();
    for (int power = 0; power < 16; ++power) {
        T whole = 0;
        for (std::size_t j = 0; j < 8; ++j)
            whole += gauss.weights[j] * std::pow(gauss.points[j], T(power));
        CHECK(std::abs(whole - T(1) / T(power + 1)) < 8 * eps);
        for (std::size_t i = 0; i < 8 && power < 8; ++i) {
            T until = 0;
            for (std::size_t j = 0; j < 8; ++j)
                until += gauss.until[i][j] * std::pow(gauss.points[j], T(power));
            CHECK(std::abs(until - std::pow(gauss.points[i], T(power + 1)) / T(power + 1)) < 8 * eps);
        }
    }
}

TEST_CASE("fixed directions are no special ones", "[megno]") {
    const auto all = detail::fixed_directions<double>(7, 5);
    CHECK(all.size() == 35);
    CHECK(std::all_of(all.begin(), all.end(), [](double x) { return std::abs(x) >= .5 && std::abs(x) < 1; }));
    CHECK(std::any_of(all.begin(), all.end(), [](double x) { return x < 0; }));
    CHECK(std::any_of(all.begin(), all.end(), [](double x) { return x > 0; }));
    auto sorted = all;
    std::sort(sorted.begin(), sorted.end());
    CHECK(std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end());
}

TEMPLATE_LIST_TEST_CASE("MEGNO of exact solutions", "[megno]", test::code_types) {
    using T = TestType;
    const auto [x, v] = make_vars("x", "v");
    const double tolerance = std::max(1e-8, 1e4 * double(std::numeric_limits<T>::epsilon()));
    // |delta| = e^(t/4): Y = t/4, and <Y> = t/8.
    const auto growing = megno({{x, .25 * x}}, std::vector<T>{1}, T(40), kw::interval = T(10));
    CHECK(std::abs(growing.y - 10) < 10 * tolerance);
    CHECK(std::abs(growing.megno - 5) < 10 * tolerance);
    CHECK(std::abs(growing.exponent - .25) < tolerance);
    CHECK(growing.times == std::vector<T>{10, 20, 30, 40});
    CHECK(std::abs(growing.history[0] - 1.25) < 10 * tolerance);
    CHECK(std::abs(growing.y_history[1] - 5) < 10 * tolerance);
    // delta = (t, 1): ln |delta| = ln(1 + t^2)/2, and Y = 2 - 2 atan(t)/t, begun at a time of its own.
    const auto free = megno({{x, v}, {v, 0_dbl}}, std::vector<T>{1, 1}, T(53), kw::tangent = {T(0), T(1)},
                            kw::time = T(3), kw::max_delta_t = T(.5));
    CHECK(std::abs(double(free.y) - (2 - 2 * std::atan(50.) / 50)) < tolerance);
    // Backward, the same.
    const auto backward = megno({{x, v}, {v, 0_dbl}}, std::vector<T>{1, 1}, T(-47), kw::tangent = {T(0), T(1)},
                                kw::time = T(3), kw::max_delta_t = T(.5));
    CHECK(std::abs(double(backward.y) - (2 - 2 * std::atan(50.) / 50)) < tolerance);
    CHECK(std::abs(backward.megno - free.megno) < tolerance);
}

TEST_CASE("MEGNO tells regular from chaotic solutions", "[megno]") {
    // The tangents of an oscillator do not grow.
    const auto [x, v] = make_vars("x", "v");
    CHECK(std::abs(megno({{x, v}, {v, -x}}, state{1., 0.}, 500.).megno) < 1e-3);
    CHECK(std::abs(megno({{x, v}, {v, -4. * x}}, state{1., 0.}, 500.).megno) < .05);
    const auto pendulum = megno({{x, v}, {v, -sin(x)}}, state{1.5, 0.}, 5000.);
    CHECK(std::abs(pendulum.megno - 2) < .05);
    const auto regular = megno(henon_heiles(), state{0., .1, .39, 0.}, 1e4);
    CHECK(regular.outcome == taylor_outcome::time_limit);
    CHECK(std::abs(regular.megno - 2) < .1);
    CHECK(regular.exponent < 2e-3);
    const auto chaotic = megno(henon_heiles(), state{0., -.16, .5325, 0.}, 2e4);
    CHECK(chaotic.megno > 100);
    CHECK(std::abs(chaotic.megno / (chaotic.exponent * 2e4 / 2) - 1) < .2);
    // Tangents of 1e2000 and more overflow nowhere.
    const auto longer = megno(henon_heiles(), state{0., -.16, .5325, 0.}, 1e5, kw::tol = 1e-10);
    CHECK(longer.outcome == taylor_outcome::time_limit);
    CHECK(longer.exponent * 1e5 > 4600);
    CHECK(std::isfinite(longer.megno));
}

TEST_CASE("MEGNO where a solution ends, of an integrator, and what it refuses", "[megno]") {
    const auto [x, v] = make_vars("x", "v");
    const auto ended = megno({{x, x * x}}, state{1.}, 2., kw::interval = .5);
    CHECK(ended.outcome == taylor_outcome::err_nf_state);
    CHECK(ended.times == state{.5});
    // ln |delta| = -2 ln(1 - t): Y = 4 (-ln(1 - t) - ((1 - t) ln(1 - t) + t)/t).
    CHECK(std::abs(ended.y_history[0] - 4 * (std::log(2.) - (.5 * std::log(.5) + .5) / .5)) < 1e-10);
    CHECK(std::isfinite(ended.megno));
    CHECK(ended.time < 1.);
    CHECK(ended.megno > ended.history[0]);

    taylor_adaptive<double> ta(var_ode_sys({{x, .25 * x}, {v, -v}}, {x}), state{1., 1.});
    CHECK(std::abs(megno(ta, 40.).megno - 5) < 1e-10);
    CHECK(ta.get_time() == 40.);
    CHECK(std::abs(ta.get_state()[2] - 1) < 1e-15);
    CHECK_THROWS_AS(megno(ta, 40.), std::invalid_argument);
    taylor_adaptive<double> two(var_ode_sys({{x, .25 * x}, {v, -v}}, var_args::vars), state{1., 1.});
    CHECK_THROWS_AS(megno(two, 40.), std::invalid_argument);
    CHECK_THROWS_AS(megno({{x, v}, {v, -x}}, state{1., 1.}, 1., kw::tangent = {1.}), std::invalid_argument);
    CHECK_THROWS_AS(megno({{x, v}, {v, -x}}, state{1.}, 1.), std::invalid_argument);
}
