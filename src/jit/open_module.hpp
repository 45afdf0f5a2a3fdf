// SPDX-License-Identifier: MPL-2.0
// A module that a user is filling.
#pragma once

#include <string>

#include <brook/support/visibility.hpp>

#include "codegen/ir_module.hpp"
#include "codegen/llvm_module.hpp"
#include "jit/compile.hpp"
#include "jit/llvm.hpp"
#include "jit/user_code.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The builder goes before the module.
struct open_module {
    ir_module ir;
    llvm::IRBuilder<> builder;

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
};

} // namespace detail
BROOK_END_NAMESPACE
