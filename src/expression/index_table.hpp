// SPDX-License-Identifier: MPL-2.0
// A hash table from nodes, or from their structural hashes, to indices: the memory of all walks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/expression/func_node.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

inline std::uint64_t place_of(const hash128 &key) noexcept { return key.lo; }
inline std::uint64_t place_of(const func_node *key) noexcept {
    return (reinterpret_cast<std::uintptr_t>(key) >> 4) * 0x9e3779b97f4a7c15u >> 20;
}

/// Open addressing with linear probing, at most half full. The default-constructed key marks free places and is no key.
/// Nothing depends on the order of the places, and so no result depends on addresses.
template <typename Key>
class index_table {
public:
    static constexpr std::uint32_t none = ~std::uint32_t(0);

    std::uint32_t find(const Key &key) const noexcept { return places_.empty() ? none : places_[probe(key)].index; }

    /// Adds a key that is not there yet.
    void insert(const Key &key, std::uint32_t index) {
        if (2 * (size_ + 1) > places_.size()) {
            grow();
        }
        places_[probe(key)] = {key, index};
        ++size_;
    }

    std::size_t size() const noexcept { return size_; }

private:
    struct place {
        Key key{};
        std::uint32_t index = none;
    };

    std::size_t probe(const Key &key) const noexcept {
        const std::size_t mask = places_.size() - 1;
        auto i = static_cast<std::size_t>(place_of(key)) & mask;
        while (!(places_[i].key == key) && !(places_[i].key == Key{})) {
            i = (i + 1) & mask;
        }
        return i;
    }

    void grow() {
        std::vector<place> old(places_.empty() ? 64 : 4 * places_.size());
        old.swap(places_);
        for (const auto &p : old) {
            if (!(p.key == Key{})) {
                places_[probe(p.key)] = p;
            }
        }
    }

    std::vector<place> places_;
    std::size_t size_ = 0;
};

} // namespace detail

BROOK_END_NAMESPACE
