// SPDX-License-Identifier: MPL-2.0
// A line of progress, with a clock and a screen of the test's own.
#include <brook/support/progress_line.hpp>

#include <chrono>
#include <cmath>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "test/support/catch.hpp"

using namespace brook;
using namespace std::chrono_literals;

namespace {

struct screen {
    std::string text;
    std::chrono::steady_clock::time_point now{};

    progress_options options() {
        return {.always = true, .sink = [this](std::string_view t) { text += t; }, .clock = [this] { return now; }};
    }
    std::string taken() { return std::exchange(text, ""); }
};

} // namespace

TEST_CASE("a line of progress has a bar, what is done, and times", "[progress_line]") {
    screen s;
    progress_line line(s.options());
    line.show(0.25);
    REQUIRE(s.taken().empty()); // too early
    s.now += 99ms;
    REQUIRE(!line.is_due());
    s.now += 1ms;
    REQUIRE(line.is_due());
    line.show(0.25, "half of a half");
    REQUIRE(s.taken() == "\r\x1b[K[#####               ]  25 %, half of a half, 0 s, 0 s left");
    REQUIRE(!line.is_due());
    s.now += 2h;
    line.show(0.9999);
    REQUIRE(s.taken() == "\r\x1b[K[################### ]  99 %, 2 h 00 min, 1 s left");
    line.finish(1);
    REQUIRE(s.taken() == "\r\x1b[K[####################] 100 %, 2 h 00 min\n");
    s.now += 1s;
    line.show(1);
    line.finish(1);
    line.finish();
    REQUIRE(s.taken().empty());
    line.restart();
    s.now += 100ms;
    line.show_count(1234, 12340);
    REQUIRE(s.taken() == "\r\x1b[K[##                  ]  10 %, 1234 of 12340, 12340 per s, 0 s, 1 s left");
    s.now += 100ms;
    line.show_count(1, 3);
    REQUIRE(s.taken() == "\r\x1b[K[######              ]  33 %, 1 of 3, 5 per s, 0 s, 0 s left");
    s.now += 1ms;
    line.show_count(2, 3);
    REQUIRE(s.taken().empty());
    line.show_count(3, 3); // the last one is shown at once
    REQUIRE(s.taken() == "\r\x1b[K[####################] 100 %, 3 of 3, 14.9 per s, 0 s\n");
}

TEST_CASE("fractions that are none, and rests that are endless", "[progress_line]") {
    screen s;
    progress_line line(s.options());
    for (const double fraction : {-1., 0., std::nan("")}) {
        s.now += 1s;
        line.show(fraction);
        REQUIRE(s.taken().find("]   0 %,") != std::string::npos);
    }
    s.now += 1s;
    line.show(2);
    REQUIRE(s.taken().find("100 %") != std::string::npos);
    s.now += 100s;
    line.show(1e-300);
    REQUIRE(s.taken().find("ages left") != std::string::npos);
    line.show_count(0, 0);
    REQUIRE(s.taken().empty());
}

TEST_CASE("a line that was begun ends with its object", "[progress_line]") {
    screen s;
    const bool kept = GENERATE(true, false);
    {
        auto options = s.options();
        options.keeps_last_line = kept;
        progress_line line(std::move(options));
        s.now += 1s;
        line.show(0.5);
        s.taken();
    }
    REQUIRE(s.taken() == (kept ? "\n" : "\r\x1b[K"));
    { const progress_line never_shown(s.options()); }
    REQUIRE(s.taken().empty());
    {
        auto options = s.options();
        options.sink = [](std::string_view) { throw std::runtime_error("full"); };
        progress_line line(std::move(options));
        s.now += 1s;
        REQUIRE_THROWS_AS(line.show(0.5), std::runtime_error);
    } // and the destructor does not throw
}
