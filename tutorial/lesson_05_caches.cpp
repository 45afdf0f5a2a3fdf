// SPDX-License-Identifier: MPL-2.0
// Lesson 5: what the caches do.
//
// The first integrator of a system compiles machine code. The code is then kept in memory for this process, and on disk
// for every process. What decides is the meaning of the equations: names of variables, initial states and values of
// parameters do not. Nothing depends on the caches but time: results are the same, bit for bit.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include <brook/brook.hpp>

using brook::llvm_state; // all settings of the caches

static std::vector<double> pendulum(const std::string &angle_name, double initial_angle) {
    const auto [angle, velocity] = brook::make_vars(angle_name, "velocity of " + angle_name);
    brook::taylor_adaptive<double> ta({brook::prime(angle) = velocity, brook::prime(velocity) = -9.81 * sin(angle)},
                                      {initial_angle, 0.});
    ta.propagate_until(10.);
    return ta.get_state();
}

static const char *yes(bool x) { return x ? "yes" : "no"; }

int main() {
    // By default the cache on disk is BROOK_CACHE_DIR, or brook in the user's cache directory. Here: one of our own.
    const auto directory = std::filesystem::temp_directory_path() / ("brook-lesson-" + std::to_string(getpid()));
    llvm_state::set_diskcache_path(directory);
    std::printf("entries before: %d bytes in memory, %d bytes on disk\n",
                static_cast<int>(llvm_state::get_memcache_size()), static_cast<int>(llvm_state::get_diskcache_size()));

    const auto first = pendulum("theta", 0.1); // compiles
    const auto in_memory = llvm_state::get_memcache_size();
    const auto on_disk = llvm_state::get_diskcache_size();
    std::printf("after the first integrator: in memory %s, on disk %s\n", yes(in_memory > 0), yes(on_disk > 0));

    pendulum("phi", 0.2); // other names, another state: the same code
    std::printf("another name needs more: in memory %s, on disk %s\n", yes(llvm_state::get_memcache_size() > in_memory),
                yes(llvm_state::get_diskcache_size() > on_disk));

    // A new process starts with an empty memory, and finds the code on disk.
    llvm_state::clear_memcache();
    const auto again = pendulum("theta", 0.1);
    std::printf("from disk: same code %s, same result %s\n", yes(llvm_state::get_memcache_size() == in_memory),
                yes(again == first));

    // Both caches have a limit. What was used least recently goes first.
    std::printf("limits: %zu GiB in memory, %lld GiB on disk\n", llvm_state::get_memcache_limit() >> 30,
                static_cast<long long>(llvm_state::get_diskcache_limit() >> 30));
    llvm_state::set_memcache_limit(0);
    std::printf("with a limit of 0: %zu bytes in memory\n", llvm_state::get_memcache_size());

    llvm_state::clear_diskcache();
    std::printf("cleared: %lld bytes on disk\n", static_cast<long long>(llvm_state::get_diskcache_size()));
    llvm_state::set_diskcache_enabled(false); // or BROOK_CACHE=off in the environment
    std::filesystem::remove_all(directory);
}
