// SPDX-License-Identifier: MPL-2.0
// The public integrator: construction, accessors, steps, dense output, value semantics.
#include <cmath>
#include <limits>
#include <list>
#include <random>
#include <sstream>
#include <type_traits>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>
#include <brook/support/interrupt.hpp>

#include "test/support/at_once.hpp"
#include "test/support/catch.hpp"
#include "test/support/real.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::code_types;
using test::real;
using test::relative_in_eps;
using test::same_bits;
using test::size_in_eps;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

equations pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {prime(x) = v, prime(v) = -9.8 * sin(x)};
}

equations driven_growth() {
    const auto x = make_vars("x");
    return {prime(x) = par[0] * x + brook::time};
}

// A pendulum not far from rest.
template <typename T, typename... Args>
taylor_adaptive<T> make_pendulum(const Args &...args) {
    return taylor_adaptive<T>(pendulum(), std::vector<T>{T(.05L), T(.025L)}, args...);
}

// h as documented, from what a user can see.
template <typename T>
real step_from_coefficients(const taylor_adaptive<T> &ta) {
    const auto p = ta.get_order();
    T norm[3] = {};
    for (std::uint32_t i = 0; i < ta.get_dim(); ++i)
        for (std::uint32_t m = 0; m < 3; ++m)
            norm[m] = std::max(norm[m], std::abs(ta.get_tc()[i * (p + 1) + (m == 0 ? 0 : p - 2 + m)]));
    const real scale = std::max(T(1), norm[0]);
    const real a = pow(scale / norm[1], real(1) / (p - 1)), b = pow(scale / norm[2], real(1) / p);
    return (a < b ? a : b) * exp(-2 - real(7) / 10 / (p - 1));
}

// What does not compile: misnamed, repeated, unnamed and ill-typed arguments.
template <typename... Args>
constexpr bool constructs = std::is_constructible_v<taylor_adaptive<double>, equations, std::vector<double>, Args...>;
static_assert(constructs<> && constructs<decltype(kw::tol = 1e-9)> && constructs<decltype(kw::tol = 1)>);
static_assert(constructs<decltype(kw::pars = {1., 2.}), decltype(kw::compact_mode = true)>);
static_assert(!constructs<decltype(kw::max_steps = 1)> && !constructs<double> && !constructs<int, int>);
static_assert(!constructs<decltype(kw::tol = 1e-9), decltype(kw::tol = 1e-9)>);
static_assert(!constructs<decltype(kw::compact_mode = 1)> && !constructs<decltype(kw::tol = "small")>);
static_assert(!constructs<decltype(kw::pars = 1.)> && !constructs<decltype(kw::opt_level = 1.)>);
static_assert(std::is_constructible_v<taylor_adaptive<double>, equations, decltype(kw::tol = 1e-9)>);
static_assert(!std::is_convertible_v<equations, taylor_adaptive<double>>);

template <typename... Args>
constexpr bool propagates = requires(taylor_adaptive<double> ta, Args... args) {
    ta.propagate_until(1., args...);
    ta.propagate_for(1., args...);
};
static_assert(propagates<> && propagates<decltype(kw::max_steps = 1u), decltype(kw::write_tc = true)>);
static_assert(!propagates<decltype(kw::tol = 1.)> && !propagates<double> && !propagates<decltype(kw::write_tc = 1)>);

static_assert(std::is_nothrow_default_constructible_v<taylor_adaptive<double>>);
static_assert(std::is_nothrow_move_constructible_v<taylor_adaptive<double>>);
static_assert(std::is_nothrow_move_assignable_v<taylor_adaptive<double>>);

} // namespace

TEST_CASE("an integrator tells what it was made from") {
    const taylor_adaptive<double> ta(pendulum(), std::vector{0.05, 0.025});
    CHECK(ta.get_order() == 20u);
    CHECK(ta.get_tol() == std::numeric_limits<double>::epsilon());
    CHECK_FALSE(ta.get_high_accuracy());
    CHECK_FALSE(ta.get_compact_mode());
    CHECK_FALSE(ta.with_events());
    CHECK_FALSE(ta.is_variational());
    CHECK(ta.get_dim() == 2u);
    CHECK(ta.get_n_orig_sv() == 2u);
    CHECK(ta.get_sys() == pendulum());
    CHECK(ta.get_time() == 0);
    CHECK(ta.get_dtime() == std::pair(0., 0.));
    CHECK(ta.get_state() == std::vector{0.05, 0.025});
    CHECK(ta.get_state_data() == ta.get_state().data());
    CHECK(ta.get_pars().empty());
    CHECK(ta.get_tc() == std::vector<double>(42));
    CHECK(ta.get_d_output() == std::vector<double>(2));
    CHECK(ta.get_last_h() == 0);

    const taylor_adaptive<float> other(driven_growth(), kw::tol = 1e-3f, kw::time = 4, kw::pars = {2.f},
                                       kw::high_accuracy = true, kw::compact_mode = true);
    CHECK(other.get_order() == 5u);
    CHECK(other.get_tol() == 1e-3f);
    CHECK(other.get_high_accuracy());
    CHECK(other.get_compact_mode());
    CHECK(other.get_time() == 4.f);
    CHECK(other.get_pars() == std::vector{2.f});
    CHECK(other.get_state() == std::vector{0.f});
}

TEST_CASE("the ways to spell a construction") {
    const auto [x, v] = make_vars("x", "v");
    const taylor_adaptive a{{prime(x) = v, prime(v) = -x}, {0., 1.}};
    static_assert(std::is_same_v<decltype(a), const taylor_adaptive<double>>);
    const taylor_adaptive b{{prime(x) = v, prime(v) = -x}, std::vector{0.f, 1.f}, kw::tol = 1e-4f};
    static_assert(std::is_same_v<decltype(b), const taylor_adaptive<float>>);
    const taylor_adaptive<double> c{{{x, v}, {v, -x}}, {0, 1}, kw::time = 1};
    CHECK(c.get_state() == a.get_state());
    const taylor_adaptive<double> d{{{x, v}, {v, -x}}, kw::tol = 1e-10};
    CHECK(d.get_state() == std::vector{0., 0.});
    const taylor_adaptive<double> e{{prime(x) = v, prime(v) = -x}};
    CHECK(e.get_dim() == 2u);
    const std::list<int> pars{3};
    const taylor_adaptive<double> f{driven_growth(),          {1.},
                                    kw::pars = pars,          kw::tol = 0,
                                    kw::parjit = false,       kw::mname = "growth",
                                    kw::opt_level = 7,        kw::prec = 0,
                                    kw::slp_vectorize = false};
    CHECK(f.get_pars() == std::vector{3.});
    CHECK_THROWS_AS((taylor_adaptive<double>{driven_growth(), {1.}, kw::opt_level = -1}), std::invalid_argument);
    CHECK_THROWS_AS((taylor_adaptive<double>{driven_growth(), {1.}, kw::prec = -1}), std::invalid_argument);
}

TEST_CASE("vectors that are moved in keep their memory") {
    std::vector state{1.}, pars{0.5};
    const auto *state_place = state.data(), *pars_place = pars.data();
    const taylor_adaptive<double> ta(driven_growth(), std::move(state), kw::pars = std::move(pars));
    CHECK(ta.get_state_data() == state_place);
    CHECK(ta.get_pars_data() == pars_place);
}

TEMPLATE_LIST_TEST_CASE("a user can recompute order and step size", "", code_types) {
    const auto eps = std::numeric_limits<TestType>::epsilon();
    for (double tol : {0., 1e-3, 1e-5, 0.5})
        for (bool high_accuracy : {false, true}) {
            taylor_adaptive<TestType> ta(pendulum(), std::vector<TestType>{TestType(1.5), 4}, kw::tol = tol,
                                         kw::high_accuracy = high_accuracy);
            const TestType t = tol == 0 ? eps : TestType(tol);
            CHECK(ta.get_order() == std::max(TestType(2), std::ceil(-std::log(t) / 2 + 1)));
            for (int i = 0; i < 100; ++i) {
                const auto [outcome, h] = i % 2 == 0 ? ta.step(true) : ta.step_backward(true);
                CHECK(outcome == taylor_outcome::success);
                CHECK(h == ta.get_last_h());
                CHECK((h > 0) == (i % 2 == 0));
                CHECK(size_in_eps(std::abs(h), step_from_coefficients(ta)) < 100);
            }
        }
}

TEMPLATE_LIST_TEST_CASE("steps with a limit, forward and backward", "", code_types) {
    auto ta = make_pendulum<TestType>();
    const TestType limit = TestType(1e-3L), zero = 0;
    const auto [outcome, h] = ta.step(limit);
    CHECK(outcome == taylor_outcome::time_limit);
    CHECK(h == limit);
    CHECK(ta.get_time() == limit);
    CHECK(ta.step(-limit) == std::tuple(taylor_outcome::time_limit, -limit));
    CHECK(ta.get_time() == 0);
    CHECK(ta.step(zero) == std::tuple(taylor_outcome::time_limit, zero));
    CHECK(std::get<0>(ta.step(TestType(100))) == taylor_outcome::success);
    CHECK(std::get<1>(ta.step(TestType(-100))) < 0);
    CHECK(std::get<0>(ta.step(std::numeric_limits<TestType>::infinity())) == taylor_outcome::success);
}

TEMPLATE_LIST_TEST_CASE("coefficients are left alone unless asked for", "", code_types) {
    auto ta = make_pendulum<TestType>();
    ta.step();
    CHECK(ta.get_tc() == std::vector<TestType>(2 * (ta.get_order() + 1)));
    const auto state = ta.get_state();
    ta.step(true);
    const auto written = ta.get_tc();
    CHECK(written[0] == state[0]);
    CHECK(written[1] == state[1]);
    CHECK(written[ta.get_order() + 1] == state[1]);
    ta.step_backward();
    ta.step(TestType(1e-3L));
    ta.propagate_for(1.);
    CHECK(same_bits(ta.get_tc(), written));
    ta.propagate_for(1., kw::write_tc = true);
    CHECK_FALSE(same_bits(ta.get_tc(), written));
}

TEMPLATE_LIST_TEST_CASE("dense output covers the last step", "", code_types) {
    for (bool high_accuracy : {false, true}) {
        auto ta = make_pendulum<TestType>(kw::high_accuracy = high_accuracy, kw::time = 3);
        const auto before = ta.get_state();
        const auto [outcome, h] = ta.step(true);
        CHECK(outcome == taylor_outcome::success);
        CHECK(same_bits(ta.update_d_output(0., true), ta.get_state()));
        // The current time is known to twice the precision of the argument: they differ by half an eps of the time.
        CHECK(relative_in_eps(ta.update_d_output(ta.get_time())[0], ta.get_state()[0]) < 50);
        CHECK(&ta.update_d_output(0, true) == &ta.get_d_output());
        const auto start = ta.update_d_output(-h, true);
        CHECK(same_bits(start, before));
        // Half-way, compared with a step of half the size: both are precise to a few eps.
        taylor_adaptive<TestType> half(pendulum(), before, kw::time = 3);
        half.step(h / 2);
        const auto middle = ta.update_d_output(half.get_time());
        CHECK(relative_in_eps(middle[0], half.get_state()[0]) < 50);
        CHECK(relative_in_eps(middle[1], half.get_state()[1]) < 50);
    }
}

TEMPLATE_LIST_TEST_CASE("the time can be set", "", code_types) {
    auto ta = make_pendulum<TestType>();
    const auto time = [](TestType hi, TestType lo) { return std::pair(hi, lo); };
    ta.set_dtime(4, 3);
    CHECK(ta.get_dtime() == time(7, 0));
    ta.set_dtime(1, TestType(1e-30L));
    CHECK(ta.get_dtime() == time(1, TestType(1e-30L)));
    ta.set_time(2);
    CHECK(ta.get_dtime() == time(2, 0));
    ta.set_time(std::numeric_limits<TestType>::infinity());
    CHECK(std::isinf(ta.get_time()));
    CHECK(std::get<0>(ta.step()) == taylor_outcome::err_nf_state);
}

TEMPLATE_LIST_TEST_CASE("state and parameters may be written between steps", "", code_types) {
    // x' = c x + t from (t0, x0): x = (x0 + t0/c + 1/c^2) exp(c (t - t0)) - t/c - 1/c^2.
    const auto exact = [](real c, real t0, real x0, real t) -> real {
        return (x0 + t0 / c + 1 / (c * c)) * exp(c * (t - t0)) - t / c - 1 / (c * c);
    };
    taylor_adaptive<TestType> ta(driven_growth(), std::vector<TestType>{1}, kw::pars = {0.5});
    ta.propagate_until(2.);
    CHECK(relative_in_eps(ta.get_state()[0], exact(0.5, 0, 1, 2)) < 50);
    *ta.get_pars_data() = -2;
    *ta.get_state_range().begin() = 7;
    ta.propagate_until(3);
    CHECK(relative_in_eps(ta.get_state()[0], exact(-2, 2, 7, 3)) < 50);
    ta.get_pars_range()[0] = 1;
    ta.get_state_data()[0] = -1;
    ta.propagate_for(-1);
    CHECK(ta.get_time() == 2);
    CHECK(relative_in_eps(ta.get_state()[0], exact(1, 3, -1, 2)) < 50);
    CHECK(ta.get_state_range().size() == 1u);
}

TEMPLATE_LIST_TEST_CASE("copies share nothing that matters, and compute the same bits", "", code_types) {
    auto a = make_pendulum<TestType>(kw::high_accuracy = true);
    a.step(true);
    auto b = a;
    CHECK(same_bits(a.get_tc(), b.get_tc()));
    a.propagate_for(100.);
    CHECK(b.get_time() < 1);
    b.propagate_until(a.get_time());
    CHECK(a.get_dtime().first == b.get_dtime().first);
    b = a;
    const auto *place = b.get_state_data();
    auto c = std::move(b);
    CHECK(c.get_state_data() == place);
    for (int i = 0; i < 100; ++i)
        CHECK(a.step() == c.step());
    CHECK(same_bits(a.get_state(), c.get_state()));

    // A second integrator of the same system is as good as a copy.
    auto first = make_pendulum<TestType>(), second = make_pendulum<TestType>();
    first.propagate_until(10.);
    second.propagate_until(10.);
    CHECK(same_bits(first.get_state(), second.get_state()));

    taylor_adaptive<TestType> empty;
    empty = c;
    CHECK(same_bits(empty.get_state(), c.get_state()));
    const taylor_adaptive<TestType> still_empty{taylor_adaptive<TestType>()}, copy_of_empty(still_empty);
    CHECK_THROWS_AS(copy_of_empty.get_state(), std::invalid_argument);
}

TEMPLATE_LIST_TEST_CASE("propagations report their steps", "", code_types) {
    auto ta = make_pendulum<TestType>();
    {
        const auto [outcome, min_h, max_h, steps, output, callback] = ta.propagate_until(10.);
        CHECK(outcome == taylor_outcome::time_limit);
        CHECK(ta.get_time() == 10);
        CHECK(min_h > 0.01);
        CHECK(max_h >= min_h);
        CHECK(max_h < 1);
        CHECK(steps > 20u);
        CHECK(steps < 200u);
    }
    CHECK(std::get<0>(ta.propagate_for(10, kw::max_steps = 3)) == taylor_outcome::step_limit);
    const auto result = ta.propagate_until(10, kw::max_delta_t = 1e-3);
    CHECK(result.outcome() == taylor_outcome::time_limit);
    CHECK(result.n_steps() > 100u);
    CHECK(result.min_h() == std::numeric_limits<TestType>::infinity());
    CHECK(result.max_h() == 0);
    CHECK(std::get<3>(ta.propagate_until(10)) == 0u);

    request_interrupt();
    CHECK(std::get<0>(ta.propagate_until(1000)) == taylor_outcome::interrupted);
    clear_interrupt();
}

TEMPLATE_LIST_TEST_CASE("propagations end at the time that was asked for", "", code_types) {
    using T = TestType;
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<T> ta({prime(x) = v, prime(v) = -sin(x)}, {T(.5L), T(0)});
    std::mt19937 random(7);
    std::uniform_real_distribution<double> exponent(-9, 1);
    for (int i = 0; i < 300; ++i) {
        // Steps that are long beside the time at their end, and a time with a low part before them.
        const T target = static_cast<T>((i % 3 - 1) * std::pow(10., exponent(random)));
        ta.set_dtime(T(1 + i % 7) / 3, std::numeric_limits<T>::epsilon() / 16);
        CHECK(std::get<0>(ta.propagate_until(target)) == taylor_outcome::time_limit);
        CHECK(ta.get_dtime() == std::pair<T, T>(target, 0));
        CHECK(std::get<3>(ta.propagate_until(target)) == 0u);
    }
    for (int i = 0; i < 3; ++i)
        ta.propagate_for(T(.23L));
    ta.propagate_until(0);
    CHECK(ta.get_time() == 0);
}

TEST_CASE("a step of size 0 is a failure, not a way to go on for ever") {
    const auto x = make_vars("x");
    taylor_adaptive<float> ta({prime(x) = 3e38 * cos(x)}, {0.f}, kw::tol = 1.);
    CHECK(std::get<0>(ta.propagate_until(1)) == taylor_outcome::err_nf_state);
}

TEMPLATE_LIST_TEST_CASE("a state at rest has no step size of its own", "", code_types) {
    taylor_adaptive<TestType> ta(pendulum(), std::vector<TestType>{0, 0});
    const auto result = ta.propagate_until(10);
    CHECK(result.outcome() == taylor_outcome::time_limit);
    CHECK(result.n_steps() == 1u);
    CHECK(ta.get_state() == std::vector<TestType>{0, 0});
    CHECK(std::get<0>(ta.step()) == taylor_outcome::err_nf_state);

    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<TestType> line({prime(x) = v, prime(v) = 0._dbl}, std::vector<TestType>{1, 2});
    const TestType far = 1e6;
    CHECK(line.step(far) == std::tuple(taylor_outcome::time_limit, far));
    CHECK(line.get_state()[0] == 1 + 2 * far);
}

TEMPLATE_LIST_TEST_CASE("subnormal numbers do no harm", "", code_types) {
    // An oscillation that is subnormal as a whole counts as rest, or has the amplitude 101.3; its state must not become
    // NaN.
    const auto tiny = std::numeric_limits<TestType>::denorm_min();
    taylor_adaptive<TestType> ta(pendulum(), std::vector<TestType>{100 * tiny, 50 * tiny});
    CHECK(std::get<0>(ta.propagate_until(1)) == taylor_outcome::time_limit);
    CHECK(std::abs(ta.get_state()[0]) <= 110 * tiny);
    // Afterwards subnormal numbers are what they were.
    volatile TestType x = std::numeric_limits<TestType>::min();
    CHECK(x / 2 > 0);
}

TEST_CASE("an integrator prints itself") {
    std::ostringstream out;
    out << taylor_adaptive<double>(driven_growth(), {1.5}, kw::pars = {0.1}, kw::time = 2);
    CHECK(out.str() == "C++ datatype            : double\n"
                       "Tolerance               : 2.220446049250313e-16\n"
                       "High accuracy           : false\n"
                       "Compact mode            : false\n"
                       "Taylor order            : 20\n"
                       "Dimension               : 1\n"
                       "Time                    : 2\n"
                       "State                   : [1.5]\n"
                       "Parameters              : [0.1]\n");
    out.str("");
    out << taylor_adaptive<float>(pendulum(), {0.f, 1.f});
    CHECK_THAT(out.str(),
               Catch::Matchers::ContainsSubstring("float") && !Catch::Matchers::ContainsSubstring("Parameters"));
#if LDBL_MANT_DIG == 64
    out.str("");
    out << taylor_adaptive<long double>(driven_growth(), {1.5L}, kw::pars = {1e-4000L});
    CHECK(out.str() == "C++ datatype            : long double\n"
                       "Tolerance               : 1.084202172485504434e-19\n"
                       "High accuracy           : false\n"
                       "Compact mode            : false\n"
                       "Taylor order            : 23\n"
                       "Dimension               : 1\n"
                       "Time                    : 0\n"
                       "State                   : [1.5]\n"
                       "Parameters              : [1e-4000]\n");
#endif
    out.str("");
    out << taylor_adaptive<double>();
    CHECK_THAT(out.str(), Catch::Matchers::ContainsSubstring("Default-constructed"));
}

TEST_CASE("the decomposition begins with the variables and ends with the derivatives") {
    const auto [x, v] = make_vars("x", "v");
    const taylor_adaptive<double> ta({prime(x) = v, prime(v) = -9.8 * sin(x)}, {0.05, 0.025});
    const auto &dc = ta.get_decomposition();
    // Two variables, sine and cosine, the scaled sine, two derivatives.
    REQUIRE(dc.size() == 7);
    CHECK(dc[0].first == x);
    CHECK(dc[1].first == v);
    CHECK(dc[2].first == sin("u_0"_var));
    CHECK(dc[5].first == "u_1"_var);
    CHECK(dc[6].first == "u_4"_var);
    CHECK(&ta.get_decomposition() == &dc);
}

TEST_CASE("threads that ask for the decomposition get one, which copies share") {
    constexpr int n_threads = 4;
    for (int round = 0; round < 50; ++round) {
        const taylor_adaptive<double> ta(pendulum(), {0.05, 0.025});
        const auto copy = ta;
        std::vector<const void *> seen(n_threads);
        test::at_once(n_threads, [&](int i) { seen[i] = (i % 2 == 0 ? ta : copy).get_decomposition().data(); });
        for (const auto *at : seen)
            REQUIRE(at == ta.get_decomposition().data());
        REQUIRE(ta.get_decomposition().size() == 7);
    }
}
