// SPDX-License-Identifier: MPL-2.0
// The arithmetic of types that LLVM knows itself.
#pragma once

#include "codegen/arithmetic.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// float, double, the long double of x87, and, without instructions of the CPU, numbers of 128 bits.
class plain_arithmetic : public arithmetic {
public:
    plain_arithmetic(fp_type type, const code_site &where);

    llvm::Type *type_of(std::uint32_t count) const override;
    llvm::Type *in_memory(std::uint32_t count) const override { return type_of(count); }
    llvm::Constant *entry(const number &x) const override;
    value load(value from, std::uint32_t count, std::uint64_t align) override;
    void store(value x, value to, std::uint64_t align) override;
    value constant(std::span<const number> lanes) override;
    value add(value x, value y) override { return b_.CreateFAdd(x, y); }
    value subtract(value x, value y) override { return b_.CreateFSub(x, y); }
    value multiply(value x, value y) override;
    value divide(value x, value y) override { return b_.CreateFDiv(x, y); }
    value negate(value x) override { return b_.CreateFNeg(x); }
    value sqrt(value x) override;
    value fma(value x, value y, value z) override;
    bool fused() const override { return fused_; }
    value compare(comparison c, value x, value y) override;
    value choose(value condition, value a, value b) override;
    value index_from(value x) override { return b_.CreateFPToSI(x, b_.getInt64Ty()); }
    value call(std::string_view name, std::span<const value> args, std::uint32_t count) override;

private:
    fp_type type_;
    llvm::Type *number_;
    bool fused_;
    std::uint32_t library_lanes_; ///< the longest vectors that functions of the library take
};

} // namespace detail
BROOK_END_NAMESPACE
