// SPDX-License-Identifier: MPL-2.0
// Rows of numbers that are appended one by one and stay where they are.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <memory>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// In chunks: a vector would copy what it has whenever it grows. Each of the first ones is three times as large as all
/// before it (allocators keep blocks of a size that they have seen, so that the next recording finds its memory warm),
/// the others have one size (or a quarter of the memory might be all that is used).
template <typename T>
class chunked_rows {
public:
    /// Of so many numbers each. The first chunk has about as many as `numbers`.
    explicit chunked_rows(std::size_t length = 1, std::size_t numbers = 8192) : length_(length) {
        first_ = std::bit_floor(std::max<std::size_t>(1, numbers / std::max<std::size_t>(1, length)));
    }

    std::size_t size() const noexcept { return size_; }
    const T *operator[](std::size_t i) const noexcept {
        const auto chunk = chunk_of(i);
        return chunks_[chunk].get() + (i - begin_of(chunk)) * length_;
    }

    void append(const T *row) {
        const auto chunk = chunk_of(size_);
        if (chunk == chunks_.size())
            chunks_.emplace_back(new T[begin_of(chunk + 1) * length_ - begin_of(chunk) * length_]); // not cleared
        std::copy_n(row, length_, chunks_[chunk].get() + (size_ - begin_of(chunk)) * length_);
        ++size_;
    }

    /// All rows, one after the other.
    std::vector<T> joined() const {
        std::vector<T> all;
        all.reserve(size_ * length_);
        for (std::size_t c = 0; c < chunks_.size(); ++c) {
            const auto rows = std::min(begin_of(c + 1), size_) - begin_of(c);
            all.insert(all.end(), chunks_[c].get(), chunks_[c].get() + rows * length_);
        }
        return all;
    }

private:
    static constexpr std::size_t growing = 6; // chunks

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
    std::vector<std::unique_ptr<T[]>> chunks_;
};

} // namespace detail
BROOK_END_NAMESPACE
