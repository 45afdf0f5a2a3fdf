// SPDX-License-Identifier: MPL-2.0
// Writes, and maps what is written.
#include "output/row_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#include <fcntl.h>

#include "support/error.hpp"
#include "support/write_all.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

mapped_block::mapped_block(mapped_block &&other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

mapped_block &mapped_block::operator=(mapped_block &&other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

mapped_block::~mapped_block() {
    if (data_ != nullptr)
        munmap(const_cast<void *>(data_), size_);
}

row_file::row_file(std::filesystem::path directory) : directory_(std::move(directory)) {
    if (directory_.empty())
        throw_invalid_argument("The file of a continuous output needs a directory, but its path is empty");
    open();
}

row_file::~row_file() {
    if (file_ >= 0)
        close(file_);
}

void row_file::fail(const char *what) const {
    const auto reason = std::generic_category().message(errno);
    throw_runtime_error("A continuous output cannot be kept in the directory '{}', where a file could not be {}: {}",
                        directory_.string(), what, reason);
}

void row_file::open() {
    auto name = (directory_ / "brook_output_XXXXXX").string();
    const int file = mkostemp(name.data(), O_CLOEXEC);
    if (file < 0)
        fail("made");
    unlink(name.c_str());
    if (file_ >= 0)
        close(file_);
    file_ = file;
    owner_ = getpid();
    end_ = 0;
}

mapped_block row_file::store(const void *data, std::size_t size) {
    if (owner_ != getpid())
        open();
    if (write_all_at(file_, static_cast<const char *>(data), size, static_cast<off_t>(end_)) < size)
        fail("written");
    auto *const mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, file_, static_cast<off_t>(end_));
    if (mapped == MAP_FAILED)
        fail("mapped");
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    end_ += (size + page - 1) / page * page;
    return {mapped, size};
}

} // namespace detail
BROOK_END_NAMESPACE
