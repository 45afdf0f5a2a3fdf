// SPDX-License-Identifier: MPL-2.0
// Tests of BLAKE2b-256 against its published vectors, and of its textual form.
#include "support/hash.hpp"

#include "test/support/catch.hpp"

using namespace brook::detail;

TEST_CASE("digests agree with published values") {
    CHECK(to_hex(hash_of(std::string_view())) == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    CHECK(to_hex(hash_of(std::string_view("abc"))) ==
          "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_CASE("piecewise hashing equals hashing at once") {
    const std::string text(1000, 'x');
    for (const std::size_t cut : {0, 1, 127, 128, 129, 999, 1000})
        CHECK(hasher()
                  .update(std::string_view(text).substr(0, cut))
                  .update(std::string_view(text).substr(cut))
                  .finish() == hash_of(std::string_view(text)));
    CHECK(hasher().update(std::uint64_t{0x0807060504030201}).finish() ==
          hash_of(std::string_view("\x01\x02\x03\x04\x05\x06\x07\x08")));
}

TEST_CASE("a key makes another hash") {
    // As Python's hashlib has it.
    std::array<std::uint8_t, 32> key;
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<std::uint8_t>(i);
    CHECK(to_hex(hasher(key).update(std::string_view("abc")).finish()) ==
          "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f");
    CHECK(hasher(digest{}).finish() != hasher().finish());
}

TEST_CASE("random bits do not repeat") { CHECK(random_bits() != random_bits()); }

TEST_CASE("hexadecimal digits go both ways and nothing else is taken") {
    const auto value = hash_of(std::string_view("abc"));
    const auto text = to_hex(value);
    REQUIRE(digest_from_hex(text));
    CHECK(*digest_from_hex(text) == value);
    CHECK_FALSE(digest_from_hex(""));
    CHECK_FALSE(digest_from_hex(text + "0"));
    for (const char bad : {'g', 'A', ' ', '/', ':', '`', '\0'}) {
        auto other = text;
        other[17] = bad;
        CHECK_FALSE(digest_from_hex(other));
    }
}

TEST_CASE("comparison in constant time is comparison") {
    const auto a = hash_of(std::string_view("abc"));
    CHECK(equal_in_constant_time(a, a));
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto b = a;
        b[i] ^= 1;
        CHECK_FALSE(equal_in_constant_time(a, b));
    }
}
