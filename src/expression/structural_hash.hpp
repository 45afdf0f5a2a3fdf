// SPDX-License-Identifier: MPL-2.0
// The hash of structures. Whatever decides about code compares what has equal hashes (structures.hpp); == does not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <brook/expression/func.hpp>
#include <brook/number/number.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// XXH3 of 128 bits.
hash128 hash_of_words(const std::uint64_t *words, std::size_t size, std::uint64_t seed) noexcept;

/// Hashes a sequence of pairs of words, whose number should be in the seed. The hash of what fills the buffer begins
/// the next one.
class structural_hasher {
public:
    explicit structural_hasher(std::uint64_t seed) noexcept : seed_(seed) {}

    void absorb(std::uint64_t x, std::uint64_t y) noexcept {
        if (size_ == capacity) {
            const auto so_far = finish();
            words_[0] = so_far.lo;
            words_[1] = so_far.hi;
            size_ = 2;
        }
        words_[size_] = x;
        words_[size_ + 1] = y;
        size_ += 2;
    }
    void absorb(const hash128 &h) noexcept { absorb(h.lo, h.hi); }

    hash128 finish() const noexcept { return hash_of_words(words_, size_, seed_); }

private:
    static constexpr std::size_t capacity = 30; // words, which XXH3 takes at once without deriving a secret

    std::uint64_t seed_;
    std::size_t size_ = 0;
    std::uint64_t words_[capacity];
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
