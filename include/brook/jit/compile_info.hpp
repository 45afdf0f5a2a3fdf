// SPDX-License-Identifier: MPL-2.0
// Where a piece of machine code came from, and what it cost.
#pragma once

#include <cstddef>
#include <string>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Who provided a piece of machine code.
enum class code_source {
    memory,     ///< the memory cache
    thread,     ///< another thread, which was compiling the same and was waited for
    disk,       ///< the disk cache
    site,       ///< a read-only layer (BROOK_CACHE_PATH_RO)
    compiler,   ///< nobody had it
    interpreter ///< nobody, so far: steps are interpreted (start_mode::interpreted)
};

/// In words: "memory", "thread", "disk", "site", "compiler", "interpreter".
BROOK_PUBLIC const char *to_string(code_source source) noexcept;

/// The origin of the machine code of an integrator or of a compiled function.
struct compile_info {
    code_source source = code_source::compiler; ///< who provided the code
    std::string key;            ///< the key in the caches, 64 hexadecimal digits, for `brook-cache show`
    double seconds = 0;         ///< what it took to get the code this time
    double seconds_to_make = 0; ///< what it took to decompose, emit and compile, whenever and wherever that was
    std::size_t size = 0;       ///< memory that the code occupies, in bytes
    bool behind = false; ///< it has taken the place of the code that steps began with (start_mode::behind, interpreted)
};

BROOK_END_NAMESPACE
