// SPDX-License-Identifier: MPL-2.0
// Numbers in what is stored: eight bytes each, the lowest first, on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The bytes of a number.
constexpr std::array<std::byte, 8> to_little_endian(std::uint64_t value) noexcept {
    std::array<std::byte, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(value >> (8 * i));
    return bytes;
}

/// The inverse.
constexpr std::uint64_t from_little_endian(std::span<const std::byte, 8> bytes) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return value;
}

} // namespace detail
BROOK_END_NAMESPACE
