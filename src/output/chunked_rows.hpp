// SPDX-License-Identifier: MPL-2.0
// Rows of numbers that are appended one by one and stay where they are.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

#include "output/row_file.hpp"
#include "support/huge_pages.hpp"
#include "support/prefetch.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// In chunks: a vector would copy what it has whenever it grows. Each of the first ones is three times as large as all
/// before it (allocators keep blocks of a size that they have seen, so that the next recording finds its memory warm),
/// the others have one size (or a quarter of the memory might be all that is used). With a file, chunks go there when
/// they are full.
template <typename T>
class chunked_rows {
    static_assert(std::is_trivially_destructible_v<T>); // files hold its bytes

public:
    /// Of so many numbers each. The first chunk has about as many as `numbers`.
    explicit chunked_rows(std::size_t length = 1, std::size_t numbers = 1000, std::shared_ptr<row_file> file = nullptr)
        : length_(length), file_(std::move(file)) {
        first_ = std::bit_floor(std::max<std::size_t>(1, numbers / std::max<std::size_t>(1, length)));
    }

    std::size_t size() const noexcept { return size_; }
    const T *operator[](std::size_t i) const noexcept {
        const auto chunk = chunk_of(i);
        return chunks_[chunk].begin + (i - begin_of(chunk)) * length_;
    }

    /// Throws, if there is a file, as row_file::store().
    void append(const T *row) {
        const auto chunk = chunk_of(size_);
        if (chunk == chunks_.size()) {
            if (file_ != nullptr && chunk > 0)
                move_to_file(chunks_.back(), rows_of(chunk - 1) * length_);
            const auto numbers = rows_of(chunk) * length_;
            chunks_.emplace_back().memory.reset(new T[numbers]); // not cleared
            chunks_.back().begin = chunks_.back().memory.get();
            prefer_huge_pages(chunks_.back().memory.get(), numbers * sizeof(T));
        }
        T *const place = chunks_[chunk].memory.get() + (size_ - begin_of(chunk)) * length_;
        std::copy_n(row, length_, place);
        prefetch<use::writing>(place + length_, length_); // else each row would wait for its lines
        ++size_;
    }

    /// Bytes of all chunks that are in memory, and of those in the file.
    std::size_t memory_size() const noexcept { return sizeof(T) * length_ * (rows_in_all() - rows_in_file()); }
    std::size_t file_size() const noexcept { return sizeof(T) * length_ * rows_in_file(); }

    /// All rows, one after the other.
    std::vector<T> joined() const {
        std::vector<T> all;
        all.reserve(size_ * length_);
        for (std::size_t c = 0; c < chunks_.size(); ++c) {
            const auto rows = std::min(begin_of(c + 1), size_) - begin_of(c);
            all.insert(all.end(), chunks_[c].begin, chunks_[c].begin + rows * length_);
        }
        return all;
    }

private:
    static constexpr std::size_t growing = 7; // chunks

    struct chunk {
        std::unique_ptr<T[]> memory; // or else
        mapped_block in_file;
        const T *begin = nullptr;
    };

    void move_to_file(chunk &c, std::size_t numbers) {
        if (numbers == 0)
            return;
        c.in_file = file_->store(c.begin, numbers * sizeof(T));
        c.begin = static_cast<const T *>(c.in_file.data());
        c.memory.reset();
    }

    std::size_t rows_of(std::size_t chunk) const noexcept { return begin_of(chunk + 1) - begin_of(chunk); }
    std::size_t rows_in_all() const noexcept { return chunks_.empty() ? 0 : begin_of(chunks_.size()); }
    // All chunks but the last.
    std::size_t rows_in_file() const noexcept {
        return file_ == nullptr || chunks_.empty() ? 0 : begin_of(chunks_.size() - 1);
    }

    std::size_t chunk_of(std::size_t i) const noexcept {
        const auto end = begin_of(growing);
        return i < end ? (static_cast<std::size_t>(std::bit_width(i / first_)) + 1) / 2 : growing + (i - end) / end;
    }
    std::size_t begin_of(std::size_t chunk) const noexcept {
        if (chunk == 0)
            return 0;
        const auto grown = std::min(chunk, growing);
        return (first_ << 2 * (grown - 1)) * (1 + chunk - grown);
    }

    std::size_t length_, first_, size_ = 0; ///< first_: rows of the first chunk, a power of two
    std::shared_ptr<row_file> file_;        ///< shared with other rows; null: everything is in memory
    std::vector<chunk> chunks_;
};

} // namespace detail
BROOK_END_NAMESPACE
