// SPDX-License-Identifier: MPL-2.0
// What IR of users may call: LLVM's intrinsics, the functions that they become, and libm by name.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "jit/runtime_symbols.hpp"
#include "test/jit/user_ir.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::test;

TEST_CASE("every runtime symbol is linked to its own address", "[jit]") {
    llvm_state s;
    auto &b = s.builder();
    auto *nothing = llvm::FunctionType::get(b.getVoidTy(), {}, false);
    auto *getter = llvm::FunctionType::get(llvm::PointerType::get(s.context(), 0), {}, false);
    std::set<std::string> names;
    for (const auto &symbol : detail::runtime_symbols()) {
        CHECK(names.insert(symbol.name).second);
        auto *f = llvm::Function::Create(getter, llvm::Function::ExternalLinkage, std::string("get_") + symbol.name,
                                         s.module());
        b.SetInsertPoint(llvm::BasicBlock::Create(s.context(), "entry", f));
        b.CreateRet(s.module().getOrInsertFunction(symbol.name, nothing).getCallee());
    }
    s.compile();
    for (const auto &symbol : detail::runtime_symbols()) {
        INFO(symbol.name);
        const auto get = reinterpret_cast<void (*(*)())()>(s.jit_lookup(std::string("get_") + symbol.name));
        CHECK(get() == symbol.address);
    }
    CHECK(names.size() > 150);
    CHECK(reinterpret_cast<double (*)(double)>(s.jit_lookup("get_sin")) != nullptr);
}

TEST_CASE("the table's functions are those of their names", "[jit]") {
    for (const auto &symbol : detail::runtime_symbols())
        if (symbol.name == std::string("tgamma"))
            CHECK(reinterpret_cast<double (*)(double)>(symbol.address)(5) == 24);
        else if (symbol.name == std::string("hypotf"))
            CHECK(reinterpret_cast<float (*)(float, float)>(symbol.address)(3, 4) == 5);
        else if (symbol.name == std::string("cbrtl"))
            CHECK(reinterpret_cast<long double (*)(long double)>(symbol.address)(27) == 3);
}

TEST_CASE("LLVM's intrinsics give what the C library gives", "[jit]") {
    struct row {
        const char *name;
        llvm::Intrinsic::ID id;
        double (*expected)(double);
    };
    const std::vector<row> table{
        {"sin", llvm::Intrinsic::sin, [](double x) { return std::sin(x); }},
        {"cos", llvm::Intrinsic::cos, [](double x) { return std::cos(x); }},
        {"exp", llvm::Intrinsic::exp, [](double x) { return std::exp(x); }},
        {"exp2", llvm::Intrinsic::exp2, [](double x) { return std::exp2(x); }},
        {"log", llvm::Intrinsic::log, [](double x) { return std::log(x); }},
        {"log2", llvm::Intrinsic::log2, [](double x) { return std::log2(x); }},
        {"log10", llvm::Intrinsic::log10, [](double x) { return std::log10(x); }},
        {"sqrt", llvm::Intrinsic::sqrt, [](double x) { return std::sqrt(x); }},
        {"fabs", llvm::Intrinsic::fabs, [](double x) { return std::abs(x); }},
        {"floor", llvm::Intrinsic::floor, [](double x) { return std::floor(x); }},
        {"rint", llvm::Intrinsic::rint, [](double x) { return std::rint(x); }},
        {"round", llvm::Intrinsic::round, [](double x) { return std::round(x); }},
    };
    for (const unsigned level : {0u, 3u}) {
        llvm_state s(kw::opt_level = level);
        for (const auto &r : table) {
            add_function(s, std::string("my_") + r.name,
                         [&](ir_builder &b, llvm::Value *x) { return b.CreateUnaryIntrinsic(r.id, x); });
        }
        add_function(s, "my_pow", [&](ir_builder &b, llvm::Value *x) {
            return b.CreateBinaryIntrinsic(llvm::Intrinsic::pow, x, llvm::ConstantFP::get(b.getDoubleTy(), 1.7));
        });
        add_function(s, "my_fma", [&](ir_builder &b, llvm::Value *x) {
            return b.CreateIntrinsic(llvm::Intrinsic::fma, {b.getDoubleTy()}, {x, x, x});
        });
        add_function(s, "my_sum", [&](ir_builder &b, llvm::Value *x) { // may become one call of sincos
            return b.CreateFAdd(b.CreateUnaryIntrinsic(llvm::Intrinsic::sin, x),
                                b.CreateUnaryIntrinsic(llvm::Intrinsic::cos, x));
        });
        add_call(s, "my_tgamma", "tgamma");
        s.compile();
        for (const double x : {.3, 1.5, 2.5, 1e10}) {
            for (const auto &r : table) {
                INFO(r.name << " of " << x << ", level " << level);
                CHECK(call(s, std::string("my_") + r.name, x) == r.expected(x));
            }
            CHECK(call(s, "my_pow", x) == std::pow(x, 1.7));
            CHECK(call(s, "my_fma", x) == std::fma(x, x, x));
            CHECK(call(s, "my_sum", x) == std::sin(x) + std::cos(x));
            CHECK(call(s, "my_tgamma", x) == std::tgamma(x));
        }
    }
}

TEST_CASE("memory is copied and filled", "[jit]") {
    llvm_state s;
    auto &b = s.builder();
    auto *pointer = llvm::PointerType::get(s.context(), 0);
    auto *f = llvm::Function::Create(llvm::FunctionType::get(b.getVoidTy(), {pointer, pointer, b.getInt64Ty()}, false),
                                     llvm::Function::ExternalLinkage, "copy_and_clear", s.module());
    b.SetInsertPoint(llvm::BasicBlock::Create(s.context(), "entry", f));
    b.CreateMemCpy(f->getArg(0), llvm::MaybeAlign(1), f->getArg(1), llvm::MaybeAlign(1), f->getArg(2));
    b.CreateMemSet(f->getArg(1), b.getInt8(0), f->getArg(2), llvm::MaybeAlign(1));
    b.CreateRetVoid();
    s.compile();
    std::vector<char> to(1000, 'x'), from(1000, 'y');
    reinterpret_cast<void (*)(char *, char *, std::int64_t)>(s.jit_lookup("copy_and_clear"))(to.data(), from.data(),
                                                                                             999);
    CHECK(to[0] == 'y');
    CHECK(to[998] == 'y');
    CHECK(to[999] == 'x');
    CHECK(from[998] == 0);
    CHECK(from[999] == 'y');
}
