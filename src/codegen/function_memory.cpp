// SPDX-License-Identifier: MPL-2.0
// Memory of functions: what the caller passes, and values that stay in registers.
#include <algorithm>

#include "codegen/jet_emitter.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

bool in_a_row(std::span<const std::uint32_t> inputs) {
    return std::adjacent_find(inputs.begin(), inputs.end(), [](auto a, auto b) { return b != a + 1; }) == inputs.end();
}

} // namespace

bool jet_emitter::is_read_elsewhere(sequence s) const { return is_jet() || s.kind == sequence::role::result; }

// Element `index` of an array of the caller's.
jet_emitter::ir_value jet_emitter::caller_place(unsigned argument, ir_value index) {
    if (frame_->strided)
        index = b_.CreateMul(index, function_->getArg(stride_argument));
    return b_.CreateGEP(number_, function_->getArg(argument), index);
}

jet_emitter::ir_value jet_emitter::read_in_function(const operand &from, std::uint32_t width) {
    if (const auto known = computed_.find(from.from.array); known != computed_.end())
        return lanes_from(known->second, from, width);
    if (!frame_->inputs[from.from.array].empty())
        return read_input(from, width);
    return load_elsewhere(from, width, {this, nullptr, 0});
}

// Lanes of an array that is in registers; of several points, lanes are not looked at one by one.
jet_emitter::ir_value jet_emitter::lanes_from(ir_value whole, const operand &from, std::uint32_t width) {
    if (from.broadcast)
        return splat(numbers_->lanes_of(whole, from.from.lane, 1), width);
    return width == layout(from.from.array).width ? whole : numbers_->lanes_of(whole, from.from.lane, width);
}

jet_emitter::ir_value jet_emitter::read_input(const operand &from, std::uint32_t width) {
    const auto inputs = std::span(frame_->inputs[from.from.array]).subspan(from.from.lane, from.broadcast ? 1 : width);
    const auto load_from = [&](std::uint32_t input, std::uint32_t lanes) {
        return load(caller_place(in_argument, b_.getInt64(input)), lanes, fp_size(type_));
    };
    if (from.broadcast)
        return splat(load_from(inputs[0], 1), width);
    if (in_a_row(inputs))
        return load_from(inputs[0], width);
    llvm::SmallVector<ir_value, 16> lanes;
    for (const auto i : inputs)
        lanes.push_back(load_from(i, 1));
    return numbers_->joined(lanes);
}

void jet_emitter::emit_input(std::uint32_t array) {
    const auto width = layout(array).width;
    write(read_input({{array, 0}, false, false}, width), array, n_);
}

void jet_emitter::emit_output(const output_run &run) {
    auto *const value = read({run.from, false, false}, run.width, n_);
    const auto store = [&](ir_value output) {
        numbers_->store(value, caller_place(out_argument, output), fp_size(type_));
    };
    if (run.equal == 1) {
        store(b_.getInt64(run.first));
        return;
    }
    auto *const i = begin_loop();
    store(b_.CreateAdd(i, b_.getInt64(run.first), "", true, true));
    end_loop(i, run.equal);
}

// Recurrences compute what the orders above would need.
void jet_emitter::erase_dead_code() {
    for (auto &block : llvm::reverse(*function_)) {
        for (auto &instruction : llvm::make_early_inc_range(llvm::reverse(block)))
            if (instruction.use_empty() && !instruction.isTerminator() && !instruction.mayHaveSideEffects())
                instruction.eraseFromParent();
    }
}

} // namespace detail

BROOK_END_NAMESPACE
