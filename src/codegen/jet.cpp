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

bool any_for_outputs(span_of_pieces pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [](const piece &p) { return p.for_outputs; });
}

bool all_constant(span_of_pieces pieces) {
    return std::all_of(pieces.begin(), pieces.end(), [](const piece &p) { return p.constant; });
}

// Outputs have the last order, which states get from the order before. In a loop over the orders, what they do not need
// is left out of its last turn.
class last_turn {
public:
    last_turn(jet_emitter &e, bool has_outputs) : e_(e), active_(has_outputs && e.is_next()) {}

    /// To be called before code for outputs, or for states only, is emitted.
    void enter(bool for_outputs) {
        const bool below = active_ && !for_outputs;
        if (below != below_)
            below ? e_.begin_below_last() : e_.end_below_last();
        below_ = below;
    }
    void end() { enter(true); }

private:
    jet_emitter &e_;
    bool active_, below_ = false;
};

void emit_order(jet_emitter &e, span_of_pieces pieces, bool in_loop) {
    last_turn turn(e, in_loop && any_for_outputs(pieces));
    for (const auto &p : pieces) {
        if (!(e.is_next() && p.constant)) {
            turn.enter(p.for_outputs);
            p.emit(e);
        }
    }
    turn.end();
}

void emit_unrolled_orders(jet_emitter &e, span_of_pieces pieces, std::uint32_t order) {
    const auto first_short = e.first_short_order(order + 1);
    const auto go_to = [&](std::uint32_t n) {
        if (n == first_short)
            e.begin_short_orders();
        e.unroll(n);
    };
    for (std::uint32_t n = 1; n < order; ++n) {
        go_to(n);
        emit_order(e, pieces, false);
    }
    if (any_for_outputs(pieces)) {
        go_to(order);
        for (const auto &p : pieces)
            if (p.for_outputs && !p.constant)
                p.emit(e);
    }
}

// Where the loop over the orders ends.
std::uint32_t end_of_orders(span_of_pieces pieces, std::uint32_t order) { return order + any_for_outputs(pieces); }

// Loops over the orders above 0, with what `emit_one` emits for one of them.
template <typename F>
void emit_loops_over_orders(jet_emitter &e, std::uint32_t end, F emit_one) {
    const auto first_short = e.first_short_order(end);
    e.begin_orders(1, first_short);
    emit_one();
    e.end_orders();
    if (first_short == end)
        return;
    e.begin_short_orders();
    e.begin_orders(first_short, end);
    emit_one();
    e.end_orders();
}

void emit_whole(jet_emitter &e, span_of_pieces pieces, std::uint32_t order, jet_shape shape) {
    e.begin_function("jet");
    emit_order(e, pieces, false);
    if (shape == jet_shape::unrolled) {
        emit_unrolled_orders(e, pieces, order);
    } else {
        emit_loops_over_orders(e, end_of_orders(pieces, order), [&] { emit_order(e, pieces, true); });
    }
    e.end_function();
}

std::string name_of_part(std::size_t i) { return "jet.part" + std::to_string(i); }

// The jet as a list of calls.
void emit_calls(jet_emitter &e, std::span<const span_of_pieces> parts, std::uint32_t end) {
    const bool has_outputs = std::any_of(parts.begin(), parts.end(), any_for_outputs);
    const auto call_all = [&] {
        last_turn turn(e, has_outputs);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (!(e.is_next() && all_constant(parts[i]))) {
                turn.enter(any_for_outputs(parts[i]));
                e.emit_call(name_of_part(i));
            }
        }
        turn.end();
    };
    e.begin_function("jet");
    call_all();
    e.begin_orders(1, end);
    call_all();
    e.end_orders();
    e.end_function();
}

void emit_part(jet_emitter &e, span_of_pieces pieces, std::size_t i, bool visible, std::uint32_t end) {
    e.begin_part(name_of_part(i), visible);
    emit_order(e, pieces, false);
    const bool has_short_orders = e.first_short_order(end) < end;
    e.next_of_part(has_short_orders);
    emit_order(e, pieces, true);
    if (has_short_orders) {
        e.short_of_part();
        emit_order(e, pieces, true);
    }
    e.end_function();
}

} // namespace

jet_shape choose_shape(const plan &p) {
    constexpr double limit = 3200;
    double size = 0;
    for (const auto &g : p.groups)
        for (std::size_t i = 0; i < g.blocks.size() && !g.constant && size <= limit; ++i)
            size += usage_of(g.blocks[i]).cost.of_jet(p.order);
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
    const auto end = end_of_orders(pieces, p.order);
    std::size_t part = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (i > 0)
            modules.emplace_back(module_name + "." + std::to_string(i));
        jet_emitter e(p, type, m, inlined, *modules[i].get().module);
        if (i == 0)
            emit_calls(e, parts, end);
        for (const auto pieces_of_part : shares[i])
            emit_part(e, pieces_of_part, part++, shares.size() > 1, end);
    }
    return modules;
}

} // namespace detail
BROOK_END_NAMESPACE
