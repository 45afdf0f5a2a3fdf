// SPDX-License-Identifier: MPL-2.0
// A hash table from nodes, or other keys that have a hash, to indices: the memory of all walks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/expression/func_node.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

inline std::uint64_t place_of(const hash128 &key) noexcept { return key.lo; }
inline std::uint64_t place_of(const func_node *key) noexcept {
    const std::uint64_t h = reinterpret_cast<std::uintptr_t>(key) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 32);
}

/// Open addressing with linear probing, at most half full. The places hold no keys but a part of their hashes: they
/// stay small, since what a short-lived table costs is above all the memory that it touches for the first time. Nothing
/// depends on the order of the places, and so no result depends on addresses.
template <typename Key>
class index_table {
public:
    static constexpr std::uint32_t none = ~std::uint32_t(0);

    std::uint32_t find(const Key &key) const noexcept {
        return find_if(place_of(key), [&key](const Key &other) { return other == key; });
    }

    /// The index of the first key at this place, or none, for which `same` is true.
    template <typename Same>
    std::uint32_t find_if(std::uint64_t place, Same same) const noexcept {
        if (places_.empty())
            return none;
        for (auto i = place & mask_; places_[i].entry != none; i = (i + 1) & mask_)
            if (places_[i].tag == tag_of(place) && same(entries_[places_[i].entry].key))
                return entries_[places_[i].entry].index;
        return none;
    }

    /// Adds a key that is not there yet; there may be others at its place.
    void insert(const Key &key, std::uint32_t index) {
        if (2 * (entries_.size() + 1) > places_.size())
            grow();
        occupy(place_of(key), static_cast<std::uint32_t>(entries_.size()));
        entries_.push_back({key, index});
    }

    std::size_t size() const noexcept { return entries_.size(); }

private:
    struct entry {
        Key key;
        std::uint32_t index;
    };
    struct place {
        std::uint32_t tag = 0, entry = none;
    };

    static std::uint32_t tag_of(std::uint64_t hash) noexcept { return static_cast<std::uint32_t>(hash >> 32); }

    void occupy(std::uint64_t hash, std::uint32_t number) noexcept {
        auto i = hash & mask_;
        while (places_[i].entry != none)
            i = (i + 1) & mask_;
        places_[i] = {tag_of(hash), number};
    }

    void grow() {
        places_.assign(places_.empty() ? 64 : 2 * places_.size(), place());
        mask_ = places_.size() - 1;
        for (std::size_t i = 0; i < entries_.size(); ++i)
            occupy(place_of(entries_[i].key), static_cast<std::uint32_t>(i));
    }

    std::vector<entry> entries_;
    std::vector<place> places_;
    std::uint64_t mask_ = 0;
};

} // namespace detail
BROOK_END_NAMESPACE
