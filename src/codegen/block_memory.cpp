// SPDX-License-Identifier: MPL-2.0
// Memory of the IR emitter: where arrays lie, what was loaded already, and tables of constants.
#include <algorithm>

#include "codegen/block_emitter.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

block_emitter::ir_value block_emitter::index(order o) {
    auto *base = static_cast<llvm::Value *>(const_cast<void *>(o.base));
    if (base == nullptr)
        return b_.getInt64(static_cast<std::uint64_t>(o.offset));
    return o.offset == 0 ? base
                         : b_.CreateAdd(base, b_.getInt64(static_cast<std::uint64_t>(o.offset)), "", false, true);
}

const moving_array *block_emitter::moving(std::uint32_t array) const {
    return moving_.loop == nullptr ? nullptr : moving_.loop->moving(array);
}

const array_layout &block_emitter::layout(std::uint32_t array) const {
    const auto *const m = moving(array);
    return m != nullptr ? m->layout : plan_.arrays[array];
}

bool block_emitter::is_aligned(lane_ref l) const {
    const auto *const m = moving(l.array);
    return l.lane == 0 && (m == nullptr || m->aligned);
}

// What the offsets of an array count from.
block_emitter::ir_value block_emitter::beginning(std::uint32_t array) {
    const auto *const m = moving(array);
    if (m == nullptr)
        return function_->getArg(scratch_argument);
    const auto pointer = m->pointer;
    if (moving_.pointers[pointer] != nullptr)
        return moving_.pointers[pointer];
    auto *&p = moving_.near[pointer];
    if (p == nullptr) {
        p = b_.CreateGEP(numbers_->in_memory(points_), function_->getArg(0),
                         entry(moving_.places, moving_.chunk, moving_.pointers.size(), pointer));
    }
    return p;
}

// All arrays of one width and beginning share the scaled run-time part of an order; the rest is a constant
// displacement.
block_emitter::ir_value block_emitter::address(std::uint32_t array, std::uint32_t lane, order o) {
    const auto &a = layout(array);
    const auto start = a.offset + lane;
    auto *from = beginning(array);
    if (!a.history)
        return b_.CreateGEP(numbers_->in_memory(points_), from, b_.getInt64(start));
    const auto fixed = start + static_cast<std::uint64_t>(o.offset) * a.width;
    if (o.base == nullptr)
        return b_.CreateGEP(numbers_->in_memory(points_), from, b_.getInt64(fixed));
    auto *&base = bases_[{from, o.base, a.width}];
    if (base == nullptr) {
        auto *n = static_cast<llvm::Value *>(const_cast<void *>(o.base));
        base = b_.CreateGEP(number_, from, b_.CreateMul(n, b_.getInt64(a.width), "", true, true));
    }
    return b_.CreateGEP(number_, base, b_.getInt64(fixed));
}

block_emitter::ir_value block_emitter::read(const operand &from, std::uint32_t width, order o) {
    if (const auto g = inlined_.find(from.from.array); g != inlined_.end()) {
        auto &cached = loads_[{load_key::what::lanes, from.from.array, 0, width, n_.base, n_.offset}];
        return cached != nullptr ? cached : cached = gathered(g->second); // which leaves this entry where it is
    }
    if (!layout(from.from.array).history)
        o = {this, nullptr, 0};
    const auto loaded = from.broadcast ? load_key::what::broadcast : load_key::what::lanes;
    auto &cached = loads_[{loaded, from.from.array, from.from.lane, width, o.base, o.offset}];
    if (cached == nullptr)
        cached = read_array(from, width, o);
    return cached;
}

// From the scratch memory.
block_emitter::ir_value block_emitter::read_array(const operand &from, std::uint32_t width, order o) {
    const auto loaded = from.broadcast ? 1 : width;
    const auto aligned =
        is_aligned(from.from) ? std::min<std::uint64_t>(64, fp_size(type_) * loaded * points_) : fp_size(type_);
    auto *x = load(address(from.from.array, from.from.lane, o), loaded, aligned);
    return from.broadcast ? splat(x, width) : x;
}

void block_emitter::write(ir_value v, std::uint32_t array, order o, bool is_result) {
    const bool stays = keep_in_register(array, v);
    if (is_stored(array, is_result)) {
        const auto aligned = std::min<std::uint64_t>(64, fp_size(type_) * layout(array).width * points_);
        numbers_->store(v, address(array, 0, o), aligned);
    }
    if (stays)
        return;
    std::erase_if(loads_,
                  [&](const auto &l) { return l.first.from == array && l.first.loaded != load_key::what::weight; });
    if (is_straight()) {
        loads_[{load_key::what::lanes, array, 0, layout(array).width, nullptr, layout(array).history ? o.offset : 0}] =
            v;
    }
}

std::uint32_t block_emitter::table_index(const weights::table &w) {
    for (std::uint32_t i = 0; i < tables_.size(); ++i) {
        const auto &known = tables_[i].first;
        if (known.name == w.name && known.entry == w.entry && identical(known.parameter, w.parameter))
            return i;
    }
    const auto columns = w.by_order_only ? 1 : plan_.order + 1;
    llvm::SmallVector<llvm::Constant *, 0> entries(columns, numbers_->entry(number(0.)));
    for (std::uint32_t n = 1; n <= plan_.order; ++n)
        for (std::uint32_t j = 0; j < columns; ++j)
            entries.push_back(numbers_->entry(w.entry(type_, w.parameter, int(n), w.by_order_only ? 1 : int(j))));
    tables_.emplace_back(w, table(entries, number_, "weights"));
    return static_cast<std::uint32_t>(tables_.size() - 1);
}

llvm::GlobalVariable *block_emitter::table(llvm::ArrayRef<llvm::Constant *> entries, llvm::Type *type,
                                           const char *name) {
    auto *array = llvm::ArrayType::get(type, entries.size());
    auto *g = new llvm::GlobalVariable(module_, array, true, llvm::GlobalValue::InternalLinkage,
                                       llvm::ConstantArray::get(array, entries), name);
    g->setAlignment(llvm::Align(64));
    return g;
}

block_emitter::ir_value block_emitter::read_weight(std::uint32_t table, order n, order j, std::uint32_t width) {
    const auto &[w, g] = tables_[table];
    auto &scalar = loads_[{load_key::what::weight, table, std::uint32_t(n.offset), 0, j.base, j.offset}];
    if (scalar == nullptr) {
        const auto columns = w.by_order_only ? 1 : plan_.order + 1;
        auto *row = b_.CreateMul(index(n), b_.getInt64(columns), "", true, true);
        auto *at = b_.CreateGEP(number_, g, b_.CreateAdd(row, index(j), "", true, true));
        scalar = numbers_->load(at, 1, fp_size(type_));
    }
    if (width == 1)
        return scalar;
    auto &wide = loads_[{load_key::what::weight, table, std::uint32_t(n.offset), width, j.base, j.offset}];
    if (wide == nullptr)
        wide = splat(scalar, width);
    return wide;
}

void block_emitter::enter(llvm::BasicBlock *bb) {
    b_.SetInsertPoint(bb);
    loads_.clear();
    bases_.clear();
    differences_.clear();
    moving_.near.clear();
}

llvm::BasicBlock *block_emitter::new_block(const char *name) {
    return llvm::BasicBlock::Create(module_.getContext(), name, function_);
}

} // namespace detail
BROOK_END_NAMESPACE
