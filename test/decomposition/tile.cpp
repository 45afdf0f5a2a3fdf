// SPDX-License-Identifier: MPL-2.0
// Tiles: which blocks are computed one after the other, and where their arrays lie.
#include <algorithm>
#include <span>
#include <vector>

#include "decomposition/plan.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

// `copies` times a square, its exponential, and the sum of both, each of `lanes` lanes. With `mixed`, the exponentials
// read the squares of the next copy, and their lanes from the other end.
plan chains(std::uint32_t copies, std::uint32_t lanes, bool mixed, std::uint32_t order = 4) {
    const auto n = copies * lanes;
    program p;
    p.n_states = n;
    bundles b;
    for (const auto *op : {&sum_of_squares_operation, &exp_operation, &linear_operation}) {
        for (value_id i = 0; i < n; ++i) {
            const auto square = mixed ? 2 * n - 1 - i : n + i;
            if (op == &linear_operation)
                p.derivatives.push_back(p.add({op, {n + i, 2 * n + i}, {}, {number(1.), number(2.)}, 0, false}));
            else
                p.add({op, {op == &exp_operation ? square : i}, {}, {}, 0, false});
        }
    }
    const auto cut = [&](std::uint32_t first, std::vector<std::vector<std::uint32_t>> &to) {
        for (std::uint32_t i = first; i < first + n; ++i) {
            if (i % lanes == 0)
                to.emplace_back();
            to.back().push_back(i);
        }
    };
    cut(0, b.states);
    for (const auto first : {0u, n, 2 * n})
        cut(first, b.definitions);
    return make_plan(p, b, order);
}

std::vector<const group *> tiled_groups(const plan &p) {
    std::vector<const group *> out;
    for (const auto &g : p.groups)
        if (!g.tile.empty())
            out.push_back(&g);
    return out;
}

} // namespace

TEST_CASE("blocks that feed each other become tiles of one shape", "[tile]") {
    const auto p = chains(6, 4, false);
    const auto tiles = tiled_groups(p);
    REQUIRE(tiles.size() == 1);
    CHECK(p.groups.size() == 1);
    CHECK(tiles[0]->tile == std::vector<std::size_t>{1, 1, 1});
    CHECK(tiles[0]->blocks[0].convolution); // a linear form would not begin a tile
    REQUIRE(tiles[0]->blocks.size() == 18);
    for (std::size_t i = 0; i < 18; i += 3) {
        const std::span<const block> tile(tiles[0]->blocks.begin() + long(i), 3);
        CHECK(tile[1].args[0].from.array == tile[0].results[0]);
        CHECK(tile[2].args[0].from.array == tile[0].results[0]);
        CHECK(tile[2].args[1].from.array == tile[1].results[0]);
    }
}

TEST_CASE("the histories of all tiles lie at the same distances", "[tile]") {
    const auto p = chains(6, 4, false);
    const auto &blocks = tiled_groups(p).at(0)->blocks;
    std::vector<std::size_t> distances;
    for (std::size_t i = 1; i < blocks.size(); i += 3) { // the exponentials, whose arrays have a history
        const auto &a = p.arrays[blocks[i].results[0]], &b = p.arrays[blocks[i].derived.at(0)];
        CHECK((a.history && b.history));
        distances.push_back(b.offset - a.offset);
    }
    CHECK(std::all_of(distances.begin(), distances.end(), [&](auto d) { return d == distances[0]; }));
}

TEST_CASE("few tiles, large tiles, and what others produce meanwhile stay in their groups", "[tile]") {
    CHECK(tiled_groups(chains(3, 4, false)).empty());
    CHECK(tiled_groups(chains(6, 8, false, 20)).size() == 1);
    const auto long_history = chains(6, 8, false, 400); // three thousand numbers for each array
    CHECK(tiled_groups(long_history).empty());
    // The exponentials read through gathers, which come after all squares; they and the sums remain together.
    const auto p = chains(6, 4, true);
    for (const auto *g : tiled_groups(p))
        CHECK(g->blocks[0].op == &exp_operation);
}
