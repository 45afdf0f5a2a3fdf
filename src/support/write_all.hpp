// SPDX-License-Identifier: MPL-2.0
// Writing as much as a file takes.
#pragma once

#include <cerrno>
#include <cstddef>

#include <sys/types.h>
#include <unistd.h>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Calls put(data, size), which writes at most so many bytes as write(2) does, until all are written or one call fails.
/// Returns how many were written; errno says why, if that is less than `size`.
template <typename Put>
std::size_t write_all_by(const char *data, std::size_t size, Put put) {
    std::size_t done = 0;
    while (done < size) {
        const ssize_t n = put(data + done, size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = EIO;
        if (n <= 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

/// Where the file stands.
inline std::size_t write_all(int file, const char *data, std::size_t size) {
    return write_all_by(data, size, [file](const char *from, std::size_t n) { return ::write(file, from, n); });
}

/// From this place on.
inline std::size_t write_all_at(int file, const char *data, std::size_t size, off_t place) {
    return write_all_by(data, size, [=](const char *from, std::size_t n) {
        return ::pwrite(file, from, n, place + static_cast<off_t>(from - data));
    });
}

} // namespace detail
BROOK_END_NAMESPACE
