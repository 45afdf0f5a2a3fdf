// SPDX-License-Identifier: MPL-2.0
// Layout, all numbers little-endian:
//
//     offset  bytes
//      0       8    magic and format version
//      8       8    size of the object
//     16       8    size of the compressed object
//     24       8    size of the metadata
//     32      32    BLAKE2b-256 of: domain, the 32 bytes above, key, size of the recipe, recipe, metadata, compressed
//     64       .    metadata, then the compressed object
//
// The digest finds damage, mix-ups and truncation. Who may write the database can also write a digest: that is kept
// out by the owner and mode of the directory (cache_file.hpp).
#include "cache/entry_format.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <zstd.h>

#include "support/error.hpp"
#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::uint64_t magic = 0x00006b6f6f7262; // "brook"; the last two bytes hold the version
constexpr std::uint64_t format_version = 1;
constexpr std::string_view digest_domain = "brook cache entry";
constexpr int compression_level = 1; // higher levels gain a tenth in size for ten times the time

struct entry_header {
    std::uint64_t magic_and_version;
    std::uint64_t object_size;
    std::uint64_t compressed_size;
    std::uint64_t metadata_size;
};
constexpr std::size_t numbers_size = 32;
constexpr std::size_t header_size = numbers_size + sizeof(digest);
static_assert(sizeof(entry_header) == numbers_size);

void write_number(std::byte *to, std::uint64_t value) noexcept {
    for (std::size_t i = 0; i < 8; ++i)
        to[i] = static_cast<std::byte>(value >> (8 * i));
}

std::uint64_t read_number(const std::byte *from) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i)
        value |= std::to_integer<std::uint64_t>(from[i]) << (8 * i);
    return value;
}

void write_header(std::byte *to, const entry_header &header) noexcept {
    write_number(to, header.magic_and_version);
    write_number(to + 8, header.object_size);
    write_number(to + 16, header.compressed_size);
    write_number(to + 24, header.metadata_size);
}

entry_header read_header(const std::byte *from) noexcept {
    return {read_number(from), read_number(from + 8), read_number(from + 16), read_number(from + 24)};
}

digest digest_of(const cache_key &key, std::string_view recipe, std::span<const std::byte> payload) {
    return hasher()
        .update(digest_domain)
        .update(payload.first(numbers_size))
        .update(std::span<const std::uint8_t>(key.bytes))
        .update(std::uint64_t{recipe.size()})
        .update(recipe)
        .update(payload.subspan(header_size))
        .finish();
}

std::vector<std::byte> compress(std::span<const std::byte> object) {
    std::vector<std::byte> compressed(ZSTD_compressBound(object.size()));
    const auto size =
        ZSTD_compress(compressed.data(), compressed.size(), object.data(), object.size(), compression_level);
    if (ZSTD_isError(size) != 0)
        throw_runtime_error("zstd cannot compress {} bytes: {}", object.size(), ZSTD_getErrorName(size));
    compressed.resize(size);
    return compressed;
}

// The header must describe the payload exactly; sizes are compared without sums that could overflow.
std::variant<entry_header, reject_reason> checked_header(std::span<const std::byte> payload) noexcept {
    if (payload.size() < header_size)
        return reject_reason::too_short;
    const auto header = read_header(payload.data());
    if ((header.magic_and_version & 0x0000ffffffffffff) != magic)
        return reject_reason::bad_magic;
    if (header.magic_and_version >> 48 != format_version)
        return reject_reason::unknown_version;
    const auto body = payload.size() - header_size;
    if (header.metadata_size > body || header.compressed_size != body - header.metadata_size)
        return reject_reason::bad_sizes;
    if (header.object_size > max_object_size || header.metadata_size > max_object_size)
        return reject_reason::too_large;
    return header;
}

} // namespace

std::string_view to_text(reject_reason reason) noexcept {
    switch (reason) {
    case reject_reason::too_short:
        return "too short";
    case reject_reason::bad_magic:
        return "not an entry of brook";
    case reject_reason::unknown_version:
        return "unknown format version";
    case reject_reason::bad_sizes:
        return "sizes do not add up";
    case reject_reason::too_large:
        return "too large";
    case reject_reason::bad_digest:
        return "digest does not match";
    case reject_reason::bad_compression:
        return "does not decompress";
    }
    return "unknown reason";
}

std::vector<std::byte> encode_entry(const cache_key &key, const stored_code &code) {
    if (code.object.size() > max_object_size || code.metadata.size() > max_object_size)
        throw_invalid_argument("an entry of at most {} bytes was expected, but the object has {} and its metadata {}",
                               max_object_size, code.object.size(), code.metadata.size());
    const auto compressed = compress(code.object);
    std::vector<std::byte> payload(header_size);
    payload.reserve(header_size + code.metadata.size() + compressed.size());
    write_header(payload.data(),
                 {magic | format_version << 48, code.object.size(), compressed.size(), code.metadata.size()});
    payload.insert(payload.end(), code.metadata.begin(), code.metadata.end());
    payload.insert(payload.end(), compressed.begin(), compressed.end());
    const auto check = digest_of(key, code.recipe, payload);
    std::memcpy(payload.data() + numbers_size, check.data(), check.size());
    return payload;
}

std::variant<stored_code, reject_reason> decode_entry(const cache_key &key, std::string_view recipe,
                                                      std::span<const std::byte> payload) {
    const auto checked = checked_header(payload);
    if (const auto *reason = std::get_if<reject_reason>(&checked))
        return *reason;
    const auto &header = std::get<entry_header>(checked);

    digest stated;
    std::memcpy(stated.data(), payload.data() + numbers_size, stated.size());
    if (!equal_in_constant_time(stated, digest_of(key, recipe, payload)))
        return reject_reason::bad_digest;

    const auto metadata = payload.subspan(header_size, header.metadata_size);
    const auto compressed = payload.subspan(header_size + header.metadata_size);
    if (ZSTD_getFrameContentSize(compressed.data(), compressed.size()) != header.object_size)
        return reject_reason::bad_compression;
    stored_code code;
    code.object.resize(header.object_size);
    const auto size = ZSTD_decompress(code.object.data(), code.object.size(), compressed.data(), compressed.size());
    if (ZSTD_isError(size) != 0 || size != header.object_size)
        return reject_reason::bad_compression;
    code.metadata.assign(metadata.begin(), metadata.end());
    code.recipe = recipe;
    return code;
}

} // namespace detail
BROOK_END_NAMESPACE
