// SPDX-License-Identifier: MPL-2.0
// Bundles of any width, cut from any program.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "decomposition/plan.hpp"

namespace brook::test {

/// Equal for definitions that may share a block.
inline std::string kind_of(const detail::program &p, const detail::definition &d, std::uint32_t level) {
    auto s = fmt::format("{} {} {} ", level, d.op->name, d.constants.size());
    for (const auto v : d.args)
        s += p.is_constant(v) ? 'c' : 'v';
    for (const auto &a : d.attributes) {
        const auto bits = detail::bits_of(a);
        s += fmt::format(" {} {:x} {:x}", static_cast<int>(bits.type), bits.low, bits.high);
    }
    return s;
}

/// All definitions and states in bundles of `width` where there are as many of a kind. Which lanes meet is left to
/// chance, unlike in pack().
inline detail::bundles equal_bundles(const detail::program &p, std::uint32_t width) {
    const auto levels = detail::levels(p);
    std::map<std::string, std::vector<std::uint32_t>> kinds;
    for (std::uint32_t i = 0; i < p.definitions.size(); ++i)
        kinds[kind_of(p, p.definitions[i], levels[i])].push_back(i);
    const auto cut = [width](const std::vector<std::uint32_t> &all, std::vector<std::vector<std::uint32_t>> &out) {
        for (std::size_t i = 0; i < all.size(); i += width)
            out.emplace_back(all.begin() + long(i), all.begin() + long(std::min(all.size(), i + width)));
    };
    detail::bundles b;
    for (const auto &[kind, definitions] : kinds)
        cut(definitions, b.definitions);
    for (const bool constant : {false, true}) { // in blocks of their own
        std::vector<std::uint32_t> states;
        for (std::uint32_t i = 0; i < p.n_states; ++i)
            if (p.is_constant(p.derivatives[i]) == constant)
                states.push_back(i);
        cut(states, b.states);
    }
    return b;
}

} // namespace brook::test
