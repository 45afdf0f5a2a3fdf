// SPDX-License-Identifier: MPL-2.0
// A piece of memory for the code of many units, and which of its bytes are free.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct address_range {
    std::uintptr_t begin = 0;
    std::size_t size = 0;
    std::uintptr_t end() const noexcept { return begin + size; }
};

/// `x` rounded up to a multiple of `unit`, a power of two.
constexpr std::uintptr_t round_up(std::uintptr_t x, std::size_t unit) noexcept { return (x + unit - 1) & ~(unit - 1); }

/// Bytes of a page of the system.
std::size_t page_size();

/// The free bytes of a range: taken first fit, and joined with their neighbours when they come back. All ranges begin
/// at multiples of 64, a line of the cache, and have such sizes.
class free_ranges {
public:
    static constexpr std::size_t grain = 64;

    explicit free_ranges(address_range all) : largest_(all.size) { ranges_.emplace(all.begin, all.size); }

    /// `size` bytes at a multiple of `alignment`, a power of two from 64 on; of size zero if there are none.
    address_range take(std::size_t size, std::size_t alignment);
    /// The free range that `r` has become a part of.
    address_range give_back(address_range r);
    /// Whether these are all the free bytes.
    bool are(address_range all) const;

private:
    std::map<std::uintptr_t, std::size_t> ranges_; // begin and size
    std::size_t largest_;                          // no range is longer
};

/// Pages of code, mapped twice: readable and executable where the code runs, and writable elsewhere, so that no page
/// needs to be both. Behind them, ordinary pages for the variables of units, in reach of the code. A child process does
/// not inherit the writable view: the pages of code are one and the same in both.
class code_chunk {
public:
    /// Maps a chunk, if possible beside `neighbour`. Null if the system refuses.
    static std::unique_ptr<code_chunk> map(std::size_t code_bytes, std::size_t data_bytes, const code_chunk *neighbour);
    ~code_chunk();
    code_chunk(const code_chunk &) = delete;
    code_chunk &operator=(const code_chunk &) = delete;

    free_ranges code, data;
    std::size_t units = 0; ///< that live here

    /// The writable view of an address of code.
    char *writable(std::uintptr_t address) const noexcept { return view_ + (address - code_.begin); }
    /// After fork(), in the child: the writable view is not there.
    void become_inherited() noexcept { view_ = nullptr; }
    bool inherited() const noexcept { return view_ == nullptr; }
    /// Whether nothing is taken, and nothing lost because another process may use it.
    bool is_empty() const { return code.are(code_) && data.are(data_); }

    /// Makes code free: whole free pages return to the system (and read as zeros), on others traps take the place of
    /// the code.
    void release_code(address_range r);
    /// Makes variables free: whole free pages return to the system.
    void release_data(address_range r);

private:
    code_chunk(address_range code_bytes, address_range data_bytes, char *view)
        : code(code_bytes), data(data_bytes), code_(code_bytes), data_(data_bytes), view_(view) {}

    address_range code_, data_;
    char *view_;
};

} // namespace detail
BROOK_END_NAMESPACE
