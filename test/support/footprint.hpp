// SPDX-License-Identifier: MPL-2.0
// What this process occupies, as the kernel sees it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

/// False where an allocator keeps freed memory back on purpose, to catch its use.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool resident_memory_is_meaningful = false;
#else
constexpr bool resident_memory_is_meaningful = true;
#endif

struct footprint {
    long resident = 0; ///< bytes
    long maps = 0;     ///< regions of memory
    long files = 0;    ///< open descriptors

    friend footprint operator-(const footprint &later, const footprint &earlier) {
        return {later.resident - earlier.resident, later.maps - earlier.maps, later.files - earlier.files};
    }

    static footprint now() {
        footprint f;
        long total = 0;
        std::ifstream("/proc/self/statm") >> total >> f.resident;
        f.resident *= sysconf(_SC_PAGESIZE);
        std::ifstream maps("/proc/self/maps");
        f.maps = std::count(std::istreambuf_iterator<char>(maps), {}, '\n');
        f.files = std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
        return f;
    }
};
