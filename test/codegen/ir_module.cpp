// SPDX-License-Identifier: MPL-2.0
// Modules as text and bitcode.
#include "codegen/ir_module.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "codegen/llvm_module.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using detail::ir_module;

namespace {

ir_module with_function(const char *name) {
    ir_module m(name);
    auto &c = *m.get().context;
    auto *f = llvm::Function::Create(llvm::FunctionType::get(llvm::Type::getVoidTy(c), {}, false),
                                     llvm::Function::ExternalLinkage, "f", *m.get().module);
    llvm::IRBuilder<>(llvm::BasicBlock::Create(c, "entry", f)).CreateRetVoid();
    return m;
}

} // namespace

TEST_CASE("bitcode is read as the module that it was written from", "[codegen]") {
    const auto m = with_function("name");
    const auto copy = ir_module::parse(m.bitcode());
    CHECK(copy.text() == m.text());
    CHECK(copy.bitcode() == m.bitcode());
    CHECK(copy.get().module->getModuleIdentifier() == "name");
    CHECK(copy.get().context != m.get().context);
}

TEST_CASE("what is no bitcode is refused", "[codegen]") {
    const auto whole = with_function("name").bitcode();
    for (const auto &bitcode : {std::string(), std::string("no bitcode at all"), whole.substr(0, whole.size() / 2)}) {
        CHECK_THROWS_WITH(ir_module::parse(bitcode), Catch::Matchers::StartsWith("Bitcode cannot be read: "));
        CHECK_THROWS_AS(ir_module::parse(bitcode), std::runtime_error);
    }
}

TEST_CASE("a module is moved with its context", "[codegen]") {
    auto m = with_function("first");
    auto other = with_function("second");
    const auto text = other.text();
    m = std::move(other);
    CHECK(m.text() == text);
    const auto moved = std::move(m);
    CHECK(moved.text() == text);
}
