// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: steps, propagations, outcomes, dense output, parameters.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <optional>
#include <sstream>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

namespace heyoka = brook;

using heyoka::kw::max_delta_t;
using heyoka::kw::max_steps;
using heyoka::kw::write_tc;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

// A body around a centre of attraction of strength par[0], in a plane.
template <typename T>
auto satellite(T strength) {
    using namespace heyoka;
    auto [x, y, u, v] = make_vars("x", "y", "u", "v");
    auto pull = par[0] * pow(x * x + y * y, T(-1.5));
    return taylor_adaptive<T>{{prime(x) = u, prime(y) = v, prime(u) = -pull * x, prime(v) = -pull * y},
                              {T(1), T(0), T(0), T(1)},
                              kw::pars = {strength}};
}

// Two such bodies, the second in the opposite direction.
auto satellite_pair() {
    const auto one = satellite(1.);
    return heyoka::taylor_adaptive_batch<double>{
        one.get_sys(), {1., 1., 0., 0., 0., 0., 1., -1.}, 2u, heyoka::kw::pars = {1., 1.}};
}

// The greatest difference of two states.
template <typename T>
T distance(const std::vector<T> &a, const std::vector<T> &b) {
    T d = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        d = std::max(d, std::abs(a[i] - b[i]));
    return d;
}

template <typename Integrator, typename... Args>
constexpr bool can_step = requires(Integrator ta, Args... args) {
    ta.step(args...);
};

} // namespace

TEMPLATE_TEST_CASE("a round trip on a circle", "", float, double) {
    auto ta = satellite<TestType>(1);
    const auto start = ta.get_state();
    const auto result = ta.propagate_until(2 * std::numbers::pi_v<TestType>);
    CHECK(std::get<0>(result) == heyoka::taylor_outcome::time_limit);
    CHECK(std::get<1>(result) <= std::get<2>(result));
    CHECK(std::get<3>(result) > 0u);
    // The phase error of the rounded pi and of some twenty steps.
    CHECK(distance(ta.get_state(), start) < 100 * std::numeric_limits<TestType>::epsilon());

    const auto there = ta.get_state();
    ta.propagate_for(-ta.get_time());
    CHECK(ta.get_time() == 0);
    CHECK(distance(ta.get_state(), start) < 100 * std::numeric_limits<TestType>::epsilon());
    CHECK(there.size() == 4u);
}

TEST_CASE("steps of all kinds, told apart by their arguments") {
    auto ta = satellite(1.);
    static_assert(can_step<decltype(ta)> && can_step<decltype(ta), bool> && can_step<decltype(ta), double> &&
                  can_step<decltype(ta), double, bool> && !can_step<decltype(ta), int>);

    auto [oc, h] = ta.step();
    CHECK(oc == heyoka::taylor_outcome::success);
    CHECK(h > 0);
    CHECK(ta.get_time() == h);
    CHECK(std::ranges::all_of(ta.get_tc(), [](double c) { return c == 0; })); // none were asked for

    ta.step(true);
    CHECK(ta.get_tc()[0] != 0);
    std::tie(oc, h) = ta.step(h / 8);
    CHECK(oc == heyoka::taylor_outcome::time_limit);
    CHECK(ta.get_last_h() == h);
    std::tie(oc, h) = ta.step_backward(true);
    CHECK(h < 0);
    std::tie(oc, h) = ta.step(0., true);
    CHECK(oc == heyoka::taylor_outcome::time_limit);
    CHECK(h == 0);
    CHECK_THROWS_AS(ta.step(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
}

TEST_CASE("outcomes are compared as integers are") {
    using heyoka::taylor_outcome;
    for (auto oc : {taylor_outcome::step_limit, taylor_outcome::time_limit, taylor_outcome::err_nf_state,
                    taylor_outcome::cb_stop})
        CHECK_FALSE(oc > taylor_outcome::success);
    const auto continuing = taylor_outcome{42}, stopping = taylor_outcome{-43};
    CHECK((continuing > taylor_outcome::success && continuing >= taylor_outcome{0}));
    CHECK((stopping > taylor_outcome::success && stopping < taylor_outcome{0}));
    CHECK(static_cast<std::int64_t>(taylor_outcome::success) == -(std::int64_t{1} << 32) - 1);

    std::ostringstream text;
    text << taylor_outcome::success << ' ' << continuing << ' ' << stopping;
    CHECK(text.str() == "taylor_outcome::success taylor_outcome::terminal_event_42 (continuing) "
                        "taylor_outcome::terminal_event_42 (stopping)");
    CHECK(fmt::format("{}", taylor_outcome::err_nf_state) == "taylor_outcome::err_nf_state");
}

TEST_CASE("propagations end where their keywords say") {
    auto ta = satellite(1.);
    CHECK(std::get<0>(ta.propagate_until(1000, max_steps = 5)) == heyoka::taylor_outcome::step_limit);
    CHECK(ta.get_time() < 1000);

    auto [oc, shortest, longest, steps, co, cb] = satellite(1.).propagate_for(1, max_delta_t = 0.0625, write_tc = true);
    CHECK(oc == heyoka::taylor_outcome::time_limit);
    CHECK(steps == 16u);
    // No step was as large as the tolerance allowed, so none counts.
    CHECK(shortest == std::numeric_limits<double>::infinity());
    CHECK(longest == 0);
    // Nobody asked for these.
    CHECK_FALSE(co.has_value());
    CHECK_FALSE(static_cast<bool>(cb));

    auto both = satellite_pair();
    auto [batch_co, batch_cb] = both.propagate_for({10., 20.});
    CHECK_FALSE(batch_co);
    CHECK_FALSE(batch_cb);
    std::size_t most = 0;
    for (const auto &[outcome, min_h, max_h, n] : both.get_propagate_res()) {
        CHECK(outcome == heyoka::taylor_outcome::time_limit);
        CHECK(min_h <= max_h);
        most = std::max(most, n);
    }
    CHECK(std::get<3>(both.get_propagate_res()[1]) == most);

    CHECK_THROWS_AS(ta.propagate_until(std::numeric_limits<double>::infinity()), std::invalid_argument);
    CHECK_THROWS_AS(ta.propagate_for(1., max_delta_t = 0.), std::invalid_argument);

    // x' = x^2 from x(0) = 1 has no solution beyond t = 1.
    const auto x = heyoka::make_vars("x");
    auto explosion = heyoka::taylor_adaptive<double>{{heyoka::prime(x) = x * x}, {1.}};
    CHECK(std::get<0>(explosion.propagate_until(2., max_steps = 100000)) != heyoka::taylor_outcome::time_limit);
}

TEST_CASE("what a propagation returns is a tuple of six") {
    using result_t = std::tuple<heyoka::taylor_outcome, double, double, std::size_t,
                                std::optional<heyoka::continuous_output<double>>, heyoka::step_callback<double>>;
    auto ta = satellite(1.);
    result_t res = ta.propagate_until(1.);
    CHECK(std::get<heyoka::taylor_outcome>(res) == heyoka::taylor_outcome::time_limit);
    const auto first = std::get<3>(res);
    CHECK(first > 0u);
    res = ta.propagate_for(2.);
    CHECK(std::get<3>(res) > first);
    CHECK(!std::get<4>(res));
    CHECK(!std::get<5>(res));

    heyoka::taylor_outcome oc{};
    std::size_t n_steps = 0;
    std::tie(oc, std::ignore, std::ignore, n_steps, std::ignore, std::ignore) = ta.propagate_until(3., max_steps = 1);
    CHECK((oc == heyoka::taylor_outcome::time_limit && n_steps == 0));
}

TEST_CASE("step callbacks are values that hold any function of an integrator") {
    struct until {
        double limit;
        int *hooks;
        bool operator()(heyoka::taylor_adaptive<double> &ta) { return ta.get_time() < limit; }
        void pre_hook(heyoka::taylor_adaptive<double> &) { ++*hooks; }
    };
    int hooks = 0;
    auto ta = satellite(1.);
    heyoka::step_callback<double> cb = until{1., &hooks}, none, generic = [](auto &i) { return i.get_dim() == 4; };
    CHECK(!none);
    cb.pre_hook(ta);
    CHECK((cb(ta) && generic(ta)));
    ta.propagate_until(2.);
    CHECK(!cb(ta));
    CHECK(hooks == 1);
    CHECK(heyoka::value_ref<until>(cb).limit == 1.);
    CHECK(heyoka::value_ptr<int>(cb) == nullptr);
    CHECK_THROWS_AS(none(ta), std::bad_function_call);
    using std::swap;
    swap(cb, none);
    CHECK((!cb && none));
}

TEST_CASE("the time may be set, and is kept in two parts") {
    auto ta = satellite(1.);
    ta.set_time(0.5);
    CHECK(ta.get_dtime() == std::pair(0.5, 0.));
    ta.set_dtime(4., 3.);
    CHECK(ta.get_dtime() == std::pair(7., 0.));
    CHECK_THROWS_AS(ta.set_dtime(3., 4.), std::invalid_argument);
    ta.set_time(1e10);
    ta.propagate_for(0.001);
    const auto [hi, lo] = ta.get_dtime();
    CHECK((hi - 1e10) + lo == Approx(0.001).epsilon(eps));
}

TEST_CASE("dense output between the ends of a step") {
    auto ta = satellite(1.);
    ta.propagate_until(3.);
    const auto begin = ta.get_time();
    ta.step(true);
    const auto end = ta.get_time();
    for (const double part : {0., 0.25, 0.5, 1.}) {
        const auto t = begin + part * (end - begin);
        const auto &there = ta.update_d_output(t);
        CHECK(&there == &ta.get_d_output());
        CHECK(there[0] == Approx(std::cos(t)).margin(100 * eps));
        CHECK(there[1] == Approx(std::sin(t)).margin(100 * eps));
    }
    CHECK(ta.update_d_output(0., true) == ta.get_state());
    CHECK(ta.update_d_output(-ta.get_last_h(), true)[0] == Approx(std::cos(begin)).margin(100 * eps));
}

TEST_CASE("Taylor coefficients are a matrix of equations and orders") {
    using namespace heyoka;
    const auto x = make_vars("x");
    auto ta = taylor_adaptive<double>{{prime(x) = x}, {1.}, kw::tol = 1e-12};
    ta.step(true);
    REQUIRE(ta.get_tc().size() == ta.get_dim() * (ta.get_order() + 1));
    double factorial = 1;
    for (std::uint32_t n = 0; n <= ta.get_order(); ++n) {
        CHECK(ta.get_tc()[n] == Approx(1 / factorial).epsilon(100 * eps));
        factorial *= n + 1;
    }
}

TEST_CASE("state and parameters may be changed between steps") {
    // With four times the attraction, a circle of the same radius is run through at twice the speed.
    auto ta = satellite(1.);
    ta.propagate_until(1.);
    *ta.get_pars_data() = 4.;
    const std::vector circle{1., 0., 0., 2.};
    std::ranges::copy(circle, ta.get_state_range().begin());
    ta.set_time(0.);
    ta.propagate_until(std::numbers::pi);
    CHECK(distance(ta.get_state(), circle) < 100 * eps);
    for (auto &p : ta.get_pars_range())
        p = 0; // a straight line from now on
    ta.get_state_data()[1] = 5.;
    ta.propagate_for(10.);
    CHECK(ta.get_state()[1] == Approx(25.).epsilon(100 * eps));
}

TEST_CASE("equations that depend on the time") {
    using namespace heyoka;
    const auto [x, y] = make_vars("x", "y");
    auto ta = taylor_adaptive<double>{{prime(x) = cos(heyoka::time), prime(y) = y * heyoka::time}, {0., 1.}};
    ta.propagate_until(2.);
    CHECK(ta.get_state()[0] == Approx(std::sin(2.)).epsilon(100 * eps));
    CHECK(ta.get_state()[1] == Approx(std::exp(2.)).epsilon(100 * eps));
    CHECK(get_params(ta.get_sys()[1].second).empty());
}

TEST_CASE("the decomposition begins with the state and ends with the derivatives") {
    const auto ta = satellite(1.);
    const heyoka::taylor_dc_t &dc = ta.get_decomposition();
    REQUIRE(dc.size() > 8u);
    CHECK(dc.front().first == heyoka::expression{"x"});
    CHECK(ta.get_sys()[0].first == dc.front().first);
}
