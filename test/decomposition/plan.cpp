// SPDX-License-Identifier: MPL-2.0
// Laws of plans: every number has its place, is there when it is read, and is kept only as long as it is needed.
// covers: plan, kind
#include <algorithm>
#include <set>
#include <span>
#include <vector>

#include "decomposition/decompose.hpp"
#include "decomposition/plan.hpp"
#include "decomposition/usage.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/random_program.hpp"

using namespace brook;
using namespace brook::detail;
using brook::test::copied_program;

namespace {

detail::usage usage_of(const block &b) {
    std::vector<bool> constant;
    for (const auto &a : b.args)
        constant.push_back(a.constant);
    return record_usage(*b.op, constant, b.attributes, b.constants.size());
}

template <typename F>
void for_each_block(const plan &p, F f) {
    for (const auto &g : p.groups)
        for (const auto &b : g.blocks)
            f(b, g);
}

// Calls f for the blocks of one kind that follow each other: all of a group without tiles.
template <typename F>
void for_each_kind(const group &g, F f) {
    std::span<const block> left = g.blocks;
    while (!left.empty()) {
        for (const auto n : g.tile.empty() ? std::vector{left.size()} : g.tile) {
            f(left.first(n));
            left = left.subspan(n);
        }
    }
}

std::size_t length(const plan &p, const array_layout &a) { return a.width * (a.history ? p.order + 1 : 1); }

void check_arrays(const plan &p) {
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    for (const auto &a : p.arrays) {
        CHECK(a.offset % a.width == 0); // vectors are loaded aligned
        CHECK(a.offset + length(p, a) <= p.scratch_size);
        ranges.emplace_back(a.offset, a.offset + length(p, a));
    }
    std::sort(ranges.begin(), ranges.end());
    for (std::size_t i = 1; i < ranges.size(); ++i)
        CHECK(ranges[i - 1].second <= ranges[i].first);
}

void check_operand(const plan &p, const operand &o, std::uint32_t width) {
    REQUIRE(o.from.array < p.arrays.size());
    CHECK(o.from.lane + (o.broadcast ? 1 : width) <= p.arrays[o.from.array].width);
}

// Each array is written by one block, one gather, or is a state; and before it is read.
void check_order(const plan &p) {
    std::set<std::uint32_t> written;
    const auto write = [&](std::uint32_t array) { CHECK(written.insert(array).second); };
    for (const auto &s : p.states)
        write(s.array);
    for (const auto &g : p.groups) {
        for (const auto &copy : g.gathers) {
            for (const auto &from : copy.sources) {
                REQUIRE(from.array < p.arrays.size());
                CHECK(from.lane < p.arrays[from.array].width);
                CHECK(written.count(from.array) == 1);
            }
            CHECK(copy.sources.size() == p.arrays[copy.array].width);
            write(copy.array);
        }
        for_each_kind(g, [&](std::span<const block> blocks) {
            for (const auto &b : blocks) {
                for (const auto &a : b.args) {
                    check_operand(p, a, b.width);
                    CHECK(written.count(a.from.array) == 1);
                }
                CHECK(b.op == blocks[0].op);
            }
            for (const auto &b : blocks) { // of one level: they do not read each other
                for (const auto *arrays : {&b.results, &b.derived, &b.kept}) {
                    for (const auto a : *arrays) {
                        write(a);
                        CHECK(p.arrays[a].width == b.width);
                    }
                }
            }
        });
    }
    for (const auto &s : p.states) {
        check_operand(p, s.derivative, p.arrays[s.array].width);
        CHECK(written.count(s.derivative.from.array) == 1);
    }
    CHECK(written.size() == p.arrays.size());
}

void check_history(const plan &p) {
    std::vector<bool> needed(p.arrays.size());
    for (const auto &s : p.states)
        needed[s.array] = true;
    for_each_block(p, [&](const block &b, const group &) {
        const auto use = usage_of(b);
        REQUIRE(b.derived.size() == use.derived_history.size());
        CHECK(b.kept.size() == use.kept);
        for (std::size_t i = 0; i < b.args.size(); ++i)
            needed[b.args[i].from.array] = needed[b.args[i].from.array] || use.args_history[i];
        for (std::size_t i = 0; i < b.results.size(); ++i)
            needed[b.results[i]] = needed[b.results[i]] || use.results_history[i];
        for (std::size_t i = 0; i < b.derived.size(); ++i)
            needed[b.derived[i]] = needed[b.derived[i]] || use.derived_history[i];
    });
    for (std::size_t i = 0; i < p.arrays.size(); ++i)
        CHECK(p.arrays[i].history == needed[i]);
}

void check_gathers(const plan &p) {
    std::set<std::vector<lane_ref>> known;
    std::vector<bool> read(p.arrays.size());
    for_each_block(p, [&](const block &b, const group &) {
        for (const auto &a : b.args)
            read[a.from.array] = true;
    });
    for (const auto &s : p.states)
        read[s.derivative.from.array] = true;
    for (const auto &g : p.groups) {
        for (const auto &copy : g.gathers) {
            CHECK(known.insert(copy.sources).second); // shared
            CHECK(read[copy.array]);
            const auto &s = copy.sources;
            const bool all_one = std::all_of(s.begin(), s.end(), [&](lane_ref l) { return l == s[0]; });
            CHECK_FALSE(all_one); // that would be a broadcast
        }
    }
}

// Lanes of states: each variable has one, each other lane a copy.
void check_states(const plan &p, const program &of) {
    REQUIRE(p.state_lanes.size() == of.n_states);
    std::set<lane_ref> lanes(p.state_lanes.begin(), p.state_lanes.end());
    CHECK(lanes.size() == of.n_states);
    for (const auto &[lane, variable] : p.state_padding) {
        CHECK(lanes.insert(lane).second);
        REQUIRE(variable < of.n_states);
        CHECK(p.state_lanes[variable].array == lane.array);
    }
    std::size_t all = 0;
    for (const auto &s : p.states)
        all += p.arrays[s.array].width;
    CHECK(lanes.size() == all);
}

void check_constants(const plan &p) {
    for_each_block(p, [](const block &b, const group &g) {
        if (g.constant)
            CHECK(std::all_of(b.args.begin(), b.args.end(), [](const operand &a) { return a.constant; }));
        for (const auto &lanes : b.constants)
            CHECK(lanes.size() == b.width);
    });
}

void check_laws(const program &program, const bundles &b, std::uint32_t order) {
    const auto p = make_plan(program, b, order);
    CHECK(p.order == order);
    check_arrays(p);
    check_order(p);
    check_history(p);
    check_gathers(p);
    check_states(p, program);
    check_constants(p);
    std::size_t blocks = 0;
    for_each_block(p, [&](const block &, const group &) { ++blocks; });
    CHECK(blocks == b.definitions.size());
    CHECK(p.states.size() == b.states.size());
}

} // namespace

TEST_CASE("plans of random programs obey the laws at every width", "[plan]") {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const copied_program p(seed % 3 == 0 ? 11 : 8, seed, 12);
        for (const std::uint32_t width : {1u, 2u, 3u, 4u, 8u}) {
            INFO("seed " << seed << " width " << width);
            check_laws(p.program, p.bundles(width), 2 + seed);
        }
        check_laws(p.program, single_lanes(p.program), 7);
    }
}

TEST_CASE("the plan of a decomposed system obeys the laws", "[plan]") {
    const auto p = decompose(ode_system(outer_solar_system::equations()));
    check_laws(p, single_lanes(p), 20);
}

TEST_CASE("single lanes are read in place", "[plan]") {
    const copied_program p(8, 3, 12);
    const auto laid_out = make_plan(p.program, single_lanes(p.program), 10);
    for (const auto &g : laid_out.groups)
        CHECK(g.gathers.empty());
    CHECK(laid_out.state_padding.empty());
}

namespace {

// Six states, and a cosine of each.
program six_cosines() {
    program p;
    p.n_states = 6;
    for (value_id i = 0; i < 6; ++i)
        p.derivatives.push_back(p.add({&sine_cosine_operation, {i}, {}, {}}) + 1);
    return p;
}

} // namespace

TEST_CASE("incomplete blocks are widened, and repeat their first lane", "[plan]") {
    auto p = six_cosines();
    for (value_id i = 0; i < 6; ++i) // scattered: each needs the next one
        p.derivatives[i] = p.add({&linear_operation, {i, (i + 1) % 6}, {}, {number(1. + i), number(2.)}});
    const bundles b{{{0, 1, 2, 3, 4, 5}, {6, 7, 8, 9, 10, 11}}, {{0, 1, 2, 3, 4, 5}}};
    const auto laid_out = make_plan(p, b, 4);
    REQUIRE(laid_out.state_padding.size() == 2);
    for (const auto &[lane, variable] : laid_out.state_padding) {
        CHECK(lane.array == laid_out.states[0].array);
        CHECK(lane.lane >= 6);
        CHECK(variable == 0);
    }
    std::size_t gathers = 0;
    for (const auto &g : laid_out.groups) {
        for (const auto &copy : g.gathers) {
            ++gathers;
            REQUIRE(copy.sources.size() == 8);
            CHECK(copy.sources[5] == laid_out.state_lanes[0]);
            CHECK(copy.sources[6] == copy.sources[0]);
            CHECK(copy.sources[7] == copy.sources[0]);
        }
        for (const auto &block : g.blocks) {
            CHECK(block.width == 8);
            for (const auto &constant : block.constants) {
                CHECK(identical(constant[6], constant[0]));
                CHECK(identical(constant[7], constant[0]));
            }
        }
    }
    CHECK(gathers == 1);
}

TEST_CASE("operands are read in a row, as a broadcast, or through one gather for all", "[plan]") {
    program p;
    p.n_states = 4;
    const auto product = [&](value_id a, value_id b) { return p.add({&sum_of_products_operation, {a, b}, {}, {}}); };
    const std::vector<value_id> reversed{3, 2, 1, 0};
    for (value_id i = 0; i < 4; ++i)
        product(i, reversed[i]); // definitions 0-3: a row and a gather
    for (value_id i = 0; i < 4; ++i)
        p.derivatives.push_back(product(reversed[i], 2)); // 4-7: the same gather and a broadcast
    const auto laid_out = make_plan(p, {{{0, 1, 2, 3}, {4, 5, 6, 7}}, {{0, 1, 2, 3}}}, 4);
    std::vector<const block *> blocks;
    std::size_t gathers = 0;
    for (const auto &g : laid_out.groups) {
        gathers += g.gathers.size();
        for (const auto &b : g.blocks)
            blocks.push_back(&b);
    }
    REQUIRE(blocks.size() == 2);
    CHECK(gathers == 1);
    CHECK(blocks[0]->args[0].from == lane_ref{laid_out.states[0].array, 0});
    CHECK_FALSE(blocks[0]->args[0].broadcast);
    CHECK(blocks[0]->args[1].from == blocks[1]->args[0].from);
    CHECK(laid_out.arrays[blocks[0]->args[1].from.array].history);
    CHECK(blocks[1]->args[1].from == lane_ref{laid_out.states[0].array, 2});
    CHECK(blocks[1]->args[1].broadcast);
}

TEST_CASE("levels count the longest way from the states", "[plan]") {
    program p;
    p.n_states = 2;
    const auto a = p.add({&exp_operation, {0}, {}, {}});
    const auto b = p.add({&sum_of_products_operation, {a, 1}, {}, {}});
    p.add({&parameter_operation, {}, {}, {number(0.)}});
    p.derivatives = {p.add({&sum_of_products_operation, {0, b}, {}, {}}), a};
    CHECK(levels(p) == std::vector<std::uint32_t>{1, 2, 1, 3});
}

#if defined(BROOK_CONTRACTS)
TEST_CASE("bundles of different kinds break a contract", "[plan]") {
    auto p = six_cosines();
    p.add({&exp_operation, {0}, {}, {}});
    const std::vector<std::vector<std::uint32_t>> states{{0, 1, 2, 3, 4, 5}};
    const auto survives = [&](const bundles &b) {
        return true_in_child([&] { return make_plan(p, b, 4).order == 4; });
    };
    CHECK(survives({{{0, 1, 2, 3, 4, 5}, {6}}, states}));
    CHECK_FALSE(survives({{{0, 1, 2, 3, 4, 5, 6}}, states}));
}
#endif
