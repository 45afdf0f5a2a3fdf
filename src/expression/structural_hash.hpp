// SPDX-License-Identifier: MPL-2.0
// The hash that identifies structures: fast and of 128 bits, but no defence against an adversary.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <brook/expression/func.hpp>
#include <brook/number/number.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// Hashes a sequence of pairs of words. Each pair is added to the state, which a fixed permutation then mixes: pairs
/// that differ never collide by themselves, and those that follow meet two states without resemblance.
class structural_hasher {
public:
    explicit structural_hasher(std::uint64_t seed) noexcept : a_(seed), b_(0x6a09e667f3bcc909u) {}

    void absorb(std::uint64_t x, std::uint64_t y) noexcept {
        a_ ^= x;
        b_ ^= y;
        mix();
    }
    void absorb(const hash128 &h) noexcept { absorb(h.lo, h.hi); }

    hash128 finish() noexcept {
        mix();
        return {a_, b_};
    }

private:
    // Odd constants with bits of pi; every line is invertible. Multiplication carries differences upwards only, hence
    // the shifts to the right between.
    void mix() noexcept {
        a_ = (a_ ^ (a_ >> 32)) * 0x243f6a8885a308d3u;
        b_ = (b_ ^ (b_ >> 29)) * 0x13198a2e03707345u;
        a_ ^= std::rotl(b_, 32);
        b_ ^= a_ >> 31;
        a_ = (a_ ^ (a_ >> 33)) * 0xa4093822299f31d1u;
        b_ = (b_ ^ (b_ >> 32)) * 0x082efa98ec4e6c89u;
        b_ ^= std::rotl(a_, 29);
        a_ ^= b_ >> 30;
    }

    std::uint64_t a_, b_;
};

/// What sets the kinds of expressions apart in the hash.
enum class hash_tag : std::uint64_t {
    number = 0x452821e638d01377,
    parameter = 0xbe5466cf34e90c6c,
    variable = 0xc0ac29b7c97c50dd,
    function = 0x3f84d5b5b5470917
};

inline hash128 hash_words(const number &x) noexcept {
    const auto bits = bits_of(x);
    return {bits.low, bits.high ^ (static_cast<std::uint64_t>(hash_tag::number) + static_cast<unsigned>(bits.type))};
}

inline hash128 hash_words(std::uint32_t parameter) noexcept {
    return {parameter, static_cast<std::uint64_t>(hash_tag::parameter)};
}

/// Hash of the name of a variable.
inline hash128 hash_of_variable(std::string_view name) noexcept {
    structural_hasher h(static_cast<std::uint64_t>(hash_tag::variable) ^ name.size());
    for (std::size_t i = 0; i < name.size(); i += 16) {
        std::uint64_t words[2] = {0, 0};
        std::memcpy(words, name.data() + i, name.size() - i < 16 ? name.size() - i : 16);
        h.absorb(words[0], words[1]);
    }
    return h.finish();
}

} // namespace detail

BROOK_END_NAMESPACE
