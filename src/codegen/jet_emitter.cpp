// SPDX-License-Identifier: MPL-2.0
// Orders of jets: a loop over them, or one after the other.
#include "codegen/jet_emitter.hpp"

#include <algorithm>

BROOK_BEGIN_NAMESPACE
namespace detail {

std::uint32_t jet_emitter::first_short_order(std::uint32_t end) const {
    const auto first = all_digits_->first_short_order();
    return first == 0 ? end : std::min(first, end);
}

void jet_emitter::begin_short_orders() {
    numbers_ = fewer_digits_.get();
    loads_.clear();
}

void jet_emitter::begin_part(const std::string &name, bool visible) {
    block_emitter::begin_part(name, visible);
    auto *start = new_block("start"), *next = new_block("next");
    b_.CreateCondBr(b_.CreateIsNull(function_->getArg(order_argument)), start, next);
    enter(start);
    next_of_part_ = next;
}

void jet_emitter::next_of_part(bool has_short_orders) {
    b_.CreateRetVoid();
    enter(next_of_part_);
    auto *const n = function_->getArg(order_argument);
    if (has_short_orders) {
        short_of_part_ = new_block("short");
        auto *const whole = new_block("whole");
        b_.CreateCondBr(b_.CreateICmpULT(n, b_.getInt64(all_digits_->first_short_order())), whole, short_of_part_);
        enter(whole);
    }
    n_ = {this, n, 0};
}

void jet_emitter::short_of_part() {
    b_.CreateRetVoid();
    enter(short_of_part_);
    begin_short_orders();
}

void jet_emitter::begin_orders(std::uint32_t begin, std::uint32_t end) {
    orders_end_ = end;
    auto *before = b_.GetInsertBlock();
    orders_entry_ = new_block("order");
    b_.CreateBr(orders_entry_);
    enter(orders_entry_);
    order_phi_ = b_.CreatePHI(b_.getInt64Ty(), 2);
    order_phi_->addIncoming(b_.getInt64(begin), before);
    n_ = {this, order_phi_, 0};
}

void jet_emitter::end_orders() {
    auto *next = index(n_ + 1);
    order_phi_->addIncoming(next, b_.GetInsertBlock());
    auto *done = new_block("done");
    b_.CreateCondBr(b_.CreateICmpULT(next, b_.getInt64(orders_end_)), orders_entry_, done);
    enter(done);
}

void jet_emitter::begin_below_last() {
    auto *below = new_block("below_last");
    after_below_last_ = new_block("outputs");
    b_.CreateCondBr(b_.CreateICmpNE(index(n_), b_.getInt64(plan_.order)), below, after_below_last_);
    enter(below);
}

void jet_emitter::end_below_last() {
    b_.CreateBr(after_below_last_);
    enter(after_below_last_);
}

// LLVM takes longer than in proportion for long blocks, and merges blocks that are joined by plain jumps. So each order
// begins with a branch that is never taken.
void jet_emitter::unroll(std::uint32_t n) {
    auto *before = b_.GetInsertBlock();
    if (exit_ == nullptr) {
        exit_ = new_block("exit");
        b_.SetInsertPoint(exit_);
        b_.CreateRetVoid();
        b_.SetInsertPoint(before);
    }
    auto *order = new_block("order");
    b_.CreateCondBr(b_.CreateIsNull(function_->getArg(0)), exit_, order);
    auto stored = loads_;
    std::erase_if(stored,
                  [n](const auto &l) { return l.first.loaded == load_key::what::weight || l.first.offset + 1 < n; });
    enter(order);
    loads_ = stored; // what is needed at once does not go through memory
    n_ = {this, nullptr, n};
}

} // namespace detail
BROOK_END_NAMESPACE
