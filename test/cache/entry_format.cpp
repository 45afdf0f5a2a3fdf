// SPDX-License-Identifier: MPL-2.0
// Tests of the framing of entries: what goes in comes out, and nothing else does.
#include "cache/store/entry_format.hpp"

#include <cstring>
#include <random>
#include <string>

#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

reject_reason reason_of(const std::variant<stored_code, reject_reason> &result) {
    REQUIRE(std::holds_alternative<reject_reason>(result));
    return std::get<reject_reason>(result);
}

const secret own = secret_number(1);
const sealer by_us{seal_kind::mac, own};

std::vector<std::byte> encode(const cache_key &key, const stored_code &code) { return encode_entry(key, code, by_us); }

std::variant<stored_code, reject_reason> decode(const cache_key &key, std::string_view recipe,
                                                std::span<const std::byte> payload) {
    return decode_entry(key, recipe, payload, {.own = own, .digests = false, .keys = {}});
}

// Where things lie.
constexpr std::size_t kind_at = 8, object_size_at = 16, source_size_at = 24, compressed_size_at = 32,
                      metadata_size_at = 40, seal_at = 56, header_size = seal_at + 96;

// Puts the seal right that a change made wrong, as a bug of the writer would, or somebody who knows the secret.
void seal(std::vector<std::byte> &payload, const cache_key &key, std::string_view recipe) {
    const std::span<const std::byte> all(payload);
    const auto fresh = make_seal({all.first(seal_at), key, recipe, all.subspan(header_size)}, by_us);
    std::memcpy(payload.data() + seal_at, fresh.data(), fresh.size());
}

void set_number(std::vector<std::byte> &payload, std::size_t offset, std::uint64_t value) {
    for (std::size_t i = 0; i < 8; ++i)
        payload[offset + i] = static_cast<std::byte>(value >> (8 * i));
}

} // namespace

TEST_CASE("an entry comes out as it went in") {
    for (const std::size_t size : {0, 1, 100, 70000})
        for (const std::size_t metadata : {0, 1, 1000}) {
            stored_code code{noise(size, 1), noise(metadata, 2), size == 1 ? "" : "recipe: x\nformat: 1\n",
                             noise(1000 - metadata, 3), std::chrono::nanoseconds(std::uint64_t{size} << 40)};
            const cache_key key{hash_of(std::string_view(code.recipe))};
            const auto result = decode(key, code.recipe, encode(key, code));
            REQUIRE(std::holds_alternative<stored_code>(result));
            CHECK(std::get<stored_code>(result) == code);
        }
}

TEST_CASE("code is compressed") {
    const stored_code zeros{std::vector<std::byte>(100000), {}, "", std::vector<std::byte>(100000), {}};
    CHECK(encode(key_of(1), zeros).size() < 1000);
}

TEST_CASE("a flipped bit anywhere is found") {
    const auto code = code_of(1, 50);
    const auto good = encode(key_of(1), code);
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            auto bad = good;
            bad[i] ^= static_cast<std::byte>(1 << bit);
            REQUIRE(std::holds_alternative<reject_reason>(decode(key_of(1), code.recipe, bad)));
        }
    auto other = key_of(1);
    other.bytes[31] ^= 1;
    CHECK(reason_of(decode(other, code.recipe, good)) == reject_reason::other_recipe);
    CHECK(reason_of(decode(key_of(1), code.recipe + "x", good)) == reject_reason::other_recipe);
    CHECK(reason_of(decode(key_of(1), "", good)) == reject_reason::other_recipe);
    CHECK(reason_of(decode(key_of(2), code_of(2).recipe, good)) == reject_reason::not_authentic);
}

TEST_CASE("an entry that we sealed under the key of another recipe is refused") {
    const auto code = code_of(1);
    CHECK(reason_of(decode(key_of(2), code.recipe, encode(key_of(2), code))) == reject_reason::other_recipe);
}

TEST_CASE("any truncation or extension is found") {
    const auto code = code_of(1, 50);
    const auto good = encode(key_of(1), code);
    for (std::size_t size = 0; size < good.size(); ++size)
        CHECK(reason_of(decode(key_of(1), code.recipe, std::span(good).first(size))) ==
              (size < header_size ? reject_reason::too_short : reject_reason::bad_sizes));
    auto longer = good;
    longer.push_back(std::byte{0});
    CHECK(reason_of(decode(key_of(1), code.recipe, longer)) == reject_reason::bad_sizes);
}

TEST_CASE("a header that lies is refused even with a right digest") {
    const auto code = code_of(1, 50);
    const auto good = encode(key_of(1), code);
    const auto with = [&](std::size_t offset, std::uint64_t value) {
        auto bad = good;
        set_number(bad, offset, value);
        seal(bad, key_of(1), code.recipe);
        return reason_of(decode(key_of(1), code.recipe, bad));
    };
    CHECK(with(0, 0) == reject_reason::bad_magic);
    CHECK(with(0, 0x00026b6f6f7262 | std::uint64_t{2} << 48) == reject_reason::bad_magic);
    for (const std::uint64_t version : {0, 1, 3})
        CHECK(with(0, 0x00006b6f6f7262 | version << 48) == reject_reason::unknown_version);
    for (const std::uint64_t kind : {0, 2, 3, 4, 257})
        CHECK(with(kind_at, kind) == reject_reason::not_trusted);
    for (const auto size_at : {object_size_at, source_size_at}) {
        CHECK(with(size_at, 8) == reject_reason::bad_compression);
        CHECK(with(size_at, 51) == reject_reason::bad_compression);
        CHECK(with(size_at, max_object_size) == reject_reason::bad_compression);
        CHECK(with(size_at, max_object_size + 1) == reject_reason::too_large);
        CHECK(with(size_at, UINT64_MAX) == reject_reason::too_large);
    }
    CHECK(with(compressed_size_at, UINT64_MAX) == reject_reason::bad_sizes);
    CHECK(with(metadata_size_at, UINT64_MAX) == reject_reason::bad_sizes);
    CHECK(with(metadata_size_at, 8) == reject_reason::bad_sizes);
    CHECK_FALSE(to_text(reject_reason::bad_sizes).empty());

    auto garbled = good;
    garbled[header_size + 7] ^= std::byte{0xff}; // the first byte of the compressed object
    seal(garbled, key_of(1), code.recipe);
    CHECK(reason_of(decode(key_of(1), code.recipe, garbled)) == reject_reason::bad_compression);
}

TEST_CASE("each layer believes the seals that it should, and no others") {
    const auto code = code_of(1, 50);
    const auto other = secret_number(2);
    const auto key = signing_key_of(own);
    const std::vector<std::byte> by_mac = encode_entry(key_of(1), code, by_us),
                                 by_digest = encode_entry(key_of(1), code, {seal_kind::digest}),
                                 by_signature = encode_entry(key_of(1), code, {seal_kind::signature, own});
    const auto result = [&](const std::vector<std::byte> &payload, const layer_trust &trust) {
        const auto decoded = decode_entry(key_of(1), code.recipe, payload, trust);
        return std::holds_alternative<stored_code>(decoded)         ? "taken"
               : reason_of(decoded) == reject_reason::not_trusted   ? "not trusted"
               : reason_of(decoded) == reject_reason::not_authentic ? "not authentic"
                                                                    : "something else";
    };
    const auto row = [&](const layer_trust &trust) {
        return std::vector<std::string>{result(by_mac, trust), result(by_digest, trust), result(by_signature, trust)};
    };
    using words = std::vector<std::string>;
    const layer_trust nobody, user{own, false, {}}, another_user{other, false, {}}, trusted_site{{}, true, {}},
        signed_site{{}, false, {signing_key_of(other), key}}, wrong_key{{}, false, {signing_key_of(other)}};
    CHECK(row(nobody) == words{"not trusted", "not trusted", "not trusted"});
    CHECK(row(user) == words{"taken", "not trusted", "not trusted"});
    CHECK(row(another_user) == words{"not authentic", "not trusted", "not trusted"});
    CHECK(row(trusted_site) == words{"not trusted", "taken", "not trusted"});
    CHECK(row(signed_site) == words{"not trusted", "not trusted", "taken"});
    CHECK(row(wrong_key) == words{"not trusted", "not trusted", "not trusted"});

    // A seal of one kind is no seal of another, and none covers other bytes, whatever its kind.
    const layer_trust everything{own, true, {key}};
    for (const auto *good : {&by_mac, &by_digest, &by_signature}) {
        for (std::size_t i = 0; i < good->size(); ++i) {
            auto bad = *good;
            bad[i] ^= std::byte{1};
            REQUIRE(std::holds_alternative<reject_reason>(decode_entry(key_of(1), code.recipe, bad, everything)));
        }
        for (const std::uint64_t kind : {1, 2, 3}) {
            auto bad = *good;
            set_number(bad, kind_at, kind);
            CHECK((bad == *good) == (std::string(result(bad, everything)) == "taken"));
        }
    }
}

TEST_CASE("random bytes never pass") {
    std::mt19937 random(3);
    const auto good = encode(key_of(1), code_of(1, 200));
    for (int trial = 0; trial < 20000; ++trial) {
        auto bad = trial % 2 == 0 ? noise(random() % 300, random()) : good;
        for (unsigned changes = random() % 5 + 1; changes != 0 && !bad.empty(); --changes)
            bad[random() % bad.size()] ^= static_cast<std::byte>(1 + random() % 255);
        if (bad == good)
            continue;
        if (trial % 4 == 1)
            seal(bad, key_of(1), code_of(1).recipe); // reaches the decompressor
        else
            REQUIRE(std::holds_alternative<reject_reason>(decode(key_of(1), code_of(1).recipe, bad)));
        (void)decode(key_of(1), code_of(1).recipe, bad);
    }
}

TEST_CASE("an entry says who sealed it") {
    const auto code = code_of(1);
    const auto own = secret_number(7);
    for (const auto kind : {seal_kind::mac, seal_kind::digest, seal_kind::signature}) {
        const auto payload = encode_entry(key_of(1), code, {kind, own});
        const auto claim = claimed_seal_of(payload);
        REQUIRE(claim);
        CHECK(claim->kind == kind);
        CHECK((claim->signer == signing_key_of(own)) == (kind == seal_kind::signature));
    }
    CHECK_FALSE(claimed_seal_of(noise(151, 1)));
}
