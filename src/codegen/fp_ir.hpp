// SPDX-License-Identifier: MPL-2.0
// Floating-point types and constants in LLVM IR.
#pragma once

#include <brook/number/fp_type.hpp>
#include <brook/number/number.hpp>

#include "codegen/llvm.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

/// What LLVM calls a type. A type without such a row has no code, and does not compile below.
template <typename T>
struct ir_format;

template <>
struct ir_format<float> {
    static llvm::Type *type(llvm::LLVMContext &c) { return llvm::Type::getFloatTy(c); }
    static const llvm::fltSemantics &semantics() { return llvm::APFloat::IEEEsingle(); }
};

template <>
struct ir_format<double> {
    static llvm::Type *type(llvm::LLVMContext &c) { return llvm::Type::getDoubleTy(c); }
    static const llvm::fltSemantics &semantics() { return llvm::APFloat::IEEEdouble(); }
};

/// Of x87. Where a long double is something else, it has no code.
template <>
struct ir_format<long double> {
    static llvm::Type *type(llvm::LLVMContext &c) { return llvm::Type::getX86_FP80Ty(c); }
    static const llvm::fltSemantics &semantics() { return llvm::APFloat::x87DoubleExtended(); }
};

inline llvm::Type *ir_type(fp_type type, llvm::LLVMContext &c) {
    return visit_fp(type, [&]<typename T>() { return ir_format<T>::type(c); });
}

/// The number rounded to the type.
inline llvm::Constant *ir_constant(const number &x, fp_type type, llvm::LLVMContext &c) {
    return visit_fp(type, [&]<typename T>() -> llvm::Constant * {
        const auto &semantics = ir_format<T>::semantics();
        const auto bits = bits_of(number(number_as<T>(x)));
        return llvm::ConstantFP::get(
            c, llvm::APFloat(semantics, llvm::APInt(llvm::APFloat::getSizeInBits(semantics), {bits.low, bits.high})));
    });
}

} // namespace detail

BROOK_END_NAMESPACE
