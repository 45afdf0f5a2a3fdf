// SPDX-License-Identifier: MPL-2.0
// Sets that are joined where a linear form reads from two of them.
#include "decomposition/clusters.hpp"

#include <algorithm>
#include <numeric>

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

std::uint32_t find(std::vector<std::uint32_t> &parents, std::uint32_t s) {
    while (parents[s] != s)
        s = parents[s] = parents[parents[s]];
    return s;
}

} // namespace

std::vector<std::uint32_t> clusters(const program &p) {
    std::vector<std::uint32_t> parents(p.n_states);
    std::iota(parents.begin(), parents.end(), std::uint32_t(0));
    for (const auto &d : p.definitions) {
        const bool over_states = d.op->reduction && !d.args.empty() &&
                                 std::all_of(d.args.begin(), d.args.end(), [&](value_id v) { return p.is_state(v); });
        for (std::size_t i = 1; over_states && i < d.args.size(); ++i) {
            const auto a = find(parents, d.args[0]), b = find(parents, d.args[i]);
            parents[std::max(a, b)] = std::min(a, b);
        }
    }
    for (std::uint32_t s = 0; s < p.n_states; ++s)
        parents[s] = find(parents, s);
    return parents;
}

} // namespace detail

BROOK_END_NAMESPACE
