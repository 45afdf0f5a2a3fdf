// SPDX-License-Identifier: MPL-2.0
// The emitter that writes LLVM IR: a value is one SSA value for each block of the group at work.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include <brook/expression/emitter.hpp>
#include <brook/number/fp_type.hpp>

#include "codegen/arithmetic.hpp"
#include "codegen/chunk_loop.hpp"
#include "codegen/function_frame.hpp"
#include "codegen/llvm.hpp"
#include "codegen/machine.hpp"
#include "decomposition/plan.hpp"
#include "decomposition/usage.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

class jet_emitter final : public emitter {
public:
    /// The `inlined` gathers are carried out where their arrays are read. With a frame, the code is that of a function
    /// (codegen/function.hpp), and not that of a jet.
    jet_emitter(const plan &p, fp_type type, const machine &m, const gather_map &inlined, llvm::Module &module,
                const function_frame *frame = nullptr);

    /// Creates the function that other modules call, and goes to its beginning.
    void begin_function(const std::string &name);
    /// Creates a function that computes a part of an order, which is its last argument, and goes to what it does at
    /// order zero. A part that is not visible is called from this module only.
    void begin_part(const std::string &name, bool visible);
    /// Goes to what the part does at the orders above.
    void next_of_part();
    /// Calls a part for the order at work.
    void emit_call(const std::string &name);
    /// Closes the straight line of order zero and opens the loop over the orders from 1 to below `end`.
    void begin_orders(std::uint32_t end);
    void end_orders();
    /// Opens and closes code that is left out at order plan.order.
    void begin_below_last();
    void end_below_last();
    /// Goes to order n, in code without loops.
    void unroll(std::uint32_t n);
    void end_function();

    /// Of functions: copies an array of inputs to the scratch memory.
    void emit_input(std::uint32_t array);
    /// Of functions: stores outputs that are lanes in a row.
    void emit_output(const output_run &run);

    /// Emits start or next of the operation of these blocks, which are of one kind. Blocks without an operation are
    /// state arrays: coefficient n + 1 follows from coefficient n of the derivative, their argument.
    void emit(std::span<const block> blocks);
    /// The same as a loop over chunks.
    void emit(const chunk_loop &loop);
    void emit(const gather &g);
    /// A loop over gathers that copy to arrays of one layout, from arrays of one layout.
    void emit_loop(std::span<const gather> gathers);

    // The vocabulary of recurrences.
    std::size_t arity() const override { return blocks_[0].args.size(); }
    bool is_constant(std::size_t i) const override { return blocks_[0].args[i].constant; }
    number attribute(std::size_t i) const override { return blocks_[0].attributes[i]; }
    value attribute_value(std::size_t i) override;
    value constant(std::size_t i) override;
    std::size_t constants() const override { return blocks_[0].constants.size(); }
    order n() override { return n_; }
    bool is_next() const override { return n_.base != nullptr || n_.offset != 0; }
    void set(sequence s, value v) override;
    void keep(std::size_t i, value v) override;
    value kept(std::size_t i) override;
    int digits() const override;
    value literal(double x) override;
    value fma(value x, value y, value z) override;
    value sqrt(value x) override;
    value compare(comparison c, value x, value y) override;
    value choose(value condition, value a, value b) override;
    value call(std::string_view name, value x) override;
    value call(std::string_view name, value x, value y) override;
    value parameter(std::size_t i) override;
    value time() override;
    value time(std::size_t i) override;
    value weight(order n, order j, const weights::table &w) override;
    order half(order n) override;
    value if_even(value r, const std::function<value(order, value)> &body) override;
    order difference(order a, order b) override;
    value binary(char op, value a, value b) override;
    value negate(value a) override;
    value load(sequence s, order j) override;
    sums accumulate(order first, order last, std::size_t count, std::size_t parities,
                    const std::function<void(order, sums &)> &body) override;

private:
    using ir_value = llvm::Value *;

    // Arguments of what is emitted; functions have all of them.
    static constexpr unsigned scratch_argument = 0, out_argument = 3, in_argument = 4, stride_argument = 5;

    // A value is made of SSA values, or of a load that is emitted where it is used: near its use, and once in a basic
    // block.
    struct lazy_load {
        enum class source : std::uint8_t { none, sequence, kept, weight } from = source::none;
        sequence seq;
        std::uint32_t index = 0; // of the kept value or the table
        order at, column;
    };
    struct group_value {
        std::vector<ir_value> parts;
        lazy_load load;
    };
    // Identifies a load within a basic block.
    struct load_key {
        enum class what : std::uint8_t { lanes, broadcast, weight } loaded;
        std::uint32_t from; // an array, or a table of weights
        std::uint32_t lane; // the first, or the offset of the row
        std::uint32_t width;
        const void *base; // of the order, or of the column
        std::int64_t offset;

        friend auto operator<=>(const load_key &, const load_key &) = default;
    };

    // Otherwise the code is that of a function, which has a frame.
    bool is_jet() const { return frame_ == nullptr; }
    value store_value(group_value v);
    template <typename F>
    value for_each_block(F f) {
        group_value v;
        for (std::size_t i = 0; i < blocks_.size(); ++i)
            v.parts.push_back(f(i));
        return store_value(std::move(v));
    }
    ir_value part(value v, std::size_t block);
    ir_value load_part(const lazy_load &l, std::size_t block);
    value uniform(const number &x);
    ir_value lane_index(std::size_t block, std::size_t i, std::uint32_t lane);
    value elements(unsigned argument, std::size_t i);

    // Of a block or an array: all points of its lanes.
    llvm::Type *type_of(std::uint32_t width) const { return numbers_->type_of(width * points_); }
    ir_value load(ir_value from, std::uint32_t width, std::uint64_t align) {
        return numbers_->load(from, width * points_, align);
    }
    ir_value splat(ir_value x, std::uint32_t width) { return numbers_->splat(x, width * points_); }
    ir_value index(order o);
    bool moves(std::uint32_t array) const; // from chunk to chunk
    const moving_array &moving(std::uint32_t array) const;
    const array_layout &layout(std::uint32_t array) const;
    bool is_aligned(lane_ref l) const;
    ir_value beginning(std::uint32_t array);
    ir_value address(std::uint32_t array, std::uint32_t lane, order o);
    ir_value read(const operand &from, std::uint32_t width, order o);
    ir_value read_weight(std::uint32_t table, order n, order j, std::uint32_t width);
    void write(ir_value v, std::uint32_t array, order o, bool read_elsewhere = true);
    bool is_read_elsewhere(sequence s) const;
    operand place_of(sequence s, std::size_t block) const;
    std::uint32_t table_index(const weights::table &w);
    llvm::Function *declare(const std::string &name, bool is_part);

    // Of functions.
    ir_value caller_place(unsigned argument, ir_value index);
    ir_value load_elsewhere(const operand &from, std::uint32_t width, order o);
    ir_value read_in_function(const operand &from, std::uint32_t width);
    ir_value read_input(const operand &from, std::uint32_t width);
    ir_value lanes_from(ir_value whole, const operand &from, std::uint32_t width);
    void erase_dead_code();
    void define(llvm::Function *f);
    void enter(llvm::BasicBlock *bb);
    llvm::BasicBlock *new_block(const char *name);
    ir_value gathered(const gather &g);
    ir_value permute(const gather &g, const std::vector<std::uint32_t> &arrays);
    void emit_state(const block &b);
    llvm::GlobalVariable *table(llvm::ArrayRef<llvm::Constant *> entries, llvm::Type *type, const char *name);
    llvm::GlobalVariable *table(const std::vector<std::uint32_t> &entries);
    ir_value entry(llvm::GlobalVariable *table, ir_value row, std::size_t columns, std::size_t column);
    llvm::PHINode *begin_loop();
    void end_loop(llvm::PHINode *counter, std::size_t turns);

    // Loops of convolutions.
    void merge(sums &into, const sums &from, llvm::BasicBlock *into_from, llvm::BasicBlock *from_from);
    void pair_loop(order first, ir_value pairs, sums &acc, std::size_t parities, std::size_t count,
                   const std::function<void(order, sums &)> &body);
    void run_body(order j, sums &acc, std::size_t set, std::size_t count,
                  const std::function<void(order, sums &)> &body);

    const plan &plan_;
    const gather_map &inlined_;
    fp_type type_;
    llvm::Module &module_;
    const function_frame *frame_; // null for jets
    std::uint32_t points_;        // side by side in each lane
    llvm::IRBuilder<> b_;
    std::unique_ptr<arithmetic> numbers_;
    llvm::Type *number_; // in memory
    llvm::Function *function_ = nullptr;
    llvm::BasicBlock *next_of_part_ = nullptr;
    llvm::BasicBlock *orders_entry_ = nullptr, *after_below_last_ = nullptr;
    std::uint32_t orders_end_ = 0;
    llvm::PHINode *order_phi_ = nullptr;
    order n_;
    llvm::BasicBlock *exit_ = nullptr; // of unrolled code
    std::span<const block> blocks_;
    std::vector<group_value> values_;
    std::map<std::uint32_t, ir_value> computed_; // arrays, of the current function, which is not that of a jet
    std::map<load_key, ir_value> loads_;         // of the current basic block
    std::map<std::tuple<const void *, const void *, std::uint64_t>, ir_value> bases_; // scaled orders, ditto
    std::map<std::pair<const void *, const void *>, ir_value> differences_;           // ditto
    std::vector<std::pair<weights::table, llvm::GlobalVariable *>> tables_;

    // The loop over chunks that is being emitted.
    struct {
        const chunk_loop *loop = nullptr;
        std::size_t first_block = 0;    // of the jam at work
        std::vector<ir_value> pointers; // in registers, or null
        llvm::GlobalVariable *places = nullptr;
        ir_value chunk = nullptr, constants = nullptr, indices = nullptr; // the rows of the chunk
        std::map<std::uint32_t, ir_value> near; // the others: loaded near their use, of the current basic block
    } moving_;
};

/// What the operation of the block does with its arguments and results.
usage usage_of(const block &b);

/// How many blocks of this kind share a loop: as many as leave the accumulators in registers.
std::size_t jam_factor(std::span<const block> blocks, fp_type type, const machine &m);

} // namespace detail

BROOK_END_NAMESPACE
