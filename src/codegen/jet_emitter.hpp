// SPDX-License-Identifier: MPL-2.0
// The emitter of jets: functions of scratch memory, parameters and time that go through the orders.
#pragma once

#include <cstdint>
#include <string>

#include "codegen/block_emitter.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

class jet_emitter final : public block_emitter {
public:
    using block_emitter::block_emitter;

    /// A part has the order as an argument, too. Goes to what it does at order zero.
    void begin_part(const std::string &name, bool visible) override;
    /// Goes to what the part does at the orders above, or at those that are not short.
    void next_of_part(bool has_short_orders);
    /// Goes to what it does at those.
    void short_of_part();
    void emit_call(const std::string &name) override { block_emitter::emit_call(name, true); }
    /// Opens a loop over the orders from `begin` to below `end`.
    void begin_orders(std::uint32_t begin, std::uint32_t end);
    void end_orders();
    /// The order above 0 from which on coefficients have fewer digits, or `end` if there is none below it.
    std::uint32_t first_short_order(std::uint32_t end) const;
    /// All orders from here to the end of the function are short.
    void begin_short_orders();
    /// Opens and closes code that is left out at order plan.order.
    void begin_below_last();
    void end_below_last();
    /// Goes to order n, in code without loops.
    void unroll(std::uint32_t n);
    void end_function() override { end(scratch_argument); }

private:
    static constexpr unsigned order_argument = 3; // of parts

    llvm::Function *declare(const std::string &name, bool is_part) override {
        return block_emitter::declare(name, is_part, order_argument, is_part);
    }
    bool is_straight() const override { return exit_ != nullptr; }

    llvm::BasicBlock *next_of_part_ = nullptr, *short_of_part_ = nullptr;
    llvm::BasicBlock *orders_entry_ = nullptr, *after_below_last_ = nullptr;
    std::uint32_t orders_end_ = 0;
    llvm::PHINode *order_phi_ = nullptr;
    llvm::BasicBlock *exit_ = nullptr; // of unrolled code
};

} // namespace detail
BROOK_END_NAMESPACE
