// SPDX-License-Identifier: MPL-2.0
// MACs and digests by BLAKE2b, signatures by libsodium.
#include "cache/trust/seal.hpp"

#include <algorithm>

#include <sodium.h>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Different beginnings: what was made for one purpose is good for no other.
constexpr std::string_view content_domain = "brook cache entry";
constexpr std::string_view signing_domain = "brook signing key";

struct key_pair {
    public_key open;
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> hidden;
};

key_pair key_pair_of(const secret &own) {
    static_assert(crypto_sign_PUBLICKEYBYTES == sizeof(public_key));
    static_assert(crypto_sign_SEEDBYTES == sizeof(digest));
    static_assert(sizeof(public_key) + crypto_sign_BYTES == sizeof(seal_bytes));
    const auto seed = hasher(own.bytes).update(signing_domain).finish();
    key_pair pair;
    crypto_sign_seed_keypair(pair.open.data(), pair.hidden.data(), seed.data());
    return pair;
}

digest digest_of(hasher &&start, const sealed_content &content) {
    return start.update(content_domain)
        .update(content.header)
        .update(std::span<const std::uint8_t>(content.key.bytes))
        .update(std::uint64_t{content.recipe.size()})
        .update(content.recipe)
        .update(content.body)
        .finish();
}

seal_bytes with_zeros(const digest &value) noexcept {
    seal_bytes seal{};
    std::copy(value.begin(), value.end(), seal.begin());
    return seal;
}

seal_verdict compare(const seal_bytes &a, const seal_bytes &b) noexcept {
    return equal_in_constant_time(a, b) ? seal_verdict::authentic : seal_verdict::not_authentic;
}

seal_verdict check_signature(const seal_bytes &seal, const sealed_content &content, const layer_trust &trust) {
    public_key key;
    std::copy_n(seal.begin(), key.size(), key.begin());
    if (std::find(trust.keys.begin(), trust.keys.end(), key) == trust.keys.end())
        return seal_verdict::not_trusted;
    const auto signed_digest = digest_of(hasher(), content);
    const bool good = crypto_sign_verify_detached(seal.data() + key.size(), signed_digest.data(), signed_digest.size(),
                                                  key.data()) == 0;
    return good ? seal_verdict::authentic : seal_verdict::not_authentic;
}

} // namespace

public_key signing_key_of(const secret &own) { return key_pair_of(own).open; }

seal_bytes make_seal(const sealed_content &content, const sealer &how) {
    if (how.kind == seal_kind::mac)
        return with_zeros(digest_of(hasher(how.own.bytes), content));
    const auto plain = digest_of(hasher(), content);
    if (how.kind == seal_kind::digest)
        return with_zeros(plain);
    const auto pair = key_pair_of(how.own);
    seal_bytes seal;
    const auto signature = std::copy(pair.open.begin(), pair.open.end(), seal.begin());
    crypto_sign_detached(&*signature, nullptr, plain.data(), plain.size(), pair.hidden.data());
    return seal;
}

seal_verdict check_seal(seal_kind kind, const seal_bytes &seal, const sealed_content &content,
                        const layer_trust &trust) {
    switch (kind) {
    case seal_kind::mac:
        return trust.own ? compare(seal, make_seal(content, {kind, *trust.own})) : seal_verdict::not_trusted;
    case seal_kind::digest:
        return trust.digests ? compare(seal, make_seal(content, {kind})) : seal_verdict::not_trusted;
    case seal_kind::signature:
        return check_signature(seal, content, trust);
    }
    return seal_verdict::not_trusted;
}

} // namespace detail
BROOK_END_NAMESPACE
