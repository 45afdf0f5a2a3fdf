// SPDX-License-Identifier: MPL-2.0
// Values that are made at their first use, without a lock.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A value that is made at its first use and never destroyed. Thread-safe without a lock: of several threads that make
/// it at the same time, the first to be done decides, and the values of the others are dropped. A local variable with
/// `static` would lock instead, and a child of fork() whose parent was in the midst of it would wait for ever. To be
/// declared `static constinit`.
template <typename T>
class made_once {
public:
    constexpr made_once() noexcept = default;
    made_once(const made_once &) = delete;
    made_once &operator=(const made_once &) = delete;

    /// The value, or else what `make()` returns from now on. What `make` throws passes on, and nothing is kept then.
    template <typename Make>
    T &get(Make &&make) {
        if (auto *known = value_.load(std::memory_order_acquire))
            return *known;
        auto fresh = std::unique_ptr<T>(new T(std::forward<Make>(make)()));
        T *first = nullptr;
        if (value_.compare_exchange_strong(first, fresh.get(), std::memory_order_acq_rel))
            return *fresh.release();
        return *first;
    }

    /// The value if it is made, else null.
    const T *known() const noexcept { return value_.load(std::memory_order_acquire); }

protected:
    std::atomic<T *> value_{nullptr};
};

/// The same in an object, with which its value dies.
template <typename T>
class made_once_in_object : public made_once<T> {
public:
    ~made_once_in_object() { delete this->value_.load(std::memory_order_acquire); }
};

} // namespace detail
BROOK_END_NAMESPACE
