// SPDX-License-Identifier: MPL-2.0
// Lane packing. Blocks start at the seed of the program, the smallest group of equal nonlinear operations, and
// propagate from there: what the lanes of a block read, and what reads them, becomes blocks with the same order of
// lanes, so that operands lie side by side. Starting from a wider group would fix an order of lanes that the seed
// cannot follow.
#include "decomposition/pack.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <ranges>
#include <set>

#include "decomposition/kind.hpp"
#include "decomposition/usage.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// States come first, then definitions.
using node = std::uint32_t;
using lanes = std::vector<node>;

// Of the states that a node depends on, so many sort the nodes: enough to tell pairs of bodies from each other, and few
// enough for programs in which everything depends on everything.
constexpr std::size_t support_size = 8;

struct group_of_kind {
    std::vector<node> members;
    std::size_t left = 0; // not in a block yet
    double cost = 0;      // of one member
    bool state = false, constant = false;
    bool linear = false, wide = false; // of more than three terms
};

class packer {
public:
    packer(const program &p, std::uint32_t width)
        : program_(p), width_(width), level_(levels(p)), n_nodes_(p.n_states + p.definitions.size()) {
        connect();
        classify();
    }

    bundles run() {
        const auto fill_all = [this](auto which) {
            for (const auto k : seeds(which))
                fill(k);
        };
        fill_all([](const group_of_kind &g) { return !g.linear && !g.constant; });
        pack_states();
        fill_all([](const group_of_kind &g) { return g.linear && !g.constant; });
        fill_all([](const group_of_kind &g) { return g.constant; });
        bundles b;
        for (const auto &block : blocks_) {
            auto &out = is_state(block[0]) ? b.states : b.definitions;
            out.emplace_back();
            for (const auto n : block)
                out.back().push_back(is_state(n) ? n : n - program_.n_states);
        }
        return b;
    }

    // Operations done at once on average, weighted by cost, of which gathers take their share.
    double lanes_in_use() const {
        double total = 0, blocks = 0;
        for (const auto &b : blocks_) {
            const auto cost = kinds_[kind_of_[b[0]]].cost;
            total += cost * static_cast<double>(b.size());
            blocks += cost;
        }
        return blocks == 0 ? 1. : total / (blocks + cost_of_gathers());
    }

private:
    // Each lane of a gather takes an instruction at each order. Arguments that lie side by side, or are the same in all
    // lanes, need none; and blocks share gathers.
    double cost_of_gathers() const {
        std::set<std::vector<value_id>> gathered;
        double cost = 0;
        for (const auto &b : blocks_) {
            if (is_state(b[0]) || kinds_[kind_of_[b[0]]].constant)
                continue;
            for (std::size_t a = 0; a < shortest(b); ++a) {
                std::vector<value_id> values;
                for (const auto n : b)
                    values.push_back(def(n).args[a]);
                if (!lies_in_place(values) && gathered.insert(values).second)
                    cost += usual_order * static_cast<double>(b.size());
            }
        }
        return cost;
    }

    bool lies_in_place(const std::vector<value_id> &values) const {
        if (std::ranges::all_of(values, [&](value_id v) { return v == values[0]; }))
            return true;
        const auto &from = blocks_[block_of_[node_of(values[0])]];
        const auto nodes = values | std::views::transform([this](value_id v) { return node_of(v); });
        return !std::ranges::search(from, nodes).empty();
    }

    bool is_state(node n) const { return n < program_.n_states; }
    const definition &def(node n) const { return program_.definitions[n - program_.n_states]; }
    node node_of(value_id v) const {
        return program_.is_state(v) ? v : program_.n_states + program_.defined_by[v - program_.n_states];
    }

    // Users of each node, and the states it depends on.
    void connect() {
        users_.resize(n_nodes_);
        support_.resize(n_nodes_);
        for (node s = 0; s < program_.n_states; ++s)
            support_[s] = {s};
        for (node n = program_.n_states; n < n_nodes_; ++n) {
            for (const auto v : def(n).args) {
                const auto a = node_of(v);
                if (users_[a].empty() || users_[a].back() != n)
                    users_[a].push_back(n);
                std::vector<node> merged;
                std::set_union(support_[n].begin(), support_[n].end(), support_[a].begin(), support_[a].end(),
                               std::back_inserter(merged));
                merged.resize(std::min(merged.size(), support_size));
                support_[n] = std::move(merged);
            }
        }
    }

    // That of a state is the kind of its derivative, whatever that is applied to.
    kind kind_of(node n) const {
        if (!is_state(n))
            return detail::kind_of(program_, def(n), level_[n - program_.n_states]);
        kind k;
        k.state = true;
        if (!program_.has_derivatives())
            return k;
        const auto derivative = node_of(program_.derivatives[n]);
        if (!is_state(derivative)) {
            k.name = def(derivative).op->name;
            k.constant = def(derivative).constant;
            k.level = level_[derivative - program_.n_states];
        }
        return k;
    }

    // States are free: what their lanes save, their gathers take.
    double cost_of(node n) const {
        return is_state(n) ? 0 : usage_of(program_, def(n)).cost.of_jet(def(n).constant ? 0 : usual_order);
    }

    void classify() {
        std::map<kind, std::uint32_t> known;
        kind_of_.resize(n_nodes_);
        block_of_.assign(n_nodes_, none);
        for (node n = 0; n < n_nodes_; ++n) {
            const auto [it, is_new] = known.try_emplace(kind_of(n), static_cast<std::uint32_t>(kinds_.size()));
            if (is_new) {
                group_of_kind g;
                g.cost = cost_of(n);
                g.state = is_state(n);
                g.constant = !g.state && def(n).constant;
                g.linear = !g.state && is_linear(program_, def(n));
                g.wide = g.linear && changing_args(program_, def(n)) > 3;
                kinds_.push_back(g);
            }
            kind_of_[n] = it->second;
            kinds_[it->second].members.push_back(n);
            ++kinds_[it->second].left;
        }
    }

    void make_block(lanes b) {
        for (const auto n : b) {
            block_of_[n] = static_cast<std::uint32_t>(blocks_.size());
            --kinds_[kind_of_[n]].left;
        }
        work_.push_back(static_cast<std::uint32_t>(blocks_.size()));
        blocks_.push_back(std::move(b));
    }

    // Takes a bundle if it fills a block, or what is left of its kind, or wastes little. The last condition keeps
    // blocks of three lanes from spreading into large groups.
    void offer(const lanes &b) {
        auto sorted = b;
        std::sort(sorted.begin(), sorted.end());
        if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
            return;
        const auto k = kind_of_[b[0]];
        if (std::any_of(b.begin(), b.end(), [&](node n) { return block_of_[n] != none || kind_of_[n] != k; }) ||
            !of_like_lengths(b))
            return;
        const auto n = b.size(), left = kinds_[k].left, padded = std::bit_ceil(n);
        const auto blocks = [&](std::size_t size) { return (left + size - 1) / size; };
        const bool little_waste = 3 * (padded - n) <= n && 2 * blocks(n) <= 3 * blocks(width_) + 2;
        if (n == width_ || n == left || 4 * n >= 3 * width_ || little_waste)
            make_block(b);
    }

    std::size_t length(node n) const { return is_state(n) ? 0 : def(n).args.size(); }

    std::size_t shortest(const lanes &b) const {
        std::size_t least = length(b[0]);
        for (const auto n : b)
            least = std::min(least, length(n));
        return least;
    }

    bool of_like_lengths(const lanes &b) const {
        std::size_t sum = 0, longest = 0;
        for (const auto n : b) {
            sum += length(n);
            longest = std::max(longest, length(n));
        }
        return detail::of_like_lengths(sum, longest, b.size());
    }

    void propagate() {
        while (!work_.empty()) {
            const auto block = blocks_[work_.back()];
            work_.pop_back();
            offer_operands(block);
            offer_users(block);
        }
    }

    void offer_operands(const lanes &block) {
        if (is_state(block[0])) {
            if (program_.has_derivatives())
                offer(derivatives_of(block));
            return;
        }
        // Of many terms, the coefficients alone follow the block, as far as all lanes have them.
        const bool wide = kinds_[kind_of_[block[0]]].wide;
        for (std::size_t a = 0; a < shortest(block); ++a) {
            lanes operands;
            for (const auto n : block)
                operands.push_back(node_of(def(n).args[a]));
            if (!wide || kinds_[kind_of_[operands[0]]].constant)
                offer(operands);
        }
    }

    lanes derivatives_of(const lanes &block) const {
        lanes derivatives;
        for (const auto s : block)
            derivatives.push_back(node_of(program_.derivatives[s]));
        return derivatives;
    }

    // Users of one kind, if every lane has the same number of them; those of a lane are matched with those of the
    // others by the blocks that hold their other operands.
    void offer_users(const lanes &block) {
        std::map<std::uint32_t, std::vector<lanes>> by_kind;
        for (std::size_t l = 0; l < block.size(); ++l) {
            for (const auto u : users_[block[l]]) {
                if (block_of_[u] == none && !kinds_[kind_of_[u]].wide) {
                    auto &of_lane = by_kind[kind_of_[u]];
                    of_lane.resize(block.size());
                    of_lane[l].push_back(u);
                }
            }
        }
        for (auto &[k, of_lane] : by_kind) {
            const auto count = of_lane[0].size();
            if (std::any_of(of_lane.begin(), of_lane.end(), [&](const lanes &u) { return u.size() != count; }))
                continue;
            for (auto &users : of_lane)
                std::sort(users.begin(), users.end(), [&](node a, node b) { return operand_key(a) < operand_key(b); });
            for (std::size_t i = 0; i < count; ++i) {
                lanes bundle;
                for (const auto &users : of_lane)
                    bundle.push_back(users[i]);
                offer(bundle);
            }
        }
    }

    std::vector<std::uint32_t> operand_key(node n) const {
        std::vector<std::uint32_t> key;
        for (const auto v : def(n).args)
            key.push_back(block_of_[node_of(v)]);
        key.push_back(n);
        return key;
    }

    // Kinds with at least three members by their number, then the others by cost.
    template <typename F>
    std::vector<std::uint32_t> seeds(F which) const {
        std::vector<std::pair<double, std::uint32_t>> order;
        for (std::uint32_t k = 0; k < kinds_.size(); ++k) {
            const auto &g = kinds_[k];
            if (!g.state && which(g)) {
                const auto n = static_cast<double>(g.members.size());
                order.emplace_back(n >= 3 ? -1e9 + n * 1e-3 - g.cost * 1e-6 : -g.cost * n, k);
            }
        }
        std::sort(order.begin(), order.end());
        std::vector<std::uint32_t> out;
        for (const auto &[key, k] : order)
            out.push_back(k);
        return out;
    }

    // Cuts what is left of a kind into blocks, in the order of the states that its members depend on; sums of unequal
    // lengths from the longest to the shortest.
    void fill(std::uint32_t k) {
        auto members = kinds_[k].members;
        std::stable_sort(members.begin(), members.end(), [this](node a, node b) {
            return length(a) != length(b) ? length(a) > length(b) : support_[a] < support_[b];
        });
        for (auto next = members.begin(); kinds_[k].left != 0;) {
            lanes block;
            for (; block.size() < width_ && next != members.end(); ++next) {
                if (block_of_[*next] == none) {
                    block.push_back(*next);
                    if (!of_like_lengths(block)) {
                        block.pop_back();
                        break;
                    }
                }
            }
            make_block(std::move(block));
            propagate();
        }
    }

    // Variables that operations use come first; propagation from them packs most of the others.
    void pack_states() {
        const auto representative = clusters(program_);
        for (const bool all : {false, true}) {
            std::map<std::uint32_t, std::map<node, lanes>> by_kind;
            for (node s = 0; s < program_.n_states; ++s)
                if (block_of_[s] == none && (all || !users_[s].empty()))
                    by_kind[kind_of_[s]][representative[s]].push_back(s);
            for (const auto &[k, groups] : by_kind)
                pack_clusters(groups);
        }
    }

    // Large clusters have blocks of their own, small ones share.
    void pack_clusters(const std::map<node, lanes> &groups) {
        lanes current;
        const auto flush = [&] {
            std::erase_if(current, [this](node s) { return block_of_[s] != none; });
            if (!current.empty()) {
                make_block(current);
                propagate();
            }
            current.clear();
        };
        for (const auto &[representative, members] : groups) {
            if (current.size() + members.size() > width_)
                flush();
            for (const auto s : members) {
                current.push_back(s);
                if (current.size() == width_)
                    flush();
            }
            if (2 * members.size() > width_)
                flush();
        }
        flush();
    }

    static constexpr std::uint32_t none = ~std::uint32_t(0);
    static constexpr std::uint32_t usual_order = 20; // one packing for all

    const program &program_;
    std::uint32_t width_;
    std::vector<std::uint32_t> level_;
    std::size_t n_nodes_;
    std::vector<std::vector<node>> users_, support_;
    std::vector<std::uint32_t> kind_of_, block_of_;
    std::vector<group_of_kind> kinds_;
    std::vector<lanes> blocks_;
    std::vector<std::uint32_t> work_; // blocks to propagate from
};

// Of sets that are joined where a linear form reads from two of them.
std::uint32_t root_of(std::vector<std::uint32_t> &parents, std::uint32_t s) {
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
            const auto a = root_of(parents, d.args[0]), b = root_of(parents, d.args[i]);
            parents[std::max(a, b)] = std::min(a, b);
        }
    }
    for (std::uint32_t s = 0; s < p.n_states; ++s)
        parents[s] = root_of(parents, s);
    return parents;
}

bundles pack(const program &p, std::uint32_t width, double least) {
    if (width <= 1)
        return single_lanes(p);
    packer packing(p, width);
    auto b = packing.run();
    return packing.lanes_in_use() < least ? single_lanes(p) : b;
}

double lanes_in_use(const program &p, std::uint32_t width) {
    packer packing(p, width);
    packing.run();
    return packing.lanes_in_use();
}

} // namespace detail
BROOK_END_NAMESPACE
