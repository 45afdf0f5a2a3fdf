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

/// In chunks: a vector would copy what it has whenever it grows, and take memory that the system has to clear twice.
template <typename T>
class chunked_rows {
public:
    explicit chunked_rows(std::size_t length = 1) : length_(length) {
        constexpr std::size_t numbers = 8192;
        per_chunk_ = std::bit_floor(std::max<std::size_t>(1, numbers / std::max<std::size_t>(1, length)));
    }

    std::size_t size() const noexcept { return size_; }
    const T *operator[](std::size_t i) const noexcept {
        return chunks_[i / per_chunk_].get() + i % per_chunk_ * length_;
    }

    void append(const T *row) {
        if (size_ % per_chunk_ == 0)
            chunks_.emplace_back(new T[per_chunk_ * length_]); // not cleared: it will be written
        std::copy_n(row, length_, chunks_.back().get() + size_ % per_chunk_ * length_);
        ++size_;
    }

    /// All rows, one after the other.
    std::vector<T> joined() const {
        std::vector<T> all;
        all.reserve(size_ * length_);
        for (std::size_t i = 0; i < size_; i += per_chunk_) {
            const T *const chunk = (*this)[i];
            all.insert(all.end(), chunk, chunk + std::min(per_chunk_, size_ - i) * length_);
        }
        return all;
    }

private:
    std::size_t length_, per_chunk_, size_ = 0;
    std::vector<std::unique_ptr<T[]>> chunks_;
};

} // namespace detail
BROOK_END_NAMESPACE
