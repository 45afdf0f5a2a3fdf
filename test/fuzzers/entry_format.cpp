// SPDX-License-Identifier: MPL-2.0
// The framing of entries: whatever the bytes, none is taken whose seal is wrong, and none with a right seal breaks the
// reader.
#include "cache/store/entry_format.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "support/byte_codec.hpp"
#include "test/fuzzers/fuzzer.hpp"

using namespace brook::detail;

namespace fuzzers {
namespace {

using bytes_view = std::span<const std::byte>;

// Where things lie.
constexpr std::size_t kind_at = 8, object_size_at = 16, source_size_at = 24, seal_at = 56,
                      header_size = seal_at + sizeof(seal_bytes);

// What a frame states is allocated before it is decompressed. More would only be slow.
constexpr std::uint64_t largest = 1 << 20;

constexpr std::string_view stored_recipe = "recipe: fuzzer\nformat: 1\n";
const cache_key key{hash_of(stored_recipe)};
const secret own{hash_of("own secret")}, other{hash_of("other secret")};
const layer_trust everything{own, true, {signing_key_of(own)}};

std::uint64_t number_at(bytes_view payload, std::size_t offset) {
    return from_little_endian(payload.subspan(offset).first<8>());
}

seal_bytes right_seal(bytes_view payload, seal_kind kind) {
    return make_seal({payload.first(seal_at), key, stored_recipe, payload.subspan(header_size)}, {kind, own});
}

// The header as it is, sealed by somebody who knows the secret, in the way that it names.
input sealed(bytes_view payload) {
    input result(payload.begin(), payload.end());
    const auto seal = right_seal(payload, seal_kind{number_at(payload, kind_at)});
    std::memcpy(result.data() + seal_at, seal.data(), seal.size());
    return result;
}

// Null if the payload is refused.
std::optional<stored_code> decoded(bytes_view payload, const layer_trust &trust, const cache_key &k = key,
                                   std::string_view recipe = stored_recipe) {
    auto result = decode_entry(k, recipe, payload, trust);
    if (const auto *reason = std::get_if<reject_reason>(&result)) {
        expect(to_text(*reason) != "unknown reason", "what is refused is refused with a reason");
        return std::nullopt;
    }
    return std::get<stored_code>(std::move(result));
}

bool is_sealed(bytes_view payload) {
    const auto seal = right_seal(payload, seal_kind{number_at(payload, kind_at)});
    return std::memcmp(seal.data(), payload.data() + seal_at, seal.size()) == 0;
}

void check_content(const stored_code &code, bytes_view payload) {
    expect(code.object.size() == number_at(payload, object_size_at) &&
               code.source.size() == number_at(payload, source_size_at) && code.recipe == stored_recipe,
           "code has the stated sizes");
    const auto again = encode_entry(key, code, {seal_kind{number_at(payload, kind_at)}, own});
    expect(decoded(again, everything) == code, "code is read as it was written");
}

// What an accepted entry depends on: everything.
void check_refusals(bytes_view payload) {
    expect(!decoded(payload, {}), "who trusts nobody takes nothing");
    expect(!decoded(payload, {other, false, {signing_key_of(other)}}), "another secret is no authority");
    expect(!decoded(payload, everything, {hash_of("another key")}), "the key is sealed");
    expect(!decoded(payload, everything, key, "recipe: fuzzer\nformat: 2\n"), "the recipe is sealed");
    expect(!decoded(payload.first(payload.size() - 1), everything), "nothing is missing");
    input changed(payload.begin(), payload.end());
    const auto at = std::to_integer<std::size_t>(payload.back()) * 251 % changed.size();
    changed[at] ^= std::byte{1};
    expect(!decoded(changed, everything), "every byte is sealed");
}

} // namespace

std::vector<input> examples() {
    const stored_code empty{{}, {}, std::string(stored_recipe), {}, {}},
        small{bytes_of("object object object"), bytes_of("metadata"), std::string(stored_recipe), bytes_of("source"),
              std::chrono::nanoseconds(12345)},
        zeros{input(5000), {}, std::string(stored_recipe), input(100), {}};
    std::vector<input> result;
    for (const auto kind : {seal_kind::mac, seal_kind::digest, seal_kind::signature})
        for (const auto &code : {empty, small, zeros})
            result.push_back(encode_entry(key, code, {kind, own}));
    return result;
}

bool accepted(std::span<const std::byte> bytes) {
    expect(claimed_seal_of(bytes).has_value() == (bytes.size() >= header_size), "a whole header claims a seal");
    if (bytes.size() < header_size) {
        expect(!decoded(bytes, everything), "a header is never guessed");
        return false;
    }
    if (std::max(number_at(bytes, object_size_at), number_at(bytes, source_size_at)) > largest)
        return decoded(bytes, {}).has_value();
    if (decoded(bytes, everything))
        expect(is_sealed(bytes), "nothing is taken whose seal is wrong");
    const auto right = sealed(bytes);
    const auto code = decoded(right, everything);
    if (code) {
        check_content(*code, right);
        check_refusals(right);
    }
    return code.has_value();
}

} // namespace fuzzers
