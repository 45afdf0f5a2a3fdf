// SPDX-License-Identifier: MPL-2.0
// Lyapunov exponents of systems that have known ones.
#include <brook/chaos/lyapunov.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/ode/var_ode_sys.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using brook::test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;
using state = std::vector<double>;

equations lorenz() {
    const auto [x, y, z] = make_vars("x", "y", "z");
    return {{x, 10. * (y - x)}, {y, x * (28. - z) - y}, {z, x * y - 8. / 3. * z}};
}
constexpr double lorenz_trace = -(10 + 1 + 8. / 3.);

equations henon_heiles() {
    const auto [x, y, u, v] = make_vars("x", "y", "u", "v");
    return {{x, u}, {y, v}, {u, -x - 2. * x * y}, {v, y * y - x * x - y}};
}

template <typename T>
T sum(const std::vector<T> &all) {
    return std::accumulate(all.begin(), all.end(), T(0));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("linear systems have the real parts of their eigenvalues", "[lyapunov]", test::code_types) {
    using T = TestType;
    const auto [x, y, z] = make_vars("x", "y", "z");
    // Not normal: eigenvalues 1/2, -1/4, -2 on the diagonal.
    const equations triangular{{x, .5 * x + 3. * y - z}, {y, -.25 * y + 2. * z}, {z, -2. * z}};
    const auto result = lyapunov_spectrum(triangular, std::vector<T>{0, 0, 0}, T(200), kw::transient = T(100));
    CHECK(result.outcome == taylor_outcome::time_limit);
    CHECK(result.time == 200);
    REQUIRE(result.exponents.size() == 3);
    const double expected[] = {.5, -.25, -2};
    for (std::size_t j = 0; j < 3; ++j)
        CHECK(std::abs(double(result.exponents[j]) - expected[j]) < 1e3 * double(std::numeric_limits<T>::epsilon()));
    CHECK(result.maximal() == result.exponents[0]);
    CHECK(result.times.size() == 100);
    CHECK(result.times.back() == 200);
    CHECK(result.history.size() == 300);
    CHECK(same_bits(std::vector<T>(result.history.end() - 3, result.history.end()), result.exponents));
    // Backward in time the solution goes the other way.
    const auto backward = lyapunov_spectrum(triangular, std::vector<T>{0, 0, 0}, T(-200), kw::transient = T(100));
    for (std::size_t j = 0; j < 3; ++j)
        CHECK(std::abs(double(backward.exponents[j]) + expected[2 - j]) <
              1e3 * double(std::numeric_limits<T>::epsilon()));
    const auto maximal = maximal_lyapunov(triangular, std::vector<T>{}, T(200), kw::transient = T(100));
    CHECK(std::abs(double(maximal.maximal()) - .5) < 1e3 * double(std::numeric_limits<T>::epsilon()));
    CHECK(maximal.exponents.size() == 1);
}

TEST_CASE("an oscillator has none, and a damped one half of its damping", "[lyapunov]") {
    const auto [x, v] = make_vars("x", "v");
    const auto free = lyapunov_spectrum({{x, v}, {v, -4. * x}}, state{1., 0.}, 2000.);
    for (const auto exponent : free.exponents)
        CHECK(std::abs(exponent) < 1e-3); // at most ln 2 / time
    CHECK(std::abs(sum(free.exponents)) < 1e-13);
    const auto damped =
        lyapunov_spectrum({{x, v}, {v, -par[0] * v - 4. * x}}, state{1., 0.}, 2000., kw::pars = {.5}, kw::time = 0.);
    for (const auto exponent : damped.exponents)
        CHECK(std::abs(exponent + .25) < 1e-3);
    CHECK(std::abs(sum(damped.exponents) + .5) < 1e-13);
}

TEST_CASE("the exponents of Lorenz' system", "[lyapunov]") {
    const auto result = lyapunov_spectrum(lorenz(), state{1., 1., 1.}, 2000., kw::transient = 20.);
    REQUIRE(result.exponents.size() == 3);
    // J. C. Sprott, Chaos and Time-Series Analysis (2003): 0.9056, 0, -14.5723.
    CHECK(std::abs(result.exponents[0] - .9056) < .02);
    CHECK(std::abs(result.exponents[1]) < .005);
    CHECK(std::abs(result.exponents[2] + 14.5723) < .02);
    for (std::size_t i = 0; i < result.times.size(); ++i)
        CHECK(std::abs(result.history[3 * i] + result.history[3 * i + 1] + result.history[3 * i + 2] - lorenz_trace) <
              1e-10);
    const auto two = lyapunov_spectrum(lorenz(), state{1., 1., 1.}, 200., kw::n_exponents = 2, kw::interval = 30.);
    CHECK(two.exponents.size() == 2);
    CHECK(two.times == std::vector{30., 60., 90., 120., 150., 180., 200.});
}

TEST_CASE("exponents of a Hamiltonian system come in pairs, for long times, too", "[lyapunov]") {
    // Chaotic, at the energy 1/6 or nearly so.
    const auto result = lyapunov_spectrum(henon_heiles(), state{0., -.16, .5325, 0.}, 20000.);
    CHECK(result.outcome == taylor_outcome::time_limit);
    CHECK(result.exponents[0] > .05);
    CHECK(std::abs(sum(result.exponents)) < 1e-12);
    // In the limit, by about 1 / time.
    CHECK(std::abs(result.exponents[0] + result.exponents[3]) < 1e-3);
    CHECK(std::abs(result.exponents[1] + result.exponents[2]) < 1e-3);
    CHECK(std::abs(result.exponents[1]) < 2e-3);
    const auto maximal = maximal_lyapunov(henon_heiles(), state{0., -.16, .5325, 0.}, 1e5, kw::tol = 1e-12,
                                          kw::tangent = {1., 0., 0., 0.});
    CHECK(maximal.outcome == taylor_outcome::time_limit);
    CHECK(maximal.exponents[0] > .05);
    CHECK(maximal.exponents[0] < .3);
}

TEST_CASE("equations that depend on the time", "[lyapunov]") {
    const auto x = "x"_var;
    // ln |delta| = -(t - t0) + (sin t - sin t0)/2, recorded at times that are no sums of steps.
    const auto result = lyapunov_spectrum({{x, x * (-1. + .5 * cos(brook::time)) + sin(brook::time)}}, state{1.}, 103.,
                                          kw::time = 3., kw::interval = .7);
    CHECK(result.times.size() == 143);
    for (std::size_t i = 0; i < result.times.size(); ++i) {
        const double t = result.times[i];
        CHECK(std::abs(t - std::min(103., 3 + .7 * double(i + 1))) < 1e-13);
        CHECK(std::abs(result.history[i] - (-1 + .5 * (std::sin(t) - std::sin(3.)) / (t - 3))) < 1e-13);
    }
}

TEST_CASE("an integrator goes on with its tangents", "[lyapunov]") {
    taylor_adaptive<double> ta(var_ode_sys(lorenz(), var_args::vars), state{1., 1., 1.});
    const auto first = lyapunov_spectrum(ta, 10., kw::max_delta_t = .02);
    CHECK(ta.get_time() == 10.);
    CHECK(same_bits(first.state, state(ta.get_state().begin(), ta.get_state().begin() + 3)));
    for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t l = 0; l <= j; ++l) {
            double product = 0;
            for (std::size_t i = 0; i < 3; ++i)
                product += ta.get_state()[3 + 3 * i + j] * ta.get_state()[3 + 3 * i + l];
            CHECK(std::abs(product - (j == l)) < 1e-14);
        }
    const auto second = lyapunov_spectrum(ta, 20.);
    // In one go, along another sequence of steps of a chaotic system: the sum is what does not depend on it.
    CHECK(std::abs(sum(first.exponents) - lorenz_trace) < 1e-11);
    CHECK(std::abs(sum(second.exponents) - lorenz_trace) < 1e-11);
    CHECK(first.exponents[0] > -2.);
    CHECK(second.n_steps > 10);
}

TEST_CASE("scales of equations do not concern tangents", "[lyapunov]") {
    const auto [x, v] = make_vars("x", "v");
    const equations small{{x, v}, {v, -x + .1 * v * (1. - 1e24 * x * x)}}; // van der Pol's, with an amplitude of 2e-12
    const auto result = lyapunov_spectrum(small, state{1e-12, 0.}, 500., kw::scale = 1e-12, kw::transient = 200.);
    const auto each =
        lyapunov_spectrum(small, state{1e-12, 0.}, 500., kw::scale = {1e-12, 1e-12}, kw::transient = 200.);
    CHECK(same_bits(result.exponents, each.exponents));
    CHECK(std::abs(result.exponents[0]) < 2e-3);
    CHECK(std::abs(result.exponents[1] + .1) < 5e-3);
}

TEST_CASE("solutions that end leave the exponents that they had", "[lyapunov]") {
    const auto x = "x"_var;
    // 1 / (1 - t), whose tangents grow as its square.
    const auto result = lyapunov_spectrum({{x, x * x}}, state{1.}, 2., kw::interval = .25);
    CHECK(result.outcome == taylor_outcome::err_nf_state);
    CHECK(result.times == state{.25, .5, .75});
    CHECK(std::abs(result.history[1] + 2 * std::log(.5) / .5) < 1e-12);
    CHECK(result.time > .9);
    CHECK(result.time < 1.);
    CHECK(std::isfinite(result.state[0]));
    CHECK(std::isfinite(result.exponents[0]));
    CHECK(result.exponents[0] > result.history[2]);
    const auto early = lyapunov_spectrum({{x, x * x}}, state{1.}, 2., kw::transient = 1.5);
    CHECK(early.outcome == taylor_outcome::err_nf_state);
    CHECK(early.exponents == state{0.});
    CHECK(early.times.empty());
    const auto limited = lyapunov_spectrum(lorenz(), state{1., 1., 1.}, 1000., kw::max_steps = 20);
    CHECK(limited.outcome == taylor_outcome::step_limit);
    CHECK(limited.n_steps == 20);
    CHECK(std::abs(sum(limited.exponents) - lorenz_trace) < 1e-11);
}

TEST_CASE("what Lyapunov exponents refuse", "[lyapunov]") {
    const auto refuses = [](auto &&f) { CHECK_THROWS_AS(f(), std::invalid_argument); };
    const state start{1., 1., 1.};
    refuses([&] { return lyapunov_spectrum(lorenz(), start, 0.); });
    refuses([&] { return lyapunov_spectrum(lorenz(), start, std::numeric_limits<double>::infinity()); });
    refuses([&] { return lyapunov_spectrum(lorenz(), start, 1., kw::interval = -1.); });
    refuses([&] { return lyapunov_spectrum(lorenz(), start, 1., kw::transient = 1.); });
    refuses([&] { return lyapunov_spectrum(lorenz(), start, 1., kw::transient = -1.); });
    refuses([&] { return lyapunov_spectrum(lorenz(), start, 1., kw::n_exponents = 4); });
    refuses([&] { return lyapunov_spectrum(lorenz(), start, 1., kw::n_exponents = -1); });
    refuses([&] { return lyapunov_spectrum(lorenz(), start, 1., kw::scale = {1., 1.}); });
    refuses([&] { return lyapunov_spectrum(lorenz(), state{1.}, 1.); });
    refuses([&] { return lyapunov_spectrum(equations(), state(), 1.); });
    refuses([&] { return maximal_lyapunov(lorenz(), start, 1., kw::tangent = {0., 0., 0.}); });
    refuses([&] { return maximal_lyapunov(lorenz(), start, 1., kw::tangent = {1., 0.}); });
    refuses([&] { return maximal_lyapunov(lorenz(), start, 1., kw::tangent = {1., 0., std::nan("")}); });
    const auto [x, y] = make_vars("x", "y");
    const equations with_par{{x, par[0] * x}, {y, x}};
    const auto of = [&](const var_ode_sys &sys, state s) {
        taylor_adaptive<double> ta(sys, std::move(s));
        return lyapunov_spectrum(ta, 1.);
    };
    refuses([&] { return of(var_ode_sys(with_par, var_args::vars, 2), {1., 1.}); });
    refuses([&] { return of(var_ode_sys(with_par, var_args::params), {1., 1.}); });
    refuses([&] { return of(var_ode_sys(with_par, var_args::vars), {1., 1., 1., 2., 1., 2.}); });
    refuses([&] { return of(var_ode_sys(with_par, var_args::vars | var_args::time), {1., 1.}); });
    taylor_adaptive<double> plain(lorenz(), start);
    refuses([&] { return lyapunov_spectrum(plain, 1.); });
}
