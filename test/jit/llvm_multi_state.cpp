// SPDX-License-Identifier: MPL-2.0
// Several modules as one unit of code.
#include <array>
#include <cfenv>
#include <functional>
#include <ranges>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <vector>

#include <tbb/parallel_for.h>

#include "support/counters.hpp"
#include "test/jit/user_ir.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"

using namespace brook;
using namespace brook::test;
using Catch::Matchers::ContainsSubstring;
using detail::counter_values;

namespace {

static_assert(std::is_nothrow_move_constructible_v<llvm_multi_state> &&
              std::is_nothrow_move_assignable_v<llvm_multi_state>);
static_assert(!std::is_constructible_v<llvm_multi_state, std::vector<int>>);

// f calls g of the next module, and so on; the last one adds 1.
std::vector<llvm_state> chain(unsigned n, unsigned opt_level = 3) {
    std::vector<llvm_state> states;
    for (unsigned i = 0; i < n; ++i) {
        states.emplace_back(kw::mname = "link " + std::to_string(i), kw::opt_level = opt_level);
        const auto name = [](unsigned k) { return "f" + std::to_string(k); };
        if (i + 1 < n)
            add_call(states.back(), name(i), name(i + 1));
        else
            add_shift(states.back(), name(i), 1);
    }
    return states;
}

} // namespace

TEST_CASE("modules call each other", "[llvm_state]") {
    for (const bool parallel : {true, false}) {
        llvm_multi_state s(chain(5), parallel);
        CHECK(s.get_n_modules() == 6);
        CHECK(s.get_parjit() == parallel);
        CHECK(s.get_opt_level() == 3);
        CHECK_FALSE(s.fast_math());
        CHECK_FALSE(s.force_avx512());
        CHECK_FALSE(s.get_slp_vectorize());
        CHECK(s.get_code_model() == code_model::small);
        CHECK_FALSE(s.is_compiled());
        s.compile();
        CHECK(s.is_compiled());
        CHECK(s.get_n_modules() == 6);
        CHECK(s.get_object_code().size() == 6);
        for (const char *f : {"f0", "f3", "f4"})
            CHECK(call(s, f, 41) == 42);
    }
}

TEST_CASE("the modules keep their order, and the added one is the last", "[llvm_state]") {
    llvm_multi_state s(chain(3));
    for (int compiled = 0; compiled < 2; ++compiled) {
        const auto ir = s.get_ir(), bc = s.get_bc();
        REQUIRE(ir.size() == 4);
        REQUIRE(bc.size() == 4);
        for (std::size_t i = 0; i < 4; ++i) {
            const auto name = i < 3 ? "link " + std::to_string(i) : "brook.master";
            CHECK_THAT(ir[i], ContainsSubstring("ModuleID = '" + name + "'") ||
                                  ContainsSubstring("source_filename = \"" + name + "\""));
            CHECK((i == 3 || ir[i].find("@f" + std::to_string(i) + "(double") != std::string::npos));
            CHECK(bc[i].substr(0, 2) == "BC");
        }
        if (compiled == 0)
            s.compile();
    }
}

TEST_CASE("any range of states will do", "[llvm_state]") {
    auto states = chain(2);
    const auto check = [](llvm_multi_state s) {
        s.compile();
        CHECK(call(s, "f0", 1) == 2);
    };
    check(llvm_multi_state(states));
    check(llvm_multi_state({states[0], states[1]}));
    check(llvm_multi_state({chain(1)[0]}));
    check(llvm_multi_state(std::array{states[0], states[1]}, false));
    check(llvm_multi_state(states | std::views::reverse));
}

TEST_CASE("threads do not show in the object code", "[llvm_state]") {
    const fresh_caches fresh;
    std::vector<std::vector<std::string>> objects;
    for (int round = 0; round < 6; ++round) {
        llvm_multi_state s(chain(16), round % 2 == 0);
        llvm_state::clear_memcache();
        llvm_state::clear_diskcache();
        const auto done = during([&] { s.compile(); });
        CHECK(done.compilations == 17);
        CHECK(done.links == 1);
        objects.push_back(s.get_object_code());
        CHECK(objects.back() == objects.front());
    }
}

TEST_CASE("a unit of several modules is one entry of the caches", "[llvm_state]") {
    const fresh_caches fresh;
    const auto compiled = [](unsigned opt_level = 3) {
        llvm_multi_state s(chain(3, opt_level));
        s.compile();
        CHECK(call(s, "f0", 1) == 2);
        return s;
    };
    llvm_multi_state first;
    const auto made = during([&] { first = compiled(); });
    CHECK(made.compilations == 4);
    CHECK(made.links == 1);
    CHECK(made.misses == 1);
    CHECK(made.disk_stores == 1);
    const auto found = during([&] { CHECK(compiled().jit_lookup("f1") == first.jit_lookup("f1")); });
    CHECK(found.compilations + found.links == 0);
    CHECK(found.memory_hits == 1);
    llvm_state::clear_memcache();
    const auto read = during([&] { CHECK(compiled().get_object_code() == first.get_object_code()); });
    CHECK(read.compilations == 0);
    CHECK(read.links == 1);
    CHECK(read.disk_hits == 1);
    CHECK(during([&] { compiled(1); }).misses == 1);
}

TEST_CASE("multi states are values", "[llvm_state]") {
    llvm_multi_state open(chain(2));
    auto copy = open;
    copy.compile();
    CHECK_FALSE(open.is_compiled());
    open.compile();
    llvm_multi_state shared;
    const auto done = during([&] { shared = open; });
    CHECK(done == counter_values());
    CHECK(shared.jit_lookup("f0") == open.jit_lookup("f0"));
    auto moved = std::move(open);
    CHECK(call(moved, "f0", 1) == 2);
    CHECK_THROWS_AS(open.get_n_modules(), std::invalid_argument);
    auto copy_of_nothing = open;
    CHECK_THROWS_AS(copy_of_nothing.compile(), std::invalid_argument);
    open = moved;
    CHECK(call(open, "f0", 1) == 2);
}

TEST_CASE("what cannot be compiled as one unit leaves the states as they were", "[llvm_state]") {
    auto states = chain(2);
    add_shift(states[0], "twice", 1);
    add_shift(states[1], "twice", 2);
    llvm_multi_state twice(states);
    CHECK_THROWS_WITH(twice.compile(), ContainsSubstring("twice"));
    CHECK_THROWS_AS(twice.compile(), std::runtime_error);
    CHECK_FALSE(twice.is_compiled());
    CHECK(twice.get_n_modules() == 3);
    CHECK_THAT(twice.get_ir()[1], ContainsSubstring("@twice(double"));
}

TEST_CASE("a multi state prints what it is", "[llvm_state]") {
    std::ostringstream out;
    out << llvm_multi_state(chain(2));
    for (const char *line : {"Modules                 : 3\n", "Compiled                : false\n",
                             "Optimisation level      : 3\n", "Parallel compilation    : true\n"})
        CHECK_THAT(out.str(), ContainsSubstring(line));
}

TEST_CASE("what LLVM computes does not depend on the rounding mode of any thread", "[llvm_state]") {
    const auto roots = [] {
        std::vector<llvm_state> states;
        for (const char *name : {"f", "g", "h", "i"}) {
            states.emplace_back(kw::mname = name, kw::opt_level = 3u);
            add_function(states.back(), name, [&](ir_builder &b, llvm::Value *x) {
                auto *type = llvm::FunctionType::get(b.getDoubleTy(), {b.getDoubleTy()}, false);
                const auto sqrt = states.back().module().getOrInsertFunction("sqrt", type);
                return b.CreateFAdd(x, b.CreateCall(sqrt, {llvm::ConstantFP::get(b.getDoubleTy(), 2.)}));
            });
        }
        return llvm_multi_state(std::move(states), true);
    };
    const fresh_caches fresh;
    auto expected = roots();
    expected.compile();
    const auto ir = expected.get_ir();
    REQUIRE(ir[0].find("sqrt(double 2") == std::string::npos); // folded
    for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
        llvm_state::clear_memcache();
        llvm_state::clear_diskcache();
        // The threads of oneTBB take over the mode that a thread has when it first uses them.
        std::jthread([&] {
            std::fesetround(mode);
            tbb::parallel_for(0, 100, [](int) {});
            auto made = roots();
            made.compile();
            CHECK(made.get_object_code() == expected.get_object_code());
            CHECK(made.get_ir() == ir);
        });
    }
}
