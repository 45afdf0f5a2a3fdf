// SPDX-License-Identifier: MPL-2.0
// Functions that tests put into an llvm_state, as a user would.
#pragma once

#include <string>

#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>

#include "jit/llvm.hpp"

namespace brook::test {

/// `double name(double x) { return body(builder, x); }`
template <typename Body>
llvm::Function *add_function(llvm_state &s, const std::string &name, Body &&body) {
    auto &b = s.builder();
    auto *type = llvm::FunctionType::get(b.getDoubleTy(), {b.getDoubleTy()}, false);
    auto *f = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, s.module());
    b.SetInsertPoint(llvm::BasicBlock::Create(s.context(), "entry", f));
    b.CreateRet(body(b, f->getArg(0)));
    return f;
}

/// `double name(double x) { return x + c; }`
inline void add_shift(llvm_state &s, const std::string &name, double c) {
    add_function(s, name, [c](ir_builder &b, llvm::Value *x) {
        return b.CreateFAdd(x, llvm::ConstantFP::get(b.getDoubleTy(), c));
    });
}

/// `double name(double x) { return callee(x); }`, where the callee is defined elsewhere.
inline void add_call(llvm_state &s, const std::string &name, const std::string &callee) {
    add_function(s, name, [&](ir_builder &b, llvm::Value *x) {
        auto *type = llvm::FunctionType::get(b.getDoubleTy(), {b.getDoubleTy()}, false);
        return b.CreateCall(s.module().getOrInsertFunction(callee, type), {x});
    });
}

using real_function = double (*)(double);

template <typename State>
double call(const State &s, const std::string &name, double x) {
    return reinterpret_cast<real_function>(s.jit_lookup(name))(x);
}

} // namespace brook::test
