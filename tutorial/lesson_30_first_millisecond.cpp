// SPDX-License-Identifier: MPL-2.0
// Lesson 30: the first millisecond.
//
// A system that nobody has integrated before has no code yet. By default the constructor waits for it: some ten
// milliseconds, once on a machine. With start_mode::interpreted it does not. The same formulae are carried out with
// plain numbers, 3 to 100 times slower, and ready at once; a short run compiles nothing. When steps have taken about as
// long as the compilation will, a background thread compiles, and the code takes over between two steps. Results are
// the same throughout, bit for bit.
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

#include <brook/brook.hpp>

namespace kw = brook::kw;
using brook::llvm_state, brook::start_mode;

static brook::taylor_adaptive<double> pendulum(start_mode mode) {
    const auto [x, v] = brook::make_vars("x", "v");
    return brook::taylor_adaptive<double>({prime(x) = v, prime(v) = -9.81 * sin(x)}, {0.1, 0.}, kw::start = mode);
}

int main(int argc, char **) {
    // An empty cache, so that the system is new.
    const auto directory = std::filesystem::temp_directory_path() / ("brook-lesson-" + std::to_string(getpid()));
    llvm_state::set_diskcache_path(directory);

    const auto begin = std::chrono::steady_clock::now();
    auto at_once = pendulum(start_mode::interpreted);
    at_once.step();
    const std::chrono::duration<double, std::milli> until_first_step = std::chrono::steady_clock::now() - begin;
    if (argc > 1) // times differ, and this lesson's output is compared with what is expected
        std::printf("the first step came after %.2f ms\n", until_first_step.count());
    std::printf("who took it: the %s\n", to_string(at_once.get_compile_info().source));

    // Somebody else waits for the code.
    auto later = pendulum(start_mode::compiled);
    later.step();
    std::printf("the same step by the %s has the same bits: %s\n", to_string(later.get_compile_info().source),
                at_once.get_state() == later.get_state() ? "yes" : "no");

    // Now there is code in the caches, which is taken when the next integrator is made, or after some steps.
    std::printf("the next integrator has its code from: %s\n",
                to_string(pendulum(start_mode::interpreted).get_compile_info().source));
    at_once.propagate_until(1000.);
    later.propagate_until(1000.);
    std::printf("after some thousand steps code has taken over: %s, with the same bits: %s\n",
                at_once.get_compile_info().behind ? "yes" : "no",
                at_once.get_state() == later.get_state() ? "yes" : "no");

    llvm_state::set_diskcache_enabled(false);
    std::filesystem::remove_all(directory);
}
