// SPDX-License-Identifier: MPL-2.0
// Visits every function object once, and makes equal ones a node.
#include "decomposition/shared_graph.hpp"

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

// Post-order without recursion: a function is listed once its arguments are.
class sharer {
public:
    explicit sharer(shared_graph &g) : graph_(g) {}

    void add(const func &root) {
        meet(root);
        while (!stack_.empty()) {
            auto &[f, next] = stack_.back();
            if (next < f->args().size()) {
                if (const auto *arg = as_func(f->args()[next++]))
                    meet(*arg);
            } else {
                const auto next_index = static_cast<std::uint32_t>(graph_.nodes.size());
                if (graph_.indices.add(f->node(), next_index) == next_index)
                    graph_.nodes.push_back(f);
                stack_.pop_back();
            }
        }
    }

private:
    // A function cannot stand below itself, so that one which is on the stack is never met again.
    void meet(const func &f) {
        if (graph_.indices.find(f.node()) == structures::none)
            stack_.emplace_back(&f, 0);
    }

    shared_graph &graph_;
    std::vector<std::pair<const func *, std::size_t>> stack_;
};

} // namespace

shared_graph share(std::span<const expression> roots) {
    shared_graph g;
    sharer s(g);
    for (const auto &r : roots)
        if (const auto *f = as_func(r))
            s.add(*f);
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
