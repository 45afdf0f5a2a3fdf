// SPDX-License-Identifier: MPL-2.0
// Layout, all numbers little-endian:
//
//     offset  bytes
//      0       8    magic and format version
//      8       8    kind of the seal
//     16       8    size of the object
//     24       8    size of the source
//     32       8    size of both together, compressed
//     40       8    size of the metadata
//     48       8    cost in nanoseconds
//     56      96    seal of: the 56 bytes above, key, recipe, and all below (seal.hpp)
//    152       .    metadata, then the object and the source, compressed together
//
// Version 1 had a digest in place of the seal, and neither source nor cost.
#include "cache/store/entry_format.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <new>

#include <zstd.h>
#include <zstd_errors.h>

#include "support/byte_codec.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::uint64_t magic = 0x00006b6f6f7262; // "brook"; the last two bytes hold the version
constexpr std::uint64_t format_version = 2;
constexpr int compression_level = 1; // higher levels gain a tenth in size for ten times the time

struct entry_header {
    std::uint64_t magic_and_version;
    std::uint64_t seal; // a seal_kind
    std::uint64_t object_size;
    std::uint64_t source_size;
    std::uint64_t compressed_size;
    std::uint64_t metadata_size;
    std::uint64_t cost;
};
constexpr std::size_t numbers_size = 56;
constexpr std::size_t header_size = numbers_size + sizeof(seal_bytes);
static_assert(sizeof(entry_header) == numbers_size);

template <typename Codec, typename Header>
void transfer(Codec &c, Header &header) {
    for (auto *number : {&header.magic_and_version, &header.seal, &header.object_size, &header.source_size,
                         &header.compressed_size, &header.metadata_size, &header.cost})
        c.number(*number);
}

entry_header read_header(std::span<const std::byte> payload) {
    byte_reader in(payload, "entry");
    entry_header header;
    transfer(in, header);
    return header;
}

sealed_content content_of(const cache_key &key, std::string_view recipe, std::span<const std::byte> payload) noexcept {
    return {payload.first(numbers_size), key, recipe, payload.subspan(header_size)};
}

// That there is no memory says nothing about what was to be read.
void check_memory(std::size_t result) {
    if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation)
        throw std::bad_alloc();
}

std::vector<std::byte> compress(const stored_code &code) {
    auto plain = code.object;
    plain.insert(plain.end(), code.source.begin(), code.source.end());
    std::vector<std::byte> compressed(ZSTD_compressBound(plain.size()));
    const auto size =
        ZSTD_compress(compressed.data(), compressed.size(), plain.data(), plain.size(), compression_level);
    check_memory(size);
    if (ZSTD_isError(size) != 0)
        throw_runtime_error("zstd cannot compress {} bytes: {}", plain.size(), ZSTD_getErrorName(size));
    compressed.resize(size);
    return compressed;
}

// False if that is not a frame of exactly the stated sizes.
bool decompress(std::span<const std::byte> compressed, const entry_header &header, stored_code &code) {
    const auto size = header.object_size + header.source_size;
    if (ZSTD_getFrameContentSize(compressed.data(), compressed.size()) != size)
        return false;
    code.object.resize(size);
    const auto result = ZSTD_decompress(code.object.data(), size, compressed.data(), compressed.size());
    check_memory(result);
    if (result != size)
        return false;
    const auto source = code.object.begin() + static_cast<std::ptrdiff_t>(header.object_size);
    code.source.assign(source, code.object.end());
    code.object.resize(header.object_size);
    return true;
}

// The header must describe the payload exactly; sizes are compared without sums that could overflow.
std::variant<entry_header, reject_reason> checked_header(std::span<const std::byte> payload) noexcept {
    if (payload.size() < header_size)
        return reject_reason::too_short;
    const auto header = read_header(payload);
    if ((header.magic_and_version & 0x0000ffffffffffff) != magic)
        return reject_reason::bad_magic;
    if (header.magic_and_version >> 48 != format_version)
        return reject_reason::unknown_version;
    const auto body = payload.size() - header_size;
    if (header.metadata_size > body || header.compressed_size != body - header.metadata_size)
        return reject_reason::bad_sizes;
    if (std::max({header.object_size, header.source_size, header.metadata_size}) > max_object_size)
        return reject_reason::too_large;
    return header;
}

} // namespace

std::string_view to_text(reject_reason reason) noexcept {
    constexpr std::string_view texts[] = {
        "too short",
        "not an entry of brook",
        "unknown format version",
        "sizes do not add up",
        "too large",
        "its recipe does not hash to its key",
        "sealed by nobody who is trusted here",
        "damaged, or sealed with another secret",
        "does not decompress",
    };
    static_assert(std::size(texts) == static_cast<std::size_t>(reject_reason::bad_compression) + 1);
    return texts[static_cast<std::size_t>(reason)];
}

std::vector<std::byte> encode_entry(const cache_key &key, const stored_code &code, const sealer &how) {
    if (std::max({code.object.size(), code.source.size(), code.metadata.size()}) > max_object_size)
        throw_invalid_argument("parts of at most {} bytes were expected, but the object has {}, its source {} and its "
                               "metadata {}",
                               max_object_size, code.object.size(), code.source.size(), code.metadata.size());
    const auto compressed = compress(code);
    const entry_header header{magic | format_version << 48,
                              static_cast<std::uint64_t>(how.kind),
                              code.object.size(),
                              code.source.size(),
                              compressed.size(),
                              code.metadata.size(),
                              static_cast<std::uint64_t>(code.cost.count())};
    const seal_bytes no_seal{}; // until all that it covers is there
    byte_writer out;
    transfer(out, header);
    out.append(std::as_bytes(std::span(no_seal)));
    out.append(code.metadata);
    out.append(compressed);
    auto payload = out.take();
    const auto seal = make_seal(content_of(key, code.recipe, payload), how);
    std::memcpy(payload.data() + numbers_size, seal.data(), seal.size());
    return payload;
}

std::variant<stored_code, reject_reason> decode_entry(const cache_key &key, std::string_view recipe,
                                                      std::span<const std::byte> payload, const layer_trust &trust) {
    const auto checked = checked_header(payload);
    if (const auto *reason = std::get_if<reject_reason>(&checked))
        return *reason;
    const auto &header = std::get<entry_header>(checked);
    // Code for another CPU, say, that came under this key with our own seal: no seal would find that.
    if (cache_key{hash_of(recipe)} != key)
        return reject_reason::other_recipe;

    seal_bytes seal;
    std::memcpy(seal.data(), payload.data() + numbers_size, seal.size());
    const auto verdict = check_seal(seal_kind{header.seal}, seal, content_of(key, recipe, payload), trust);
    if (verdict != seal_verdict::authentic)
        return verdict == seal_verdict::not_trusted ? reject_reason::not_trusted : reject_reason::not_authentic;

    stored_code code;
    if (!decompress(payload.subspan(header_size + header.metadata_size), header, code))
        return reject_reason::bad_compression;
    const auto metadata = payload.subspan(header_size, header.metadata_size);
    code.metadata.assign(metadata.begin(), metadata.end());
    code.recipe = recipe;
    code.cost = std::chrono::nanoseconds(header.cost);
    return code;
}

std::optional<claimed_seal> claimed_seal_of(std::span<const std::byte> payload) noexcept {
    if (payload.size() < header_size)
        return std::nullopt;
    claimed_seal claim{seal_kind{read_header(payload).seal}, {}};
    std::memcpy(claim.signer.data(), payload.data() + numbers_size, claim.signer.size());
    return claim;
}

} // namespace detail
BROOK_END_NAMESPACE
