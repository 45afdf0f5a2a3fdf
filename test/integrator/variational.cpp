// SPDX-License-Identifier: MPL-2.0
// Integrators of variational systems: derivatives of the solution, Taylor maps.
// covers: variations, ode/var_ode_data, ode/multi_indices
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <brook/archive/archive.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>
#include <brook/ode/var_ode_sys.hpp>

#include "test/support/catch.hpp"
#include "test/support/difference.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using brook::test::largest_difference;
using brook::test::same_bits;

namespace {

using equations = var_ode_sys::equations_type;

equations henon_heiles() {
    const auto [x, y, u, v] = make_vars("x", "y", "u", "v");
    return {{x, u}, {y, v}, {u, -x - 2. * x * y}, {v, y * y - x * x - y}};
}

// A pendulum with everything: parameters and time.
equations driven() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -par[1] * sin(x) + par[0] * cos(par[2] * brook::time) - .1 * v * pow(par[1], .5)}};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("the state-transition matrix of an oscillator", "[variational]", test::code_types) {
    using T = TestType;
    const auto [x, v] = make_vars("x", "v");
    const var_ode_sys sys({{x, v}, {v, -par[0] * par[0] * x}}, {x, v, par[0]});
    taylor_adaptive<T> ta(sys, std::vector<T>{T(.5), T(.25)}, kw::pars = std::vector<T>{2});
    CHECK(ta.is_variational());
    CHECK(ta.get_dim() == 8);
    CHECK(ta.get_n_orig_sv() == 2);
    CHECK(ta.get_vorder() == 1);
    CHECK(ta.get_vargs() == std::vector{x, v, par[0]});
    CHECK(ta.get_state() == std::vector<T>{T(.5), T(.25), 1, 0, 0, 0, 1, 0});
    const T t = 3, w = 2, c = std::cos(w * t), s = std::sin(w * t);
    ta.propagate_until(t);
    const auto &y = ta.get_state();
    const T x0 = T(.5), v0 = T(.25);
    const std::vector<T> expected{x0 * c + v0 / w * s,
                                  -w * x0 * s + v0 * c,
                                  c,
                                  s / w,
                                  -t * x0 * s + v0 * (t * c / w - s / (w * w)),
                                  -w * s,
                                  c,
                                  -x0 * s - w * x0 * t * c - v0 * t * s};
    CHECK(largest_difference(y, expected) < 1e3 * double(std::numeric_limits<T>::epsilon()));
}

TEST_CASE("derivatives are those of the equations that get_sys() writes down", "[variational]") {
    const std::vector<std::pair<equations, std::uint32_t>> systems{{henon_heiles(), 3}, {driven(), 2}, {driven(), 4}};
    for (const auto &[system, order] : systems) {
        const var_ode_sys sys(system, var_args::vars | var_args::params, order);
        const auto n = system.size();
        std::vector<double> start{.1, .3, .2, -.1}, pars{.2, 1.3, .7};
        start.resize(n);
        taylor_adaptive<double> mine(sys, start);
        CHECK(mine.get_sys().size() == mine.get_dim());
        CHECK(mine.get_sys() == sys.get_sys());
        taylor_adaptive<double> theirs(sys.get_sys(), mine.get_state());
        for (auto *ta : {&mine, &theirs}) {
            std::copy_n(pars.begin(), ta->get_pars().size(), ta->get_pars_data());
            CHECK(ta->propagate_until(2.5).outcome() == taylor_outcome::time_limit);
        }
        CHECK(largest_difference(mine.get_state(), theirs.get_state()) < 1e-12);
    }
}

TEST_CASE("a Taylor map leads where the displaced solution goes", "[variational]") {
    for (std::uint32_t order = 1; order <= 4; ++order) {
        const var_ode_sys sys(driven(), var_args::all, order);
        const std::vector<double> start{.4, -.3}, pars{.3, 1.2, .9};
        taylor_adaptive<double> ta(sys, start, kw::pars = pars, kw::time = .5);
        REQUIRE(ta.get_vargs().size() == 6);
        ta.propagate_until(3.);
        double errors[2];
        for (int half = 0; half < 2; ++half) {
            std::vector<double> d{.02, -.01, .015, .02, -.02, .03};
            for (auto &x : d)
                x /= half + 1;
            taylor_adaptive<double> other(driven(), {start[0] + d[0], start[1] + d[1]},
                                          kw::pars = {pars[0] + d[2], pars[1] + d[3], pars[2] + d[4]},
                                          kw::time = .5 + d[5]);
            other.propagate_until(3.);
            CHECK(&ta.eval_taylor_map(d) == &ta.get_tstate());
            errors[half] =
                std::hypot(ta.get_tstate()[0] - other.get_state()[0], ta.get_tstate()[1] - other.get_state()[1]);
        }
        CAPTURE(order, errors[0], errors[1]);
        CHECK(errors[0] < std::pow(.15, order + 1));
        CHECK(errors[0] / errors[1] > std::pow(2., order + 1) * .7);
        CHECK(errors[0] / errors[1] < std::pow(2., order + 1) * 1.5);
        CHECK(largest_difference(ta.eval_taylor_map({0., 0., 0., 0., 0., 0.}),
                                 std::vector<double>(ta.get_state().begin(), ta.get_state().begin() + 2)) == 0);
    }
}

TEST_CASE("the flow of a Hamiltonian system is symplectic", "[variational]") {
    const var_ode_sys sys(henon_heiles(), var_args::vars);
    taylor_adaptive<double> ta(sys, std::vector<double>{0., .1, .39, 0.});
    ta.propagate_until(30.);
    const auto entry = [&](std::uint32_t i, std::uint32_t j) { return ta.get_state()[ta.get_vslice(i, 1).first + j]; };
    for (std::uint32_t a = 0; a < 4; ++a)
        for (std::uint32_t b = 0; b < 4; ++b) {
            double form = 0, size = 0;
            for (std::uint32_t i = 0; i < 2; ++i) {
                form += entry(i, a) * entry(i + 2, b) - entry(i + 2, a) * entry(i, b);
                size += std::abs(entry(i, a) * entry(i + 2, b)) + std::abs(entry(i + 2, a) * entry(i, b));
            }
            CHECK(std::abs(form - (b == a + 2 ? 1 : a == b + 2 ? -1 : 0)) < 1e-13 * (1 + size));
        }
}

TEST_CASE("indices of derivatives, and their names", "[variational]") {
    const auto [x, v] = make_vars("x", "v");
    const var_ode_sys sys(driven(), {v, par[2]}, 2);
    CHECK(sys.get_order() == 2);
    CHECK(sys.get_n_orig_sv() == 2);
    CHECK(sys.get_vargs() == std::vector{v, par[2]});
    const auto &all = sys.get_sys();
    REQUIRE(all.size() == 12);
    CHECK(all[2].first == "∂[(0, 1)]x"_var);
    CHECK(all[5].first == "∂[(1, 1)]v"_var);
    CHECK(all[7].first == "∂[(0, 1), (1, 1)]x"_var);
    CHECK(all[11].first == "∂[(1, 2)]v"_var);
    const taylor_adaptive<double> ta(sys, std::vector<double>{0., 1.});
    CHECK(ta.get_vslice(0) == std::pair(0u, 2u));
    CHECK(ta.get_vslice(1) == std::pair(2u, 6u));
    CHECK(ta.get_vslice(2) == std::pair(6u, 12u));
    CHECK(ta.get_vslice(3) == std::pair(12u, 12u));
    CHECK(ta.get_vslice(1, 2) == std::pair(9u, 12u));
    CHECK(ta.get_mindex(7) == dtens::sv_idx_t{0, {{0, 1}, {1, 1}}});
    CHECK(ta.get_mindex(1) == dtens::sv_idx_t{1, {}});
    CHECK(sys.get_didx_range()[11] == ta.get_mindex(11));
    CHECK_THROWS_AS(ta.get_mindex(12), std::invalid_argument);
    CHECK_THROWS_AS(ta.get_vslice(2, 1), std::invalid_argument);
}

TEST_CASE("a batch has the bits of its trajectories", "[variational]") {
    const var_ode_sys sys(driven(), var_args::all, 2);
    const std::uint32_t lanes = 3;
    std::vector<double> state{.1, .2, .3, -.1, .4, .2}, pars{.2, .3, .4, 1.1, 1.2, 1.3, .5, .6, .7}, times{0., .5, 1.};
    taylor_adaptive_batch<double> batch(sys, state, lanes, kw::pars = pars, kw::time = times);
    const auto n = batch.get_dim();
    batch.propagate_until(4.);
    std::vector<double> d;
    for (std::size_t i = 0; i < 6 * lanes; ++i)
        d.push_back(.01 * double(i % 5));
    const auto mapped = batch.eval_taylor_map(d);
    for (std::uint32_t k = 0; k < lanes; ++k) {
        const auto of = [&](const std::vector<double> &all) {
            std::vector<double> one;
            for (std::size_t i = k; i < all.size(); i += lanes)
                one.push_back(all[i]);
            return one;
        };
        taylor_adaptive<double> ta(sys, of(state), kw::pars = of(pars), kw::time = times[k]);
        REQUIRE(ta.get_dim() == n);
        ta.propagate_until(4.);
        CHECK(same_bits(ta.get_state(), of(batch.get_state())));
        CHECK(same_bits(ta.eval_taylor_map(of(d)), of(mapped)));
    }
}

TEST_CASE("what is not chosen leaves no trace in derivatives", "[variational]") {
    const auto x = "x"_var, y = "y"_var;
    const var_ode_sys sys(
        {{x, select(gt(2. + x, 1.), -x, acos(2. + x))}, {y, relu(y) - sqrt(select(lt(x, 9.), 1., x - 20.))}},
        var_args::vars, 3);
    taylor_adaptive<double> ta(sys, std::vector<double>{.5, 2.});
    CHECK(ta.propagate_until(1.).outcome() == taylor_outcome::time_limit);
    for (const auto value : ta.get_state())
        CHECK(std::isfinite(value));
    CHECK(std::abs(ta.get_state()[2] - std::exp(-1.)) < 1e-14);
}

TEST_CASE("events may use derivatives, and archives keep them", "[variational]") {
    const auto [x, v] = make_vars("x", "v");
    const var_ode_sys sys({{x, v}, {v, -x}}, {x});
    std::vector<double> times;
    taylor_adaptive<double> ta(
        sys, std::vector<double>{0., 1.},
        kw::nt_events = {nt_event<double>("∂[(0, 1)]x"_var, [&](auto &, double t, int) { times.push_back(t); })});
    ta.propagate_until(8.);
    REQUIRE(times.size() == 3);
    CHECK(std::abs(times[0] - std::acos(0.)) < 1e-14);
    taylor_adaptive<double> plain(var_ode_sys(driven(), var_args::all, 2), std::vector<double>{0., 1.},
                                  kw::pars = {.1, 1., .3});
    plain.propagate_until(1.);
    auto copy = from_archive<taylor_adaptive<double>>(to_archive(plain));
    CHECK(copy.get_vargs() == plain.get_vargs());
    for (auto *one : {&plain, &copy})
        one->propagate_until(2.);
    CHECK(same_bits(copy.get_state(), plain.get_state()));
}

TEST_CASE("what variational systems refuse", "[variational]") {
    const auto [x, v] = make_vars("x", "v");
    using list = std::vector<expression>;
    for (const auto &args : {list{}, list{x, x}, list{"y"_var}, list{x + v}, list{par[3]}, list{expression(1.)}})
        CHECK_THROWS_AS(var_ode_sys(driven(), args), std::invalid_argument);
    CHECK_THROWS_AS(var_ode_sys(driven(), list{x}, 0), std::invalid_argument);
    CHECK_THROWS_AS(var_ode_sys(driven(), var_args(0)), std::invalid_argument);
    CHECK_THROWS_AS(var_ode_sys(driven(), var_args(8)), std::invalid_argument);
    CHECK_THROWS_AS(var_ode_sys(henon_heiles(), var_args::params), std::invalid_argument);
    CHECK_THROWS_AS(var_ode_sys({{"∂x"_var, "∂x"_var}}, var_args::vars), std::invalid_argument);
    CHECK_THROWS_AS(var_ode_sys().get_sys(), std::invalid_argument);
    taylor_adaptive<double> plain(driven(), {0., 1.});
    CHECK_THROWS_AS(plain.eval_taylor_map({1.}), std::invalid_argument);
    CHECK_THROWS_AS(plain.get_vargs(), std::invalid_argument);
    const var_ode_sys sys(driven(), {x, par[0]});
    CHECK_THROWS_AS(taylor_adaptive<double>(sys, std::vector<double>{1.}), std::invalid_argument);
    taylor_adaptive<double> ta(sys, std::vector<double>{0., 1.});
    CHECK_THROWS_AS(ta.eval_taylor_map({1.}), std::invalid_argument);
    ta.eval_taylor_map({0., 0.});
    CHECK_THROWS_AS(ta.eval_taylor_map(ta.get_tstate()), std::invalid_argument);
    CHECK_THROWS_AS(taylor_adaptive<double>({{x, "∂[(0, 1)]x"_var}}, {1.}), std::invalid_argument);
}
