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

void emit_group(jet_emitter &e, const group &g, fp_type type, const machine &m) {
    for (const auto &copy : g.gathers) {
        e.emit(copy);
    }
    const std::span<const block> blocks(g.blocks);
    for (std::size_t i = 0; i < blocks.size();) {
        const auto n = std::min(jam_factor(blocks, type, m), blocks.size() - i);
        e.emit(blocks.subspan(i, n));
        i += n;
    }
}

void emit_order(jet_emitter &e, const plan &p, fp_type type, const machine &m, bool start) {
    for (const auto &g : p.groups) {
        if (start || !g.constant) {
            emit_group(e, g, type, m);
        }
    }
    for (const auto &s : p.states) {
        e.emit(s);
    }
}

} // namespace

ir_module emit_jet(const plan &p, fp_type type, const machine &m, const std::string &module_name) {
    BROOK_ENSURE(p.order >= 2, "a jet has an order of at least 2");
    ++process_counters().ir_builds;
    ir_module result(module_name);
    jet_emitter e(p, type, m, *result.get().module);
    e.begin_function();
    emit_order(e, p, type, m, true);
    e.begin_orders();
    emit_order(e, p, type, m, false);
    e.end_orders();
    e.end_function();
    return result;
}

} // namespace detail

BROOK_END_NAMESPACE
