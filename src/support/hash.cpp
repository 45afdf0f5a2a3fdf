// SPDX-License-Identifier: MPL-2.0
// BLAKE2b-256 by libsodium.
#include "support/hash.hpp"

#include <atomic>
#include <new>

#include <sodium.h>

#include "support/byte_codec.hpp"
#include "support/error.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

crypto_generichash_state *as_sodium(std::array<unsigned char, 384> &state) noexcept {
    return std::launder(reinterpret_cast<crypto_generichash_state *>(state.data()));
}

void initialise_sodium() {
    static constinit std::atomic<bool> done{false};
    if (done.load(std::memory_order_acquire))
        return;
    const global_lock lock(global_mutex::sodium); // it has a lock of its own
    if (sodium_init() < 0)                        // 1 means: somebody in this process did so before
        throw_runtime_error("libsodium cannot be initialised");
    done.store(true, std::memory_order_release);
}

} // namespace

hasher::hasher() { start({}); }

hasher::hasher(std::span<const std::uint8_t, 32> key) { start(key); }

void hasher::start(std::span<const std::uint8_t> key) {
    static_assert(sizeof(state_) >= sizeof(crypto_generichash_state));
    static_assert(alignof(hasher) >= alignof(crypto_generichash_state));
    initialise_sodium();
    ::new (state_.data()) crypto_generichash_state;
    crypto_generichash_init(as_sodium(state_), key.data(), key.size(), std::tuple_size_v<digest>);
}

hasher &hasher::update(std::span<const std::byte> bytes) noexcept {
    crypto_generichash_update(as_sodium(state_), reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size());
    return *this;
}

hasher &hasher::update(std::uint64_t value) noexcept {
    return update(std::span<const std::byte>(to_little_endian(value)));
}

digest hasher::finish() noexcept {
    digest result;
    crypto_generichash_final(as_sodium(state_), result.data(), result.size());
    return result;
}

digest hash_of(std::span<const std::byte> bytes) { return hasher().update(bytes).finish(); }

digest hash_of(std::string_view text) { return hasher().update(text).finish(); }

digest random_bits() {
    initialise_sodium();
    digest result;
    randombytes_buf(result.data(), result.size());
    return result;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string text(2 * bytes.size() + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<digest> digest_from_hex(std::string_view text) noexcept {
    digest result;
    if (text.size() != 2 * result.size())
        return std::nullopt;
    for (std::size_t i = 0; i < result.size(); ++i) {
        const int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        result[i] = static_cast<std::uint8_t>(16 * high + low);
    }
    return result;
}

bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) noexcept {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace detail
BROOK_END_NAMESPACE
