// SPDX-License-Identifier: MPL-2.0
// A module that a user is filling.
#pragma once

#include <mutex>
#include <string>

#include <brook/support/visibility.hpp>

#include "codegen/ir_module.hpp"
#include "codegen/llvm_module.hpp"
#include "jit/compile.hpp"
#include "jit/llvm.hpp"
#include "jit/user_code.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The builder goes before the module.
struct open_module {
    ir_module ir;
    llvm::IRBuilder<> builder;

    /// Calls `f` with the module, for one thread at a time: LLVM writes into a module even to print it.
    template <typename F>
    auto read(F &&f) const {
        const unforkable_work work; // so that no child of fork() finds the mutex locked
        const std::lock_guard lock(reading_);
        return f(ir);
    }

    std::string text() const {
        return read([](const ir_module &m) { return m.text(); });
    }
    std::string bitcode() const {
        return read([](const ir_module &m) { return m.bitcode(); });
    }

    /// Gives the module its triple and data layout, and the builder its flags.
    open_module(ir_module &&m, const code_settings &settings) : ir(std::move(m)), builder(*ir.get().context) {
        set_target(ir, *settings.target, settings.options);
        if (settings.fast_math) {
            // Results that are not finite keep their meaning: integrators look for them.
            auto flags = llvm::FastMathFlags::getFast();
            flags.setNoNaNs(false);
            flags.setNoInfs(false);
            builder.setFastMathFlags(flags);
        }
    }

private:
    mutable std::mutex reading_;
};

} // namespace detail
BROOK_END_NAMESPACE
