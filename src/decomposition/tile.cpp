// SPDX-License-Identifier: MPL-2.0
// Finds tiles by joining each block to the blocks whose results it reads.
#include "decomposition/tile.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// A tile takes at most this many numbers: half of a first-level cache of doubles. Fewer tiles are not worth a loop.
constexpr std::size_t largest_tile = 2048, least_tiles = 4;

template <typename F>
void for_each_own_array(const block &b, F f) {
    for (const auto *arrays : {&b.results, &b.derived, &b.kept})
        std::for_each(arrays->begin(), arrays->end(), f);
}

class tiler {
public:
    explicit tiler(plan &p) : plan_(p), producers_(p.arrays.size()) {
        for (std::size_t g = 0; g < p.groups.size(); ++g)
            add_group(g);
    }

    void run() {
        for (const auto &tiles : classes())
            take_out(tiles);
        rebuild_groups();
    }

private:
    struct producer {
        std::size_t position = 0; // of the group, counted from 1; 0: there from the beginning
        std::size_t block = none; // that may share a tile with its readers
    };
    // A block, and as representative of a set of blocks what is known about them.
    struct member {
        std::size_t group = 0, index = 0; // its place
        std::size_t parent = 0;
        std::size_t first = 0;    // earliest position of the set
        std::size_t external = 0; // latest position of what others produce for the set
        std::size_t size = 0;
        bool convolution = false;
    };
    using tile = std::vector<std::size_t>; // members, in order of execution

    void add_group(std::size_t g) {
        const auto &group = plan_.groups[g];
        for (const auto &x : group.gathers)
            producers_[x.array] = {g + 1, none};
        for (std::size_t i = 0; i < group.blocks.size(); ++i) {
            const auto b = group.constant || !joins(group.blocks[i]) ? none : add_member(g, i);
            for_each_own_array(group.blocks[i], [&](std::uint32_t a) { producers_[a] = {g + 1, b}; });
        }
    }

    bool reads_member(const operand &a) const { return !a.broadcast && producers_[a.from.array].block != none; }

    // What reads no history may end a tile or stand within, but not begin it: it would gain nothing there, and blocks
    // that read the states in different ways would make tiles of different shapes.
    bool joins(const block &b) const {
        return b.convolution ||
               std::any_of(b.args.begin(), b.args.end(), [this](const operand &a) { return reads_member(a); });
    }

    std::size_t add_member(std::size_t g, std::size_t i) {
        const auto &b = plan_.groups[g].blocks[i];
        const auto m = members_.size();
        members_.push_back({g, i, m, g + 1, 0, 0, b.convolution});
        for_each_own_array(b, [&](std::uint32_t a) {
            members_[m].size += plan_.arrays[a].width * (plan_.arrays[a].history ? plan_.order + std::size_t(1) : 1);
        });
        join_producers(m, b);
        return m;
    }

    std::size_t find(std::size_t m) {
        while (members_[m].parent != m)
            m = members_[m].parent = members_[members_[m].parent].parent;
        return m;
    }

    // Joins a block to the sets it reads from, if all else that the union reads is there when it begins.
    void join_producers(std::size_t m, const block &b) {
        auto joined = members_[m];
        std::set<std::size_t> sets;
        std::size_t latest = 0; // operand
        for (const auto &a : b.args) {
            const auto &from = producers_[a.from.array];
            latest = std::max(latest, from.position);
            if (reads_member(a))
                sets.insert(find(from.block));
            else
                joined.external = std::max(joined.external, from.position);
        }
        for (const auto s : sets) {
            const auto &other = members_[s];
            joined.first = std::min(joined.first, other.first);
            joined.external = std::max(joined.external, other.external);
            joined.size += other.size;
            joined.convolution = joined.convolution || other.convolution;
        }
        if (joined.external >= joined.first || joined.size > largest_tile) {
            members_[m].external = latest;
            return;
        }
        for (const auto s : sets)
            members_[s].parent = m;
        members_[m] = joined;
    }

    // Sets of at least two blocks with a convolution among them, by first block; then those of one shape together.
    std::vector<std::vector<tile>> classes() {
        std::map<std::size_t, tile> sets;
        for (std::size_t m = 0; m < members_.size(); ++m)
            sets[find(m)].push_back(m);
        std::vector<tile> tiles;
        for (auto &[representative, blocks] : sets)
            if (blocks.size() > 1 && members_[representative].convolution)
                tiles.push_back(std::move(blocks));
        std::sort(tiles.begin(), tiles.end());
        std::map<std::vector<std::size_t>, std::vector<tile>> by_shape;
        for (auto &t : tiles)
            by_shape[shape_of_tile(t)].push_back(std::move(t));
        std::vector<std::vector<tile>> out;
        for (auto &[shape, alike] : by_shape)
            if (alike.size() >= least_tiles)
                out.push_back(std::move(alike));
        std::sort(out.begin(), out.end());
        return out;
    }

    block &block_of(std::size_t m) { return plan_.groups[members_[m].group].blocks[members_[m].index]; }

    // The groups and the shapes of its blocks.
    std::vector<std::size_t> shape_of_tile(const tile &t) {
        std::vector<std::size_t> shape;
        for (const auto m : t) {
            const auto of_block = shape_of(plan_, block_of(m));
            shape.push_back(members_[m].group);
            shape.push_back(of_block.size());
            shape.insert(shape.end(), of_block.begin(), of_block.end());
        }
        return shape;
    }

    void take_out(const std::vector<tile> &tiles) {
        group g;
        for (auto m = tiles[0].begin(); m != tiles[0].end(); m += static_cast<std::ptrdiff_t>(g.tile.back())) {
            const auto end = std::find_if(m, tiles[0].end(),
                                          [&](auto other) { return members_[other].group != members_[*m].group; });
            g.tile.push_back(static_cast<std::size_t>(end - m));
        }
        for (const auto &t : tiles) {
            for (const auto m : t) {
                g.blocks.push_back(std::move(block_of(m)));
                block_of(m).op = nullptr;
            }
        }
        tiled_[members_[tiles[0][0]].group].push_back(std::move(g));
    }

    void rebuild_groups() {
        std::vector<group> groups;
        for (std::size_t g = 0; g < plan_.groups.size(); ++g) {
            std::move(tiled_[g].begin(), tiled_[g].end(), std::back_inserter(groups));
            auto &left = plan_.groups[g];
            std::erase_if(left.blocks, [](const block &b) { return b.op == nullptr; });
            if (!left.blocks.empty() || !left.gathers.empty())
                groups.push_back(std::move(left));
        }
        plan_.groups = std::move(groups);
    }

    static constexpr std::size_t none = ~std::size_t(0);

    plan &plan_;
    std::vector<producer> producers_; // of each array
    std::vector<member> members_;
    std::map<std::size_t, std::vector<group>> tiled_; // groups of tiles, by the group of their first block
};

} // namespace

void make_tiles(plan &p) { tiler(p).run(); }

std::vector<std::uint32_t> placement(const plan &p) {
    std::vector<bool> tiled(p.arrays.size());
    std::vector<std::uint32_t> of_tiles, out;
    for (const auto &g : p.groups) {
        for (std::size_t i = 0; i < g.blocks.size() && !g.tile.empty(); ++i) {
            for_each_own_array(g.blocks[i], [&](std::uint32_t a) {
                tiled[a] = true;
                of_tiles.push_back(a);
            });
        }
    }
    for (std::uint32_t a = 0; a < p.arrays.size(); ++a)
        if (!tiled[a])
            out.push_back(a);
    std::stable_partition(of_tiles.begin(), of_tiles.end(), [&](std::uint32_t a) { return p.arrays[a].history; });
    out.insert(out.end(), of_tiles.begin(), of_tiles.end());
    return out;
}

} // namespace detail
BROOK_END_NAMESPACE
