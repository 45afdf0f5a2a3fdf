// SPDX-License-Identifier: MPL-2.0
// Batches against integrators of one trajectory: each trajectory has the same bits, whatever the batch does.
// covers: integrator_base
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <list>
#include <memory>
#include <sstream>
#include <type_traits>
#include <vector>

#include <brook/brook.hpp>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "integrator/build.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using problems::problem;
using test::code_types;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

template <typename T>
constexpr T infinity = std::numeric_limits<T>::infinity();

const std::vector<std::uint32_t> all_sizes{1, 2, 3, 5, 8, 13, 16, 17};

// Parameters of each trajectory's own, and three terms with the time.
problem driven() {
    const auto [x, v] = make_vars("x", "v");
    return {"driven",
            {prime(x) = v, prime(v) = -par[1] * sin(x) + par[0] * cos(par[1] * brook::time) - brook::time * v},
            {.5, .25}};
}

double par_of(std::uint32_t i, std::uint32_t k) { return i == 0 ? .125 * k : 1. + .25 * k; }

double factor_of(std::uint32_t k) { return 1 + .01 * k; }

// A batch, and as many integrators of one trajectory.
template <typename T>
struct twins {
    template <typename... Args>
    twins(const problem &p, std::uint32_t n, std::uint32_t n_pars, const Args &...args) : size(n) {
        std::vector<T> states(p.state.size() * n), pars(n_pars * n), times;
        for (std::uint32_t k = 0; k < n; ++k) {
            std::vector<T> own_state, own_pars;
            for (std::size_t i = 0; i < p.state.size(); ++i) {
                own_state.push_back(static_cast<T>(p.state[i] * factor_of(k)));
                states[i * n + k] = own_state.back();
            }
            for (std::uint32_t i = 0; i < n_pars; ++i) {
                own_pars.push_back(static_cast<T>(par_of(i, k)));
                pars[i * n + k] = own_pars.back();
            }
            times.push_back(T(k) / 64);
            alone.emplace_back(p.system, own_state, kw::time = times.back(), kw::pars = own_pars, args...);
        }
        batch = taylor_adaptive_batch<T>(p.system, states, n, kw::time = times, kw::pars = pars, args...);
    }

    // The numbers of trajectory k.
    std::vector<T> of(std::uint32_t k, const std::vector<T> &all) const {
        std::vector<T> own;
        for (std::size_t i = k; i < all.size(); i += size)
            own.push_back(all[i]);
        return own;
    }

    void check() const {
        for (std::uint32_t k = 0; k < size; ++k) {
            CAPTURE(size, k);
            const auto &ta = alone[k];
            CHECK(same_bits(of(k, batch.get_state()), ta.get_state()));
            CHECK(same_bits(of(k, batch.get_tc()), ta.get_tc()));
            CHECK(same_bits(of(k, batch.get_d_output()), ta.get_d_output()));
            CHECK(same_bits(batch.get_dtime().first[k], ta.get_dtime().first));
            CHECK(same_bits(batch.get_dtime().second[k], ta.get_dtime().second));
            CHECK(same_bits(batch.get_last_h()[k], ta.get_last_h()));
        }
    }

    std::uint32_t size;
    taylor_adaptive_batch<T> batch;
    std::vector<taylor_adaptive<T>> alone;
};

template <typename T>
void check_steps(twins<T> &t) {
    std::vector<T> limits, times;
    for (std::uint32_t k = 0; k < t.size; ++k) {
        limits.push_back(k % 4 == 0 ? T(1) / 1024 : k % 4 == 1 ? -T(1) / 512 : k % 4 == 2 ? infinity<T> : T(0));
        times.push_back(T(k) / 64);
    }
    for (int round = 0; round < 4; ++round) {
        t.batch.step(round % 2 == 0);
        for (std::uint32_t k = 0; k < t.size; ++k)
            CHECK(t.alone[k].step(round % 2 == 0) == t.batch.get_step_res()[k]);
        t.check();
        t.batch.step(limits, round % 2 == 1);
        for (std::uint32_t k = 0; k < t.size; ++k)
            CHECK(t.alone[k].step(limits[k], round % 2 == 1) == t.batch.get_step_res()[k]);
        t.check();
        t.batch.step_backward(true);
        t.batch.update_d_output(times, round % 2 == 1);
        for (std::uint32_t k = 0; k < t.size; ++k) {
            CHECK(t.alone[k].step_backward(true) == t.batch.get_step_res()[k]);
            t.alone[k].update_d_output(times[k], round % 2 == 1);
        }
        t.check();
        t.batch.update_d_output(T(0), true);
        CHECK(same_bits(t.batch.get_d_output(), t.batch.get_state()));
        for (auto &ta : t.alone)
            ta.update_d_output(0, true);
    }
}

// Some go forward, some back, some stay, and all need different numbers of steps.
template <typename T>
void check_propagations(twins<T> &t, T unit) {
    std::vector<T> targets, max_delta_ts;
    for (std::uint32_t k = 0; k < t.size; ++k) {
        targets.push_back(k % 3 == 0 ? unit * T(k + 1) / 8 : k % 3 == 1 ? -unit * T(k) / 8 : t.batch.get_time()[k]);
        max_delta_ts.push_back(k % 2 == 0 ? infinity<T> : unit / 16);
    }
    const auto compare = [&](auto propagate) {
        for (std::uint32_t k = 0; k < t.size; ++k) {
            CAPTURE(t.size, k);
            CHECK(std::get<0>(t.batch.get_propagate_res()[k]) == taylor_outcome::time_limit);
            CHECK(propagate(t.alone[k], k) == t.batch.get_propagate_res()[k]);
            CHECK(same_bits(t.of(k, t.batch.get_state()), t.alone[k].get_state()));
            CHECK(same_bits(t.batch.get_dtime().first[k], t.alone[k].get_dtime().first));
            CHECK(same_bits(t.batch.get_dtime().second[k], t.alone[k].get_dtime().second));
        }
    };
    t.batch.propagate_until(targets, kw::max_delta_t = max_delta_ts);
    compare(
        [&](auto &ta, std::uint32_t k) { return ta.propagate_until(targets[k], kw::max_delta_t = max_delta_ts[k]); });
    t.batch.propagate_for(targets, kw::max_delta_t = unit, kw::write_tc = true);
    compare([&](auto &ta, std::uint32_t k) { return ta.propagate_for(targets[k], kw::max_delta_t = unit); });
    t.batch.propagate_until(T(0));
    compare([&](auto &ta, std::uint32_t) { return ta.propagate_until(0); });
}

// How many trajectories the code of a batch advances at once.
template <typename T>
std::uint32_t at_once(const problem &p, std::uint32_t size) {
    detail::stepper_options options;
    options.trajectories = detail::trajectories_at_once(detail::fp_type_of<T>, size);
    return build_stepper(detail::ode_system(p.system), detail::fp_type_of<T>, 20, options)->trajectories;
}

template <typename... Args>
constexpr bool constructs =
    std::is_constructible_v<taylor_adaptive_batch<double>, equations, std::vector<double>, std::uint32_t, Args...>;
static_assert(constructs<> && constructs<decltype(kw::tol = 1e-9)> && constructs<decltype(kw::time = 1)>);
static_assert(constructs<decltype(kw::time = {1., 2.})> && constructs<decltype(kw::time = std::vector<float>())>);
static_assert(!constructs<decltype(kw::time = nullptr)> && !constructs<decltype(kw::max_steps = 1)>);
static_assert(!std::is_constructible_v<taylor_adaptive<double>, equations, decltype(kw::time = {1., 2.})>);

template <typename... Args>
constexpr bool propagates = requires(taylor_adaptive_batch<double> ta, std::vector<double> ts, Args... args) {
    ta.propagate_until(1., args...);
    ta.propagate_until(ts, args...);
    ta.propagate_for(1., args...);
    ta.propagate_for(ts, args...);
};
static_assert(propagates<> && propagates<decltype(kw::max_delta_t = {1., 2.}), decltype(kw::write_tc = true)>);
static_assert(propagates<decltype(kw::max_delta_t = 1)> && !propagates<decltype(kw::tol = 1.)>);

static_assert(std::is_nothrow_default_constructible_v<taylor_adaptive_batch<double>>);
static_assert(std::is_nothrow_move_constructible_v<taylor_adaptive_batch<double>>);
static_assert(std::is_nothrow_move_assignable_v<taylor_adaptive_batch<double>>);
static_assert(std::is_copy_constructible_v<taylor_adaptive_batch<double>>);

} // namespace

TEST_CASE("each shape is chosen where it is expected", "[batch]") {
    for (const auto &p : {problems::pendulum(), problems::van_der_pol(), problems::two_bodies(), driven()})
        for (const auto size : all_sizes) {
            CAPTURE(p.name, size);
            const bool in_turn = size == 2 && p.name == problems::two_bodies().name;
            CHECK(at_once<double>(p, size) == (in_turn ? 1 : std::min(std::bit_ceil(size), 8u)));
        }
    for (const auto size : {2u, 8u, 17u}) {
        CHECK(at_once<double>(problems::outer_solar_system(), size) == 1);
        CHECK(at_once<float>(problems::pendulum(), size) == std::min(size, 16u));
        if (detail::fp_has_code(detail::fp_type::f80))
            CHECK(at_once<long double>(problems::pendulum(), size) == 1);
    }
}

TEST_CASE("batches of all sizes share the code of few", "[batch]") {
    const fresh_caches fresh;
    const auto compilations = [](std::uint32_t size) {
        return during([&] { taylor_adaptive_batch<double>(problems::pendulum().system, size); }).compilations;
    };
    CHECK(compilations(7) == 1);
    for (const std::uint32_t size : {5, 8, 9, 16, 1000})
        CHECK(compilations(size) == 0);
    CHECK(compilations(4) == 1);
    CHECK(compilations(3) == 0);
}

TEMPLATE_LIST_TEST_CASE("steps of a batch are those of its trajectories", "[batch]", code_types) {
    for (const bool high_accuracy : {false, true})
        for (const auto size : all_sizes) {
            for (const auto &p : {problems::pendulum(), problems::van_der_pol(), problems::two_bodies()}) {
                twins<TestType> t(p, size, 0, kw::high_accuracy = high_accuracy);
                check_steps(t);
            }
            twins<TestType> t(driven(), size, 2, kw::high_accuracy = high_accuracy);
            check_steps(t);
        }
}

TEMPLATE_LIST_TEST_CASE("propagations of a batch are those of its trajectories", "[batch]", code_types) {
    for (const auto size : all_sizes) {
        for (const auto &p : {problems::pendulum(), problems::van_der_pol(), problems::two_bodies()}) {
            twins<TestType> t(p, size, 0);
            // Van der Pol's oscillator has poles in the past.
            check_propagations<TestType>(t, p.name == "van der Pol" ? TestType(1) / 8 : 4);
        }
        twins<TestType> t(driven(), size, 2);
        check_propagations<TestType>(t, 1);
    }
}

TEMPLATE_LIST_TEST_CASE("a system that fills the lanes by itself runs in turn", "[batch]", code_types) {
    for (const auto size : {2u, 8u, 13u})
        for (const bool high_accuracy : {false, true}) {
            twins<TestType> t(problems::outer_solar_system(), size, 0, kw::high_accuracy = high_accuracy);
            check_steps(t);
            check_propagations<TestType>(t, 8);
        }
}

TEMPLATE_LIST_TEST_CASE("tolerance, optimisation and lifted constants of a batch", "[batch]", code_types) {
    for (const auto size : {3u, 8u})
        for (const unsigned level : {0u, 2u, 3u}) {
            twins<TestType> t(driven(), size, 2, kw::tol = 1e-5, kw::opt_level = level, kw::lift_constants = true);
            check_steps(t);
            twins<TestType> compact(problems::two_bodies(), size, 0, kw::compact_mode = true, kw::lift_constants = true,
                                    kw::opt_level = level);
            check_steps(compact);
        }
    twins<TestType> in_turn(problems::planetary_three_bodies(), 2, 0, kw::lift_constants = true);
    check_steps(in_turn);
}

TEMPLATE_LIST_TEST_CASE("a batch tells what it was made from", "[batch]", code_types) {
    using T = TestType;
    taylor_adaptive_batch<T> ta(driven().system, {1, 2, 3, 4, 5, 6}, 3, kw::pars = {1, 2, 3, 4, 5, 6},
                                kw::time = {7, 8, 9}, kw::tol = 1e-4, kw::high_accuracy = true);
    CHECK(ta.get_batch_size() == 3u);
    CHECK(ta.get_dim() == 2u);
    CHECK(ta.get_n_orig_sv() == 2u);
    CHECK(ta.get_order() == 6u);
    CHECK(ta.get_tol() == T(1e-4));
    CHECK(ta.get_high_accuracy());
    CHECK_FALSE(ta.get_compact_mode());
    CHECK_FALSE(ta.with_events());
    CHECK_FALSE(ta.is_variational());
    CHECK(ta.get_sys() == driven().system);
    CHECK(ta.get_state() == std::vector<T>{1, 2, 3, 4, 5, 6});
    CHECK(ta.get_pars() == std::vector<T>{1, 2, 3, 4, 5, 6});
    CHECK(ta.get_time() == std::vector<T>{7, 8, 9});
    CHECK(ta.get_time_data() == ta.get_time().data());
    CHECK(ta.get_dtime().second == std::vector<T>(3));
    CHECK(ta.get_dtime_data().first == ta.get_time_data());
    CHECK(ta.get_dtime_data().second == ta.get_dtime().second.data());
    CHECK(ta.get_last_h() == std::vector<T>(3));
    CHECK(ta.get_tc() == std::vector<T>(2 * 7 * 3));
    CHECK(ta.get_d_output() == std::vector<T>(6));
    CHECK(ta.get_step_res() == std::vector(3, std::tuple(taylor_outcome::success, T(0))));
    CHECK(ta.get_propagate_res() == std::vector(3, std::tuple(taylor_outcome::success, T(0), T(0), std::size_t(0))));
    CHECK(ta.get_decomposition().size() > 6u);
    CHECK(std::get<llvm_state>(ta.get_llvm_state()).get_ir().find("@jet(") != std::string::npos);
    CHECK(ta.get_compile_info().size > 0);

    ta.get_state_data()[5] = -1;
    *ta.get_pars_range().begin() = -2;
    CHECK(ta.get_state().back() == -1);
    CHECK(ta.get_pars().front() == -2);

    const taylor_adaptive_batch<T> zeros(driven().system, 4, kw::time = 3);
    CHECK(zeros.get_state() == std::vector<T>(8));
    CHECK(zeros.get_pars() == std::vector<T>(8));
    CHECK(zeros.get_time() == std::vector<T>(4, 3));
}

TEST_CASE("the ways to spell a batch", "[batch]") {
    const auto [x, v] = make_vars("x", "v");
    const taylor_adaptive_batch a{{prime(x) = v, prime(v) = -x}, {0., 1., 2., 3.}, 2};
    static_assert(std::is_same_v<decltype(a), const taylor_adaptive_batch<double>>);
    const taylor_adaptive_batch b{{prime(x) = v, prime(v) = -x}, std::vector{0.f, 1.f}, 1, kw::tol = 1e-4f};
    static_assert(std::is_same_v<decltype(b), const taylor_adaptive_batch<float>>);
    const std::list<int> times{3, 4};
    const taylor_adaptive_batch<double> c{{{x, v}, {v, -x}}, {0, 1, 2, 3}, 2, kw::time = times};
    CHECK(c.get_time() == std::vector{3., 4.});
    std::vector state{1., 2., 3., 4.};
    const auto *place = state.data();
    const taylor_adaptive_batch<double> d({{x, v}, {v, -x}}, std::move(state), 2);
    CHECK(d.get_state_data() == place);
}

TEST_CASE("the times of a batch can be set", "[batch]") {
    taylor_adaptive_batch<double> ta(problems::pendulum().system, 3);
    ta.set_time({1., 2., infinity<double>});
    CHECK(ta.get_time() == std::vector{1., 2., infinity<double>});
    ta.set_dtime({4., 1., -8.}, {3., 1e-30, 2.});
    CHECK(ta.get_dtime().first == std::vector{7., 1., -6.});
    CHECK(ta.get_dtime().second == std::vector{0., 1e-30, 0.});
    ta.set_time(ta.get_time());
    CHECK(ta.get_dtime().first == std::vector{7., 1., -6.});
    CHECK(ta.get_dtime().second == std::vector(3, 0.));
    ta.set_dtime(2., 1e-20);
    CHECK(ta.get_dtime().second == std::vector(3, 1e-20));
    ta.set_time(5.);
    CHECK(ta.get_time() == std::vector(3, 5.));
}

TEMPLATE_LIST_TEST_CASE("a batch may be given its own numbers", "[batch]", code_types) {
    using T = TestType;
    const auto x = make_vars("x");
    for (const T limit : {T(1) / 4, T(8)}) {
        taylor_adaptive_batch<T> ta({prime(x) = -x}, std::vector<T>(3, limit), 3), other = ta;
        ta.step(ta.get_state());
        other.step(std::vector<T>(3, limit));
        CHECK(ta.get_step_res() == other.get_step_res());
        CHECK(ta.get_state() == other.get_state());
        ta.step(ta.get_last_h());
        other.step(std::vector<T>(other.get_last_h()));
        CHECK(ta.get_step_res() == other.get_step_res());
        ta.propagate_for(ta.get_time(), kw::max_delta_t = ta.get_last_h());
        CHECK(std::get<0>(ta.get_propagate_res()[2]) == taylor_outcome::time_limit);
    }
}

TEMPLATE_LIST_TEST_CASE("copies of a batch go their own ways with the same bits", "[batch]", code_types) {
    for (const auto &p : {problems::pendulum(), problems::outer_solar_system()}) {
        twins<TestType> t(p, 4, 0);
        auto &a = t.batch;
        a.step(true);
        auto b = a;
        CHECK(same_bits(a.get_tc(), b.get_tc()));
        a.propagate_for(TestType(3));
        CHECK(b.get_time() != a.get_time());
        b.propagate_for(TestType(3));
        CHECK(same_bits(a.get_state(), b.get_state()));
        CHECK(a.get_propagate_res() == b.get_propagate_res());
        const auto *place = b.get_state_data();
        taylor_adaptive_batch<TestType> c;
        c = std::move(b);
        CHECK(c.get_state_data() == place);
        a.step();
        c.step();
        CHECK(a.get_step_res() == c.get_step_res());
        CHECK_THROWS_AS(b.step(), std::invalid_argument); // NOLINT: a moved-from batch says so
        b = c;
        CHECK(same_bits(b.get_state(), c.get_state()));
    }
}

TEMPLATE_LIST_TEST_CASE("trajectories that have arrived wait without changing", "[batch]", code_types) {
    using T = TestType;
    for (const std::uint32_t size : {2u, 3u}) {
        // The first trajectory is there at once, and stays at -0, to which nothing can be added.
        const auto x = make_vars("x");
        std::vector<T> state(size, 1), targets(size, 20);
        state[0] = -T(0);
        targets[0] = 0;
        taylor_adaptive_batch<T> ta({prime(x) = -x}, state, size);
        ta.propagate_until(targets, kw::max_delta_t = T(1) / 4, kw::write_tc = true);
        CHECK(same_bits(ta.get_state()[0], -T(0)));
        CHECK(ta.get_time() == targets);
        CHECK(ta.get_step_res()[0] == std::tuple(taylor_outcome::time_limit, T(0)));
        CHECK(ta.get_last_h()[0] == 0);
        CHECK(std::get<3>(ta.get_propagate_res()[0]) == 0u);
        CHECK(std::get<3>(ta.get_propagate_res()[1]) >= 79u);
        CHECK(std::get<0>(ta.get_propagate_res()[1]) == taylor_outcome::time_limit);
    }
}

TEMPLATE_LIST_TEST_CASE("a limit for all trajectories", "[batch]", code_types) {
    const auto x = make_vars("x");
    taylor_adaptive_batch<TestType> one({prime(x) = -x}, {1, 2, 3}, 3), each = one;
    one.step(TestType(.125L));
    each.step(std::vector<TestType>(3, TestType(.125L)));
    CHECK(one.get_step_res() == each.get_step_res());
    CHECK(one.get_last_h() == std::vector<TestType>(3, TestType(.125L)));
    CHECK(one.get_state() == each.get_state());
    // -0 is a limit of 0 like any other.
    one.step({-TestType(0), TestType(.5L), 0});
    CHECK(same_bits(one.get_last_h()[0], TestType(0)));
}

TEMPLATE_LIST_TEST_CASE("one trajectory that fails ends the propagation of all", "[batch]", code_types) {
    using T = TestType;
    const auto x = make_vars("x");
    // Poles at 1 / x; the last trajectory arrives before, the first would need longer.
    taylor_adaptive_batch<T> ta({prime(x) = x * x}, {T(0.125L), 1, T(0.25L)}, 3);
    ta.propagate_until({4, 2, T(0.0625L)});
    const auto &results = ta.get_propagate_res();
    CHECK(std::get<0>(results[1]) == taylor_outcome::err_nf_state);
    CHECK(std::get<0>(results[2]) == taylor_outcome::time_limit);
    CHECK(std::get<3>(results[2]) == 1u);
    CHECK(
        (std::get<0>(results[0]) == taylor_outcome::success || std::get<0>(results[0]) == taylor_outcome::time_limit));
    CHECK(std::get<3>(results[1]) > 10u);
    // The failed step is not counted.
    taylor_adaptive<T> alone({prime(x) = x * x}, {1});
    CHECK(alone.propagate_until(2) == results[1]);

    // A state that is not finite from the beginning, in either shape.
    for (const auto &p : {problems::pendulum(), problems::outer_solar_system()})
        for (const T bad : {infinity<T>, std::numeric_limits<T>::quiet_NaN()}) {
            twins<T> t(p, 4, 0);
            t.batch.get_state_data()[2] = bad;
            t.batch.step();
            for (std::uint32_t k = 0; k < 4; ++k)
                CHECK((std::get<0>(t.batch.get_step_res()[k]) == taylor_outcome::err_nf_state) == (k == 2));
            t.batch.step(std::vector<T>(4));
            CHECK(std::get<0>(t.batch.get_step_res()[2]) == taylor_outcome::err_nf_state);
        }
}

TEMPLATE_LIST_TEST_CASE("long steps along a line in some of the lanes", "[batch]", code_types) {
    using T = TestType;
    // Where powers of h would overflow, the polynomial is summed another way: here in one lane, and not in the others.
    const auto [x, v] = make_vars("x", "v");
    const T far = std::sqrt(std::numeric_limits<T>::max()) * 4;
    for (const bool high_accuracy : {false, true}) {
        taylor_adaptive_batch<T> ta({prime(x) = v, prime(v) = 0._dbl}, {1, 2, 3, 4, 1, 1, 1, 1}, 4,
                                    kw::high_accuracy = high_accuracy);
        ta.step({1, far, -2, far});
        CHECK(ta.get_state() == std::vector<T>{2, far, 1, far, 1, 1, 1, 1});
        CHECK(ta.get_step_res()[1] == std::tuple(taylor_outcome::time_limit, far));
    }
}

TEST_CASE("limits and interruptions end the propagation of all trajectories", "[batch]") {
    for (const auto &p : {problems::pendulum(), problems::outer_solar_system()}) {
        twins<double> t(p, 3, 0);
        t.batch.propagate_for({1e-6, 1e6, 1e6}, kw::max_steps = 5);
        for (const auto &[outcome, min_h, max_h, steps] : t.batch.get_propagate_res())
            CHECK(outcome == taylor_outcome::step_limit);
        CHECK(std::get<3>(t.batch.get_propagate_res()[0]) == 1u);
        CHECK(std::get<3>(t.batch.get_propagate_res()[2]) == 5u);
        request_interrupt();
        t.batch.propagate_for(1e6);
        clear_interrupt();
        for (const auto &[outcome, min_h, max_h, steps] : t.batch.get_propagate_res()) {
            CHECK(outcome == taylor_outcome::interrupted);
            CHECK(steps == 1u);
        }
    }
}

TEST_CASE("a batch prints itself", "[batch]") {
    std::ostringstream out;
    out << taylor_adaptive_batch<double>(driven().system, {1.5, 2., 3., 4.}, 2, kw::pars = {1., 2., 3., 4.},
                                         kw::time = {5., 6.});
    CHECK(out.str() == "C++ datatype            : double\n"
                       "Tolerance               : 2.220446049250313e-16\n"
                       "High accuracy           : false\n"
                       "Compact mode            : false\n"
                       "Taylor order            : 20\n"
                       "Dimension               : 2\n"
                       "Batch size              : 2\n"
                       "Time                    : [5, 6]\n"
                       "State                   : [1.5, 2, 3, 4]\n"
                       "Parameters              : [1, 2, 3, 4]\n");
}
