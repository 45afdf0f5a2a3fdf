// SPDX-License-Identifier: MPL-2.0
// Ensembles against their members one after the other.
#include <brook/ensemble/ensemble.hpp>

#include <atomic>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/support/interrupt.hpp>

#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

namespace {

std::vector<std::pair<expression, expression>> pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -par[0] * sin(x)}};
}

template <typename T>
taylor_adaptive<T> swing() {
    return taylor_adaptive<T>(pendulum(), {T(0), T(0)}, kw::pars = {T(1)});
}

// Members differ in state, parameter and time.
template <typename T>
taylor_adaptive<T> member(taylor_adaptive<T> ta, std::size_t i) {
    ta.get_state_data()[0] = T(i + 1) / 16;
    ta.get_pars_data()[0] = T(1) + T(i) / 8;
    ta.set_time(T(i) / 4);
    return ta;
}

struct counting {
    inline static std::atomic<int> copies{0};
    int calls = 0;

    counting() = default;
    counting(const counting &other) : calls(other.calls) { ++copies; }
    counting(counting &&) = default;
    counting &operator=(const counting &) = default;
    template <typename Integrator>
    bool operator()(Integrator &) {
        ++calls;
        return true;
    }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("members have the bits of serial runs", "[ensemble]", test::code_types) {
    using T = TestType;
    const auto ta = swing<T>();
    const auto until = ensemble_propagate_until(ta, T(20), 30, member<T>, kw::c_output = true);
    const auto passed = ensemble_propagate_for(ta, T(5), 30, member<T>);
    REQUIRE(until.size() == 30);
    for (std::size_t i = 0; i < 30; ++i) {
        auto alone = member(ta, i);
        const auto result = alone.propagate_until(T(20), kw::c_output = true);
        REQUIRE(same_bits(until[i].integrator().get_state(), alone.get_state()));
        REQUIRE(until[i].integrator().get_dtime() == alone.get_dtime());
        REQUIRE(until[i].outcome() == result.outcome());
        REQUIRE(until[i].n_steps() == result.n_steps());
        REQUIRE(until[i].min_h() == result.min_h());
        REQUIRE(until[i].max_h() == result.max_h());
        REQUIRE(until[i].continuous_output()->get_tcs() == result.continuous_output()->get_tcs());
        auto shorter = member(ta, i);
        shorter.propagate_for(T(5));
        const auto &[integrator, outcome, min_h, max_h, n, output, callback] = passed[i];
        REQUIRE(same_bits(integrator.get_state(), shorter.get_state()));
        REQUIRE(!output);
        REQUIRE(!callback);
    }
}

TEST_CASE("ensembles go along grids", "[ensemble]") {
    const auto ta = swing<double>();
    const auto from_zero = [](auto m, std::size_t i) {
        m.get_state_data()[0] = double(i);
        return m;
    };
    const std::vector<double> grid{0., .5, 2., 3.};
    const auto results = ensemble_propagate_grid(ta, grid, 10, from_zero);
    for (std::size_t i = 0; i < 10; ++i) {
        auto alone = from_zero(ta, i);
        REQUIRE(same_bits(results[i].output(), alone.propagate_grid(grid).output()));
    }
}

TEMPLATE_LIST_TEST_CASE("members may be batches", "[ensemble]", test::code_types) {
    using T = TestType;
    const taylor_adaptive_batch<T> ta(pendulum(), {T(0), T(0), T(0), T(0)}, 2, kw::pars = {T(1), T(2)});
    const auto generate = [](auto m, std::size_t i) {
        m.get_state_data()[0] = T(i) / 8;
        m.get_state_data()[1] = T(i + 1) / 8;
        return m;
    };
    const auto until = ensemble_propagate_until_batch(ta, T(5), 6, generate, kw::c_output = true);
    const auto passed = ensemble_propagate_for_batch(ta, T(5), 6, generate);
    const auto along = ensemble_propagate_grid_batch(ta, {T(0), T(5)}, 6, generate);
    for (std::size_t i = 0; i < 6; ++i) {
        auto alone = generate(ta, i);
        alone.propagate_until(T(5));
        for (const auto *state : {&std::get<0>(until[i]).get_state(), &std::get<0>(passed[i]).get_state(),
                                  &std::get<0>(along[i]).get_state()})
            REQUIRE(same_bits(*state, alone.get_state()));
        REQUIRE(std::get<1>(until[i])->get_batch_size() == 2);
        REQUIRE(std::get<2>(along[i]).size() == 8);
    }
}

TEST_CASE("each member has a callback of its own", "[ensemble]") {
    const auto ta = swing<double>();
    counting::copies = 0;
    const auto results = ensemble_propagate_until(ta, 20., 12, member<double>, kw::callback = counting());
    REQUIRE(counting::copies == 12);
    for (const auto &result : results)
        REQUIRE(std::size_t(value_ref<counting>(result.callback()).calls) == result.n_steps());
    counting::copies = 0;
    REQUIRE(ensemble_propagate_until(ta, 20., 0, member<double>, kw::callback = counting()).empty());
    REQUIRE(counting::copies == 0);
}

TEST_CASE("an ensemble compiles once", "[ensemble]") {
    const fresh_caches fresh;
    const auto made = during([] {
        const auto ta = swing<double>();
        ensemble_propagate_until(ta, 2., 100, member<double>);
    });
    REQUIRE(made.compilations == 1);
}

TEST_CASE("what a member throws ends the ensemble", "[ensemble]") {
    const auto ta = swing<double>();
    std::atomic<int> begun = 0;
    const auto throwing = [&](auto m, std::size_t i) {
        ++begun;
        if (i == 3)
            throw std::logic_error("member 3");
        return m;
    };
    REQUIRE_THROWS_AS(ensemble_propagate_until(ta, 1., 100000, throwing), std::logic_error);
    REQUIRE(begun < 100000);
}

TEST_CASE("an ensemble within one that ends early is whole", "[ensemble]") {
    const auto ta = swing<double>();
    std::atomic<bool> nested = false, ended = false;
    std::atomic<std::size_t> found = 0;
    const auto generate = [&](auto m, std::size_t i) {
        if (i % 2 == 0) {
            // Throws while the other one is at work, if there is a thread for that.
            for (int k = 0; k < 1000000 && !nested; ++k)
                std::this_thread::yield();
            throw std::logic_error("enough");
        }
        nested = true;
        const auto results = ensemble_propagate_until(ta, 20., 500, member<double>);
        for (const auto &result : results)
            found += result.outcome() == taylor_outcome::time_limit;
        ended = true;
        return m;
    };
    REQUIRE_THROWS_AS(ensemble_propagate_until(ta, 1., 2, generate), std::logic_error);
    if (nested) {
        REQUIRE(ended);
        REQUIRE(found == 500);
    }
}

TEST_CASE("members that fail are results like others", "[ensemble]") {
    const expression x("x");
    const taylor_adaptive<double> ta({{x, x * x}}, {0.});
    // 1 / (c - t) with c = 1 / x: those with x > 1/2 do not arrive.
    const auto results = ensemble_propagate_until(ta, 2., 11, [](auto m, std::size_t i) {
        m.get_state_data()[0] = double(i) / 10 + .01;
        return m;
    });
    const auto counts = ensemble_outcomes(results);
    REQUIRE(counts.at(taylor_outcome::time_limit) == 5);
    REQUIRE(counts.at(taylor_outcome::err_nf_state) == 6);
    for (const auto &result : results)
        REQUIRE(std::isfinite(result.integrator().get_state()[0]));
}

TEST_CASE("an interrupt ends an ensemble", "[ensemble]") {
    const auto ta = swing<double>();
    const auto results = ensemble_propagate_until(
        ta, 1e6, 20, member<double>, kw::callback = [](auto &) {
            request_interrupt();
            return true;
        });
    clear_interrupt();
    REQUIRE(ensemble_outcomes(results).at(taylor_outcome::interrupted) == 20);
}

TEST_CASE("sizes of ensembles are integers", "[ensemble]") {
    const auto ta = swing<double>();
    REQUIRE_THROWS_AS(ensemble_propagate_until(ta, 1., -1, member<double>), std::invalid_argument);
}

TEST_CASE("progress is told after each member, by one thread at a time", "[ensemble]") {
    const auto ta = swing<double>();
    const taylor_adaptive_batch<double> batch(pendulum(), {0., 0., 0., 0.}, 2, kw::pars = {1., 2.});
    std::vector<std::size_t> heard;
    std::atomic<int> inside = 0;
    const auto listen = [&](std::size_t done, std::size_t n) {
        REQUIRE(++inside == 1);
        REQUIRE(n == 60);
        heard.push_back(done);
        std::this_thread::yield();
        --inside;
    };
    const auto require_all = [&] {
        REQUIRE(heard.size() == 61);
        for (std::size_t i = 0; i <= 60; ++i)
            REQUIRE(heard[i] == i);
        heard.clear();
    };
    const auto same = [](auto m, std::size_t) { return m; };
    ensemble_propagate_until(ta, 5., 60, member<double>, kw::progress = listen, kw::max_steps = 1000);
    require_all();
    ensemble_propagate_for(ta, 5., 60, member<double>, kw::progress = listen);
    require_all();
    ensemble_propagate_grid(ta, {0., 5.}, 60, same, kw::progress = listen);
    require_all();
    ensemble_propagate_until_batch(batch, 5., 60, same, kw::progress = listen);
    require_all();
    ensemble_propagate_for_batch(batch, 5., 60, same, kw::progress = listen);
    require_all();
    ensemble_propagate_grid_batch(batch, {0., 5.}, 60, same, kw::progress = listen);
    require_all();
}

TEST_CASE("what a progress function throws ends the ensemble", "[ensemble]") {
    const auto ta = swing<double>();
    std::atomic<int> begun = 0;
    const auto count = [&](auto m, std::size_t) {
        ++begun;
        return m;
    };
    const auto fail_at = [&](std::size_t where) {
        ensemble_propagate_until(
            ta, 1., 100000, count, kw::progress = [=](std::size_t done, std::size_t) {
                if (done == where)
                    throw std::logic_error("enough");
            });
    };
    REQUIRE_THROWS_AS(fail_at(0), std::logic_error);
    REQUIRE(begun == 0);
    REQUIRE_THROWS_AS(fail_at(3), std::logic_error);
    REQUIRE(begun < 100000);
}

TEST_CASE("a generator may change members in place", "[ensemble]") {
    const auto ta = swing<double>();
    const auto returned = ensemble_propagate_until(ta, 20., 10, member<double>);
    const auto changed = ensemble_propagate_until(
        ta, 20., 10, [](taylor_adaptive<double> &m, std::size_t i) { m = member<double>(std::move(m), i); });
    const auto of_any =
        ensemble_propagate_until(ta, 20., 10, [](auto &m, std::size_t i) { m = member<double>(std::move(m), i); });
    for (std::size_t i = 0; i < 10; ++i) {
        CHECK(same_bits(returned[i].integrator().get_state(), changed[i].integrator().get_state()));
        CHECK(same_bits(returned[i].integrator().get_state(), of_any[i].integrator().get_state()));
    }
    // What changes a copy of its own, and returns nothing, would change nothing.
    const auto forgetful = [](taylor_adaptive<double> m, std::size_t) { m.set_time(1.); };
    STATIC_REQUIRE_FALSE(detail::member_generator<decltype(forgetful), taylor_adaptive<double>>);
}

TEST_CASE("members have events of their own", "[ensemble]") {
    const auto [x, v] = make_vars("x", "v");
    using integrator = taylor_adaptive<double>;
    const auto turn = [](integrator &ta, int) {
        ta.get_state_data()[1] *= -1;
        return true;
    };
    const auto count = [](integrator &ta, double, int) { ta.get_pars_data()[0] += 1; };
    const integrator start({{x, v}, {v, -sin(x) + 0.0 * par[0]}}, {1., 0.}, kw::pars = {0.},
                           kw::t_events = {t_event<double>(x + .25, kw::callback = turn)},
                           kw::nt_events = {nt_event<double>(v + par[0] * 1e-9, count)});
    const auto begin = [](integrator &member, std::size_t i) { member.get_state_data()[0] = 1 + .01 * double(i); };
    const auto results = ensemble_propagate_until(start, 50., 40, begin);
    for (std::size_t i = 0; i < results.size(); ++i) {
        auto serial = start;
        begin(serial, i);
        serial.propagate_until(50.);
        CHECK(same_bits(results[i].integrator().get_state(), serial.get_state()));
        CHECK(results[i].integrator().get_pars() == serial.get_pars());
        CHECK(serial.get_pars()[0] > 5);
    }
}
