// SPDX-License-Identifier: MPL-2.0
// Walks a plan and finds what is jammed and what becomes a loop.
#include "codegen/pieces.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "codegen/block_emitter.hpp"
#include "codegen/chunk_loop.hpp"

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

// Brings what has equal keys together, in order of appearance, and calls f for each such run.
template <typename T, typename Key, typename F>
void for_each_of_a_kind(const std::vector<T> &all, Key key, F f) {
    std::map<std::vector<std::uint32_t>, std::size_t> places;
    std::vector<std::vector<T>> runs;
    for (const auto &x : all) {
        const auto [known, is_new] = places.try_emplace(key(x), runs.size());
        (is_new ? runs.emplace_back() : runs[known->second]).push_back(x);
    }
    for (const auto &run : runs)
        f(std::span<const T>(run));
}

// Blocks that read the same rows come to stand side by side, where they share a loop and its loads.
std::vector<block> by_rows(std::vector<block> blocks) {
    const auto rows = [](const block &b) {
        std::vector<lane_ref> r;
        for (const auto &a : b.args)
            if (!a.broadcast)
                r.push_back(a.from);
        return r;
    };
    std::stable_sort(blocks.begin(), blocks.end(), [&](const block &a, const block &b) { return rows(a) < rows(b); });
    return blocks;
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

// About how many instructions of IR a block takes, or at order zero alone half as many. Measured: there are as many for
// places in memory as for what is done with it; a turn of a loop is written three times, for both parities and for what
// is left over, with a place for each load; and loops begin and end.
double size_of(const block &b, bool above_zero) {
    if (b.op == nullptr)
        return 6; // a state
    const auto cost = usage_of(b).cost;
    return above_zero ? 2 * (cost.start_code + cost.next) + 9 * cost.loop + (b.convolution ? 37 : 0) : cost.start_code;
}

std::size_t size_of(std::span<const block> blocks, bool above_zero) {
    double size = 0;
    for (const auto &b : blocks)
        size += size_of(b, above_zero);
    return static_cast<std::size_t>(size);
}

class piece_maker {
    auto shape() const {
        return [this](const block &b) { return shape_of(plan_, b); };
    }

public:
    piece_maker(const plan &p, fp_type type, const machine &m, bool straight)
        : plan_(p), type_(type), machine_(m), straight_(straight) {}

    pieces make() {
        for (const auto &g : plan_.groups) {
            constant_ = g.constant;
            add_gathers(g.gathers);
            if (!g.tile.empty() && !straight_)
                add(tile_loop(g), g.blocks);
            else
                add_blocks(g.blocks);
        }
        constant_ = false;
        if (plan_.order > 0) {
            mark_for_outputs();
            for_each_of_a_kind(state_blocks(plan_), shape(),
                               [&](std::span<const block> run) { add_jammed(add_loop(run, 1), 1); });
        }
        drop_inlined();
        return {std::move(out_), std::move(gathers_)};
    }

private:
    bool above_zero() const { return plan_.order > 0 && !constant_; }
    std::size_t jam_of(std::span<const block> blocks) const { return jam_factor(blocks, type_, machine_); }

    void add(chunk_loop loop, std::span<const block> blocks) {
        for (const auto &b : blocks)
            for (const auto &a : b.args)
                gathers_.erase(a.from.array);
        const auto size = size_of(loop.body, above_zero());
        append(size, [loop = std::move(loop)](block_emitter &e) { e.emit(loop); }).looped = true;
        note(blocks);
    }

    void add_jammed(std::span<const block> blocks, std::size_t jam) {
        while (!blocks.empty()) {
            const auto now = blocks.first(std::min(jam, blocks.size()));
            append(size_of(now, above_zero()),
                   [copy = std::vector(now.begin(), now.end())](block_emitter &e) { e.emit(std::span(copy)); });
            note(now);
            blocks = blocks.subspan(now.size());
        }
    }

    // Adds as many blocks of one shape as make a loop that pays, and returns those that are left.
    std::span<const block> add_loop(std::span<const block> run, std::size_t chunk) {
        const auto chunks = run.size() / chunk;
        if (chunks >= least_chunks) {
            if (auto loop = make_chunk_loop(plan_, run.first(chunks * chunk), {chunk}); pays(loop)) {
                add(std::move(loop), run.first(chunks * chunk));
                return run.subspan(chunks * chunk);
            }
        }
        return run;
    }

    // Blocks of one kind. Outside of loops those of different shapes may be jammed, too.
    void add_blocks(const std::vector<block> &blocks) {
        if (straight_) {
            add_jammed(blocks, 1);
            return;
        }
        std::vector<block> rest;
        for_each_of_a_kind(by_rows(blocks), shape(), [&](std::span<const block> run) {
            const auto left = add_loop(run, jam_of(run));
            rest.insert(rest.end(), left.begin(), left.end());
        });
        rest = by_rows(std::move(rest));
        add_jammed(rest, rest.empty() ? 1 : jam_of(rest));
    }

    // A loop over tiles. Of the blocks of one kind, those of one shape that follow each other are jammed.
    chunk_loop tile_loop(const group &g) const {
        std::vector<std::size_t> jams;
        std::span<const block> left = g.blocks;
        for (auto of_kind : g.tile) {
            for (; of_kind != 0; of_kind -= jams.back(), left = left.subspan(jams.back())) {
                const auto kin = left.first(of_kind);
                const auto other =
                    std::find_if_not(kin.begin(), kin.end(), [&, first = shape_of(plan_, kin[0])](const block &b) {
                        return shape_of(plan_, b) == first;
                    });
                jams.push_back(std::min(static_cast<std::size_t>(other - kin.begin()), jam_of(kin)));
            }
        }
        return make_chunk_loop(plan_, g.blocks, std::move(jams));
    }

    // A loop over gathers may hold those that read arrays of one layout, and agree in it.
    bool has_one_source_layout(const gather &g) const {
        const auto &arrays = plan_.arrays;
        return std::all_of(g.sources.begin(), g.sources.end(),
                           [&](const lane_ref &s) { return same_layout(arrays[g.sources[0].array], arrays[s.array]); });
    }

    std::vector<std::uint32_t> shape_of_gather(const gather &g) const {
        const auto &to = plan_.arrays[g.array], &from = plan_.arrays[g.sources[0].array];
        std::vector<std::uint32_t> shape{to.width, to.history};
        if (has_one_source_layout(g))
            shape.insert(shape.end(), {from.width, from.history});
        return shape;
    }

    void add_gathers(const std::vector<gather> &gathers) {
        for_each_of_a_kind(
            gathers, [&](const gather &g) { return shape_of_gather(g); },
            [&](std::span<const gather> run) {
                if (!straight_ && run.size() >= least_gathers && has_one_source_layout(run[0])) {
                    append(10 * run[0].sources.size(), [copy = std::vector(run.begin(), run.end())](block_emitter &e) {
                        e.emit_loop(copy);
                    }).looped = true;
                    note(run);
                    return;
                }
                for (const auto &g : run) {
                    if (!straight_ && !constant_ && !plan_.arrays[g.array].history)
                        gathers_.try_emplace(g.array, g);
                    append(4 * g.sources.size(), [g](block_emitter &e) { e.emit(g); }).gathered = g.array;
                    note({&g, 1});
                }
            });
    }

    piece &append(std::size_t size, std::function<void(block_emitter &)> emit) {
        auto &p = out_.emplace_back();
        p.constant = constant_;
        p.size = size;
        p.emit = std::move(emit);
        return p;
    }

    // What the last piece reads and writes.
    void note(std::span<const block> blocks) {
        auto &a = out_.back();
        for (const auto &b : blocks) {
            for (const auto &x : b.args)
                a.reads.push_back(x.from.array);
            for (const auto *arrays : {&b.results, &b.derived, &b.kept})
                a.writes.insert(a.writes.end(), arrays->begin(), arrays->end());
        }
    }
    void note(std::span<const gather> gathers) {
        auto &a = out_.back();
        for (const auto &g : gathers) {
            a.writes.push_back(g.array);
            for (const auto &s : g.sources)
                a.reads.push_back(s.array);
        }
    }

    // From the outputs back to the states, which have their last order already.
    void mark_for_outputs() {
        std::vector<bool> needed(plan_.arrays.size());
        for (const auto &o : plan_.outputs)
            needed[o.from.array] = true;
        for (auto i = out_.size(); i-- != 0;) {
            const auto &reads = out_[i].reads, &writes = out_[i].writes;
            out_[i].for_outputs = std::any_of(writes.begin(), writes.end(), [&](auto a) { return needed[a]; });
            for (std::size_t k = 0; k < reads.size() && out_[i].for_outputs; ++k)
                needed[reads[k]] = true;
        }
    }

    // Their instructions count with what follows.
    void drop_inlined() {
        std::vector<piece> kept;
        std::size_t inlined = 0;
        for (auto &p : out_) {
            if (p.gathered != none && gathers_.contains(p.gathered)) {
                inlined += p.size;
            } else {
                p.size += std::exchange(inlined, 0);
                kept.push_back(std::move(p));
            }
        }
        out_ = std::move(kept);
    }

    static constexpr auto none = piece::none;

    const plan &plan_;
    fp_type type_;
    machine machine_;
    bool constant_ = false; // of the group at work
    bool straight_;
    gather_map gathers_; // that may be inlined
    std::vector<piece> out_;
};

} // namespace

pieces make_pieces(const plan &p, fp_type type, const machine &m, bool straight) {
    return piece_maker(p, type, m, straight).make();
}

} // namespace detail
BROOK_END_NAMESPACE
