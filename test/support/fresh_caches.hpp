// SPDX-License-Identifier: MPL-2.0
// Empty caches for the length of a test.
#pragma once

#include <brook/cache/cache_settings.hpp>
#include <brook/jit/llvm_state.hpp>

#include "test/support/temporary_directory.hpp"

/// The caches of the process, empty and on disk in a directory of their own; afterwards set as they were.
class fresh_caches {
public:
    fresh_caches() {
        brook::llvm_state::clear_memcache();
        brook::llvm_state::set_diskcache_path(directory.path());
        brook::llvm_state::set_diskcache_enabled(true);
    }
    ~fresh_caches() { brook::llvm_state::clear_memcache(); }
    fresh_caches(const fresh_caches &) = delete;
    fresh_caches &operator=(const fresh_caches &) = delete;

    temporary_directory directory;

private:
    brook::cache_settings_guard settings_;
};
