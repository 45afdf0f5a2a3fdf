// SPDX-License-Identifier: MPL-2.0
// Lesson 7: your own IR.
//
// An llvm_state compiles IR that you write, with the JIT and the caches that integrators use. Only a program that
// writes IR needs LLVM's headers, of the version that brook was built with, and links LLVM.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <vector>

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <brook/brook.hpp>

using brook::llvm_state;
namespace kw = brook::kw;

// double damped(double t) { return exp(-t / 10) * cos(t); }
static void add_damped(llvm_state &s) {
    auto &b = s.builder();
    auto *number = b.getDoubleTy();
    auto *f = llvm::Function::Create(llvm::FunctionType::get(number, {number}, false), llvm::Function::ExternalLinkage,
                                     "damped", s.module());
    b.SetInsertPoint(llvm::BasicBlock::Create(s.context(), "entry", f));
    auto *t = f->getArg(0);
    auto *decay = b.CreateUnaryIntrinsic(llvm::Intrinsic::exp, b.CreateFMul(t, llvm::ConstantFP::get(number, -.1)));
    b.CreateRet(b.CreateFMul(decay, b.CreateUnaryIntrinsic(llvm::Intrinsic::cos, t)));
}

// double sum(double a, double b) { return damped(a) + damped(b); }, with the callee in another module.
static void add_sum(llvm_state &s) {
    auto &b = s.builder();
    auto *number = b.getDoubleTy();
    const auto damped = s.module().getOrInsertFunction("damped", llvm::FunctionType::get(number, {number}, false));
    auto *f = llvm::Function::Create(llvm::FunctionType::get(number, {number, number}, false),
                                     llvm::Function::ExternalLinkage, "sum", s.module());
    b.SetInsertPoint(llvm::BasicBlock::Create(s.context(), "entry", f));
    b.CreateRet(b.CreateFAdd(b.CreateCall(damped, {f->getArg(0)}), b.CreateCall(damped, {f->getArg(1)})));
}

int main() {
    const auto directory = std::filesystem::temp_directory_path() / ("brook-lesson-" + std::to_string(getpid()));
    llvm_state::set_diskcache_path(directory);

    // Fill a module, compile it, and ask for the address of a function.
    llvm_state first(kw::mname = "damped oscillation");
    add_damped(first);
    first.compile();
    const auto damped = reinterpret_cast<double (*)(double)>(first.jit_lookup("damped"));
    std::printf("damped(3) = %.6f, as it should be: %s\n", damped(3),
                std::abs(damped(3) - std::exp(-.3) * std::cos(3.)) < 1e-15 ? "yes" : "no");

    // The caches know bitcode: the same IR is not compiled again, here or in the next process.
    llvm_state second(kw::mname = "damped oscillation");
    add_damped(second);
    second.compile();
    std::printf("the same code again: %s\n", second.jit_lookup("damped") == first.jit_lookup("damped") ? "yes" : "no");

    // Several modules may become one unit, compiled in parallel.
    llvm_state one, two;
    add_damped(one);
    add_sum(two);
    brook::llvm_multi_state unit({one, two});
    unit.compile();
    const auto sum = reinterpret_cast<double (*)(double, double)>(unit.jit_lookup("sum"));
    std::printf("sum(0, 3) = %.6f from %zu modules, one of them brook's\n", sum(0, 3), unit.get_n_modules());

    // What cannot be compiled is told, and the state stays as it was. Here a function is missing.
    llvm_state wrong(kw::mname = "mistake");
    add_sum(wrong);
    try {
        wrong.compile();
    } catch (const std::runtime_error &e) {
        std::printf("%s\n", e.what());
    }
    std::printf("compiled: %s\n", wrong.is_compiled() ? "yes" : "no");

    std::filesystem::remove_all(directory);
}
