// SPDX-License-Identifier: MPL-2.0
// Tests of levels, sinks, one-time warnings and traces.
// covers: pass_log
#include "support/log.hpp"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

#include "support/pass_log.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/log_capture.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

struct level_restored {
    ~level_restored() { set_logger_level_warn(); }
};

void write_log(log_level level, std::string_view text) {
    if (log_enabled(level))
        emit_log(level, text);
}

} // namespace

TEST_CASE("messages below the level are dropped, warn being the default") {
    level_restored restore;
    log_capture capture;
    write_log(log_level::info, "quiet");
    write_log(log_level::warn, "a 1");
    set_logger_level_critical();
    write_log(log_level::err, "quiet");
    set_logger_level_trace();
    write_log(log_level::trace, "a 2");
    const auto lines = capture.lines();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == std::pair(log_level::warn, std::string("a 1")));
    CHECK(lines[1] == std::pair(log_level::trace, std::string("a 2")));
}

TEST_CASE("a sink that throws or logs does no harm") {
    set_log_sink([](log_level, std::string_view) { throw std::runtime_error("no"); });
    write_log(log_level::err, "x");
    int calls = 0;
    set_log_sink([&](log_level, std::string_view) {
        ++calls;
        write_log(log_level::err, "again");
    });
    write_log(log_level::err, "x");
    write_log(log_level::err, "x");
    CHECK(calls == 2);
    set_log_sink({});
}

TEST_CASE("a cause is warned of once, whichever thread comes first") {
    log_capture capture;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([] {
            for (int j = 0; j < 100; ++j)
                warn_once("test.once." + std::to_string(j % 10), "only once");
        });
    threads.clear();
    CHECK(capture.count("only once") == 10);
}

TEST_CASE("a child forked while others log can log") {
    if (!threads_may_fork)
        return;
    log_capture capture;
    std::atomic<bool> stop{false};
    std::jthread busy([&] {
        while (!stop)
            warn_once("test.fork", "busy");
    });
    bool good = true;
    for (int i = 0; i < 20; ++i)
        good = good && true_in_child([] {
                   set_log_sink([](log_level, std::string_view) {});
                   warn_once("test.fork", "busy");
                   return true;
               });
    stop = true;
    CHECK(good);
}

TEST_CASE("stages are timed when tracing, and merely run otherwise") {
    level_restored restore;
    log_capture capture;
    int value = 3;
    {
        pass_log log("silent");
        CHECK(&log("reference", [&]() -> int & { return value; }) == &value);
        CHECK(log(
                  "sized", [] { return 5; }, [](int) -> int { throw std::logic_error("not called"); }) == 5);
    }
    CHECK(capture.lines().empty());

    set_logger_level_trace();
    pass_log log("pipeline");
    CHECK(&log("reference", [&]() -> int & { return value; }) == &value);
    log("nothing", [] {});
    CHECK(*log("move only", [] { return std::make_unique<int>(4); }) == 4);
    CHECK(log(
              "sized", [] { return 5; }, [](int x) { return x + 1; }) == 5);
    CHECK_THROWS_AS(log("throws", []() -> int { throw std::runtime_error("no"); }), std::runtime_error);
    CHECK(capture.count("pipeline: ") == 5);
    CHECK(capture.count("sized") == 1);
    CHECK(capture.count("us (6)") == 1);
}

TEST_CASE("there is one logger") {
    CHECK(create_logger() != nullptr);
    CHECK(create_logger() == create_logger());
}
