// SPDX-License-Identifier: MPL-2.0
// The handle of an LLVM module.
#include "codegen/ir_module.hpp"

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>

#include "codegen/llvm_module.hpp"
#include "support/error.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

ir_module::ir_module() : impl_(std::make_unique<llvm_module>()) {
    impl_->context = std::make_unique<llvm::LLVMContext>();
}

ir_module::ir_module(const std::string &name) : ir_module() {
    impl_->module = std::make_unique<llvm::Module>(name, *impl_->context);
}

ir_module ir_module::parse(std::string_view bitcode) {
    const unforkable_work work;
    ir_module m;
    auto parsed = llvm::parseBitcodeFile(llvm::MemoryBufferRef(llvm::StringRef(bitcode.data(), bitcode.size()), ""),
                                         *m.impl_->context);
    if (!parsed)
        throw_runtime_error("Bitcode cannot be read: {}", llvm::toString(parsed.takeError()));
    m.impl_->module = std::move(*parsed);
    m.impl_->module->setModuleIdentifier(m.impl_->module->getSourceFileName());
    return m;
}

ir_module::ir_module(ir_module &&) noexcept = default;

// The module must go before its context: a memberwise move assignment would release the old context first.
ir_module &ir_module::operator=(ir_module &&other) noexcept {
    impl_.swap(other.impl_);
    return *this;
}

ir_module::~ir_module() = default;

std::string ir_module::text() const {
    const unforkable_work work;
    std::string s;
    llvm::raw_string_ostream out(s);
    impl_->module->print(out, nullptr);
    return s;
}

std::string ir_module::bitcode() const {
    const unforkable_work work;
    std::string s;
    llvm::raw_string_ostream out(s);
    llvm::WriteBitcodeToFile(*impl_->module, out);
    return s;
}

} // namespace detail
BROOK_END_NAMESPACE
