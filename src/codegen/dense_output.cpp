// SPDX-License-Identifier: MPL-2.0
// A loop over rows, in which a polynomial is summed in a straight line.
#include "codegen/dense_output.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "codegen/arithmetic.hpp"
#include "codegen/llvm_module.hpp"
#include "number/double_length_products.hpp"
#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

std::optional<number> splitting_factor_of(fp_type type) {
    return visit_fp(type, []<typename T>() {
        return std::numeric_limits<T>::is_iec559 ? std::optional<number>(splitting_factor<T>) : std::nullopt;
    });
}

class dense_emitter {
public:
    dense_emitter(const dense_shape &shape, fp_type type, const machine &m, llvm::Module &module)
        : shape_(shape), type_(type), size_(fp_size(type)), pairs_(shape.stride == 1 && fp_has_vectors(type)),
          b_(module.getContext()), numbers_(make_arithmetic(type, {module, b_, m})), number_(numbers_->in_memory(1)) {
        auto *const pointer = b_.getPtrTy();
        auto *const type_of_function = llvm::FunctionType::get(
            b_.getVoidTy(), {pointer, pointer, pointer, pointer, b_.getInt64Ty(), pointer}, false);
        function_ = llvm::Function::Create(type_of_function, llvm::Function::ExternalLinkage, "dense", module);
        function_->addParamAttr(0, llvm::Attribute::NoAlias);
        function_->setDoesNotThrow();
        function_->addFnAttr("no-builtins"); // there is no library to call
    }

    void emit() {
        auto *const entry = new_block("entry"), *const loop = new_block("row"), *const end = new_block("end");
        auto *const rows = function_->getArg(4);
        b_.SetInsertPoint(entry);
        h_ = numbers_->load(function_->getArg(3), 1, size_);
        square_ = numbers_->multiply(h_, h_);
        if (pairs_)
            square_of_pair_ = numbers_->splat(square_, 2);
        b_.CreateCondBr(b_.CreateICmpNE(rows, b_.getInt64(0)), loop, end);
        b_.SetInsertPoint(loop);
        auto *const i = b_.CreatePHI(b_.getInt64Ty(), 2);
        i->addIncoming(b_.getInt64(0), entry);
        const auto row = std::uint64_t(shape_.order + 1) * shape_.stride;
        row_ = b_.CreateGEP(number_, function_->getArg(1), b_.CreateMul(i, b_.getInt64(row), "", true, true));
        auto *const place = b_.CreateMul(i, b_.getInt64(shape_.stride), "", true, true);
        if (shape_.compensated)
            low_ = numbers_->load(b_.CreateGEP(number_, function_->getArg(2), place), 1, size_);
        auto *const sum = shape_.compensated ? compensated() : pairs_ ? split_in_pairs() : split();
        numbers_->store(sum, b_.CreateGEP(number_, function_->getArg(0), place), size_);
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

    // x0 + h ((x1 + x3 h^2 + ...) + h (x2 + x4 h^2 + ...)), where x0 is coefficient `first`.
    value end_of_split(value even, value odd, std::uint32_t first = 0) {
        const auto rest =
            numbers_->add(multiply_add(odd, square_, coefficient(first + 1)), numbers_->multiply(even, h_));
        return numbers_->add(coefficient(first), numbers_->multiply(rest, h_));
    }
    std::uint32_t last_even(std::uint32_t first = 0) const { return (shape_.order - first) & ~1u; }

    value split(std::uint32_t first = 0) {
        auto *even = coefficient(first + last_even(first));
        auto *odd = (shape_.order - first) % 2 == 1 ? coefficient(shape_.order) : zero();
        for (auto k = first + last_even(first); k > first + 2; k -= 2) {
            odd = multiply_add(odd, square_, coefficient(k - 1));
            even = multiply_add(even, square_, coefficient(k - 2));
        }
        return end_of_split(even, odd, first);
    }

    // Coefficients of both schemes lie side by side.
    value split_in_pairs() {
        auto *both = shape_.order % 2 == 1 ? coefficient(last_even(), 2)
                                           : numbers_->joined(std::array<value, 2>{coefficient(last_even()), zero()});
        for (auto k = last_even(); k > 2; k -= 2)
            both = multiply_add(both, square_of_pair_, coefficient(k - 2, 2));
        return end_of_split(numbers_->lanes_of(both, 0, 1), numbers_->lanes_of(both, 1, 1));
    }

    value one_scheme(std::uint32_t first) {
        auto *sum = coefficient(shape_.order);
        for (auto k = shape_.order; k > first; --k)
            sum = multiply_add(sum, h_, coefficient(k - 1));
        return sum;
    }

    value compensated() {
        const auto first = std::min(shape_.order, compensated_orders);
        auto *sum = shape_.order - first < 2 ? one_scheme(first) : split(first), *error = zero();
        for (auto k = first; k > 0; --k) {
            auto *const product = numbers_->multiply(sum, h_);
            error = multiply_add(error, h_, error_of_product(sum, product));
            sum = sum_with_error(error, product, coefficient(k - 1));
        }
        return numbers_->add(sum, numbers_->add(error, low_));
    }

    // a + b, whose rounding error is added to `error`.
    value sum_with_error(value &error, value a, value b) {
        auto *const sum = numbers_->add(a, b), *const b_in_sum = numbers_->subtract(sum, a);
        auto *const of_a = numbers_->subtract(a, numbers_->subtract(sum, b_in_sum));
        error = numbers_->add(error, numbers_->add(of_a, numbers_->subtract(b, b_in_sum)));
        return sum;
    }

    // a h - fl(a h), as output/polynomials.hpp has it.
    value error_of_product(value a, value product) {
        const auto factor = splitting_factor_of(type_);
        if (!factor)
            return zero();
        const auto split = [&](value x) {
            auto *const shifted = numbers_->multiply(x, numbers_->constant_number(*factor));
            auto *const high = numbers_->subtract(shifted, numbers_->subtract(shifted, x));
            return std::array{high, numbers_->subtract(x, high)};
        };
        const auto [a_high, a_low] = split(a);
        const auto [h_high, h_low] = split(h_);
        auto *error = numbers_->subtract(numbers_->multiply(a_high, h_high), product);
        error = numbers_->add(error, numbers_->multiply(a_high, h_low));
        error = numbers_->add(error, numbers_->multiply(a_low, h_high));
        error = numbers_->add(error, numbers_->multiply(a_low, h_low));
        return numbers_->choose(numbers_->compare(comparison::eq, error, error), error, zero());
    }

    dense_shape shape_;
    fp_type type_;
    std::uint64_t size_;
    bool pairs_;
    llvm::IRBuilder<> b_;
    std::unique_ptr<arithmetic> numbers_;
    llvm::Type *number_; // in memory
    llvm::Function *function_ = nullptr;
    value row_ = nullptr, h_ = nullptr, low_ = nullptr, square_ = nullptr, square_of_pair_ = nullptr;
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
