// SPDX-License-Identifier: MPL-2.0
// BLAKE2b-256: the one hash that identities, keys and integrity checks of brook rest on; with a secret key, a MAC.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// 256 bits of BLAKE2b.
using digest = std::array<std::uint8_t, 32>;

/// Hashes a message piece by piece. Pieces are concatenated: hash lengths too where they could be mistaken.
class hasher {
public:
    /// Throws std::runtime_error if libsodium cannot be initialised.
    hasher();

    /// Keyed BLAKE2b (RFC 7693): who does not know the key cannot compute the digest of any message. Throws as above.
    explicit hasher(std::span<const std::uint8_t, 32> key);

    hasher &update(std::span<const std::byte> bytes) noexcept;
    hasher &update(std::span<const std::uint8_t> bytes) noexcept { return update(std::as_bytes(bytes)); }
    hasher &update(std::string_view text) noexcept { return update(std::as_bytes(std::span(text))); }

    /// Hashes eight bytes, least significant first, whatever the machine.
    hasher &update(std::uint64_t value) noexcept;

    /// The digest of all that was passed to update(). The object must not be used afterwards.
    digest finish() noexcept;

private:
    void start(std::span<const std::uint8_t> key);

    // crypto_generichash_state, opaque so that libsodium's header stays in one file.
    alignas(64) std::array<unsigned char, 384> state_;
};

/// The digest of one piece of memory. Throws std::runtime_error if libsodium cannot be initialised.
digest hash_of(std::span<const std::byte> bytes);

/// The digest of a text. Throws std::runtime_error if libsodium cannot be initialised.
digest hash_of(std::string_view text);

/// 256 bits that nobody can guess. Throws std::runtime_error if libsodium cannot be initialised.
digest random_bits();

/// Lower-case hexadecimal digits, two a byte.
std::string to_hex(std::span<const std::uint8_t> bytes);

/// The value of a lower-case hexadecimal digit; -1 if it is none.
int hex_value(char c) noexcept;

/// The inverse of to_hex for digests: 64 lower-case hexadecimal digits, nothing else.
std::optional<digest> digest_from_hex(std::string_view text) noexcept;

/// Compares, if the lengths are equal, in a time that does not depend on where the first difference is.
bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) noexcept;

} // namespace detail
BROOK_END_NAMESPACE
