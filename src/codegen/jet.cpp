// SPDX-License-Identifier: MPL-2.0
// The jet of a plan: one function with order zero as a straight line and the orders above as one loop, or, where that
// would be too long, a function that calls parts.
#include "codegen/jet.hpp"

#include <algorithm>
#include <span>

#include "codegen/jet_emitter.hpp"
#include "codegen/llvm_module.hpp"
#include "codegen/pieces.hpp"
#include "support/contract.hpp"
#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

using span_of_pieces = std::span<const piece>;

void emit_order(jet_emitter &e, span_of_pieces pieces) {
    for (const auto &p : pieces) {
        if (!(e.is_next() && p.constant)) {
            p.emit(e);
        }
    }
}

void emit_whole(jet_emitter &e, span_of_pieces pieces, std::uint32_t order, jet_shape shape) {
    e.begin_function();
    emit_order(e, pieces);
    if (shape == jet_shape::unrolled) {
        for (std::uint32_t n = 1; n < order; ++n) {
            e.unroll(n);
            emit_order(e, pieces);
        }
    } else {
        e.begin_orders();
        emit_order(e, pieces);
        e.end_orders();
    }
    e.end_function();
}

// Cuts a list where the sizes of the items before add up to `size` or more.
template <typename T, typename SizeOf>
std::vector<std::span<const T>> cut_up(std::span<const T> items, std::size_t size, SizeOf size_of) {
    std::vector<std::span<const T>> cuts;
    std::size_t begin = 0, sum = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        sum += size_of(items[i]);
        if (sum >= size || i + 1 == items.size()) {
            cuts.push_back(items.subspan(begin, i + 1 - begin));
            begin = i + 1;
            sum = 0;
        }
    }
    return cuts;
}

std::size_t size_of(span_of_pieces pieces) {
    std::size_t sum = 0;
    for (const auto &p : pieces) {
        sum += p.size;
    }
    return sum;
}

std::string name_of_part(std::size_t i) { return "jet.part" + std::to_string(i); }

// The jet as a list of calls.
void emit_calls(jet_emitter &e, std::span<const span_of_pieces> parts) {
    const auto call_all = [&] {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const bool constant =
                std::all_of(parts[i].begin(), parts[i].end(), [](const piece &p) { return p.constant; });
            if (!(e.is_next() && constant)) {
                e.emit_call(name_of_part(i));
            }
        }
    };
    e.begin_function();
    call_all();
    e.begin_orders();
    call_all();
    e.end_orders();
    e.end_function();
}

void emit_part(jet_emitter &e, span_of_pieces pieces, std::size_t i, bool visible) {
    e.begin_part(name_of_part(i), visible);
    emit_order(e, pieces);
    e.next_of_part();
    emit_order(e, pieces);
    e.end_function();
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

std::vector<ir_module> emit_jet(const plan &p, fp_type type, const machine &m, const std::string &module_name,
                                jet_shape shape, const jet_cut &cut) {
    BROOK_ENSURE(p.order >= 2, "a jet has an order of at least 2");
    ++process_counters().ir_builds;
    const auto [pieces, inlined] = make_pieces(p, type, m);
    std::vector<ir_module> modules;
    modules.emplace_back(module_name);
    if (shape == jet_shape::unrolled || size_of(pieces) <= cut.whole) {
        jet_emitter e(p, type, m, inlined, *modules[0].get().module);
        emit_whole(e, pieces, p.order, shape);
        return modules;
    }
    const auto parts = cut_up(span_of_pieces(pieces), cut.part, [](const piece &x) { return x.size; });
    const auto shares = cut_up(std::span(parts), cut.module, size_of);
    std::size_t part = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (i > 0) {
            modules.emplace_back(module_name + "." + std::to_string(i));
        }
        jet_emitter e(p, type, m, inlined, *modules[i].get().module);
        if (i == 0) {
            emit_calls(e, parts);
        }
        for (const auto pieces_of_part : shares[i]) {
            emit_part(e, pieces_of_part, part++, shares.size() > 1);
        }
    }
    return modules;
}

} // namespace detail

BROOK_END_NAMESPACE
