// SPDX-License-Identifier: MPL-2.0
// Entries in a file, to be carried to another machine. The file itself is not sealed: its entries are, one by one. It
// holds no names of files.
//
//     offset  bytes
//      0       8    "brookbdl"
//      8       8    format version, little-endian like all numbers
//     16       8    number of entries
//     24       .    entries: key (32 bytes), size of the recipe (8), size of the payload (8), recipe, payload
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include <brook/support/visibility.hpp>

#include "cache/recipe.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// An entry as it is carried: the payload is that of entry_format.hpp.
struct bundle_entry {
    cache_key key;
    std::string recipe;
    std::vector<std::byte> payload;

    bool operator==(const bundle_entry &) const = default;
};

/// Writes a bundle. All functions throw std::runtime_error if the file cannot be written.
class bundle_writer {
public:
    /// A bundle in `file`, which appears there, complete, with finish().
    explicit bundle_writer(std::filesystem::path file);
    /// Without finish(): leaves nothing.
    ~bundle_writer();
    bundle_writer(const bundle_writer &) = delete;
    bundle_writer &operator=(const bundle_writer &) = delete;

    void add(const bundle_entry &entry);

    /// After the last entry.
    void finish();

private:
    void write_numbers(std::initializer_list<std::uint64_t> numbers);
    void write(std::span<const std::byte> bytes);

    std::filesystem::path file_, unfinished_;
    std::ofstream out_;
    std::uint64_t count_ = 0;
};

/// Reads a bundle.
class bundle_reader {
public:
    /// Looks through the whole file first, so that of a damaged one nothing is used. Throws std::runtime_error if it is
    /// not a regular file, no bundle, one of another version, truncated, or has bytes behind its last entry.
    explicit bundle_reader(const std::filesystem::path &file);

    /// The number of entries.
    std::uint64_t size() const noexcept { return count_; }

    /// The next of them. Nothing in it has been checked. Throws std::runtime_error if the file has changed meanwhile.
    bundle_entry next();

private:
    struct frame {
        cache_key key;
        std::uint64_t recipe_size, payload_size;
    };
    frame read_frame();
    std::uint64_t number();
    void bytes(void *data, std::uint64_t size);

    std::string name_;
    std::ifstream in_;
    std::uint64_t count_ = 0, left_ = 0; // bytes that have not been read yet
};

} // namespace detail
BROOK_END_NAMESPACE
