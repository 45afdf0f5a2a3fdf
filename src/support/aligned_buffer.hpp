// SPDX-License-Identifier: MPL-2.0
// Arrays that generated code may read and write in whole vectors.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A fixed number of zero-initialised elements on a 64-byte boundary, with value semantics. The memory extends to a
/// multiple of 64 bytes, so that the last vector of a loop is allocated too.
template <class T>
class aligned_buffer {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 64);

public:
    using value_type = T;
    static constexpr std::size_t alignment = 64;

    aligned_buffer() noexcept = default;

    /// `size` zeros. Throws std::bad_alloc, also where the size in bytes does not fit.
    explicit aligned_buffer(std::size_t size) : data_(allocate(size)), size_(size) {
        if (size_ != 0)
            std::memset(static_cast<void *>(data_), 0, padded_bytes(size_));
    }

    aligned_buffer(const aligned_buffer &other) : data_(allocate(other.size_)), size_(other.size_) {
        if (size_ != 0)
            std::memcpy(static_cast<void *>(data_), other.data_, padded_bytes(size_));
    }

    aligned_buffer(aligned_buffer &&other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

    aligned_buffer &operator=(aligned_buffer other) noexcept {
        swap(*this, other);
        return *this;
    }

    ~aligned_buffer() {
        if (data_ != nullptr)
            ::operator delete (static_cast<void *>(data_), std::align_val_t{alignment});
    }

    friend void swap(aligned_buffer &a, aligned_buffer &b) noexcept {
        std::swap(a.data_, b.data_);
        std::swap(a.size_, b.size_);
    }

    T *data() noexcept { return data_; }
    const T *data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }

    T *begin() noexcept { return data_; }
    T *end() noexcept { return data_ + size_; }
    const T *begin() const noexcept { return data_; }
    const T *end() const noexcept { return data_ + size_; }

    T &operator[](std::size_t i) noexcept { return data_[i]; }
    const T &operator[](std::size_t i) const noexcept { return data_[i]; }

    std::span<T> span() noexcept { return {data_, size_}; }
    std::span<const T> span() const noexcept { return {data_, size_}; }

    /// Sets every element.
    void fill(const T &value) noexcept { std::fill(begin(), end(), value); }

private:
    static std::size_t padded_bytes(std::size_t size) noexcept {
        return (size * sizeof(T) + alignment - 1) / alignment * alignment;
    }

    static T *allocate(std::size_t size) {
        if (size == 0)
            return nullptr;
        if (size > (std::numeric_limits<std::size_t>::max() / 2 - alignment) / sizeof(T))
            throw std::bad_alloc();
        return static_cast<T *>(::operator new (padded_bytes(size), std::align_val_t{alignment}));
    }

    T *data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace detail
BROOK_END_NAMESPACE
