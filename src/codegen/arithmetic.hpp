// SPDX-License-Identifier: MPL-2.0
// The arithmetic of a floating-point type in LLVM IR.
//
// Whoever generates code asks it for all that is done with numbers, and never looks inside a value. That may be one IR
// value, a number or a vector of numbers; or a structure of such, as for numbers that are the sum of two; or what the
// type likes, such as the address of digits: only the arithmetic knows.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

#include <brook/expression/comparison.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/number/number.hpp>

#include "codegen/llvm.hpp"
#include "codegen/machine.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Where code is written, and for which machine. All of it must outlive the arithmetic.
struct code_site {
    llvm::Module &module;
    llvm::IRBuilder<> &builder;
    const machine &target;
};

class arithmetic {
public:
    using value = llvm::Value *;

    explicit arithmetic(const code_site &where) : module_(where.module), b_(where.builder) {}
    virtual ~arithmetic() = default;
    arithmetic(const arithmetic &) = delete;
    arithmetic &operator=(const arithmetic &) = delete;

    // ---- types and memory: vectors are numbers side by side, each as long as the C++ type ----

    /// Of `count` numbers as a value.
    virtual llvm::Type *type_of(std::uint32_t count) const = 0;
    /// Of `count` numbers in memory.
    virtual llvm::Type *in_memory(std::uint32_t count) const = 0;
    /// A number in memory, for tables.
    virtual llvm::Constant *entry(const number &x) const = 0;
    /// From, or to, an address that is a multiple of `align`.
    virtual value load(value from, std::uint32_t count, std::uint64_t align) = 0;
    virtual void store(value x, value to, std::uint64_t align) = 0;

    // ---- arithmetic: of numbers, or of vectors lane by lane ----

    /// One lane for each number.
    virtual value constant(std::span<const number> lanes) = 0;
    /// The same of one number.
    value constant_number(const number &x) { return constant({&x, 1}); }
    virtual value add(value x, value y) = 0;
    virtual value subtract(value x, value y) = 0;
    virtual value multiply(value x, value y) = 0;
    virtual value divide(value x, value y) = 0;
    virtual value negate(value x) = 0;
    virtual value sqrt(value x) = 0;
    /// x y + z, rounded once if fused().
    virtual value fma(value x, value y, value z) = 0;
    virtual bool fused() const = 0;
    /// 1 where the comparison holds, else 0.
    virtual value compare(comparison c, value x, value y) = 0;
    /// `a` where the condition is not 0, else `b`.
    virtual value choose(value condition, value a, value b) = 0;
    /// A number, whole and not negative, as an integer of 64 bits.
    virtual value index_from(value x) = 0;
    /// A function of the library (brook/number/math_library.hpp), of `count` lanes.
    virtual value call(std::string_view name, std::span<const value> args, std::uint32_t count) = 0;

    // ---- orders that count less ----

    /// The terms of a step fall with their order (integrator/step_size.hpp), by e^2 or so. From this order on a
    /// coefficient needs no more than half of the digits; 0 if it has no halves.
    virtual std::uint32_t first_short_order() const { return 0; }
    /// What computes it, in the memory of this type.
    virtual std::unique_ptr<arithmetic> for_short_orders() const { return nullptr; }

    // ---- lanes: structures are treated part by part ----

    /// A number in all of `count` lanes.
    value splat(value x, std::uint32_t count);
    /// `count` lanes, from the first on; one lane is a number.
    value lanes_of(value x, std::uint32_t first, std::uint32_t count);
    /// Numbers become lanes; vectors, all of one length, follow each other.
    value joined(std::span<const value> parts);
    /// A number as the first of `count` lanes, the others undefined.
    value widened(value x, std::uint32_t count);
    /// Lanes of `x`, and of `y` behind them, by their indices; -1 is undefined.
    value shuffled(value x, std::span<const int> lanes);
    value shuffled(value x, value y, std::span<const int> lanes);

protected:
    /// f of the parts of each argument with one index, as a structure of the results; or of the arguments themselves if
    /// they are none.
    template <typename F, typename... Values>
    value by_parts(F f, value first, Values... others) {
        const auto *structure = llvm::dyn_cast<llvm::StructType>(first->getType());
        if (structure == nullptr)
            return f(first, others...);
        value result = nullptr;
        for (unsigned i = 0; i < structure->getNumElements(); ++i)
            result = with_part(result, i, structure->getNumElements(),
                               f(b_.CreateExtractValue(first, i), b_.CreateExtractValue(others, i)...));
        return result;
    }
    /// Sets part i of `parts`; a `structure` that is null is one of parts like this.
    value with_part(value structure, unsigned i, unsigned parts, value part);

    llvm::Module &module_;
    llvm::IRBuilder<> &b_;
};

/// The arithmetic of a type. It has the same operations, in the same order, whatever the number of lanes.
std::unique_ptr<arithmetic> make_arithmetic(fp_type type, const code_site &where);

// That of each type that code is generated for: a type without one does not link.
#define BROOK_INSTANCE(T) std::unique_ptr<arithmetic> make_arithmetic(std::type_identity<T>, const code_site &where);
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
