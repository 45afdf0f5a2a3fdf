// SPDX-License-Identifier: MPL-2.0
// Progress of propagations and of ensembles, with a clock of the test's own.
#include <brook/callback/progress_bar.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include <brook/ensemble/ensemble.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace std::chrono_literals;
using callback::ensemble_progress;
using callback::progress_bar;

namespace {

// A screen that keeps what is written, and a clock that stands still.
struct screen {
    std::vector<std::string> lines;
    std::chrono::steady_clock::time_point now{};

    progress_options options(bool always = true) {
        return {.label = "test",
                .always = always,
                .sink = [this](std::string_view text) { lines.emplace_back(text); },
                .clock = [this] { return now; }};
    }
    // The line feeds that end lines are apart.
    std::size_t ends() const {
        std::size_t n = 0;
        for (const auto &line : lines)
            n += line == "\n";
        return n;
    }
};

// The number in front of a word.
long number_before(const std::string &line, const std::string &word) {
    const auto end = line.find(word);
    REQUIRE(end != std::string::npos);
    const auto begin = line.find_last_of(" ,", end - 1);
    return std::stol(line.substr(begin + 1, end - begin - 1));
}

template <typename T>
taylor_adaptive<T> oscillator() {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<T>({{x, v}, {v, -x}}, {T(1), T(0)});
}

template <typename T>
taylor_adaptive_batch<T> oscillators() {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive_batch<T>({{x, v}, {v, -x}}, {T(1), T(2), T(0), T(0)}, 2);
}

// A callback that lets the time pass.
auto ticking(screen &s, std::chrono::steady_clock::duration tick) {
    return [&s, tick](auto &) {
        s.now += tick;
        return true;
    };
}

void require_rising_to_100(const std::vector<std::string> &lines) {
    long last = 0;
    for (const auto &line : lines) {
        if (line == "\n")
            continue;
        REQUIRE(line.starts_with("\r\x1b[Ktest ["));
        const auto percent = number_before(line, " %");
        REQUIRE(percent >= last);
        last = percent;
    }
    REQUIRE(last == 100);
    REQUIRE(lines.back() == "\n");
}

} // namespace

TEMPLATE_LIST_TEST_CASE("progress rises to 100 %, in both directions", "[progress_bar]", test::code_types) {
    using T = TestType;
    const int direction = GENERATE(1, -1);
    const bool ends_elsewhere = GENERATE(false, true);
    screen s;
    auto ta = oscillator<T>();
    ta.set_time(T(direction) / 10);
    const T end = T(direction) * (ends_elsewhere ? T(607) / 10 : T(60));
    progress_bar bar(static_cast<long double>(end), s.options());
    const std::vector<step_callback<T>> callbacks{ticking(s, 50ms), bar};
    // The end of the second is rounded once more.
    const auto result = ends_elsewhere ? ta.propagate_for(end - ta.get_time(), kw::callback = callbacks)
                                       : ta.propagate_until(end, kw::callback = callbacks);
    require_rising_to_100(s.lines);
    REQUIRE(s.ends() == 1);
    REQUIRE(bar.n_steps() == result.n_steps());
    REQUIRE(s.lines.size() > 10);
    REQUIRE(s.lines[s.lines.size() - 2].find(std::to_string(result.n_steps()) + " steps") != std::string::npos);
}

TEMPLATE_LIST_TEST_CASE("the progress of a batch is that of the trajectory behind", "[progress_bar]",
                        test::code_types) {
    using T = TestType;
    screen s;
    auto ta = oscillators<T>();
    ta.set_time({T(0), T(20)});
    ta.propagate_until(T(40), kw::callback = std::vector<step_callback_batch<T>>{
                                  ticking(s, 100ms), progress_bar(40, s.options()), [&](taylor_adaptive_batch<T> &b) {
                                      if (!s.lines.empty() && s.ends() == 0) {
                                          const T slowest = std::min(b.get_time()[0], b.get_time()[1]);
                                          REQUIRE(number_before(s.lines.back(), " %") <= long(slowest / 40 * 100) + 1);
                                      }
                                      return true;
                                  }});
    require_rising_to_100(s.lines);
    REQUIRE(s.ends() == 1);
}

TEST_CASE("a line is written ten times a second at most, however fast steps are", "[progress_bar]") {
    screen s;
    auto ta = oscillator<double>();
    progress_bar bar(1e5, s.options());
    bar.pre_hook(ta);
    // 10^5 steps of 10 us are a second.
    for (int i = 1; i <= 100000; ++i) {
        s.now += 10us;
        ta.set_time(i);
        REQUIRE(bar(ta));
    }
    require_rising_to_100(s.lines);
    REQUIRE(s.lines.size() >= 10);
    REQUIRE(s.lines.size() <= 12); // one every tenth of a second, and what ends them
    REQUIRE(bar.n_steps() == 100000);
}

TEST_CASE("steps that become slow are still shown", "[progress_bar]") {
    screen s;
    auto ta = oscillator<double>();
    progress_bar bar(2e4, s.options());
    bar.pre_hook(ta);
    for (int i = 1; i <= 10000; ++i) {
        s.now += 1us;
        ta.set_time(i);
        bar(ta);
    }
    const auto before = s.lines.size();
    for (int i = 10001; i < 20000; ++i) {
        s.now += 10ms;
        ta.set_time(i);
        bar(ta);
    }
    // 100 seconds, after some of which the bar looks at the clock often enough.
    REQUIRE(s.lines.size() - before > 800);
    REQUIRE(s.lines.size() - before <= 1000);
}

TEST_CASE("the rest is estimated from the way that is done", "[progress_bar]") {
    screen s;
    auto ta = oscillator<double>();
    ta.set_time(10);
    progress_bar bar(110, s.options());
    bar.pre_hook(ta);
    const auto line_at = [&](double t) {
        ta.set_time(t);
        for (int i = 0; i < 100; ++i) // until it looks at the clock
            bar(ta);
        return s.lines.back();
    };
    s.now += 10s;
    REQUIRE(number_before(line_at(35), " s left") == 30);
    s.now += 10s;
    const auto half = line_at(60);
    REQUIRE(number_before(half, " s left") == 20);
    REQUIRE(number_before(half, " %") == 50);
    REQUIRE(half.find(", 20 s, ") != std::string::npos);
    s.now += 1h;
    REQUIRE(line_at(85).find("20 min 07 s left") != std::string::npos);
}

TEST_CASE("nothing is shown where there is no terminal", "[progress_bar]") {
    if (isatty(2) == 1)
        return; // of somebody who runs this by hand
    screen s;
    auto ta = oscillator<double>();
    progress_bar bar(20, s.options(false));
    const auto result = ta.propagate_until(20, kw::callback = std::vector<step_callback<double>>{ticking(s, 1s), bar});
    ensemble_progress members(s.options(false));
    members(0, 1);
    members(1, 1);
    REQUIRE(s.lines.empty());
    REQUIRE(bar.n_steps() == result.n_steps());
}

TEST_CASE("a way may consist of several propagations, and another one may follow", "[progress_bar]") {
    screen s;
    auto ta = oscillator<double>();
    progress_bar bar(20, s.options());
    ta.propagate_until(10, kw::callback = bar);
    s.now += 1s;
    ta.propagate_until(15, kw::callback = std::vector<step_callback<double>>{ticking(s, 1s), bar});
    REQUIRE(s.ends() == 0);
    REQUIRE(number_before(s.lines.back(), " %") > 50);
    ta.propagate_until(20, kw::callback = bar);
    require_rising_to_100(s.lines);
    REQUIRE(s.ends() == 1);
    s.lines.clear();
    ta.set_time(0);
    ta.propagate_until(20, kw::callback = bar);
    require_rising_to_100(s.lines);
    // From the end to the end.
    s.lines.clear();
    ta.propagate_until(20, kw::callback = bar);
    require_rising_to_100(s.lines);
}

TEST_CASE("single steps show progress, too", "[progress_bar]") {
    screen s;
    auto ta = oscillator<double>();
    progress_bar bar(5, s.options());
    while (ta.get_time() < 5) {
        ta.step(5 - ta.get_time());
        s.now += 1s;
        bar(ta);
    }
    require_rising_to_100(s.lines);
}

TEST_CASE("a line that was begun ends with the last copy, or when told to", "[progress_bar]") {
    screen s;
    auto ta = oscillator<double>();
    const bool by_hand = GENERATE(true, false);
    {
        progress_bar bar(1000, s.options());
        const auto result = ta.propagate_until(
            100, kw::callback = std::vector<step_callback<double>>{ticking(s, 1s), bar}, kw::max_steps = 5);
        REQUIRE(s.ends() == 0);
        if (by_hand) {
            bar.finish();
            REQUIRE(s.ends() == 1);
            bar(ta);
            REQUIRE(s.ends() == 1);
        }
    }
    REQUIRE(s.ends() == 1);
    REQUIRE(s.lines.back() == "\n");
    // One that was not begun leaves no trace.
    s.lines.clear();
    {
        progress_bar bar(1000, s.options());
        const auto moved = std::move(bar);
        bar.pre_hook(ta); // shares still
    }
    REQUIRE(s.lines.empty());
}

TEST_CASE("the end must be finite", "[progress_bar]") {
    REQUIRE_THROWS_AS(progress_bar(std::numeric_limits<double>::infinity()), std::invalid_argument);
    REQUIRE_THROWS_AS(progress_bar(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
}

TEST_CASE("an ensemble shows its members", "[progress_bar]") {
    screen s;
    const auto ta = oscillator<double>();
    ensemble_progress shown(s.options());
    std::vector<std::size_t> heard;
    ensemble_propagate_until(
        ta, 3., 40, [](auto member, std::size_t) { return member; },
        kw::progress =
            [&](std::size_t done, std::size_t n) {
                REQUIRE(n == 40);
                heard.push_back(done);
                s.now += done == 0 ? 0s : 1s;
                shown(done, n);
            });
    for (std::size_t i = 0; i <= 40; ++i)
        REQUIRE(heard.at(i) == i);
    REQUIRE(heard.size() == 41);
    require_rising_to_100(s.lines);
    REQUIRE(s.lines.size() == 41); // one for each, and the end
    REQUIRE(s.lines[9].find("10 of 40, 1 per s, 10 s, 30 s left") != std::string::npos);
    // The next ensemble.
    s.lines.clear();
    ensemble_propagate_for(
        ta, 3., 2, [](auto member, std::size_t) { return member; }, kw::progress = shown);
    REQUIRE(s.lines.size() == 2);
    REQUIRE(s.ends() == 1);
    ensemble_propagate_for(
        ta, 3., 0, [](auto member, std::size_t) { return member; }, kw::progress = shown);
    REQUIRE(s.lines.size() == 2);
}
