// SPDX-License-Identifier: MPL-2.0
// From a module to object code.
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "codegen/jet.hpp"
#include "jit/disassemble.hpp"
#include "jit/linker.hpp"
#include "support/counters.hpp"
#include "test/jit/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_program.hpp"

using namespace brook;
using namespace brook::test;
using detail::find_target;
using detail::ir_module;

namespace {

ir_module random_jet(unsigned seed, const detail::target &t) {
    const copied_program p(8, seed, 8);
    const auto plan = make_plan(p.program, p.bundles(seed % 2 == 0 ? 8 : 1), 12);
    return std::move(emit_jet(plan, detail::fp_type::f64, t.vectors, "jet")[0]);
}

// `int64_t f(int64_t x) { int64_t y = x; return y + 0; }` as a careless front end writes it.
void add_wasteful_function(ir_module &m) {
    auto &c = *m.get().context;
    auto *number = llvm::Type::getInt64Ty(c);
    auto *f = new_function(m, "f", number, {number});
    llvm::IRBuilder<> b(llvm::BasicBlock::Create(c, "entry", f));
    auto *y = b.CreateAlloca(number);
    b.CreateStore(f->getArg(0), y);
    b.CreateRet(b.CreateAdd(b.CreateLoad(number, y), b.getInt64(0)));
}

} // namespace

TEST_CASE("compiled code computes what the IR says", "[jit]") {
    for (const unsigned opt_level : {0u, 1u, 2u, 3u}) {
        ir_module m("wasteful");
        add_wasteful_function(m);
        const detail::linked_code code(compiled(m, opt_level));
        const auto f = reinterpret_cast<std::int64_t (*)(std::int64_t)>(code.find("f"));
        REQUIRE(f != nullptr);
        CHECK(f(-5) == -5);
        CHECK(f(std::int64_t(1) << 62) == std::int64_t(1) << 62);
    }
}

TEST_CASE("IR passes run at level 3 only", "[jit]") {
    for (const unsigned opt_level : {0u, 1u, 2u, 3u}) {
        ir_module m("wasteful");
        add_wasteful_function(m);
        compiled(m, opt_level);
        const bool untouched = m.text().find("alloca") != std::string::npos;
        CHECK(untouched == (opt_level < 3));
    }
}

// `for (i = 0; i < 1024; ++i) x[i] = x[i] + x[i];`
void add_loop(ir_module &m) {
    auto &c = *m.get().context;
    auto *number = llvm::Type::getDoubleTy(c);
    auto *f = new_function(m, "f", llvm::Type::getVoidTy(c), {llvm::PointerType::get(c, 0)});
    auto *entry = llvm::BasicBlock::Create(c, "entry", f), *body = llvm::BasicBlock::Create(c, "body", f),
         *end = llvm::BasicBlock::Create(c, "end", f);
    llvm::IRBuilder<> b(entry);
    b.CreateBr(body);
    b.SetInsertPoint(body);
    auto *i = b.CreatePHI(b.getInt64Ty(), 2);
    auto *place = b.CreateGEP(number, f->getArg(0), i);
    auto *x = b.CreateLoad(number, place);
    b.CreateStore(b.CreateFAdd(x, x), place);
    auto *next = b.CreateAdd(i, b.getInt64(1));
    i->addIncoming(b.getInt64(0), entry);
    i->addIncoming(next, body);
    b.CreateCondBr(b.CreateICmpEQ(next, b.getInt64(1024)), end, body);
    b.SetInsertPoint(end);
    b.CreateRetVoid();
}

#if defined(__x86_64__)
TEST_CASE("long vectors are chosen where LLVM prefers short ones, if that is asked for", "[jit]") {
    const detail::target t{find_target("native").triple, "skylake-avx512", "", {true, 64, 32, 64}};
    const auto assembly = [&](bool force, detail::pipeline passes) {
        ir_module m("loop");
        add_loop(m);
        const detail::compile_options options{.opt_level = 3, .force_avx512 = force, .passes = passes};
        return detail::disassemble(compile(m, t, options), t.cpu, t.features);
    };
    const auto is_wide = [](const std::string &text) { return text.find("%zmm") != std::string::npos; };
    CHECK(is_wide(assembly(true, detail::pipeline::llvm)));
    CHECK_FALSE(is_wide(assembly(false, detail::pipeline::llvm)));
    CHECK(assembly(true, detail::pipeline::brook) == assembly(false, detail::pipeline::brook));
}
#endif

// Every level differs from the one below in what the code generator does, up to 2; level 3 adds passes before it.
TEST_CASE("levels are told apart in the object code", "[jit]") {
    const auto &t = find_target("native");
    const auto object = [&](unsigned opt_level) {
        auto m = random_jet(4, t);
        return compile(m, t, {opt_level, false});
    };
    const auto after_passes = [&](unsigned opt_level) {
        auto m = random_jet(4, t);
        optimise(m, t, {3, false});
        return compile(m, t, {opt_level, false});
    };
    CHECK((object(0) != object(1)));
    CHECK((object(1) != object(2)));
    CHECK((object(2) != object(3)));
    CHECK((object(3) != after_passes(1)));
    CHECK((object(3) == after_passes(2)));
}

TEST_CASE("a compiled module knows its target", "[jit]") {
    ir_module m("constant");
    add_constant_function(m, "f", 1);
    CHECK(m.text().find("target triple") == std::string::npos);
    compiled(m);
    CHECK(m.text().find("target triple = \"" + find_target("native").triple + "\"") != std::string::npos);
    CHECK(m.text().find("target datalayout") != std::string::npos);
}

TEST_CASE("compilations are counted", "[jit]") {
    const auto before = detail::process_counters().snapshot();
    constant_object(1);
    constant_object(1);
    const auto done = detail::process_counters().snapshot() - before;
    CHECK(done.compilations == 2);
    CHECK(done.links == 0);
}

TEST_CASE("equal modules give equal objects, other targets other ones", "[jit]") {
    const auto &t = find_target("native");
    for (const unsigned opt_level : {0u, 1u, 2u, 3u}) {
        auto a = random_jet(4, t), b = random_jet(4, t), c = random_jet(5, t);
        const auto object = compile(a, t, {opt_level, false});
        CHECK(object == compile(b, t, {opt_level, false}));
        CHECK(object != compile(c, t, {opt_level, false}));
    }
    if (llvm::Triple(t.triple).isX86() && t.vectors.vector_bytes > 16) {
        const auto &v2 = find_target("x86-64-v2");
        auto a = random_jet(4, t), b = random_jet(4, v2);
        CHECK(compile(a, t, {1, false}) != compile(b, v2, {1, false}));
    }
}

TEST_CASE("threads that compile at once get what one thread gets", "[jit]") {
    constexpr unsigned n_modules = 12, n_threads = 4;
    const auto &t = find_target("native");
    const auto object = [&](unsigned seed) {
        auto m = random_jet(seed, t);
        return compile(m, t, {seed % 4, false});
    };
    std::vector<std::vector<std::byte>> expected;
    for (unsigned i = 0; i < n_modules; ++i)
        expected.push_back(object(i));
    std::vector<std::vector<std::vector<std::byte>>> got(n_threads);
    std::vector<std::thread> threads;
    for (unsigned k = 0; k < n_threads; ++k) {
        threads.emplace_back([&, k] {
            for (unsigned i = 0; i < n_modules; ++i)
                got[k].push_back(object((i + 3 * k) % n_modules));
        });
    }
    for (auto &thread : threads)
        thread.join();
    for (unsigned k = 0; k < n_threads; ++k)
        for (unsigned i = 0; i < n_modules; ++i)
            CHECK(got[k][i] == expected[(i + 3 * k) % n_modules]);
}

TEST_CASE("a machine that LLVM does not know is named", "[jit]") {
    auto t = find_target("native");
    t.triple = "pdp11-dec-unix";
    ir_module m("constant");
    add_constant_function(m, "f", 1);
    CHECK_THROWS_WITH(compile(m, t, {}), Catch::Matchers::ContainsSubstring("pdp11-dec-unix"));
    CHECK_THROWS_AS(compile(m, t, {}), std::runtime_error);
}

#if defined(BROOK_CONTRACTS)
// Elsewhere nobody looks: brook's own IR is valid, and checking takes longer than some compilations.
TEST_CASE("builds with contracts name the module of invalid IR", "[jit]") {
    ir_module m("the culprit");
    auto &c = *m.get().context;
    auto *f = new_function(m, "f", llvm::Type::getInt64Ty(c), {});
    llvm::IRBuilder<> b(llvm::BasicBlock::Create(c, "entry", f));
    b.CreateRetVoid(); // where a number is due
    CHECK_THROWS_WITH(compiled(m), Catch::Matchers::ContainsSubstring("the culprit"));
    CHECK_THROWS_AS(compiled(m), std::runtime_error);
}
#endif
