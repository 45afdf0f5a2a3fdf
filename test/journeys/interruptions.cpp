// SPDX-License-Identifier: MPL-2.0
// Processes that are stopped, killed, or told to end in the middle of a compilation, while others want the same code.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <brook/brook.hpp>

#include "cache/store/cache_file.hpp"
#include "cache/store/sqlite.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/during.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/own_process.hpp"
#include "test/support/same_bits.hpp"

#if defined(F_OFD_GETLK)

using namespace brook;
using namespace std::chrono_literals;

namespace {

// What the hidden test case below makes, where it writes its results, whether it takes signals, and whether it stops.
constexpr const char *which = "BROOK_TEST_SYSTEM", *output = "BROOK_TEST_OUTPUT", *handles = "BROOK_TEST_HANDLES",
                     *stops = "BROOK_TEST_STOPS";

// The opposite, by a rule that stops the process when it is asked for code: with the right to make it, having looked
// for it in vain.
bool stop_in_rule = false;
struct stopping_recurrence {
    template <typename E>
    static void start(E &e) {
        if (std::exchange(stop_in_rule, false))
            raise(SIGSTOP);
        e.set(e.result(0), -e.arg(0)[0]);
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), -e.arg(0)[e.n()]);
    }
};
constinit const operation stopping_operation = make_operation<stopping_recurrence>("stopping");
const user_function stopping({
    .name = "stopping",
    .value = [](std::span<const number> x) { return -x[0]; },
    .taylor = &stopping_operation,
    .identity = "stopping",
});

std::vector<double> some_steps(int system) {
    auto equations = outer_solar_system::equations();
    equations.back().second *= 1. + stopping(equations.front().first) * (system / 1024.);
    const auto &s = outer_solar_system::initial_state;
    taylor_adaptive<double> ta(equations, std::vector<double>(s.begin(), s.end()), kw::opt_level = 3u);
    for (int i = 0; i < 5; ++i)
        ta.step();
    return ta.get_state();
}

std::vector<double> uncached_steps(int system) {
    const cache_settings_guard settings;
    llvm_state::set_diskcache_enabled(false);
    llvm_state::clear_memcache();
    auto steps = some_steps(system);
    llvm_state::clear_memcache();
    return steps;
}

struct finished {
    detail::counter_values counted{};
    std::vector<double> steps;
};

finished read_output(const std::filesystem::path &file) {
    finished result;
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char *>(&result.counted), sizeof(result.counted));
    for (double x; in.read(reinterpret_cast<char *>(&x), sizeof(x));)
        result.steps.push_back(x);
    return result;
}

// A directory for caches of several processes, and those processes.
struct scene {
    fresh_caches fresh;
    std::filesystem::path directory = fresh.directory.path() / "cache";
    environment_guard directory_variable{"BROOK_CACHE_DIR", directory.c_str()}, enabled{"BROOK_CACHE", nullptr};

    scene() {
        llvm_state::set_diskcache_path(directory);
        (void)llvm_state::get_diskcache_size(); // makes the database: nobody is stopped while making it
    }

    std::filesystem::path output_of(const std::string &name) const { return fresh.directory.path() / name; }

    own_process start(int system, const std::string &name, bool stopped = false, bool takes_signals = false) const {
        const auto file = output_of(name).string();
        const environment_guard number(which, std::to_string(system).c_str()), to(output, file.c_str()),
            how(handles, takes_signals ? "1" : nullptr), where(stops, stopped ? "1" : nullptr);
        return own_process("[interruptions-child]");
    }

    // True while some process has the right to make some code.
    bool somebody_makes_code() const {
        const int file = open((directory / "brook_cache.lock").c_str(), O_RDWR | O_CLOEXEC);
        if (file < 0)
            return false;
        struct flock all {}; // bytes of keys
        all.l_type = F_WRLCK;
        all.l_whence = SEEK_SET;
        all.l_len = off_t{1} << 62;
        const bool asked = fcntl(file, F_OFD_GETLK, &all) == 0;
        close(file);
        return asked && all.l_type != F_UNLCK;
    }
};

// Besides an open database, which has the file of locks open, too.
bool waits_for_lock(pid_t process) {
    std::error_code ignored;
    int open = 0;
    for (const auto &link : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/fd", ignored))
        open += std::filesystem::read_symlink(link, ignored).filename() == "brook_cache.lock";
    return open >= 2;
}

constexpr int caught_at = 1;

// A process that is stopped in the middle of making the code of system `caught_at`.
class caught_process {
public:
    explicit caught_process(const scene &in, bool takes_signals = false)
        : process(in.start(caught_at, "caught", true, takes_signals)) {
        siginfo_t state{};
        REQUIRE(waitid(P_PID, static_cast<id_t>(process.id()), &state, WEXITED | WSTOPPED | WNOWAIT) == 0);
        REQUIRE(state.si_code == CLD_STOPPED);
        REQUIRE(in.somebody_makes_code());
    }
    ~caught_process() { go_on(); }
    caught_process(const caught_process &) = delete;
    caught_process &operator=(const caught_process &) = delete;

    void send(int signal) { kill(process.id(), signal); }
    void go_on() {
        if (process.id() > 0)
            send(SIGCONT);
    }

    own_process process;
};

volatile std::sig_atomic_t signals_taken = 0;

} // namespace

TEST_CASE("a process that is stopped while it compiles holds others up no longer than its time", "[interruptions]") {
    const scene s;
    caught_process leader(s);
    const auto right = uncached_steps(caught_at);
    log_capture capture;
    std::vector<double> steps;
    const auto taken_over = during([&] { steps = some_steps(caught_at); });
    CHECK(taken_over.waits_for_processes == 1);
    CHECK(taken_over.takeovers == 1);
    CHECK(taken_over.compilations == 1);
    CHECK(taken_over.disk_stores == 1);
    CHECK(test::same_bits(steps, right));
    // It goes on, finds that its code has been stored, and is content with that.
    leader.go_on();
    CHECK(leader.process.succeeds());
    const auto its = read_output(s.output_of("caught"));
    CHECK(test::same_bits(its.steps, right));
    CHECK(its.counted.compilations == 1);
    llvm_state::clear_memcache();
    const auto again = during([&] { steps = some_steps(caught_at); });
    CHECK((again.disk_hits == 1 && again.compilations == 0 && again.waits_for_processes == 0));
    CHECK(test::same_bits(steps, right));
    CHECK(capture.lines().empty());
}

TEST_CASE("when a process that compiles is killed, one of those who wait compiles for all", "[interruptions]") {
    const scene s;
    caught_process leader(s);
    const auto right = uncached_steps(caught_at);
    std::vector<own_process> others;
    const std::vector<std::string> names{"a", "b", "c"};
    for (const auto &name : names)
        others.push_back(s.start(caught_at, name));
    for (const auto &other : others)
        while (!waits_for_lock(other.id()) && !other.has_ended())
            std::this_thread::sleep_for(1ms);
    leader.send(SIGKILL);
    CHECK(leader.process.dies_of(SIGKILL));
    std::uint64_t compilations = 0, takeovers = 0, stores = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        REQUIRE(others[i].succeeds());
        const auto its = read_output(s.output_of(names[i]));
        CHECK(test::same_bits(its.steps, right));
        compilations += its.counted.compilations;
        takeovers += its.counted.takeovers;
        stores += its.counted.disk_stores;
    }
    CHECK(compilations >= 1);
    CHECK(compilations <= 1 + takeovers); // a busy machine may exhaust the patience of one of them
    CHECK(stores == 1);
    CHECK_FALSE(s.somebody_makes_code());
}

TEST_CASE("a process that a signal ends while it compiles leaves nothing behind", "[interruptions]") {
    for (const int signal : {SIGINT, SIGTERM}) {
        const scene s;
        caught_process leader(s);
        leader.send(signal);
        leader.go_on();
        CHECK(leader.process.dies_of(signal));
        CHECK_FALSE(s.somebody_makes_code());
        log_capture capture;
        std::vector<double> steps;
        const auto made = during([&] { steps = some_steps(caught_at); });
        CHECK(made.waits_for_processes == 0);
        CHECK((made.compilations == 1 && made.disk_stores == 1));
        CHECK(test::same_bits(steps, uncached_steps(caught_at)));
        CHECK(during([&] { some_steps(caught_at); }).disk_hits == 1);
        CHECK(capture.lines().empty());
    }
}

TEST_CASE("a process that takes a signal while it compiles finishes its code", "[interruptions]") {
    for (const int signal : {SIGINT, SIGTERM}) {
        const scene s;
        caught_process leader(s, true);
        leader.send(signal);
        leader.go_on();
        REQUIRE(leader.process.succeeds());
        const auto its = read_output(s.output_of("caught"));
        CHECK(its.counted.disk_stores == 1);
        CHECK_FALSE(s.somebody_makes_code());
        std::vector<double> steps;
        const auto found = during([&] { steps = some_steps(caught_at); });
        CHECK((found.disk_hits == 1 && found.compilations == 0));
        CHECK(test::same_bits(steps, its.steps));
        CHECK(test::same_bits(steps, uncached_steps(caught_at)));
    }
}

TEST_CASE("the process of the tests above", "[.][interruptions-child]") {
    const bool takes_signals = std::getenv(handles) != nullptr;
    stop_in_rule = std::getenv(stops) != nullptr;
    for (const int signal : {SIGINT, SIGTERM})
        std::signal(signal, takes_signals ? [](int) { signals_taken = 1; } : SIG_DFL);
    log_capture capture;
    finished mine;
    mine.counted = during([&] { mine.steps = some_steps(std::atoi(std::getenv(which))); });
    CHECK_FALSE(stop_in_rule);
    for (const auto &[level, text] : capture.lines())
        FAIL_CHECK(text);
    CHECK(signals_taken == (takes_signals ? 1 : 0));
    std::ofstream out(std::getenv(output), std::ios::binary);
    out.write(reinterpret_cast<const char *>(&mine.counted), sizeof(mine.counted));
    out.write(reinterpret_cast<const char *>(mine.steps.data()), std::streamsize(mine.steps.size() * sizeof(double)));
}

TEST_CASE("a process that is stopped in a transaction holds nobody up", "[interruptions]") {
    const scene s;
    const auto right = some_steps(1);
    (void)llvm_state::get_diskcache_size(); // waits until it is stored
    llvm_state::clear_memcache();
    const pid_t holder = fork();
    if (holder == 0) {
        detail::sqlite_connection db(detail::cache_file_in(s.directory), detail::sqlite_connection::mode::read_write);
        detail::sqlite_transaction held(db);
        raise(SIGSTOP);
        _exit(0);
    }
    int status = 0;
    REQUIRE(waitpid(holder, &status, WUNTRACED) == holder);
    REQUIRE(WIFSTOPPED(status));
    log_capture capture;
    std::vector<double> steps;
    CHECK(during([&] { steps = some_steps(1); }).disk_hits == 1);
    CHECK(test::same_bits(steps, right));
    const auto missed = during([&] {
        for (const int system : {2, 3, 4})
            some_steps(system);
    });
    CHECK((missed.compilations == 3 && missed.disk_stores == 0));
    CHECK(missed.breaker_openings == 1);
    CHECK(capture.lines().size() == 1);
    kill(holder, SIGKILL);
    waitpid(holder, &status, 0);
    const auto stored = during([&] { some_steps(5); });
    CHECK((stored.compilations == 1 && stored.disk_stores == 1));
}

#endif
