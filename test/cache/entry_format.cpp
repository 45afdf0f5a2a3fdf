// SPDX-License-Identifier: MPL-2.0
// Tests of the framing of entries: what goes in comes out, and nothing else does.
#include "cache/entry_format.hpp"

#include <cstring>
#include <random>

#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

reject_reason reason_of(const std::variant<stored_code, reject_reason> &result) {
    REQUIRE(std::holds_alternative<reject_reason>(result));
    return std::get<reject_reason>(result);
}

// Puts the digest right that a change of the header made wrong, as an attacker or a bug of the writer would.
void seal(std::vector<std::byte> &payload, const cache_key &key, std::string_view recipe) {
    const std::span<const std::byte> all(payload);
    const auto check = hasher()
                           .update(std::string_view("brook cache entry"))
                           .update(all.first(32))
                           .update(std::span<const std::uint8_t>(key.bytes))
                           .update(std::uint64_t{recipe.size()})
                           .update(recipe)
                           .update(all.subspan(64))
                           .finish();
    std::memcpy(payload.data() + 32, check.data(), check.size());
}

void set_number(std::vector<std::byte> &payload, std::size_t offset, std::uint64_t value) {
    for (std::size_t i = 0; i < 8; ++i)
        payload[offset + i] = static_cast<std::byte>(value >> (8 * i));
}

} // namespace

TEST_CASE("an entry comes out as it went in") {
    for (const std::size_t size : {0, 1, 100, 70000})
        for (const std::size_t metadata : {0, 1, 1000}) {
            stored_code code{noise(size, 1), noise(metadata, 2), size == 1 ? "" : "recipe: x\nformat: 1\n"};
            const auto result = decode_entry(key_of(1), code.recipe, encode_entry(key_of(1), code));
            REQUIRE(std::holds_alternative<stored_code>(result));
            CHECK(std::get<stored_code>(result) == code);
        }
}

TEST_CASE("code is compressed") {
    const stored_code zeros{std::vector<std::byte>(100000), {}, ""};
    CHECK(encode_entry(key_of(1), zeros).size() < 1000);
}

TEST_CASE("a flipped bit anywhere is found") {
    const auto code = code_of(1, 50);
    const auto good = encode_entry(key_of(1), code);
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            auto bad = good;
            bad[i] ^= static_cast<std::byte>(1 << bit);
            REQUIRE(std::holds_alternative<reject_reason>(decode_entry(key_of(1), code.recipe, bad)));
        }
    auto other = key_of(1);
    other.bytes[31] ^= 1;
    CHECK(reason_of(decode_entry(other, code.recipe, good)) == reject_reason::bad_digest);
    CHECK(reason_of(decode_entry(key_of(1), code.recipe + "x", good)) == reject_reason::bad_digest);
    CHECK(reason_of(decode_entry(key_of(1), "", good)) == reject_reason::bad_digest);
}

TEST_CASE("any truncation or extension is found") {
    const auto code = code_of(1, 50);
    const auto good = encode_entry(key_of(1), code);
    for (std::size_t size = 0; size < good.size(); ++size)
        CHECK(reason_of(decode_entry(key_of(1), code.recipe, std::span(good).first(size))) ==
              (size < 64 ? reject_reason::too_short : reject_reason::bad_sizes));
    auto longer = good;
    longer.push_back(std::byte{0});
    CHECK(reason_of(decode_entry(key_of(1), code.recipe, longer)) == reject_reason::bad_sizes);
}

TEST_CASE("a header that lies is refused even with a right digest") {
    const auto code = code_of(1, 50);
    const auto good = encode_entry(key_of(1), code);
    const auto with = [&](std::size_t offset, std::uint64_t value) {
        auto bad = good;
        set_number(bad, offset, value);
        seal(bad, key_of(1), code.recipe);
        return reason_of(decode_entry(key_of(1), code.recipe, bad));
    };
    CHECK(with(0, 0) == reject_reason::bad_magic);
    CHECK(with(0, 0x00026b6f6f7262 | std::uint64_t{2} << 48) == reject_reason::bad_magic);
    CHECK(with(0, 0x00006b6f6f7262 | std::uint64_t{2} << 48) == reject_reason::unknown_version);
    CHECK(with(8, 49) == reject_reason::bad_compression);
    CHECK(with(8, 51) == reject_reason::bad_compression);
    CHECK(with(8, max_object_size) == reject_reason::bad_compression);
    CHECK(with(8, max_object_size + 1) == reject_reason::too_large);
    CHECK(with(8, UINT64_MAX) == reject_reason::too_large);
    CHECK(with(16, UINT64_MAX) == reject_reason::bad_sizes);
    CHECK(with(24, UINT64_MAX) == reject_reason::bad_sizes);
    CHECK(with(24, 8) == reject_reason::bad_sizes);
    CHECK_FALSE(to_text(reject_reason::bad_sizes).empty());

    auto garbled = good;
    garbled[64 + 7] ^= std::byte{0xff}; // the first byte of the compressed object
    seal(garbled, key_of(1), code.recipe);
    CHECK(reason_of(decode_entry(key_of(1), code.recipe, garbled)) == reject_reason::bad_compression);
}

TEST_CASE("random bytes never pass") {
    std::mt19937 random(3);
    const auto good = encode_entry(key_of(1), code_of(1, 200));
    for (int trial = 0; trial < 20000; ++trial) {
        auto bad = trial % 2 == 0 ? noise(random() % 300, random()) : good;
        for (unsigned changes = random() % 5 + 1; changes != 0 && !bad.empty(); --changes)
            bad[random() % bad.size()] ^= static_cast<std::byte>(1 + random() % 255);
        if (bad == good)
            continue;
        if (trial % 4 == 1)
            seal(bad, key_of(1), code_of(1).recipe); // reaches the decompressor
        else
            REQUIRE(std::holds_alternative<reject_reason>(decode_entry(key_of(1), code_of(1).recipe, bad)));
        (void)decode_entry(key_of(1), code_of(1).recipe, bad);
    }
}
