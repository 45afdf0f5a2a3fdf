// SPDX-License-Identifier: MPL-2.0
// Tests of seals as such; what layers make of them is tested with the entry format.
#include "cache/trust/seal.hpp"

#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

struct content_parts {
    std::vector<std::byte> header = noise(56, 1), body = noise(200, 2);
    cache_key key = key_of(1);
    std::string recipe = "recipe: x\n";

    sealed_content view() const { return {header, key, recipe, body}; }
};

const secret own = secret_number(1), other = secret_number(2);
constexpr seal_kind kinds[] = {seal_kind::mac, seal_kind::digest, seal_kind::signature};

} // namespace

TEST_CASE("a seal fits what was sealed and nothing else") {
    const content_parts good;
    const layer_trust trust{own, true, {signing_key_of(own)}};
    for (const auto kind : kinds) {
        const auto seal = make_seal(good.view(), {kind, own});
        CHECK(check_seal(kind, seal, good.view(), trust) == seal_verdict::authentic);
        CHECK(seal == make_seal(good.view(), {kind, own}));
        const auto differs = [&](auto change) {
            auto parts = good;
            change(parts);
            return check_seal(kind, seal, parts.view(), trust) == seal_verdict::not_authentic;
        };
        CHECK(differs([](auto &p) { p.header[0] ^= std::byte{1}; }));
        CHECK(differs([](auto &p) { p.key.bytes[31] ^= 1; }));
        CHECK(differs([](auto &p) { p.recipe[0] ^= 1; }));
        CHECK(differs([](auto &p) { p.body.back() ^= std::byte{1}; }));
        CHECK(differs([](auto &p) { p.body.push_back(std::byte{0}); }));
        CHECK(differs([](auto &p) { // what ends the recipe does not begin the body
            p.body.insert(p.body.begin(), static_cast<std::byte>(p.recipe.back()));
            p.recipe.pop_back();
        }));
        for (std::size_t i = 0; i < 8 * seal.size(); ++i) {
            auto bad = seal;
            bad[i / 8] ^= static_cast<std::uint8_t>(1 << i % 8);
            REQUIRE(check_seal(kind, bad, good.view(), trust) != seal_verdict::authentic);
        }
    }
}

TEST_CASE("secrets and keys make a difference") {
    const content_parts good;
    const auto seal_of = [&](seal_kind kind, const secret &with) { return make_seal(good.view(), {kind, with}); };
    CHECK(seal_of(seal_kind::mac, own) != seal_of(seal_kind::mac, other));
    CHECK(seal_of(seal_kind::mac, own) != seal_of(seal_kind::digest, own));
    CHECK(seal_of(seal_kind::digest, own) == seal_of(seal_kind::digest, other));
    CHECK(signing_key_of(own) != signing_key_of(other));
    CHECK(signing_key_of(own) != own.bytes);

    // Another's signature under our name.
    auto forged = seal_of(seal_kind::signature, other);
    const auto key = signing_key_of(own);
    std::copy(key.begin(), key.end(), forged.begin());
    CHECK(check_seal(seal_kind::signature, forged, good.view(), {{}, false, {key}}) == seal_verdict::not_authentic);
    CHECK(check_seal(seal_kind{0}, forged, good.view(), {own, true, {key}}) == seal_verdict::not_trusted);
}
