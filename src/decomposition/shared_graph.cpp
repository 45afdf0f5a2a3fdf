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
    const auto use = [&](const expression &ex) {
        const auto *f = as_func(ex);
        const auto node = f == nullptr ? shared_graph::none : g.index(*f);
        if (f != nullptr)
            ++g.uses[node];
        return node;
    };
    for (const auto &r : roots)
        use(r);
    g.first_arg.reserve(g.nodes.size() + 1);
    for (const auto *f : g.nodes) {
        g.first_arg.push_back(g.args.size());
        for (const auto &a : f->args())
            g.args.push_back(use(a));
    }
    g.first_arg.push_back(g.args.size());
    return g;
}

} // namespace detail
BROOK_END_NAMESPACE
