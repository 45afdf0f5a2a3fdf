// SPDX-License-Identifier: MPL-2.0
// Seals of entries: who made them, and what a layer of the cache believes.
//
//     mac         BLAKE2b-256 with the secret as its key        32 bytes, then zeros
//     digest      BLAKE2b-256 without a key                     32 bytes, then zeros
//     signature   Ed25519 (RFC 8032) of that digest             public key, 64 bytes
//
// A MAC can be made by those who know the secret. A digest can be made by everybody: it finds damage, and is accepted
// where only trusted users can write. A signature can be checked by everybody, and made by one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <brook/support/visibility.hpp>

#include "cache/recipe.hpp"
#include "cache/trust/secret.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How a seal was made. The numbers are those on disk.
enum class seal_kind : std::uint64_t { mac = 1, digest = 2, signature = 3 };

/// A seal as it is stored, whatever its kind.
using seal_bytes = std::array<std::uint8_t, 96>;

/// An Ed25519 public key.
using public_key = std::array<std::uint8_t, 32>;

/// What a seal vouches for.
struct sealed_content {
    std::span<const std::byte> header; // the kind of the seal is in it
    const cache_key &key;
    std::string_view recipe;
    std::span<const std::byte> body;
};

/// How entries are sealed.
struct sealer {
    seal_kind kind = seal_kind::digest;
    secret own{}; // of MACs and signatures
};

/// Which seals a layer of the cache believes.
struct layer_trust {
    std::optional<secret> own;    // MACs with this secret
    bool digests = false;         // digests, because only trusted users can write where the entries lie
    std::vector<public_key> keys; // signatures with these keys
};

/// What became of a seal.
enum class seal_verdict {
    authentic,
    not_trusted,   // of a kind, or with a key, that the layer does not believe
    not_authentic, // does not fit the content
};

/// The key of the signatures that are made with a secret.
public_key signing_key_of(const secret &own);

/// Seals `content`, whose header names the kind of `how`.
seal_bytes make_seal(const sealed_content &content, const sealer &how);

/// Whether `content` has been sealed by somebody who is believed. Takes a time that tells nothing of what the seal
/// should have been. `kind` may be any number.
seal_verdict check_seal(seal_kind kind, const seal_bytes &seal, const sealed_content &content,
                        const layer_trust &trust);

} // namespace detail
BROOK_END_NAMESPACE
