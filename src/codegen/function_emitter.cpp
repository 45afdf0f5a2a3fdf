// SPDX-License-Identifier: MPL-2.0
// Memory of functions: what the caller passes, and values that stay in registers.
#include <algorithm>

#include "codegen/function_emitter.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool in_a_row(std::span<const std::uint32_t> inputs) {
    return std::adjacent_find(inputs.begin(), inputs.end(), [](auto a, auto b) { return b != a + 1; }) == inputs.end();
}

} // namespace

void function_emitter::define(llvm::Function *f) {
    block_emitter::define(f);
    computed_.clear();
}

void function_emitter::end_function() {
    erase_dead_code();
    end(out_argument);
}

// Of points side by side, one number each: indices and times are those of all lanes.
function_emitter::ir_value function_emitter::given(unsigned argument, ir_value index) {
    return frame_.strided ? load(caller_place(argument, index), 1, fp_size(type_))
                          : block_emitter::given(argument, index);
}

// What loops read, or other parts of the code. Recurrences also compute what only orders above would read.
bool function_emitter::is_stored(std::uint32_t array, bool is_result) const {
    return moving(array) != nullptr ? is_result : frame_.in_memory[array];
}

bool function_emitter::keep_in_register(std::uint32_t array, ir_value v) {
    if (moving(array) != nullptr)
        return false;
    computed_[array] = v;
    return true;
}

// Element `index` of an array of the caller's.
function_emitter::ir_value function_emitter::caller_place(unsigned argument, ir_value index) {
    if (frame_.strided)
        index = b_.CreateMul(index, function_->getArg(stride_argument));
    return b_.CreateGEP(number_, function_->getArg(argument), index);
}

function_emitter::ir_value function_emitter::read_array(const operand &from, std::uint32_t width, order o) {
    if (moving(from.from.array) != nullptr)
        return block_emitter::read_array(from, width, o);
    if (const auto known = computed_.find(from.from.array); known != computed_.end())
        return lanes_from(known->second, from, width);
    if (!frame_.inputs[from.from.array].empty())
        return read_input(from, width);
    return block_emitter::read_array(from, width, {this, nullptr, 0});
}

// Lanes of an array that is in registers; of several points, lanes are not looked at one by one.
function_emitter::ir_value function_emitter::lanes_from(ir_value whole, const operand &from, std::uint32_t width) {
    if (from.broadcast)
        return splat(numbers_->lanes_of(whole, from.from.lane, 1), width);
    return width == layout(from.from.array).width ? whole : numbers_->lanes_of(whole, from.from.lane, width);
}

function_emitter::ir_value function_emitter::read_input(const operand &from, std::uint32_t width) {
    const auto inputs = std::span(frame_.inputs[from.from.array]).subspan(from.from.lane, from.broadcast ? 1 : width);
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

void function_emitter::emit_input(std::uint32_t array) {
    const auto width = layout(array).width;
    write(read_input({{array, 0}, false, false}, width), array, n_);
}

void function_emitter::emit_output(const output_run &run) {
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
void function_emitter::erase_dead_code() {
    for (auto &block : llvm::reverse(*function_)) {
        for (auto &instruction : llvm::make_early_inc_range(llvm::reverse(block)))
            if (instruction.use_empty() && !instruction.isTerminator() && !instruction.mayHaveSideEffects())
                instruction.eraseFromParent();
    }
}

} // namespace detail
BROOK_END_NAMESPACE
