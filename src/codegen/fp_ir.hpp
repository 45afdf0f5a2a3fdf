// SPDX-License-Identifier: MPL-2.0
// Floating-point types and constants in LLVM IR.
#pragma once

#include <brook/number/fp_type.hpp>
#include <brook/number/number.hpp>

#include "codegen/llvm.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

inline llvm::Type *ir_type(fp_type type, llvm::LLVMContext &c) {
    switch (type) {
    case fp_type::f32:
        return llvm::Type::getFloatTy(c);
    case fp_type::f64:
        return llvm::Type::getDoubleTy(c);
    default:
        return llvm::Type::getX86_FP80Ty(c);
    }
}

/// The number rounded to the type.
inline llvm::Constant *ir_constant(const number &x, fp_type type, llvm::LLVMContext &c) {
    const auto value = [&] {
        switch (type) {
        case fp_type::f32:
            return llvm::APFloat(number_as<float>(x));
        case fp_type::f64:
            return llvm::APFloat(number_as<double>(x));
        default: {
            const auto bits = bits_of(number(number_as<long double>(x)));
            return llvm::APFloat(llvm::APFloat::x87DoubleExtended(), llvm::APInt(80, {bits.low, bits.high}));
        }
        }
    };
    return llvm::ConstantFP::get(c, value());
}

} // namespace detail

BROOK_END_NAMESPACE
