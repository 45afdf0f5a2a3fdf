// SPDX-License-Identifier: MPL-2.0
// Object code becomes executable: one JIT for the process, one library for each unit of code.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Linked, executable code. Its memory is free when it is destroyed.
class linked_code {
public:
    /// Links an object file. Throws std::runtime_error if it cannot be linked or defines nothing, and
    /// executable_memory_error if the system forbids executable memory.
    explicit linked_code(std::span<const std::byte> object);
    /// Links object files, which may refer to each other and may define nothing. Throws as the first.
    explicit linked_code(std::span<const std::string> objects);
    ~linked_code();
    linked_code(const linked_code &) = delete;
    linked_code &operator=(const linked_code &) = delete;

    /// Address of a symbol; null if there is none of that name.
    void *find(std::string_view symbol) const;
    /// Memory that the unit occupies, in bytes: code, variables, and what LLVM needs to keep.
    std::size_t size() const noexcept;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace detail
BROOK_END_NAMESPACE
