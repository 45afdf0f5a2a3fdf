// SPDX-License-Identifier: MPL-2.0
// What is behind an ir_module; for codegen and jit only.
#pragma once

#include <memory>

#include "codegen/ir_module.hpp"
#include "codegen/llvm.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct llvm_module {
    std::unique_ptr<llvm::LLVMContext> context;
    std::unique_ptr<llvm::Module> module;
};

} // namespace detail
BROOK_END_NAMESPACE
