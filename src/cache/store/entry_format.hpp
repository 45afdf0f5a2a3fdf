// SPDX-License-Identifier: MPL-2.0
// The bytes of an entry on disk: compressed, framed, and checked in full before anything of them is used.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"
#include "cache/trust/seal.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Why the bytes of an entry were not accepted.
enum class reject_reason {
    too_short,       // ends before its header does
    bad_magic,       // begins with something else
    unknown_version, // written by a format this version does not know
    bad_sizes,       // the sizes in the header do not add up to the length
    too_large,       // would decompress to more than max_object_size
    other_recipe,    // the recipe is not the one that hashes to the key
    not_trusted,     // sealed in a way, or by somebody, that this layer does not believe
    not_authentic,   // other bytes, another key or another recipe than were sealed, or sealed with another secret
    bad_compression, // not a zstd frame of exactly the stated size
};

/// The reason in words.
std::string_view to_text(reject_reason reason) noexcept;

/// Bound of an object, of its source and of its metadata, in bytes: more is refused on both ways.
constexpr std::size_t max_object_size = std::size_t{1} << 30;

/// Frames `code` and seals it; the seal covers `key` and the recipe too, which are kept beside.
/// Throws std::invalid_argument if a part is larger than max_object_size, std::runtime_error if compression fails.
std::vector<std::byte> encode_entry(const cache_key &key, const stored_code &code, const sealer &how);

/// The inverse. Any input is allowed: what encode_entry() did not write for this key and recipe, with a seal that
/// `trust` believes, is rejected before anything is decompressed. Throws std::bad_alloc only.
std::variant<stored_code, reject_reason> decode_entry(const cache_key &key, std::string_view recipe,
                                                      std::span<const std::byte> payload, const layer_trust &trust);

/// Who sealed an entry, by its own account.
struct claimed_seal {
    seal_kind kind;
    public_key signer; // of signatures
};

/// How an entry says it is sealed; nothing if it is too short to say so. Proves nothing: for messages.
std::optional<claimed_seal> claimed_seal_of(std::span<const std::byte> payload) noexcept;

} // namespace detail
BROOK_END_NAMESPACE
