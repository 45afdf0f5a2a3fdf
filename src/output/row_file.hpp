// SPDX-License-Identifier: MPL-2.0
// A file without a name, for what is too large for memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A part of a file that is mapped into memory, to be read only. The file may be closed meanwhile.
class mapped_block {
public:
    mapped_block() = default;
    mapped_block(const void *data, std::size_t size) noexcept : data_(data), size_(size) {}
    mapped_block(mapped_block &&other) noexcept;
    mapped_block &operator=(mapped_block &&other) noexcept;
    ~mapped_block();

    const void *data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }

private:
    const void *data_ = nullptr;
    std::size_t size_ = 0;
};

/// Bytes are written first and mapped afterwards: a full disk is an error of the one who writes, not a signal to
/// whoever reads.
class row_file {
public:
    /// Throws std::invalid_argument if the path is empty, and std::runtime_error, with directory and reason, if there
    /// can be no file.
    explicit row_file(std::filesystem::path directory);
    row_file(const row_file &) = delete;
    row_file &operator=(const row_file &) = delete;
    ~row_file();

    /// Writes bytes, at least one, behind those that are there. Throws std::runtime_error, with directory and reason.
    mapped_block store(const void *data, std::size_t size);

private:
    void open();
    [[noreturn]] void fail(const char *what) const;

    std::filesystem::path directory_;
    int file_ = -1;
    long owner_ = 0;      ///< the process that writes: a child of fork() has the same file
    std::size_t end_ = 0; ///< a multiple of the size of a page
};

} // namespace detail
BROOK_END_NAMESPACE
