// SPDX-License-Identifier: MPL-2.0
// How long a construction takes: cold, and with the code in the caches.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>

#include <unistd.h>

#include <brook/brook.hpp>

#include "benchmark/support/timing.hpp"

namespace building {

using brook::llvm_state;

/// A disk cache for this process alone, as long as the object lives.
class own_disk_cache {
public:
    own_disk_cache()
        : directory_(std::filesystem::temp_directory_path() / ("brook_benchmark_" + std::to_string(getpid()))) {
        llvm_state::set_diskcache_path(directory_);
    }
    own_disk_cache(const own_disk_cache &) = delete;
    own_disk_cache &operator=(const own_disk_cache &) = delete;
    ~own_disk_cache() {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }
    std::string directory() const { return directory_.string(); }

private:
    std::filesystem::path directory_;
};

inline void forget_everything() {
    llvm_state::clear_memcache();
    llvm_state::clear_diskcache();
}

/// Microseconds, the best of several.
struct times {
    double cold = 0;   ///< everything is made, in a process that has used LLVM before
    double memory = 0; ///< the code is in the memory cache
    double disk = 0;   ///< the code is in the disk cache and is linked
};

/// Measures `build`, a function that constructs an integrator, for `budget` microseconds each. Its code is in the
/// caches afterwards, and no other.
template <typename F>
times measure(double budget, F build) {
    build(); // the first compilation of a process also starts LLVM
    times t;
    t.cold = timing::best_within(budget, [&] {
        forget_everything();
        return timing::once(build);
    });
    t.memory = timing::best_within(budget / 10, [&] { return timing::once(build); });
    t.disk = timing::best_within(budget / 10, [&] {
        llvm_state::clear_memcache();
        return timing::once(build);
    });
    return t;
}

} // namespace building
