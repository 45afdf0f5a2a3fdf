// SPDX-License-Identifier: MPL-2.0
// A module of LLVM IR behind a handle, so that the floors above see no LLVM.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct llvm_module; // codegen/llvm_module.hpp

/// Owns a module and its context. Movable.
class ir_module {
public:
    explicit ir_module(const std::string &name);
    /// The module that bitcode() wrote; its IR must have been valid. Throws std::runtime_error if it cannot be read.
    static ir_module parse(std::string_view bitcode);
    ir_module(ir_module &&) noexcept;
    ir_module &operator=(ir_module &&) noexcept;
    ~ir_module();

    llvm_module &get() const { return *impl_; }
    /// The IR as text.
    std::string text() const;
    /// The IR as bitcode.
    std::string bitcode() const;

private:
    ir_module();

    std::unique_ptr<llvm_module> impl_;
};

} // namespace detail
BROOK_END_NAMESPACE
