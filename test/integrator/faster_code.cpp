// SPDX-License-Identifier: MPL-2.0
// Faster code takes over between two steps, and nobody can tell by the results.
// covers: start_mode, swapped_code
#include "integrator/faster_code.hpp"

#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/math/functions.hpp>
#include <brook/model/nbody.hpp>

#include "test/support/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/outer_solar_system.hpp"

using namespace brook;
using brook::detail::faster_code;
using brook::detail::finish_compiling_behind;
using Catch::Matchers::ContainsSubstring;

namespace {

const auto vars = make_vars("x", "v");
const auto &x = vars[0], &v = vars[1];
const std::vector<std::pair<expression, expression>> pendulum{prime(x) = v, prime(v) = -9.8 * sin(x)};

constexpr std::size_t enough = faster_code::steps_to_make + 64;

template <typename Integrator>
void run(Integrator &ta, std::size_t steps) {
    for (std::size_t i = 0; i < steps; ++i)
        ta.step();
}

} // namespace

TEST_CASE("code that is compiled behind takes over with the same bits", "[faster_code]") {
    const fresh_caches caches;
    taylor_adaptive<double> behind(pendulum, {1., 0.5}),
        compiled(pendulum, {1., 0.5}, kw::start = start_mode::compiled);
    CHECK(!behind.get_compile_info().behind);
    const auto first_key = behind.get_compile_info().key;
    run(behind, enough);
    finish_compiling_behind();
    run(behind, 64);
    run(compiled, enough + 64);
    CHECK(behind.get_compile_info().behind);
    CHECK(behind.get_compile_info().source == code_source::compiler);
    CHECK(behind.get_compile_info().key != first_key);
    CHECK(!compiled.get_compile_info().behind);
    CHECK(behind.get_state() == compiled.get_state());
    CHECK(behind.get_time() == compiled.get_time());
    behind.propagate_for(100.);
    compiled.propagate_for(100.);
    CHECK(behind.get_state() == compiled.get_state());

    SECTION("what is made afterwards has it at once, and a copy keeps it") {
        taylor_adaptive<double> next(pendulum, {1., 0.5});
        const auto copy = behind;
        CHECK(next.get_compile_info().behind);
        CHECK(next.get_compile_info().key == behind.get_compile_info().key);
        CHECK(copy.get_compile_info().behind);
        CHECK(
            !taylor_adaptive<double>(pendulum, {1., 0.5}, kw::start = start_mode::compiled).get_compile_info().behind);
    }
    SECTION("it is that of opt_level 2, which the caches have now") {
        const taylor_adaptive<double> second(pendulum, {1., 0.5}, kw::opt_level = 2u);
        CHECK(second.get_compile_info().source == code_source::memory);
        CHECK(second.get_compile_info().key == behind.get_compile_info().key);
    }
    SECTION("from disk it comes after 1,000 steps") {
        llvm_state::clear_memcache();
        taylor_adaptive<double> later(pendulum, {1., 0.5});
        CHECK(later.get_compile_info().source == code_source::disk);
        run(later, faster_code::steps_to_look - 64);
        CHECK(!later.get_compile_info().behind);
        run(later, 128);
        CHECK(later.get_compile_info().behind);
        CHECK(later.get_compile_info().source == code_source::disk);
    }
}

TEST_CASE("events, dense output and coefficients go on when the code changes", "[faster_code]") {
    const fresh_caches caches;
    std::vector<double> times[2];
    std::vector<double> states[2], tc[2];
    for (const auto mode : {start_mode::behind, start_mode::compiled}) {
        auto &seen = times[static_cast<int>(mode)];
        taylor_adaptive<double> ta(pendulum, {1., 0.5}, kw::start = mode, kw::high_accuracy = true,
                                   kw::nt_events = {nt_event<double>(
                                       x, [&](const taylor_adaptive<double> &, double t, int) { seen.push_back(t); })});
        for (std::size_t i = 0; i < enough; ++i)
            ta.step();
        finish_compiling_behind();
        for (int i = 0; i < 300; ++i)
            ta.step(true);
        CHECK(ta.get_compile_info().behind == (mode == start_mode::behind));
        states[static_cast<int>(mode)] = ta.update_d_output(ta.get_time() - 0.01);
        tc[static_cast<int>(mode)] = {ta.get_tc().begin(), ta.get_tc().end()};
    }
    CHECK(times[0].size() > 1000);
    CHECK(times[0] == times[1]);
    CHECK(states[0] == states[1]);
    CHECK(tc[0] == tc[1]);
}

TEST_CASE("batches and float change their code, too", "[faster_code]") {
    const fresh_caches caches;
    const auto batch_of = [](start_mode mode) {
        return taylor_adaptive_batch<double>(pendulum, {1., 1.1, 1.2, 0.5, 0.5, 0.5}, 3u, kw::start = mode);
    };
    auto behind = batch_of(start_mode::behind), compiled = batch_of(start_mode::compiled);
    run(behind, enough);
    finish_compiling_behind();
    run(behind, 64);
    run(compiled, enough + 64);
    CHECK(behind.get_compile_info().behind);
    CHECK(behind.get_state() == compiled.get_state());

    taylor_adaptive<float> single(pendulum, {1.f, .5f}),
        single_compiled(pendulum, {1.f, .5f}, kw::start = start_mode::compiled);
    run(single, enough);
    finish_compiling_behind();
    run(single, 64);
    run(single_compiled, enough + 64);
    CHECK(single.get_compile_info().behind);
    CHECK(single.get_state() == single_compiled.get_state());
}

TEST_CASE("what unrolled code is not for keeps its own", "[faster_code][counts]") {
    const fresh_caches caches;
    const auto stays = [](auto ta) {
        const auto before = llvm_state::get_cache_stats().misses;
        run(ta, enough);
        finish_compiling_behind();
        run(ta, 64);
        CHECK(!ta.get_compile_info().behind);
        CHECK(llvm_state::get_cache_stats().misses == before);
    };
    stays(taylor_adaptive<double>(pendulum, {1., 0.5}, kw::opt_level = 0u));
    stays(taylor_adaptive<double>(pendulum, {1., 0.5}, kw::compact_mode = true));
    stays(taylor_adaptive<double>(pendulum, {1., 0.5}, kw::fast_math = true));
    stays(taylor_adaptive<double>(
        model::nbody(6, kw::masses = outer_solar_system::masses, kw::Gconst = outer_solar_system::G),
        std::vector<double>(outer_solar_system::initial_state.begin(), outer_solar_system::initial_state.end())));
}

TEST_CASE("many threads ask for one piece of code", "[faster_code]") {
    const fresh_caches caches;
    std::vector<taylor_adaptive<double>> all(4, taylor_adaptive<double>(pendulum, {1., 0.5}));
    std::vector<std::thread> threads;
    for (auto &ta : all)
        threads.emplace_back([&ta] { run(ta, enough); });
    for (auto &t : threads)
        t.join();
    finish_compiling_behind();
    for (auto &ta : all) {
        run(ta, 64);
        CHECK(ta.get_compile_info().behind);
        CHECK(ta.get_state() == all[0].get_state());
    }
}

TEST_CASE("a child of fork() has its code compiled by itself", "[faster_code]") {
    const fresh_caches caches;
    taylor_adaptive<double> ta(pendulum, {1., 0.5});
    run(ta, enough); // the thread may be at work when the process forks
    const auto child = fork();
    if (child == 0) {
        run(ta, 128);
        finish_compiling_behind();
        run(ta, 128);
        _exit(ta.get_compile_info().behind ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    finish_compiling_behind();
    run(ta, 64);
    CHECK(ta.get_compile_info().behind);
}

TEST_CASE("code that cannot be made is no matter", "[faster_code]") {
    int asked = 0;
    const auto code = std::make_shared<faster_code>([&](bool make) -> detail::found_stepper {
        ++asked;
        if (make)
            throw std::runtime_error("no compiler");
        return {};
    });
    for (int i = 0; i < 3; ++i)
        code->count(faster_code::steps_to_make);
    finish_compiling_behind();
    CHECK(code->get() == nullptr);
    CHECK(asked == 2);
}

TEST_CASE("the ways to start have names, which the environment may give", "[faster_code]") {
    std::ostringstream out;
    out << start_mode::behind << ' ' << start_mode{7};
    CHECK(out.str() == "behind invalid");
    CHECK(fmt::format("{:>9}", start_mode::compiled) == " compiled");
    {
        const environment_guard says("BROOK_START", "compiled");
        CHECK(detail::default_start_mode() == start_mode::compiled);
    }
    const environment_guard wrong("BROOK_START", "later");
    CHECK_THROWS_WITH(taylor_adaptive<double>(pendulum, {1., 0.5}),
                      ContainsSubstring("'compiled', 'behind' or 'interpreted'") && ContainsSubstring("'later'"));
}
