// SPDX-License-Identifier: MPL-2.0
// Runs that are killed, and go on.
// covers: files
#include <brook/archive/checkpoint.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <unistd.h>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/own_process.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;
using test::same_bits;

namespace {

// Depends on the time, whose low part counts.
taylor_adaptive<double> beginning() {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<double> ta({{x, v}, {v, -sin(x) + 0.3 * cos(0.7 * brook::time)}}, {0.05, 0.025});
    ta.set_dtime(1e6, 1e-11);
    return ta;
}

constexpr double run_end = 1e6 + 3000.;

// So that there is time to be killed, whatever the speed of the disk.
bool wait_a_little(taylor_adaptive<double> &) {
    std::this_thread::sleep_for(std::chrono::microseconds(300));
    return true;
}

std::size_t files_in(const std::filesystem::path &directory) {
    std::size_t n = 0;
    for (const auto &entry : std::filesystem::directory_iterator(directory))
        n += entry.is_regular_file() ? 1 : 0;
    return n;
}

} // namespace

TEST_CASE("a run to be killed", "[.checkpointed_run]") {
    const std::filesystem::path directory = std::getenv("BROOK_TEST_CHECKPOINTS");
    auto ta = newest_checkpoint<taylor_adaptive<double>>(directory).value_or(beginning());
    callback::checkpoint checkpoint(directory, {.steps = 7});
    ta.propagate_until(
        run_end, kw::callback = {step_callback<double>(std::ref(checkpoint)), step_callback<double>(wait_a_little)});
    checkpoint.write(ta);
}

TEST_CASE("a run that is killed at 100 random moments ends with the bits of one that is not") {
    const temporary_directory directory;
    const environment_guard variable("BROOK_TEST_CHECKPOINTS", directory.path().c_str());
    std::mt19937 random(1);
    int killed = 0;
    for (int i = 0; i < 100; ++i) {
        own_process run("[.checkpointed_run]");
        // From the first file on, so that each run comes further than the one before.
        std::this_thread::sleep_for(std::chrono::microseconds(20000 + random() % 30000));
        if (run.has_ended())
            break;
        ::kill(run.id(), SIGKILL);
        killed += run.dies_of(SIGKILL) ? 1 : 0;
    }
    INFO("killed " << killed << " times");
    CHECK(killed > 0);
    REQUIRE(own_process("[.checkpointed_run]").succeeds());

    auto expected = beginning();
    expected.propagate_until(run_end);
    const auto found = newest_checkpoint<taylor_adaptive<double>>(directory.path());
    REQUIRE(found);
    CHECK(found->get_dtime() == expected.get_dtime());
    CHECK(same_bits(found->get_state(), expected.get_state()));
    CHECK(files_in(directory.path()) <= 3);
}

TEST_CASE("checkpoints are written after steps or time, and the oldest go") {
    const temporary_directory directory;
    auto ta = beginning();
    ta.propagate_until(1e6 + 50., kw::callback = callback::checkpoint(directory.path(), {.steps = 3, .keep = 2}));
    CHECK(files_in(directory.path()) == 2);
    const auto by_steps = newest_checkpoint<taylor_adaptive<double>>(directory.path());
    REQUIRE(by_steps);
    CHECK(by_steps->get_time() <= ta.get_time());

    const temporary_directory other;
    ta.propagate_until(1e6, kw::callback = callback::checkpoint(other.path(), {.time = 10., .keep = 100}));
    CHECK(files_in(other.path()) >= 3);
    CHECK(files_in(other.path()) <= 5);
    CHECK(files_in(directory.path()) == 2);

    const temporary_directory timed;
    ta.propagate_until(1e6 + 5., kw::callback = callback::checkpoint(timed.path(), {.seconds = 1e9}));
    CHECK(files_in(timed.path()) == 0);
    CHECK_FALSE(newest_checkpoint<taylor_adaptive<double>>(timed.path()));
    CHECK_FALSE(newest_checkpoint<taylor_adaptive<double>>(timed.path() / "not there"));
}

TEST_CASE("numbers of checkpoints go on, and what was not finished is removed") {
    const temporary_directory directory;
    std::ofstream(directory.path() / "checkpoint-000000000041") << "damaged";
    std::ofstream(directory.path() / "checkpoint-000000000042.1.2.unfinished") << "part";
    std::ofstream(directory.path() / "checkpoint-x") << "something else";
    auto ta = beginning();
    callback::checkpoint checkpoint(directory.path(), {.steps = 1000000, .keep = 2});
    ta.propagate_for(1., kw::callback = std::ref(checkpoint));
    checkpoint.write(ta);
    CHECK(std::filesystem::exists(directory.path() / "checkpoint-000000000042"));
    CHECK(std::filesystem::exists(directory.path() / "checkpoint-000000000041"));
    CHECK(std::filesystem::exists(directory.path() / "checkpoint-x"));
    CHECK(files_in(directory.path()) == 3);
    checkpoint.write(ta);
    CHECK_FALSE(std::filesystem::exists(directory.path() / "checkpoint-000000000041"));
}

TEST_CASE("the newest sound checkpoint is found behind damaged ones") {
    const temporary_directory directory;
    auto ta = beginning();
    callback::checkpoint checkpoint(directory.path(), {.steps = 1000000});
    checkpoint.write(ta);
    std::filesystem::copy_file(directory.path() / "checkpoint-000000000001",
                               directory.path() / "checkpoint-000000000002");
    std::filesystem::resize_file(directory.path() / "checkpoint-000000000002", 100);
    const log_capture log;
    CHECK(newest_checkpoint<taylor_adaptive<double>>(directory.path()));
    CHECK(log.count("checkpoint-000000000002") == 1);
    std::filesystem::resize_file(directory.path() / "checkpoint-000000000001", 100);
    CHECK_THROWS_WITH(newest_checkpoint<taylor_adaptive<double>>(directory.path()), ContainsSubstring("damaged"));
}

TEST_CASE("batches have checkpoints, too") {
    const temporary_directory directory;
    const expression x("x");
    taylor_adaptive_batch<double> ta({{x, -x}}, {1., 2.}, 2u);
    ta.propagate_until(10., kw::callback = callback::checkpoint(directory.path(), {.steps = 2}));
    auto twin = newest_checkpoint<taylor_adaptive_batch<double>>(directory.path());
    REQUIRE(twin);
    twin->propagate_until(10.);
    CHECK(same_bits(twin->get_state(), ta.get_state()));
}

TEST_CASE("options of checkpoints that mean nothing are refused") {
    CHECK_THROWS_AS(callback::checkpoint("d", {}), std::invalid_argument);
    CHECK_THROWS_AS(callback::checkpoint("d", {.steps = 1, .keep = 0}), std::invalid_argument);
    CHECK_THROWS_AS(callback::checkpoint("d", {.time = -1.}), std::invalid_argument);
}

TEST_CASE("a checkpoint that cannot be written says where and why, and the last one stays") {
    const temporary_directory directory;
    auto ta = beginning();
    callback::checkpoint checkpoint(directory.path() / "run", {.steps = 1000000});
    checkpoint.write(ta);
    CHECK_THROWS_WITH(write_archive(directory.path() / "none" / "x", "text"),
                      ContainsSubstring("none") && ContainsSubstring("No such file"));
    CHECK_THROWS_AS(write_archive("/dev/full/x", "text"), std::system_error);
    CHECK_THROWS_AS(read_archive(directory.path() / "x"), std::system_error);
    std::filesystem::remove_all(directory.path() / "run");
    CHECK_THROWS_AS(checkpoint.write(ta), std::system_error);
}

TEST_CASE("files have archives") {
    const temporary_directory directory;
    const auto file = directory.path() / "x";
    save_to_file(file, sin(expression("x")));
    CHECK(load_from_file<expression>(file) == sin(expression("x")));
    save_to_file(file, expression("y"));
    CHECK(load_from_file<expression>(file) == expression("y"));
    CHECK(files_in(directory.path()) == 1);
}
