// SPDX-License-Identifier: MPL-2.0
// The emitter that writes LLVM IR, for blocks of a plan: a value is one SSA value for each block of the group at work.
// What the code is part of, a jet or a function, is a class of its own.
#pragma once

#include <array>
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
#include "codegen/llvm.hpp"
#include "codegen/machine.hpp"
#include "decomposition/plan.hpp"
#include "decomposition/usage.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

class block_emitter : public emitter {
public:
    /// The `inlined` gathers are carried out where their arrays are read. Each lane has so many `points` side by side.
    block_emitter(const plan &p, fp_type type, const machine &m, const gather_map &inlined, llvm::Module &module,
                  std::uint32_t points = 1);

    /// Creates the function that other modules call, and goes to its beginning.
    void begin_function(const std::string &name);
    /// Creates a function that computes a part of the work, and goes to its beginning. A part that is not visible is
    /// called from this module only.
    virtual void begin_part(const std::string &name, bool visible);
    /// Calls a part.
    virtual void emit_call(const std::string &name) = 0;
    virtual void end_function() = 0;

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
    value call(std::string_view name, value x, value y, value z) override;
    value parameter(std::size_t i) override;
    value row(std::size_t i, value x, value direction) override;
    value entry(std::size_t i, value row) override;
    value time() override;
    value time(std::size_t i) override;
    value weight(order n, order j, const weights::table &w) override;
    order half(order n) override;
    value if_even(value r, const std::function<value(order, value)> &body) override;
    order difference(order a, order b) override;
    value binary(char op, value a, value b) override;
    value negate(value a) override;
    value load(sequence s, order j) override;
    sums accumulate(order first, order last, std::size_t count, std::size_t directions,
                    const std::function<void(order, sums &)> &body) override;

protected:
    using ir_value = llvm::Value *;

    // Arguments of what is emitted. Behind them are those of jets or functions, and then the context of their kernel:
    // the address of an array of addresses, which are the data.
    static constexpr unsigned scratch_argument = 0, pars_argument = 1, time_argument = 2;

    // ---- what jets and functions do differently ----

    virtual llvm::Function *declare(const std::string &name, bool is_part) = 0;
    /// Goes to the beginning of a function.
    virtual void define(llvm::Function *f);
    /// Whether what is stored is at hand as a value until the basic block ends.
    virtual bool is_straight() const = 0;
    /// An element of an array that the code is given.
    virtual ir_value given(unsigned argument, ir_value index);
    virtual ir_value read_array(const operand &from, std::uint32_t width, order o);
    /// Whether an array that the block writes, as a result or for its own use, goes to the scratch memory.
    virtual bool is_stored(std::uint32_t, bool) const { return true; }
    /// True if the value is found there until the function ends.
    virtual bool keep_in_register(std::uint32_t, ir_value) { return false; }

    // ---- for them ----

    llvm::Function *declare(const std::string &name, bool is_part, unsigned pointers, bool has_number);
    void emit_call(const std::string &name, bool with_order);
    /// Ends a function whose argument `numbers` is an address of numbers.
    void end(unsigned numbers);
    void enter(llvm::BasicBlock *bb);
    llvm::BasicBlock *new_block(const char *name);
    llvm::PHINode *begin_loop();
    void end_loop(llvm::PHINode *counter, std::size_t turns);
    ir_value index(order o);
    // Of a block or an array: all points of its lanes.
    llvm::Type *type_of(std::uint32_t width) const { return numbers_->type_of(width * points_); }
    ir_value load(ir_value from, std::uint32_t width, std::uint64_t align) {
        return numbers_->load(from, width * points_, align);
    }
    ir_value splat(ir_value x, std::uint32_t width) { return numbers_->splat(x, width * points_); }
    const moving_array *moving(std::uint32_t array) const; // from chunk to chunk; null for those of the plan
    const array_layout &layout(std::uint32_t array) const;
    ir_value read(const operand &from, std::uint32_t width, order o);
    void write(ir_value v, std::uint32_t array, order o, bool is_result = true);

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

    const plan &plan_;
    fp_type type_;
    llvm::Module &module_;
    std::uint32_t points_; // side by side in each lane
    llvm::IRBuilder<> b_;
    std::unique_ptr<arithmetic> all_digits_, fewer_digits_; // the latter of short orders, null if there are none
    arithmetic *numbers_;                                   // one of them
    llvm::Type *number_;                                    // in memory
    llvm::Function *function_ = nullptr;
    order n_;
    std::map<load_key, ir_value> loads_; // of the current basic block

private:
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
    value store_value(group_value v);
    template <typename F>
    value for_each_block(F f) {
        group_value v;
        for (std::size_t i = 0; i < blocks_.size(); ++i)
            v.parts.push_back(f(i));
        return store_value(std::move(v));
    }
    ir_value part(value v, std::size_t block);
    template <std::size_t Count>
    value called(std::string_view name, const std::array<value, Count> &args);
    ir_value load_part(const lazy_load &l, std::size_t block);
    value uniform(const number &x);
    ir_value lane_index(std::size_t block, std::size_t i, std::uint32_t lane);
    value elements(unsigned argument, std::size_t i);
    // The element of the data whose index is constant i, in a lane.
    ir_value datum(std::size_t block, std::size_t i, std::uint32_t lane);
    const std::array<ir_value, 3> &frames_of(std::uint32_t width);

    bool is_aligned(lane_ref l) const;
    ir_value beginning(std::uint32_t array);
    ir_value address(std::uint32_t array, std::uint32_t lane, order o);
    ir_value read_weight(std::uint32_t table, order n, order j, std::uint32_t width);
    operand place_of(sequence s, std::size_t block) const;
    std::uint32_t table_index(const weights::table &w);

    ir_value gathered(const gather &g);
    ir_value permute(const gather &g, const std::vector<std::uint32_t> &arrays);
    void emit_state(const block &b);
    llvm::GlobalVariable *table(llvm::ArrayRef<llvm::Constant *> entries, llvm::Type *type, const char *name);
    llvm::GlobalVariable *table(const std::vector<std::uint32_t> &entries);
    ir_value entry(llvm::GlobalVariable *table, ir_value row, std::size_t columns, std::size_t column);

    // Loops of convolutions.
    void merge(sums &into, const sums &from, llvm::BasicBlock *into_from, llvm::BasicBlock *from_from);
    order down_from(order first, ir_value i);
    order up_to(order last, ir_value i);
    void middle_term(order first, ir_value terms, ir_value pairs, sums &acc, std::size_t count,
                     const std::function<void(order, sums &)> &body);
    void pair_loop(order first, order last, ir_value pairs, sums &acc, std::size_t directions, std::size_t count,
                   const std::function<void(order, sums &)> &body);
    void run_body(order j, sums &acc, std::size_t set, std::size_t count,
                  const std::function<void(order, sums &)> &body);

    const gather_map &inlined_;
    std::span<const block> blocks_;
    std::vector<group_value> values_;
    std::map<std::tuple<const void *, const void *, std::uint64_t>, ir_value> bases_; // scaled orders, as loads_
    std::map<std::pair<const void *, const void *>, ir_value> differences_;           // ditto
    std::vector<std::pair<weights::table, llvm::GlobalVariable *>> tables_;
    std::map<std::uint32_t, std::array<ir_value, 3>> frames_; // by width, of the function at work

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
