// SPDX-License-Identifier: MPL-2.0
// Small modules written by hand, and their object code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "codegen/llvm_module.hpp"
#include "jit/compile.hpp"
#include "jit/llvm.hpp"
#include "jit/target.hpp"

namespace brook::test {

inline llvm::Function *new_function(detail::ir_module &m, const std::string &name, llvm::Type *result,
                                    const std::vector<llvm::Type *> &args) {
    auto *type = llvm::FunctionType::get(result, args, false);
    return llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, *m.get().module);
}

/// `int64_t name() { return value; }`
inline void add_constant_function(detail::ir_module &m, const std::string &name, std::uint64_t value) {
    auto &c = *m.get().context;
    auto *f = new_function(m, name, llvm::Type::getInt64Ty(c), {});
    llvm::IRBuilder<> b(llvm::BasicBlock::Create(c, "entry", f));
    b.CreateRet(b.getInt64(value));
}

/// `double name(double x) { return callee(x); }` with an undefined callee.
inline void add_forwarding_function(detail::ir_module &m, const std::string &name, const std::string &callee) {
    auto &c = *m.get().context;
    auto *number = llvm::Type::getDoubleTy(c);
    auto *to = new_function(m, callee, number, {number});
    auto *f = new_function(m, name, number, {number});
    llvm::IRBuilder<> b(llvm::BasicBlock::Create(c, "entry", f));
    b.CreateRet(b.CreateCall(to, {f->getArg(0)}));
}

inline std::vector<std::byte> compiled(detail::ir_module &m, unsigned opt_level = 1) {
    return detail::compile(m, detail::find_target("native"), {opt_level, false});
}

/// Object code of a function `f` that returns a number.
inline std::vector<std::byte> constant_object(std::uint64_t value) {
    detail::ir_module m("constant");
    add_constant_function(m, "f", value);
    return compiled(m);
}

/// Many different objects for the price of one compilation: each returns another number.
class distinct_objects {
public:
    distinct_objects() : object_(constant_object(pattern)) {
        for (std::size_t i = 0; i + sizeof(pattern) <= object_.size(); ++i)
            if (std::memcmp(object_.data() + i, &pattern, sizeof(pattern)) == 0)
                places_.push_back(i);
    }

    /// How often the number stands in the object code; exactly once where machine code holds it in one piece.
    std::size_t places() const { return places_.size(); }

    std::vector<std::byte> operator()(std::uint64_t value) const {
        auto object = object_;
        std::memcpy(object.data() + places_.at(0), &value, sizeof(value));
        return object;
    }

private:
    static constexpr std::uint64_t pattern = 0x1122334455667788;
    std::vector<std::byte> object_;
    std::vector<std::size_t> places_;
};

} // namespace brook::test
