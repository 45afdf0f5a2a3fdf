// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: systems, and every way to spell their construction.
#include <array>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <list>
#include <ranges>
#include <sstream>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

namespace heyoka = brook;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

// Prey, predators, and par[0] = how much prey a predator needs.
auto predators_and_prey() {
    using namespace heyoka;
    auto [prey, predators] = make_vars("prey", "predators");
    return std::vector<std::pair<expression, expression>>{{prey, prey * (1. - predators)},
                                                          {predators, predators * (prey - heyoka::par[0])}};
}

} // namespace

TEST_CASE("predators and prey keep their invariant") {
    auto ta = heyoka::taylor_adaptive<double>{predators_and_prey(), {0.5, 1.5}, heyoka::kw::pars = {0.8}};
    const auto invariant = [&ta] {
        const auto &s = ta.get_state();
        return s[0] - ta.get_pars()[0] * std::log(s[0]) + s[1] - std::log(s[1]);
    };
    const auto before = invariant();
    ta.propagate_for(200.);
    CHECK(ta.get_time() == 200.);
    // Some hundred steps, each wrong by a few units in the last place of an invariant near 3.
    CHECK(std::abs(invariant() - before) < 1000 * eps);
    CHECK(ta.get_state()[0] != 0.5);
}

TEST_CASE("the type of the state decides the type of the integrator") {
    using namespace heyoka;
    auto [x, y] = make_vars("x", "y");
    auto from_list = taylor_adaptive({prime(x) = -y, prime(y) = x}, {1., 0.});
    static_assert(std::is_same_v<decltype(from_list), taylor_adaptive<double>>);
    auto in_braces = taylor_adaptive{{prime(x) = -y, prime(y) = x}, {1.f, 0.f}, kw::high_accuracy = true};
    static_assert(std::is_same_v<decltype(in_braces), taylor_adaptive<float>>);
    auto from_vector = taylor_adaptive(std::vector{prime(x) = -y, prime(y) = x}, std::vector{1., 0.}, kw::tol = 1e-9);
    static_assert(std::is_same_v<decltype(from_vector)::value_type, double>);

    from_list.propagate_until(2.);
    in_braces.propagate_until(2.f);
    from_vector.propagate_until(2.);
    CHECK(from_list.get_state()[0] == Approx(std::cos(2.)).epsilon(100 * eps));
    CHECK(in_braces.get_state()[1] == Approx(std::sin(2.)).epsilon(1e-5));
    CHECK(from_vector.get_state()[1] == Approx(std::sin(2.)).epsilon(1e-7));
}

TEST_CASE("braces, integers and literals in the places where programs have them") {
    using namespace heyoka;
    using namespace heyoka::literals;
    auto x = "x"_var;

    // Pairs without prime(), integers as state and as time, a number as right-hand side.
    taylor_adaptive<double> plain{{{x, 1_dbl}}, {0}, kw::time = -3};
    plain.propagate_until(10);
    CHECK(plain.get_time() == 10.);
    CHECK(plain.get_state()[0] == Approx(13.).epsilon(100 * eps));

    // "x"_p is the left-hand side; a bare number may be the right-hand side.
    taylor_adaptive<double> clock{{"angle"_p = 2., "other"_p = "angle"_var * 1_flt}, {1., 0.}};
    clock.propagate_for(2.);
    CHECK(clock.get_state()[0] == Approx(5.).epsilon(100 * eps));
    CHECK(clock.get_state()[1] == Approx(6.).epsilon(100 * eps)); // 1 t + t^2

    // Without a state: zeros.
    auto still = taylor_adaptive<double>{{prime(x) = par[0] - x}, kw::pars = std::vector{1.}};
    CHECK(still.get_state() == std::vector<double>{0.});
    still.propagate_until(1.);
    CHECK(still.get_state()[0] == Approx(1 - std::exp(-1.)).epsilon(100 * eps));
}

TEST_CASE("keywords take whatever converts to what they hold") {
    using namespace heyoka;
    auto x = make_vars("x");
    const std::list<float> values{0.25f, 0.5f};
    const auto sys = {prime(x) = par[0] + par[1] * x};

    auto a = taylor_adaptive<double>{sys, {0.}, kw::pars = values};
    auto b = taylor_adaptive<double>{sys, {0.}, kw::pars = std::array{0.25, 0.5}};
    auto c = taylor_adaptive<double>{sys, {0.}, kw::pars = values | std::views::transform([](float v) { return v; })};
    auto d = taylor_adaptive<double>{sys,
                                     {0.},
                                     kw::pars = {0.25, 0.5},
                                     kw::opt_level = 0u,
                                     kw::compact_mode = true,
                                     kw::fast_math = false,
                                     kw::mname = "linear",
                                     kw::slp_vectorize = false,
                                     kw::force_avx512 = false,
                                     kw::parjit = false,
                                     kw::parallel_mode = false};
    for (auto *ta : {&a, &b, &c, &d}) {
        CHECK(ta->get_pars() == std::vector{0.25, 0.5});
        ta->propagate_until(1.5);
        CHECK(ta->get_state()[0] == Approx(0.5 * std::expm1(0.75)).epsilon(100 * eps));
    }
    CHECK(d.get_compact_mode());

    // Moved-in vectors are not copied.
    std::vector<double> state{1.}, pars{2., 3.};
    const auto *const state_memory = state.data(), *const pars_memory = pars.data();
    taylor_adaptive<double> moved{sys, std::move(state), kw::pars = std::move(pars)};
    CHECK(moved.get_state_data() == state_memory);
    CHECK(moved.get_pars_data() == pars_memory);
}

TEST_CASE("default-constructed integrators wait for an assignment, copies go on alone") {
    using namespace heyoka;
    taylor_adaptive<double> ta;
    CHECK_THROWS_AS(ta.step(), std::invalid_argument);

    ta = taylor_adaptive<double>{predators_and_prey(), {2., 1.}, kw::pars = {1.}};
    auto copy = ta;
    ta.propagate_until(5.);
    CHECK(copy.get_time() == 0.);
    copy.propagate_until(5.);
    CHECK(copy.get_state() == ta.get_state());
}

TEST_CASE("what is no system is refused") {
    using namespace heyoka;
    auto [x, y] = make_vars("x", "y");
    using sys_t = std::vector<std::pair<expression, expression>>;
    CHECK_THROWS_AS(taylor_adaptive<double>(sys_t{}, {}), std::invalid_argument);
    CHECK_THROWS_AS((taylor_adaptive<double>{sys_t{{x, y}}, {1.}}), std::invalid_argument);
    CHECK_THROWS_AS((taylor_adaptive<double>{sys_t{{x + y, y}}, {1.}}), std::invalid_argument);
    CHECK_THROWS_AS((taylor_adaptive<double>{sys_t{{x, x}, {x, x}}, {1., 1.}}), std::invalid_argument);
    CHECK_THROWS_AS((taylor_adaptive<double>{sys_t{{x, x}}, {1., 2.}}), std::invalid_argument);
    CHECK_THROWS_AS((taylor_adaptive<double>{sys_t{{x, par[1] * x}}, {1.}, kw::pars = {1.}}), std::invalid_argument);
    CHECK_THROWS_AS((taylor_adaptive<double>{sys_t{{x, x}}, {1.}, kw::tol = -1.}), std::invalid_argument);
    CHECK_THROWS_AS((taylor_adaptive<double>{sys_t{{x, x}}, {1.}, kw::parallel_mode = true}), std::invalid_argument);
    CHECK_THROWS_AS(prime(2. * x), std::invalid_argument);
}

TEST_CASE("integrators print themselves") {
    using namespace heyoka;
    std::ostringstream text;
    text << taylor_adaptive<double>{predators_and_prey(), {2., 1.}, kw::pars = {0.75}, kw::time = 8.};
    for (const char *part : {"Tolerance", "High accuracy", "Compact mode", "Taylor order", "Dimension", "Time", "State",
                             "Parameters", "double", "0.75"})
        CHECK_THAT(text.str(), Catch::Matchers::ContainsSubstring(part));
}
