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
        : shape_(shape), type_(type), size_(fp_size(type)), together_(shape.stride == 1 && fp_has_vectors(type)),
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
        fourth_ = numbers_->multiply(square_, square_);
        b_.CreateCondBr(b_.CreateICmpNE(rows, b_.getInt64(0)), loop, end);
        b_.SetInsertPoint(loop);
        auto *const i = b_.CreatePHI(b_.getInt64Ty(), 2);
        i->addIncoming(b_.getInt64(0), entry);
        const auto row = std::uint64_t(shape_.order + 1) * shape_.stride;
        row_ = b_.CreateGEP(number_, function_->getArg(1), b_.CreateMul(i, b_.getInt64(row), "", true, true));
        auto *const place = b_.CreateMul(i, b_.getInt64(shape_.stride), "", true, true);
        if (shape_.compensated)
            low_ = numbers_->load(b_.CreateGEP(number_, function_->getArg(2), place), 1, size_);
        auto *const sum = shape_.compensated ? compensated() : split();
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

    using schemes = std::array<value, 4>;

    // x0 + h ((s1 + s3 h^2) + h (s2 + s4 h^2)), where x0 is coefficient `first`.
    value split(std::uint32_t first = 0) {
        const auto last = first + (shape_.order - first - 1) / 4 * 4;
        schemes s;
        for (std::uint32_t r = 0; r < 4; ++r)
            s[r] = last + r < shape_.order ? coefficient(last + r + 1) : zero();
        s = together_ ? together(s, first, last) : one_by_one(s, first, last);
        const auto odd = multiply_add(s[2], square_, s[0]), even = multiply_add(s[3], square_, s[1]);
        const auto rest = multiply_add(even, h_, odd);
        return multiply_add(rest, h_, coefficient(first));
    }

    schemes one_by_one(schemes s, std::uint32_t first, std::uint32_t last) {
        for (auto k = last; k > first; k -= 4)
            for (std::uint32_t r = 0; r < 4; ++r)
                s[r] = multiply_add(s[r], fourth_, coefficient(k - 4 + r + 1));
        return s;
    }

    // Coefficients of the schemes lie side by side.
    schemes together(schemes s, std::uint32_t first, std::uint32_t last) {
        auto *const fourth = numbers_->splat(fourth_, 4);
        auto *all = numbers_->joined(s);
        for (auto k = last; k > first; k -= 4)
            all = multiply_add(all, fourth, coefficient(k - 4 + 1, 4));
        for (std::uint32_t r = 0; r < 4; ++r)
            s[r] = numbers_->lanes_of(all, r, 1);
        return s;
    }

    value compensated() {
        const auto first = std::min(shape_.order, compensated_orders);
        auto *sum = shape_.order == first ? coefficient(first) : split(first), *error = zero();
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
        auto *const error = error_of_exact_product(a, product);
        return numbers_->choose(numbers_->compare(comparison::eq, error, error), error, zero());
    }
    value error_of_exact_product(value a, value product) {
        const auto factor = splitting_factor_of(type_);
        if (!factor)
            return zero();
        if (numbers_->fused())
            return numbers_->fma(a, h_, numbers_->negate(product));
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
        return numbers_->add(error, numbers_->multiply(a_low, h_low));
    }

    dense_shape shape_;
    fp_type type_;
    std::uint64_t size_;
    bool together_; // the schemes, as lanes of a vector
    llvm::IRBuilder<> b_;
    std::unique_ptr<arithmetic> numbers_;
    llvm::Type *number_; // in memory
    llvm::Function *function_ = nullptr;
    value row_ = nullptr, h_ = nullptr, low_ = nullptr, square_ = nullptr, fourth_ = nullptr;
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
