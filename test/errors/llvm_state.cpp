// SPDX-License-Identifier: MPL-2.0
// Every way to misuse an llvm_state or llvm_multi_state, with its message.
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>

#include "jit/target.hpp"
#include "test/errors/message.hpp"
#include "test/jit/user_ir.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::test;

namespace {

template <typename... Args>
llvm_state state(Args &&...args) {
    llvm_state s(kw::mname = "mine", std::forward<Args>(args)...);
    add_shift(s, "f", 1);
    return s;
}

} // namespace

TEST_CASE("states that are not compiled, or are already") {
    auto s = state();
    CHECK(message([&] { s.get_object_code(); }) ==
          "An llvm_state has object code once it is compiled, but it is not compiled yet");
    CHECK(message([&] { s.jit_lookup("f"); }) ==
          "An llvm_state has addresses once it is compiled, but 'f' was looked up before");
    s.compile();
    CHECK(message([&] { s.compile(); }) == "An llvm_state is compiled once, but this one is compiled already");
    CHECK(message([&] { s.module(); }) ==
          "The module of an llvm_state is gone once it is compiled, but its module was asked for");
    CHECK(message([&] { s.builder(); }) ==
          "The module of an llvm_state is gone once it is compiled, but its builder was asked for");
    CHECK(message([&] { s.context(); }) ==
          "The module of an llvm_state is gone once it is compiled, but its context was asked for");
    CHECK(message([&] { s.jit_lookup("g"); }) == "The module 'mine' has no external symbol 'g'");
    const auto moved = std::move(s);
    CHECK(message([&] { s.compile(); }) == "An llvm_state was used that is moved from");
}

TEST_CASE("modules that cannot be compiled") {
    auto s = state();
    auto *f = s.module().getFunction("f");
    f->getEntryBlock().getTerminator()->eraseFromParent();
    CHECK_THAT(message<std::runtime_error>([&] { s.compile(); }),
               Catch::Matchers::StartsWith("The module 'mine' is not valid LLVM IR:\n"));
    CHECK_THAT(message<std::runtime_error>([&] { auto copy = s; }),
               Catch::Matchers::StartsWith("The module 'mine' is not valid LLVM IR:\n"));
    f->eraseFromParent();
    auto *assembly = add_function(s, "f", [](ir_builder &b, llvm::Value *x) {
        return b.CreateCall(llvm::InlineAsm::get(llvm::FunctionType::get(b.getDoubleTy(), {b.getDoubleTy()}, false),
                                                 "this is no instruction", "=r,r", true),
                            {x});
    });
    CHECK_THAT(message<std::runtime_error>([&] { s.compile(); }),
               Catch::Matchers::StartsWith("The module 'mine' cannot be compiled: "));
    assembly->eraseFromParent();
    add_call(s, "f", "nowhere");
    CHECK(message<std::runtime_error>([&] { s.compile(); }) ==
          "Cannot link object code: Symbols not found: [ nowhere ]");
}

TEST_CASE("code models and targets that the machine does not have") {
    const auto &triple = detail::find_target("native").triple;
    const auto unknown = static_cast<code_model>(9);
    CHECK_THAT(
        message([&] { llvm_state(kw::code_model = unknown); }),
        Catch::Matchers::StartsWith("The code model 'invalid' does not exist for '" + triple + "': expected one of "));
    CHECK_THAT(message([&] { taylor_adaptive<double>({prime("x"_var) = "x"_var}, {1.}, kw::code_model = unknown); }),
               Catch::Matchers::StartsWith("The code model 'invalid' does not exist for '" + triple));
    CHECK_THAT(message([&] { llvm_state(kw::target = "pdp11"); }),
               Catch::Matchers::StartsWith("Unknown target 'pdp11'"));
}

TEST_CASE("states that make no unit") {
    const auto unit = [](std::vector<llvm_state> states) {
        return message([&] { llvm_multi_state(std::move(states)); });
    };
    CHECK(unit({}) == "An llvm_multi_state needs at least one llvm_state, but none was given");
    auto compiled = state();
    compiled.compile();
    CHECK(unit({state(), compiled}) == "The states of an llvm_multi_state must not be compiled, but state 1 is");
    CHECK(unit({llvm_state(kw::mname = "brook.master")}) ==
          "The module name 'brook.master' is kept for the module that an llvm_multi_state adds, but state 0 has it");
    const auto disagreement = unit({state(), state(), state(kw::opt_level = 1)});
    CHECK_THAT(disagreement,
               Catch::Matchers::StartsWith("The states of an llvm_multi_state must have the same settings, but those "
                                           "of state 0 are [opt_level 3, fast_math false, force_avx512 false, "
                                           "slp_vectorize false, code_model small, target "));
    CHECK_THAT(disagreement, Catch::Matchers::ContainsSubstring("and those of state 2 are [opt_level 1, "));
    for (auto other : {state(kw::fast_math = true), state(kw::force_avx512 = true), state(kw::slp_vectorize = true),
                       state(kw::code_model = code_model::large)})
        CHECK_THAT(unit({state(), other}), Catch::Matchers::StartsWith("The states of an llvm_multi_state must have "));
}

TEST_CASE("units that are not compiled, or are already, or are none") {
    llvm_multi_state s(std::vector{state()});
    CHECK(message([&] { s.get_object_code(); }) ==
          "An llvm_multi_state has object code once it is compiled, but it is not compiled yet");
    CHECK(message([&] { s.jit_lookup("f"); }) ==
          "An llvm_multi_state has addresses once it is compiled, but 'f' was looked up before");
    s.compile();
    CHECK(message([&] { s.compile(); }) == "An llvm_multi_state is compiled once, but this one is compiled already");
    CHECK(message([&] { s.jit_lookup("g"); }) == "None of the 2 modules has an external symbol 'g'");
    CHECK(message([] { llvm_multi_state().get_ir(); }) ==
          "An llvm_multi_state was used that is default-constructed or moved from");
}
