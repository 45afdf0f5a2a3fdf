// SPDX-License-Identifier: MPL-2.0
// Visits every function object once, arguments first, and makes equal ones a node.
#include "decomposition/shared_graph.hpp"

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

shared_graph share(std::span<const expression> roots) {
    shared_graph g;
    walk<visited> all;
    const auto list = [&](const func &f) {
        const auto next = static_cast<std::uint32_t>(g.nodes.size());
        if (g.indices.add(f.node(), next) == next)
            g.nodes.push_back(&f);
        return visited{};
    };
    for (const auto &r : roots)
        if (const auto *f = as_func(r))
            all(*f, list);
    g.uses.resize(g.nodes.size());
    const auto count = [&](const expression &ex) {
        if (const auto *f = as_func(ex))
            ++g.uses[g.index(*f)];
    };
    for (const auto &r : roots)
        count(r);
    for (const auto *f : g.nodes)
        for (const auto &a : f->args())
            count(a);
    return g;
}

} // namespace detail
BROOK_END_NAMESPACE
