// SPDX-License-Identifier: MPL-2.0
// Linking: symbols, failures, exceptions, and memory that comes back.
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include <unistd.h>

#include <brook/number/math_library.hpp>

#include "jit/linker.hpp"
#include "support/counters.hpp"
#include "test/jit/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/footprint.hpp"

using namespace brook;
using namespace brook::test;
using detail::linked_code;

namespace {

using constant_function = std::uint64_t (*)();

std::uint64_t call_f(const linked_code &code) {
    const auto f = reinterpret_cast<constant_function>(code.find("f"));
    return f == nullptr ? 0 : f();
}

bool jit_works() { return call_f(linked_code(constant_object(41))) == 41; }

std::vector<std::byte> forwarding_object(const std::string &callee) {
    detail::ir_module m("forwarding");
    add_forwarding_function(m, "f", callee);
    return compiled(m);
}

} // namespace

TEST_CASE("symbols are found by name, others are null", "[jit]") {
    detail::ir_module m("two");
    add_constant_function(m, "f", 1);
    add_constant_function(m, "g", 2);
    const linked_code code(compiled(m));
    CHECK(call_f(code) == 1);
    CHECK(reinterpret_cast<constant_function>(code.find("g"))() == 2);
    CHECK(code.find("h") == nullptr);
    CHECK(code.find("") == nullptr);
    CHECK(code.find("malloc") == nullptr); // the symbols of the process are not those of the unit
    CHECK(code.find("f") == code.find("f"));
}

TEST_CASE("units with equal names do not see each other", "[jit]") {
    const auto a = std::make_unique<linked_code>(constant_object(1));
    auto b = std::make_unique<linked_code>(constant_object(2));
    CHECK(call_f(*a) == 1);
    CHECK(call_f(*b) == 2);
    b.reset();
    CHECK(call_f(*a) == 1);
}

TEST_CASE("the size of a unit is positive and grows with it", "[jit]") {
    const linked_code small(constant_object(1));
    CHECK(small.size() > 0);
    detail::ir_module m("many");
    for (int i = 0; i < 2000; ++i)
        add_constant_function(m, "f" + std::to_string(i), std::uint64_t(i));
    const linked_code large(compiled(m));
    CHECK(large.size() > small.size() + 12000); // 2,000 functions of at least 6 bytes
}

TEST_CASE("links are counted", "[jit]") {
    const auto object = constant_object(1);
    const auto before = detail::process_counters().snapshot();
    const linked_code a(object), b(object);
    const auto done = detail::process_counters().snapshot() - before;
    CHECK(done.links == 2);
    CHECK(done.compilations == 0);
}

TEST_CASE("the functions of the math library are linked to our own", "[jit]") {
    for (const bool fused : {true, false}) {
        if (fused && !detail::find_target("native").vectors.fused)
            continue;
        const linked_code code(
            forwarding_object(detail::math_library::symbol_name("exp", detail::fp_type::f64, fused)));
        const auto f = reinterpret_cast<double (*)(double)>(code.find("f"));
        CHECK(f(.3) == detail::math_library::call<double>("exp", fused, .3));
    }
}

TEST_CASE("what is defined nowhere cannot be linked", "[jit]") {
    // getpid() exists in the process: symbols are never looked for there.
    for (const std::string name : {"brook_test_no_such_function", "getpid"}) {
        const auto object = forwarding_object(name);
        for (int attempt = 0; attempt < 2; ++attempt) // the cause of one failure is not reported for another
            CHECK_THROWS_WITH(linked_code(object), "Cannot link object code: Symbols not found: [ " + name + " ]");
        CHECK_THROWS_AS(linked_code(object), std::runtime_error);
        CHECK(jit_works());
    }
}

TEST_CASE("malformed object code is refused, and the JIT goes on", "[jit]") {
    const auto good = constant_object(7);
    std::vector<std::vector<std::byte>> malformed{
        {}, {std::byte(0x7f)}, std::vector<std::byte>(1000), std::vector<std::byte>(1000, std::byte(0xff))};
    auto other_format = good;
    other_format[1] = std::byte('F');
    malformed.push_back(other_format);
    for (const auto size : {std::size_t(16), good.size() / 4, good.size() / 2, good.size() - 1})
        malformed.emplace_back(good.begin(), good.begin() + std::ptrdiff_t(size));
    for (const auto &object : malformed) {
        INFO("size " << object.size());
        CHECK_THROWS_AS(linked_code(object), std::runtime_error);
        CHECK(jit_works());
    }
}

namespace {

struct from_callback {
    int value;
};

extern "C" void throw_an_exception() { throw from_callback{17}; }

} // namespace

// A function that calls back with its unwinding table, as code with callbacks of the user will.
TEST_CASE("C++ exceptions of callbacks pass through generated code", "[jit]") {
    detail::ir_module m("callback");
    auto &c = *m.get().context;
    auto *pointer = llvm::PointerType::get(c, 0);
    auto *number = llvm::Type::getInt64Ty(c);
    auto *f = new_function(m, "f", number, {pointer, number});
    llvm::IRBuilder<> b(llvm::BasicBlock::Create(c, "entry", f));
    // Something on the stack and in saved registers, which unwinding must restore.
    auto *room = b.CreateAlloca(number, b.getInt64(64));
    b.CreateStore(f->getArg(1), b.CreateGEP(number, room, b.getInt64(63)));
    b.CreateCall(llvm::FunctionType::get(b.getVoidTy(), {}, false), f->getArg(0));
    b.CreateRet(b.CreateAdd(f->getArg(1), b.CreateLoad(number, b.CreateGEP(number, room, b.getInt64(63)))));
    const auto object = compiled(m);
    for (int round = 0; round < 3; ++round) { // frames are registered anew for each unit
        const linked_code code(object);
        const auto call = reinterpret_cast<std::int64_t (*)(void (*)(), std::int64_t)>(code.find("f"));
        REQUIRE(call != nullptr);
        CHECK(call([] {}, 21) == 42);
        int caught = 0;
        try {
            call(&throw_an_exception, 1);
        } catch (const from_callback &e) {
            caught = e.value;
        }
        CHECK(caught == 17);
    }
}

TEST_CASE("threads that link and drop at once do not disturb each other", "[jit]") {
    const distinct_objects objects;
    REQUIRE(objects.places() == 1);
    const auto size = linked_code(objects(1)).size();
    std::vector<int> wrong(4);
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < wrong.size(); ++k) {
        threads.emplace_back([&, k] {
            std::unique_ptr<linked_code> last;
            for (std::uint64_t i = 0; i < 200; ++i) {
                const auto value = 1000 * (k + 1) + i;
                auto code = std::make_unique<linked_code>(objects(value));
                wrong[k] += call_f(*code) != value;
                wrong[k] += last && call_f(*last) != value - 1;
                wrong[k] += code->size() != size;
                last = std::move(code);
            }
        });
    }
    for (auto &thread : threads)
        thread.join();
    CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("memory of dropped units returns to the system", "[jit]") {
    const distinct_objects objects;
    REQUIRE(objects.places() == 1);
    constexpr int cycles = 500;
    std::uint64_t value = 1;
    const auto run = [&] {
        int wrong = 0;
        for (int i = 0; i < cycles; ++i, ++value)
            wrong += call_f(linked_code(objects(value))) != value;
        CHECK(wrong == 0);
    };
    run();
    const auto start = footprint::now();
    run();
    const auto growth = footprint::now() - start;
    // Half a megabyte is room for what an allocator keeps; lost bookkeeping of a kilobyte a unit would be seen. Where
    // units have pages of their own, a leak of these would cost 4 MB and, unless the kernel joins neighbours, 1,000
    // maps. (Leaks of the slab are seen in its own test.)
    CHECK(growth.maps < 50);
    if (resident_memory_is_meaningful)
        CHECK(growth.resident < 512 * 1024);
}
