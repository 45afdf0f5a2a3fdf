// SPDX-License-Identifier: MPL-2.0
// Empty caches for the length of a test.
#pragma once

#include <filesystem>

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
    ~fresh_caches() {
        brook::llvm_state::clear_memcache();
        brook::llvm_state::set_memcache_limit(limit_);
        brook::llvm_state::set_diskcache_path(path_);
        brook::llvm_state::set_diskcache_enabled(enabled_);
    }
    fresh_caches(const fresh_caches &) = delete;
    fresh_caches &operator=(const fresh_caches &) = delete;

    temporary_directory directory;

private:
    std::size_t limit_ = brook::llvm_state::get_memcache_limit();
    std::filesystem::path path_ = brook::llvm_state::get_diskcache_path();
    bool enabled_ = brook::llvm_state::get_diskcache_enabled();
};
