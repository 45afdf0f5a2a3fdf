// SPDX-License-Identifier: MPL-2.0
// A loop over rows, in which a polynomial is summed in a straight line.
#include "codegen/dense_output.hpp"

#include <array>

#include "codegen/arithmetic.hpp"
#include "codegen/llvm_module.hpp"
#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

class dense_emitter {
public:
    dense_emitter(const dense_shape &shape, fp_type type, const machine &m, llvm::Module &module)
        : shape_(shape), size_(fp_size(type)), pairs_(shape.stride == 1 && fp_has_vectors(type)),
          b_(module.getContext()), numbers_(make_arithmetic(type, {module, b_, m})), number_(numbers_->in_memory(1)) {
        auto *const pointer = b_.getPtrTy();
        auto *const type_of_function =
            llvm::FunctionType::get(b_.getVoidTy(), {pointer, pointer, pointer, b_.getInt64Ty(), pointer}, false);
        function_ = llvm::Function::Create(type_of_function, llvm::Function::ExternalLinkage, "dense", module);
        function_->addParamAttr(0, llvm::Attribute::NoAlias);
        function_->setDoesNotThrow();
        function_->addFnAttr("no-builtins"); // there is no library to call
    }

    void emit() {
        auto *const entry = new_block("entry"), *const loop = new_block("row"), *const end = new_block("end");
        auto *const rows = function_->getArg(3);
        b_.SetInsertPoint(entry);
        h_ = numbers_->load(function_->getArg(2), 1, size_);
        square_ = numbers_->multiply(h_, h_);
        if (pairs_)
            square_of_pair_ = numbers_->splat(square_, 2);
        b_.CreateCondBr(b_.CreateICmpNE(rows, b_.getInt64(0)), loop, end);
        b_.SetInsertPoint(loop);
        auto *const i = b_.CreatePHI(b_.getInt64Ty(), 2);
        i->addIncoming(b_.getInt64(0), entry);
        const auto row = std::uint64_t(shape_.order + 1) * shape_.stride;
        row_ = b_.CreateGEP(number_, function_->getArg(1), b_.CreateMul(i, b_.getInt64(row), "", true, true));
        auto *const sum = shape_.compensated ? compensated() : pairs_ ? split_in_pairs() : split();
        numbers_->store(
            sum,
            b_.CreateGEP(number_, function_->getArg(0), b_.CreateMul(i, b_.getInt64(shape_.stride), "", true, true)),
            size_);
        auto *const next = b_.CreateAdd(i, b_.getInt64(1), "", true, true);
        i->addIncoming(next, loop);
        b_.CreateCondBr(b_.CreateICmpULT(next, rows), loop, end);
        b_.SetInsertPoint(end);
        b_.CreateRetVoid();
    }

private:
    using value = arithmetic::value;

    llvm::BasicBlock *new_block(const char *name) { return llvm::BasicBlock::Create(b_.getContext(), name, function_); }

    value coefficient(std::uint32_t k, std::uint32_t count = 1) {
        return numbers_->load(b_.CreateGEP(number_, row_, b_.getInt64(std::uint64_t(k) * shape_.stride)), count, size_);
    }
    value zero() { return numbers_->constant_number(number(0.)); }
    // x y + z, rounded twice.
    value multiply_add(value x, value y, value z) { return numbers_->add(numbers_->multiply(x, y), z); }

    // x0 + h ((x1 + x3 h^2 + ...) + h (x2 + x4 h^2 + ...)).
    value end_of_split(value even, value odd) {
        const auto rest = numbers_->add(multiply_add(odd, square_, coefficient(1)), numbers_->multiply(even, h_));
        return numbers_->add(coefficient(0), numbers_->multiply(rest, h_));
    }
    std::uint32_t last_even() const { return shape_.order & ~1u; }

    value split() {
        auto *even = coefficient(last_even()), *odd = shape_.order % 2 == 1 ? coefficient(shape_.order) : zero();
        for (auto k = last_even(); k > 2; k -= 2) {
            odd = multiply_add(odd, square_, coefficient(k - 1));
            even = multiply_add(even, square_, coefficient(k - 2));
        }
        return end_of_split(even, odd);
    }

    // Coefficients of both schemes lie side by side.
    value split_in_pairs() {
        auto *both = shape_.order % 2 == 1 ? coefficient(last_even(), 2)
                                           : numbers_->joined(std::array<value, 2>{coefficient(last_even()), zero()});
        for (auto k = last_even(); k > 2; k -= 2)
            both = multiply_add(both, square_of_pair_, coefficient(k - 2, 2));
        return end_of_split(numbers_->lanes_of(both, 0, 1), numbers_->lanes_of(both, 1, 1));
    }

    value compensated() {
        auto *sum = coefficient(0), *error = zero(), *power = h_;
        for (std::uint32_t k = 1; k <= shape_.order; ++k) {
            auto *const term = numbers_->multiply(coefficient(k), power);
            auto *const next = numbers_->add(sum, term);
            error = numbers_->add(error, numbers_->subtract(term, numbers_->subtract(next, sum)));
            sum = next;
            power = k < shape_.order ? numbers_->multiply(power, h_) : power;
        }
        return numbers_->add(sum, error);
    }

    dense_shape shape_;
    std::uint64_t size_;
    bool pairs_;
    llvm::IRBuilder<> b_;
    std::unique_ptr<arithmetic> numbers_;
    llvm::Type *number_; // in memory
    llvm::Function *function_ = nullptr;
    value row_ = nullptr, h_ = nullptr, square_ = nullptr, square_of_pair_ = nullptr;
};

} // namespace

ir_module emit_dense_output(const dense_shape &shape, fp_type type, const machine &m) {
    ++process_counters().ir_builds;
    ir_module module("dense_output");
    dense_emitter(shape, type, m, *module.get().module).emit();
    return module;
}

} // namespace detail
BROOK_END_NAMESPACE
