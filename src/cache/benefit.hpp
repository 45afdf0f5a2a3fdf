// SPDX-License-Identifier: MPL-2.0
// Which entry of a cache to give up: the rule that the memory cache and the disk cache share.
//
// GreedyDual-Size (P. Cao and S. Irani, "Cost-Aware WWW Proxy Caching Algorithms", USITS 1997): an entry that is used
// gets the priority clock + benefit, the entry with the lowest priority goes first, and the clock moves on to the
// priority of what went. Entries of equal benefit leave in the order of their last use; one of a higher benefit
// outlives as many complete changes of the others as its benefit is higher. The benefit of keeping an entry is what it
// took to make it, for each byte that it occupies, in coarse levels: the time of a compilation is never the same twice,
// and entries alike must be alike.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

constexpr std::size_t benefit_levels = 4;

/// The level of an entry that took `cost` to make and occupies `bytes`: below 0.25 microseconds a byte, and from 0.25,
/// 32 and 4096 on. Code of brook takes between 0.5 (a pendulum in memory) and 5 (six bodies on disk), and some times
/// that on a busy machine.
constexpr std::size_t benefit_level(std::chrono::nanoseconds cost, std::size_t bytes) noexcept {
    const auto per_byte = static_cast<std::uint64_t>(cost.count() < 0 ? 0 : cost.count()) / (bytes == 0 ? 1 : bytes);
    return per_byte < 250 ? 0 : per_byte < 32000 ? 1 : per_byte < 4096000 ? 2 : 3;
}

/// The benefit of a level: 1, 16, 256, 4096.
constexpr std::uint64_t benefit_of_level(std::size_t level) noexcept { return std::uint64_t{1} << (4 * level); }

} // namespace detail
BROOK_END_NAMESPACE
