// SPDX-License-Identifier: MPL-2.0
// The emitter of functions, of order zero alone: inputs and outputs stand where the caller has them, and values stay in
// registers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "codegen/block_emitter.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Outputs side by side that are lanes side by side, or all of them one lane.
struct output_run {
    std::uint32_t first = 0; ///< of the outputs
    std::uint32_t width = 1;
    std::uint32_t equal = 1; ///< if more than one, so many outputs are the lane
    lane_ref from;
};

/// How the code of a function uses memory.
struct function_frame {
    std::uint32_t points = 1;    ///< side by side in each lane
    bool strided = false;        ///< whether an element of the caller's stands a stride away from the next
    std::vector<bool> in_memory; ///< of each array of the plan: it is read in a loop, or by another part of the code
    std::vector<std::vector<std::uint32_t>> inputs; ///< of each array: the input of each lane; none for other arrays
};

class function_emitter final : public block_emitter {
public:
    function_emitter(const plan &p, fp_type type, const machine &m, const gather_map &inlined, llvm::Module &module,
                     const function_frame &frame)
        : block_emitter(p, type, m, inlined, module, frame.points), frame_(frame) {}

    void emit_call(const std::string &name) override { block_emitter::emit_call(name, false); }
    void end_function() override;

    /// Copies an array of inputs to the scratch memory.
    void emit_input(std::uint32_t array);
    /// Stores outputs that are lanes in a row.
    void emit_output(const output_run &run);

private:
    static constexpr unsigned out_argument = 3, in_argument = 4, stride_argument = 5;

    llvm::Function *declare(const std::string &name, bool is_part) override {
        return block_emitter::declare(name, is_part, stride_argument, true);
    }
    void define(llvm::Function *f) override;
    bool is_straight() const override { return true; }
    ir_value given(unsigned argument, ir_value index) override;
    ir_value read_array(const operand &from, std::uint32_t width, order o) override;
    bool is_stored(std::uint32_t array, bool is_result) const override;
    bool keep_in_register(std::uint32_t array, ir_value v) override;
    ir_value caller_place(unsigned argument, ir_value index);
    ir_value read_input(const operand &from, std::uint32_t width);
    ir_value lanes_from(ir_value whole, const operand &from, std::uint32_t width);
    void erase_dead_code();

    const function_frame &frame_;
    std::map<std::uint32_t, ir_value> computed_; // arrays, of the current function
};

} // namespace detail
BROOK_END_NAMESPACE
