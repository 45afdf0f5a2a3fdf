// SPDX-License-Identifier: MPL-2.0
// Code models: their names, which exist, and that code of each runs.
#include <cmath>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "jit/code_model.hpp"
#include "jit/target.hpp"
#include "test/jit/user_ir.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::test;

namespace {

constexpr auto all = {code_model::tiny, code_model::small, code_model::kernel, code_model::medium, code_model::large};
constexpr auto unknown = static_cast<code_model>(77);

bool exists(code_model model, const char *triple) {
    try {
        detail::check_code_model(model, triple);
        return true;
    } catch (const std::invalid_argument &) {
        return false;
    }
}

} // namespace

TEST_CASE("code models have names", "[jit]") {
    const auto streamed = [](code_model model) {
        std::ostringstream out;
        out << model;
        return out.str();
    };
    CHECK(streamed(code_model::tiny) == "tiny");
    CHECK(streamed(code_model::small) == "small");
    CHECK(streamed(code_model::kernel) == "kernel");
    CHECK(streamed(code_model::medium) == "medium");
    CHECK(streamed(code_model::large) == "large");
    CHECK(streamed(unknown) == "invalid");
    for (const auto model : all)
        CHECK(fmt::format("{}", model) == streamed(model));
    CHECK(fmt::format("{:>8}", code_model::large) == "   large");
}

TEST_CASE("machines have different code models", "[jit]") {
    for (const auto model : all) {
        CHECK(exists(model, "x86_64-pc-linux-gnu") == (model != code_model::tiny));
        CHECK(exists(model, "aarch64-unknown-linux-gnu") ==
              (model != code_model::kernel && model != code_model::medium));
    }
    CHECK(exists(code_model::small, "powerpc64le-unknown-linux-gnu"));
    CHECK_FALSE(exists(unknown, "x86_64-pc-linux-gnu"));
    CHECK_FALSE(exists(unknown, "powerpc64le-unknown-linux-gnu"));
}

TEST_CASE("code of every code model runs", "[jit]") {
    const auto &triple = detail::find_target("native").triple;
    for (const auto model : all) {
        if (!exists(model, triple.c_str())) {
            CHECK_THROWS_AS(llvm_state(kw::code_model = model), std::invalid_argument);
            continue;
        }
        for (const unsigned level : {0u, 3u}) {
            INFO(model << ", level " << level);
            llvm_state s(kw::code_model = model, kw::opt_level = level);
            auto &b = s.builder();
            // Constants in memory, a variable, a call within the module, and one of a function far away.
            auto *variable =
                new llvm::GlobalVariable(s.module(), b.getDoubleTy(), false, llvm::GlobalValue::ExternalLinkage,
                                         llvm::ConstantFP::get(b.getDoubleTy(), 0.), "last");
            add_shift(s, "shift", 1.25);
            add_call(s, "f", "shift");
            add_function(s, "g", [&](ir_builder &, llvm::Value *x) {
                b.CreateStore(x, variable);
                return b.CreateUnaryIntrinsic(llvm::Intrinsic::sin, x);
            });
            s.compile();
            CHECK(call(s, "f", 1) == 2.25);
            CHECK(call(s, "g", 3) == std::sin(3.));
            CHECK(*reinterpret_cast<const double *>(s.jit_lookup("last")) == 3);
        }
    }
}
