// SPDX-License-Identifier: MPL-2.0
// What the caches hold: linked code in memory, object code on disk.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Linked code that can be called; implemented by jit. Its pages go back to the system with the last owner.
class cached_code {
public:
    cached_code() = default;
    cached_code(const cached_code &) = delete;
    cached_code &operator=(const cached_code &) = delete;
    virtual ~cached_code() = default;

    /// The bytes of memory it retains; asked once, on insertion.
    virtual std::size_t size() const noexcept = 0;
};

/// What it takes to link the same code in another process.
struct stored_code {
    std::vector<std::byte> object;   // object files, relocatable, as jit packs them
    std::vector<std::byte> metadata; // whatever jit needs beside it
    std::string recipe;              // the text of the recipe, for people and tools
    std::vector<std::byte> source;   // what the code was made of, for those who want to make it anew; may be empty
    std::chrono::nanoseconds cost{}; // what it took to make it

    bool operator==(const stored_code &) const = default;
};

} // namespace detail
BROOK_END_NAMESPACE
