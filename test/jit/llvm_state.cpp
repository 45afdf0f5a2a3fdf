// SPDX-License-Identifier: MPL-2.0
// IR of one's own: filled, compiled, cached, copied, refused.
// covers: state_data, user_code
#include <cmath>
#include <functional>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "cache/code_cache.hpp"
#include "jit/state_data.hpp"
#include "support/counters.hpp"
#include "test/jit/user_ir.hpp"
#include "test/support/at_once.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/stored_key.hpp"

using namespace brook;
using namespace brook::test;
using Catch::Matchers::ContainsSubstring;
using detail::counter_values;

namespace {

static_assert(std::is_nothrow_move_constructible_v<llvm_state> && std::is_nothrow_move_assignable_v<llvm_state>);
static_assert(!std::is_convertible_v<decltype(kw::mname = "m"), llvm_state>);
static_assert(!std::is_constructible_v<llvm_state, decltype(kw::parjit = true)>);

llvm_state shift(double c = 1, const char *name = "f") {
    llvm_state s(kw::mname = "shift");
    add_shift(s, name, c);
    return s;
}

// Keeps its argument in memory, as a careless front end does: passes remove that.
template <typename... Args>
llvm_state wasteful(Args &&...args) {
    llvm_state s(std::forward<Args>(args)...);
    add_function(s, "f", [](ir_builder &b, llvm::Value *x) {
        auto *place = b.CreateAlloca(b.getDoubleTy());
        b.CreateStore(x, place);
        return b.CreateLoad(b.getDoubleTy(), place);
    });
    return s;
}

bool has_alloca(const llvm_state &s) { return s.get_ir().find("alloca") != std::string::npos; }

} // namespace

TEST_CASE("a state begins empty, with its settings", "[llvm_state]") {
    const llvm_state plain;
    CHECK(plain.module_name().empty());
    CHECK_FALSE(plain.is_compiled());
    CHECK_FALSE(plain.fast_math());
    CHECK_FALSE(plain.force_avx512());
    CHECK_FALSE(plain.get_slp_vectorize());
    CHECK(plain.get_opt_level() == 3);
    CHECK(plain.get_code_model() == code_model::small);
    CHECK(plain.module().empty());
    CHECK(&plain.module().getContext() == &plain.context());
    CHECK(&plain.builder().getContext() == &plain.context());
    CHECK_FALSE(plain.module().getDataLayoutStr().empty());

    const llvm_state other(kw::mname = std::string("own"), kw::opt_level = 7, kw::fast_math = true,
                           kw::force_avx512 = true, kw::slp_vectorize = true, kw::code_model = code_model::large);
    CHECK(other.module_name() == "own");
    CHECK(other.module().getModuleIdentifier() == "own");
    CHECK(other.fast_math());
    CHECK(other.force_avx512());
    CHECK(other.get_slp_vectorize());
    CHECK(other.get_opt_level() == 3);
    CHECK(other.get_code_model() == code_model::large);
    CHECK(llvm_state(kw::opt_level = 2).get_opt_level() == 2);
    CHECK_THROWS_AS(llvm_state(kw::opt_level = -1), std::invalid_argument);
}

TEST_CASE("compiled IR runs, and its text and object code can be read", "[llvm_state]") {
    auto s = shift(2.5);
    CHECK_THAT(s.get_ir(), ContainsSubstring("define double @f(double"));
    CHECK(s.get_bc().substr(0, 2) == "BC");
    s.compile();
    CHECK(s.is_compiled());
    CHECK(call(s, "f", 1) == 3.5);
    CHECK(s.get_object_code().size() > 100);
    CHECK_THAT(s.get_ir(), ContainsSubstring("@f(double"));
    CHECK(detail::ir_module::parse(s.get_bc()).text().find("@f(double") != std::string::npos);
}

TEST_CASE("an empty module compiles", "[llvm_state]") {
    llvm_state s;
    s.compile();
    CHECK(s.is_compiled());
    CHECK_THROWS_AS(s.jit_lookup("f"), std::invalid_argument);
}

TEST_CASE("variables are found, and what is internal is not", "[llvm_state]") {
    auto s = shift();
    auto &b = s.builder();
    new llvm::GlobalVariable(s.module(), b.getDoubleTy(), false, llvm::GlobalValue::ExternalLinkage,
                             llvm::ConstantFP::get(b.getDoubleTy(), 42.), "answer");
    add_function(s, "hidden", [](ir_builder &, llvm::Value *x) {
        return x;
    })->setLinkage(llvm::Function::InternalLinkage);
    s.compile();
    CHECK(*reinterpret_cast<const double *>(s.jit_lookup("answer")) == 42);
    CHECK_THROWS_AS(s.jit_lookup("hidden"), std::invalid_argument);
    CHECK_THROWS_AS(s.jit_lookup("malloc"), std::invalid_argument);
}

TEST_CASE("LLVM's passes run from level 1 on, and again for whoever asks for the IR", "[llvm_state]") {
    const fresh_caches fresh;
    for (const unsigned level : {0u, 1u, 2u, 3u}) {
        auto s = wasteful(kw::opt_level = level), again = s;
        CHECK(has_alloca(s));
        s.compile();
        CHECK(has_alloca(s) == (level == 0));
        CHECK(call(s, "f", 7) == 7);
        again.compile(); // from the cache, which holds no IR
        CHECK(again.get_ir() == s.get_ir());
        CHECK(again.get_bc() == s.get_bc());
        CHECK(again.get_object_code() == s.get_object_code());
    }
}

TEST_CASE("the builder's flags", "[llvm_state]") {
    auto plain = shift();
    CHECK_THAT(plain.get_ir(), ContainsSubstring("fadd double"));
    llvm_state fast(kw::fast_math = true);
    add_shift(fast, "f", 1);
    CHECK_THAT(fast.get_ir(), ContainsSubstring("fadd reassoc nsz arcp contract afn double"));
    auto copy = fast;
    add_shift(copy, "g", 2);
    CHECK_THAT(copy.get_ir(), !ContainsSubstring("fadd double"));
}

TEST_CASE("equal IR is compiled and linked once, and found on disk", "[llvm_state]") {
    const fresh_caches fresh;
    auto first = shift(), second = shift(), third = shift();
    const auto compiled = during([&] { first.compile(); });
    CHECK(compiled.compilations == 1);
    CHECK(compiled.links == 1);
    CHECK(compiled.misses == 1);
    CHECK(compiled.disk_stores == 1);
    CHECK(llvm_state::get_memcache_size() > 0);

    const auto found = during([&] { second.compile(); });
    CHECK(found.compilations + found.links + found.misses + found.disk_hits == 0);
    CHECK(found.memory_hits == 1);
    CHECK(second.jit_lookup("f") == first.jit_lookup("f"));

    llvm_state::clear_memcache();
    CHECK(llvm_state::get_memcache_size() == 0);
    const auto read = during([&] { third.compile(); });
    CHECK(read.compilations + read.memory_hits + read.misses == 0);
    CHECK(read.links == 1);
    CHECK(read.disk_hits == 1);
    CHECK(call(third, "f", 1) == 2);
    CHECK(third.get_object_code() == first.get_object_code());
    CHECK(third.get_ir() == first.get_ir());
}

TEST_CASE("every setting and every bit of the IR is in the key", "[llvm_state]") {
    const fresh_caches fresh;
    const auto misses = [](llvm_state s) { return during([&] { s.compile(); }).misses == 1; };
    CHECK(misses(wasteful()));
    CHECK_FALSE(misses(wasteful()));
    CHECK(misses(wasteful(kw::opt_level = 2)));
    CHECK(misses(wasteful(kw::slp_vectorize = true)));
    const auto &native = detail::find_target("native");
    const detail::compile_options forced{.opt_level = 3, .force_avx512 = true, .passes = detail::pipeline::llvm};
    CHECK(misses(wasteful(kw::force_avx512 = true)) == effective(forced, native).force_avx512);
    CHECK(misses(wasteful(kw::opt_level = 0)));
    CHECK_FALSE(misses(wasteful(kw::opt_level = 0, kw::slp_vectorize = true))); // no passes, no vectoriser
    CHECK(misses(wasteful(kw::code_model = code_model::large)));
    CHECK(misses(shift(1)));
    CHECK(misses(shift(-1)));
    CHECK(misses(shift(std::nextafter(1., 2.))));
    CHECK(misses(shift(1, "g")));
    CHECK_FALSE(misses(shift(1)));
}

TEST_CASE("stored code of user IR that does not fit is made anew", "[llvm_state]") {
    const fresh_caches fresh;
    auto first = shift();
    first.compile();
    auto &cache = detail::process_code_cache();
    cache.finish_writing();
    const auto key = only_key_in(fresh.directory.path());
    detail::miss_reason why{};
    auto found = cache.find_on_disk(key, why);
    REQUIRE(found.has_value());
    const auto good = found->code;
    std::vector<detail::stored_code> bad(4, good);
    bad[0].object.resize(bad[0].object.size() / 2);
    bad[1].object.clear();
    bad[2].object[0] ^= std::byte(3); // the number of files
    bad[3].object.insert(bad[3].object.end(), 8, std::byte(0));
    for (const auto &b : bad) {
        cache.store(key, b, {}, true);
        cache.finish_writing();
        llvm_state::clear_memcache();
        auto s = shift();
        CHECK(during([&] { s.compile(); }).compilations == 1);
        CHECK(call(s, "f", 1) == 2);
        cache.finish_writing();
        auto stored = cache.find_on_disk(key, why);
        REQUIRE(stored.has_value());
        stored->code.cost = good.cost; // no compilation takes as long as another
        CHECK(stored->code == good);
    }
}

TEST_CASE("a copy of an open state is another module", "[llvm_state]") {
    auto s = shift();
    auto copy = s;
    CHECK(&copy.context() != &s.context());
    CHECK(copy.get_ir() == s.get_ir());
    CHECK(copy.get_bc() == s.get_bc()); // so that both have one key
    CHECK(copy.module_name() == "shift");
    add_shift(copy, "g", 10);
    CHECK_THAT(s.get_ir(), !ContainsSubstring("@g("));
    copy.compile();
    s.compile();
    CHECK(call(copy, "g", 1) == 11);
    CHECK_THROWS_AS(s.jit_lookup("g"), std::invalid_argument);

    llvm_state incomplete;
    auto *type = llvm::FunctionType::get(incomplete.builder().getVoidTy(), {}, false);
    auto *f = llvm::Function::Create(type, llvm::Function::ExternalLinkage, "f", incomplete.module());
    llvm::BasicBlock::Create(incomplete.context(), "entry", f);
    CHECK_THROWS_AS(llvm_state(incomplete), std::runtime_error);
}

TEST_CASE("threads may call the const functions of one state", "[llvm_state]") {
    const auto open = shift();
    auto compiled = shift();
    compiled.compile();
    const llvm_multi_state both({shift(1, "f"), shift(2, "g")});
    using texts = std::vector<std::string>;
    const auto ask = [&] {
        texts answers;
        for (const auto *s : {&open, &std::as_const(compiled)}) {
            std::ostringstream printed;
            printed << *s;
            for (auto text : {s->get_ir(), s->get_bc(), llvm_state(*s).get_ir(), printed.str()})
                answers.push_back(std::move(text));
        }
        for (const auto &of_all : {both.get_ir(), both.get_bc(), llvm_multi_state(both).get_bc()})
            answers.insert(answers.end(), of_all.begin(), of_all.end());
        return answers;
    };
    std::vector<texts> got(4);
    at_once(4, [&](int i) { got[i] = ask(); });
    for (const auto &a : got)
        CHECK((a == got[0])); // bitcode is no message
    CHECK(call(compiled, "f", 1.) == 2.);
}

TEST_CASE("copies of a compiled state share its code", "[llvm_state]") {
    const fresh_caches fresh;
    std::optional<llvm_state> first = shift();
    first->compile();
    const auto done = during([&] {
        auto copy = *first;
        CHECK(copy.jit_lookup("f") == first->jit_lookup("f"));
    });
    CHECK(done == counter_values());
    llvm_state last;
    last = *first;
    first.reset();
    llvm_state::clear_memcache();
    CHECK(call(last, "f", 1) == 2);
    CHECK(last.module_name() == "shift");
    const auto &same = last;
    last = same;
    CHECK(call(last, "f", 1) == 2);
}

TEST_CASE("a moved state is where it was moved to", "[llvm_state]") {
    auto s = shift();
    const auto *module = &s.module();
    auto moved = std::move(s);
    CHECK(&moved.module() == module);
    CHECK_THROWS_AS(s.is_compiled(), std::invalid_argument);
    auto copy_of_nothing = s;
    CHECK_THROWS_AS(copy_of_nothing.get_ir(), std::invalid_argument);
    s = std::move(moved);
    s.compile();
    CHECK(call(s, "f", 1) == 2);
}

TEST_CASE("a similar state has the settings and no IR", "[llvm_state]") {
    llvm_state s(kw::mname = "name", kw::opt_level = 1, kw::fast_math = true, kw::code_model = code_model::large);
    add_shift(s, "f", 1);
    for (int compiled = 0; compiled < 2; ++compiled) {
        auto similar = s.make_similar();
        CHECK(similar.module().empty());
        CHECK(similar.module_name() == "name");
        CHECK(similar.get_opt_level() == 1);
        CHECK(similar.fast_math());
        CHECK(similar.get_code_model() == code_model::large);
        if (compiled == 0)
            s.compile();
    }
}

TEST_CASE("a compilation that fails leaves the state as it was", "[llvm_state]") {
    auto s = shift();
    auto *broken = add_function(s, "broken", [](ir_builder &b, llvm::Value *x) {
        return b.CreateCall(llvm::InlineAsm::get(llvm::FunctionType::get(b.getDoubleTy(), {b.getDoubleTy()}, false),
                                                 "this is no instruction", "=r,r", true),
                            {x});
    });
    CHECK_THROWS_AS(s.compile(), std::runtime_error);
    broken->eraseFromParent();
    add_call(s, "g", "brook_test_no_such_function");
    CHECK_THROWS_WITH(s.compile(), ContainsSubstring("brook_test_no_such_function"));
    s.module().getFunction("g")->eraseFromParent();
    s.module().getFunction("brook_test_no_such_function")->eraseFromParent();

    auto *invalid = add_function(s, "invalid", [](ir_builder &, llvm::Value *x) { return x; });
    invalid->getEntryBlock().getTerminator()->eraseFromParent();
    s.builder().SetInsertPoint(&invalid->getEntryBlock());
    s.builder().CreateRetVoid();
    CHECK_THROWS_WITH(s.compile(), ContainsSubstring("The module 'shift' is not valid LLVM IR"));
    CHECK_THROWS_AS(s.compile(), std::runtime_error);
    CHECK_FALSE(s.is_compiled());
    invalid->eraseFromParent();
    s.compile();
    CHECK(call(s, "f", 1) == 2);
}

TEST_CASE("512-bit vectors can be asked for", "[llvm_state]") {
    // A CPU that has them, but whose maker prefers 256 bits.
    const detail::target t{detail::find_target("native").triple, "skylake-avx512", "", {true, 64, 32}};
    if (llvm::Triple(t.triple).getArch() != llvm::Triple::x86_64)
        return;
    llvm_state s;
    auto &b = s.builder();
    auto *pointer = llvm::PointerType::get(s.context(), 0);
    auto *f = llvm::Function::Create(llvm::FunctionType::get(b.getVoidTy(), {pointer}, false),
                                     llvm::Function::ExternalLinkage, "square_eight", s.module());
    b.SetInsertPoint(llvm::BasicBlock::Create(s.context(), "entry", f));
    std::vector<llvm::Value *> places, values;
    for (unsigned i = 0; i < 8; ++i) {
        places.push_back(b.CreateConstGEP1_32(b.getDoubleTy(), f->getArg(0), i));
        values.push_back(b.CreateLoad(b.getDoubleTy(), places[i]));
    }
    for (unsigned i = 0; i < 8; ++i)
        b.CreateStore(b.CreateFMul(values[i], values[i]), places[i]);
    b.CreateRetVoid();
    for (const bool force : {true, false}) {
        auto m = detail::ir_module::parse(s.get_bc());
        optimise(m, t, {3, true, force, code_model::small, detail::pipeline::llvm});
        CHECK((m.text().find("<8 x double>") != std::string::npos) == force);
        CHECK((m.text().find("<4 x double>") != std::string::npos) == !force);
    }
}

TEST_CASE("a state prints what it is", "[llvm_state]") {
    auto s = shift();
    const auto text_of = [&] {
        std::ostringstream out;
        out << s;
        return out.str();
    };
    const auto open = text_of();
    for (const char *line :
         {"Module name             : shift\n", "Compiled                : false\n", "Fast math               : false\n",
          "Force AVX512            : false\n", "SLP vectorization       : false\n", "Code model              : small\n",
          "Optimisation level      : 3\n", "Data layout             : e-", "Target features         : "})
        CHECK_THAT(open, ContainsSubstring(line));
    const auto &t = detail::find_target("");
    CHECK_THAT(open, ContainsSubstring("Target triple           : " + t.triple + "\n"));
    CHECK_THAT(open, ContainsSubstring("Target CPU              : " + t.cpu + "\n"));
    const auto size = "Bitcode size            : " + std::to_string(s.get_bc().size()) + " bytes\n";
    CHECK_THAT(open, ContainsSubstring(size));
    s.compile();
    CHECK_THAT(text_of(), ContainsSubstring("Compiled                : true\n"));
    CHECK_THAT(text_of(), ContainsSubstring(size));
}
