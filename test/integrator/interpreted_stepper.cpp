// SPDX-License-Identifier: MPL-2.0
// Steps begin before there is code, and nobody can tell by the results.
#include "integrator/interpreted_stepper.hpp"

#include <cstddef>
#include <cstdint>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <brook/brook.hpp>

#include "benchmark/support/outer_solar_system.hpp"
#include "cache/code_cache.hpp"
#include "integrator/faster_code.hpp"
#include "test/support/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/no_executable_memory.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::finish_compiling_behind;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

const auto vars = make_vars("x", "v");
const auto &x = vars[0], &v = vars[1];
const equations pendulum{prime(x) = v, prime(v) = -9.8 * sin(x)};

// Of many operations, with time, parameters, powers and a constant.
equations driven() {
    const auto m = "m"_var;
    return {prime(x) = v + par[1] * m, prime(v) = -par[0] * sin(x) + cos(.3 * brook::time) * exp(-x * x) / (2. + v * v),
            prime(m) = 0_dbl};
}

constexpr auto interpreted = start_mode::interpreted, compiled = start_mode::compiled;

struct half {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.literal(.5) * e.arg(0)[0]);
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(.5) * e.arg(0)[e.n()]);
    }
};
constinit const detail::operation half_operation = detail::make_operation<half>("test_half");
constinit const function_rule halving{.name = "test_half", .taylor = &half_operation, .identity = "1"};

template <typename Integrator>
bool is_interpreted(const Integrator &ta) {
    const auto info = ta.get_compile_info();
    return info.source == code_source::interpreter && !info.behind;
}

template <typename Integrator>
bool same_results(const Integrator &a, const Integrator &b) {
    return same_bits(a.get_state(), b.get_state()) && same_bits(a.get_tc(), b.get_tc()) &&
           a.get_compile_info().key == b.get_compile_info().key;
}

// Steps until compiled code is at work, as long as that takes: false after very many.
template <typename Integrator>
bool run_until_compiled(Integrator &ta, Integrator &other) {
    for (int i = 0; i < 5000 && !ta.get_compile_info().behind; ++i) {
        for (int k = 0; k < 64; ++k) {
            ta.step();
            other.step();
        }
        finish_compiling_behind();
    }
    return ta.get_compile_info().behind;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("interpreted steps have the bits of compiled ones", "[interpreted_stepper]",
                        test::all_code_types) {
    using T = TestType;
    for (const std::uint32_t size : {1u, 2u, 3u, 8u}) {
        const fresh_caches caches; // some share their code
        std::vector<T> state, pars;
        for (std::uint32_t i = 0; i < 3 * size; ++i)
            state.push_back(T(i + 1) / (3 * size));
        for (std::uint32_t i = 0; i < 2 * size; ++i)
            pars.push_back(T(2) + T(i) / size);
        const auto start = [&](start_mode mode) {
            return taylor_adaptive_batch<T>(driven(), state, size, kw::pars = pars, kw::start = mode,
                                            kw::high_accuracy = size == 3, kw::tol = T(1e-6L));
        };
        auto a = start(interpreted);
        REQUIRE(is_interpreted(a) == !std::is_same_v<T, dd>);
        auto b = start(compiled);
        for (int i = 0; i < 10; ++i) {
            a.step(true);
            b.step(true);
            CHECK(same_results(a, b));
        }
        a.propagate_until(T(5));
        b.propagate_until(T(5));
        CHECK(same_results(a, b));
        CHECK(a.get_propagate_res() == b.get_propagate_res());
    }
}

TEST_CASE("packed, variational and relativistic systems are interpreted, too", "[interpreted_stepper]") {
    const fresh_caches caches;
    const auto check = [](const auto &make) {
        auto a = make(interpreted);
        CHECK(is_interpreted(a));
        auto b = make(compiled);
        for (int i = 0; i < 5; ++i) {
            a.step(true);
            b.step(true);
        }
        CHECK(same_results(a, b));
    };
    const auto solar = problems::outer_solar_system();
    check([&](start_mode mode) { return taylor_adaptive<double>(solar.system, solar.state, kw::start = mode); });
    check([&](start_mode mode) {
        return taylor_adaptive<double>(var_ode_sys(pendulum, var_args::vars, 2), {.5, .1}, kw::start = mode);
    });
    check([&](start_mode mode) {
        return taylor_adaptive<float>(pendulum, {.5f, .1f}, kw::start = mode, kw::opt_level = 3u);
    });
    check([&](start_mode mode) {
        return taylor_adaptive<double>(pendulum, {.5, .1}, kw::start = mode, kw::compact_mode = true);
    });
    check([&](start_mode mode) {
        return taylor_adaptive<double>(driven(), {.5, .1, 1.}, kw::start = mode, kw::pars = {9.8, .1},
                                       kw::lift_constants = true);
    });
}

TEST_CASE("compiled code takes over when it has paid, and unrolled code after that", "[interpreted_stepper]") {
    const fresh_caches caches;
    taylor_adaptive<double> a(pendulum, {1., .5}, kw::start = interpreted);
    REQUIRE(is_interpreted(a));
    const auto key = a.get_compile_info().key;
    CHECK(a.get_compile_info().size == 0);
    a.step();
    finish_compiling_behind();
    for (int i = 0; i < 64; ++i)
        a.step();
    CHECK(is_interpreted(a)); // a short run compiles nothing
    taylor_adaptive<double> b(pendulum, {1., .5}, kw::start = start_mode::behind);
    CHECK(b.get_compile_info().source == code_source::compiler);
    CHECK(b.get_compile_info().key == key);
    for (int i = 0; i < 65; ++i)
        b.step();

    REQUIRE(run_until_compiled(a, b));
    CHECK(a.get_compile_info().key == key);
    CHECK(same_results(a, b));
    for (std::uint64_t i = 0; i < detail::faster_code::steps_to_make; ++i) {
        a.step();
        b.step();
    }
    finish_compiling_behind();
    for (int i = 0; i < 128; ++i) {
        a.step(true);
        b.step(true);
    }
    CHECK(a.get_compile_info().key != key);
    CHECK(same_results(a, b));
}

TEST_CASE("a swap in batches with events and high accuracy", "[interpreted_stepper]") {
    const fresh_caches caches;
    std::vector<double> times[2];
    const auto start = [&](start_mode mode, std::vector<double> &seen) {
        return taylor_adaptive_batch<double>(
            pendulum, {1., 1.1, 1.2, .5, .5, .5}, 3u, kw::start = mode, kw::high_accuracy = true,
            kw::nt_events = {nt_event_batch<double>(x, [&seen](const taylor_adaptive_batch<double> &, double t, int,
                                                               std::uint32_t) { seen.push_back(t); })});
    };
    auto a = start(interpreted, times[0]);
    REQUIRE(is_interpreted(a));
    auto b = start(compiled, times[1]);
    REQUIRE(run_until_compiled(a, b));
    a.propagate_for(50.);
    b.propagate_for(50.);
    CHECK(same_results(a, b));
    CHECK(times[0].size() > 100);
    CHECK(times[0] == times[1]);
}

TEST_CASE("what a cache has is not interpreted", "[interpreted_stepper]") {
    const fresh_caches caches;
    const auto source = [](start_mode mode) {
        return taylor_adaptive<double>(pendulum, {1., .5}, kw::start = mode).get_compile_info().source;
    };
    CHECK(source(interpreted) == code_source::interpreter);
    CHECK(source(compiled) == code_source::compiler);
    CHECK(source(interpreted) == code_source::memory);
    detail::process_code_cache().finish_writing();
    llvm_state::clear_memcache();
    CHECK(source(interpreted) == code_source::disk);
}

TEST_CASE("integrators of one system have one interpreter, and nothing is compiled for it",
          "[interpreted_stepper][counts]") {
    const fresh_caches caches;
    const auto before = llvm_state::get_cache_stats().misses;
    std::vector<taylor_adaptive<double>> all;
    for (int i = 0; i < 100; ++i) {
        all.emplace_back(pendulum, std::vector{1. + i, .5}, kw::start = interpreted);
        CHECK(is_interpreted(all.back()));
        all.back().step();
    }
    CHECK(llvm_state::get_cache_stats().misses == before);
    // Their steps count together.
    auto other = all[0];
    REQUIRE(run_until_compiled(all[0], other));
    CHECK(llvm_state::get_cache_stats().misses == before + 1);
    for (auto &ta : all) {
        for (int k = 0; k < 64; ++k)
            ta.step();
        CHECK(ta.get_compile_info().behind);
    }
}

TEST_CASE("what has no equal bits, or is the user's, is compiled at once", "[interpreted_stepper]") {
    const fresh_caches caches;
    const auto source = [](const expression &force) {
        return taylor_adaptive<double>({prime(x) = v, prime(v) = -force}, {1., .5}, kw::start = interpreted)
            .get_compile_info()
            .source;
    };
    CHECK(source(user_function(halving)(x)) == code_source::compiler);
    CHECK(source(piecewise_polynomial(x, {0., 1., 2.}, {{1.}, {2.}})) == code_source::compiler);
    CHECK(source(x * x * x) == code_source::interpreter);
    CHECK(taylor_adaptive<double>(pendulum, {1., .5}, kw::start = interpreted, kw::fast_math = true)
              .get_compile_info()
              .source == code_source::compiler);
}

TEST_CASE("threads begin with an interpreter and go on with code", "[interpreted_stepper]") {
    const fresh_caches caches;
    const auto solar = problems::outer_solar_system();
    const auto run = [&](start_mode mode) {
        taylor_adaptive<double> ta(solar.system, solar.state, kw::start = mode);
        ta.propagate_for(60.);
        return ta.get_state();
    };
    std::vector<std::vector<double>> states(4);
    std::vector<std::thread> threads;
    for (auto &state : states)
        threads.emplace_back([&] { state = run(interpreted); });
    for (auto &t : threads)
        t.join();
    finish_compiling_behind();
    for (const auto &state : states)
        CHECK(same_bits(state, run(compiled)));
}

TEST_CASE("without executable memory steps are interpreted for good", "[interpreted_stepper]") {
    const fresh_caches caches;
    const auto child = fork();
    if (child == 0) {
        if (!forbid_executable_memory())
            _exit(0);
        taylor_adaptive<double> ta(pendulum, {1., .5}, kw::start = interpreted);
        for (int i = 0; i < 3000; ++i)
            ta.step();
        finish_compiling_behind();
        const auto oc = ta.propagate_for(10.).outcome();
        _exit(is_interpreted(ta) && oc == taylor_outcome::time_limit ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("the environment may ask for it", "[interpreted_stepper]") {
    const fresh_caches caches;
    const environment_guard says("BROOK_START", "interpreted");
    CHECK(is_interpreted(taylor_adaptive<double>(pendulum, {1., .5})));
}
