// SPDX-License-Identifier: MPL-2.0
// Walks a plan and emits its jet: order zero as a straight line, the orders above as one loop.
#include "codegen/jet.hpp"

#include <algorithm>

#include "codegen/jet_emitter.hpp"
#include "codegen/llvm_module.hpp"
#include "support/contract.hpp"
#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

// From this many turns on, a loop is worth its overhead. Gathers in a loop copy lane by lane, which takes up to twice
// the time of shuffles, but shuffles are different code for each gather.
constexpr std::size_t least_chunks = 4, least_gathers = 64;

// Pointers beyond this number leave the registers and are loaded in every turn of a convolution. That takes up to twice
// the time, and pays only for code that would otherwise be very long.
constexpr std::size_t most_pointers = 16, very_many_chunks = 64;

bool pays(const chunk_loop &loop) {
    const auto in_registers = std::count(loop.in_loops.begin(), loop.in_loops.end(), true);
    return static_cast<std::size_t>(in_registers) <= most_pointers || loop.chunks >= very_many_chunks;
}

// Emits as many blocks of one shape as make a loop that pays, and returns those that are left.
std::span<const block> emit_loop(jet_emitter &e, const plan &p, std::span<const block> run, std::size_t chunk) {
    const auto chunks = run.size() / chunk;
    if (chunks >= least_chunks) {
        if (const auto loop = make_chunk_loop(p, run.first(chunks * chunk), {chunk}); pays(loop)) {
            e.emit(loop);
            return run.subspan(chunks * chunk);
        }
    }
    return run;
}

void emit_jammed(jet_emitter &e, std::span<const block> blocks, std::size_t jam) {
    while (!blocks.empty()) {
        const auto n = std::min(jam, blocks.size());
        e.emit(blocks.first(n));
        blocks = blocks.subspan(n);
    }
}

// Brings what belongs into one loop together, and calls f for each such run.
template <typename T, typename Same, typename F>
void for_each_run(std::vector<T> all, Same same, F f) {
    for (auto begin = all.begin(); begin != all.end();) {
        const auto end = std::stable_partition(begin + 1, all.end(), [&](const T &x) { return same(*begin, x); });
        f(std::span<const T>(begin, end));
        begin = end;
    }
}

// Blocks that read the same rows come to stand side by side, where they share a loop and its loads.
std::vector<block> by_rows(std::vector<block> blocks) {
    const auto rows = [](const block &b) {
        std::vector<lane_ref> r;
        for (const auto &a : b.args) {
            if (!a.broadcast) {
                r.push_back(a.from);
            }
        }
        return r;
    };
    std::stable_sort(blocks.begin(), blocks.end(), [&](const block &a, const block &b) { return rows(a) < rows(b); });
    return blocks;
}

// Blocks of one kind. Outside of loops those of different shapes may be jammed, too.
void emit_blocks(jet_emitter &e, const plan &p, const std::vector<block> &blocks, fp_type type, const machine &m) {
    std::vector<block> rest;
    for_each_run(
        by_rows(blocks), [&](const block &a, const block &b) { return same_shape(p, a, b); },
        [&](std::span<const block> run) {
            const auto left = emit_loop(e, p, run, jam_factor(run, type, m));
            rest.insert(rest.end(), left.begin(), left.end());
        });
    rest = by_rows(std::move(rest));
    emit_jammed(e, rest, rest.empty() ? 1 : jam_factor(rest, type, m));
}

// A loop over tiles. Of the blocks of one kind, those of one shape that follow each other are jammed.
chunk_loop tile_loop(const plan &p, const group &g, fp_type type, const machine &m) {
    std::vector<std::size_t> jams;
    std::span<const block> left = g.blocks;
    for (auto of_kind : g.tile) {
        for (; of_kind != 0; of_kind -= jams.back(), left = left.subspan(jams.back())) {
            const auto kin = left.first(of_kind);
            const auto other =
                std::find_if_not(kin.begin(), kin.end(), [&](const block &b) { return same_shape(p, kin[0], b); });
            jams.push_back(std::min(static_cast<std::size_t>(other - kin.begin()), jam_factor(kin, type, m)));
        }
    }
    return make_chunk_loop(p, g.blocks, std::move(jams));
}

// True if a loop over gathers may hold both.
bool same_gathers(const plan &p, const gather &a, const gather &b) {
    const auto &from = p.arrays[a.sources[0].array];
    return same_layout(p.arrays[a.array], p.arrays[b.array]) &&
           std::all_of(b.sources.begin(), b.sources.end(),
                       [&](const lane_ref &s) { return same_layout(from, p.arrays[s.array]); });
}

void emit_gathers(jet_emitter &e, const plan &p, const std::vector<gather> &gathers) {
    for_each_run(
        gathers, [&](const gather &a, const gather &b) { return same_gathers(p, a, b); },
        [&](std::span<const gather> run) {
            if (run.size() >= least_gathers && same_gathers(p, run[0], run[0])) {
                e.emit_loop(run);
            } else {
                std::for_each(run.begin(), run.end(), [&](const gather &g) { e.emit(g); });
            }
        });
}

// State arrays, as blocks without an operation.
std::vector<block> state_blocks(const plan &p) {
    std::vector<block> blocks;
    for (const auto &s : p.states) {
        block b;
        b.width = p.arrays[s.array].width;
        b.args = {s.derivative};
        b.results = {s.array};
        blocks.push_back(std::move(b));
    }
    return blocks;
}

void emit_order(jet_emitter &e, const plan &p, fp_type type, const machine &m, bool start) {
    for (const auto &g : p.groups) {
        if (start || !g.constant) {
            emit_gathers(e, p, g.gathers);
            if (!g.tile.empty()) {
                e.emit(tile_loop(p, g, type, m));
            } else {
                emit_blocks(e, p, g.blocks, type, m);
            }
        }
    }
    for_each_run(
        state_blocks(p), [&](const block &a, const block &b) { return same_shape(p, a, b); },
        [&](std::span<const block> run) { emit_jammed(e, emit_loop(e, p, run, 1), 1); });
}

void emit_orders(jet_emitter &e, const plan &p, fp_type type, const machine &m, jet_shape shape) {
    if (shape == jet_shape::unrolled) {
        for (std::uint32_t n = 1; n < p.order; ++n) {
            e.unroll(n);
            emit_order(e, p, type, m, false);
        }
        return;
    }
    e.begin_orders();
    emit_order(e, p, type, m, false);
    e.end_orders();
}

// About how many instructions the convolutions of a block take when they are unrolled: two loads and a fused operation
// for each term.
std::size_t unrolled_size(const block &b, std::size_t order) {
    return usage_of(b).accumulators * order * order / 2 + 10 * order;
}

} // namespace

jet_shape choose_shape(const plan &p) {
    constexpr std::size_t limit = 4000;
    std::size_t size = 0;
    for (const auto &g : p.groups) {
        for (std::size_t i = 0; i < g.blocks.size() && !g.constant && size <= limit; ++i) {
            size += unrolled_size(g.blocks[i], p.order);
        }
    }
    return size <= limit ? jet_shape::unrolled : jet_shape::loops;
}

ir_module emit_jet(const plan &p, fp_type type, const machine &m, const std::string &module_name, jet_shape shape) {
    BROOK_ENSURE(p.order >= 2, "a jet has an order of at least 2");
    ++process_counters().ir_builds;
    ir_module result(module_name);
    jet_emitter e(p, type, m, *result.get().module);
    e.begin_function();
    emit_order(e, p, type, m, true);
    emit_orders(e, p, type, m, shape);
    e.end_function();
    return result;
}

} // namespace detail

BROOK_END_NAMESPACE
