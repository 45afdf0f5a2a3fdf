// SPDX-License-Identifier: MPL-2.0
// Functions as values.
#include <brook/support/callable.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "test/support/catch.hpp"

using brook::callable;

namespace {

struct shift {
    int by = 3;
    int add(int x) const { return by + x; }
    int operator()(int x) const { return by + x; }
};

int twice(int x) { return 2 * x; }

struct counter {
    int n = 0;
    int operator()(int x) { return n += x; }
};

} // namespace

TEST_CASE("what can be called is held", "[callable]") {
    REQUIRE(callable<int(int)>(twice)(4) == 8);
    REQUIRE(callable<int(int)>(&twice)(4) == 8);
    REQUIRE(callable<int(int)>(shift{1})(4) == 5);
    REQUIRE(callable<int(int) const>(shift{1})(4) == 5);
    REQUIRE(callable<int(const shift &, int)>(&shift::add)(shift{2}, 4) == 6);
    REQUIRE(callable<int(int)>(std::function<int(int)>(twice))(4) == 8);
    shift s;
    callable<int(int)> reference = std::ref(s);
    s.by = 7;
    REQUIRE(reference(1) == 8);
    callable<std::string(std::string &&)> moving = [](std::string &&text) { return std::move(text); };
    REQUIRE(moving("text") == "text");
    callable<void(int)> dropping = twice;
    dropping(1);
}

TEST_CASE("what calls nothing is empty", "[callable]") {
    const auto is_empty = [](auto c) { return !c && is_invalid(c) && value_type_index(c) == typeid(void); };
    REQUIRE(is_empty(callable<int(int)>()));
    REQUIRE(is_empty(callable<int(int)>(static_cast<int (*)(int)>(nullptr))));
    REQUIRE(is_empty(callable<int(const shift &, int)>(static_cast<int (shift::*)(int) const>(nullptr))));
    REQUIRE(is_empty(callable<int(int)>(std::function<int(int)>())));
    REQUIRE(is_empty(callable<int(int)>(callable<int(double)>())));
    REQUIRE_THROWS_AS(callable<int(int)>()(1), std::bad_function_call);
    REQUIRE_THROWS_AS(callable<int(int) const>()(1), std::bad_function_call);
}

TEST_CASE("a copy has its own function", "[callable]") {
    callable<int(int)> a = counter{};
    REQUIRE(a(2) == 2);
    auto b = a;
    REQUIRE(b(1) == 3);
    REQUIRE(a(5) == 7);
    const auto c = std::move(a);
    REQUIRE(!a);
    REQUIRE(c);
    swap(a, b);
    REQUIRE(a(1) == 4);
    REQUIRE(!b);
}

TEST_CASE("a constant callable calls a constant", "[callable]") {
    struct either {
        int operator()() { return 1; }
        int operator()() const { return 2; }
    };
    REQUIRE(callable<int()>(either())() == 1);
    REQUIRE(callable<int() const>(either())() == 2);
    const callable<int(int)> held = std::function<int(int)>(twice);
    REQUIRE(value_isa<std::function<int(int)>>(held));
}

TEST_CASE("a callable tells what it holds", "[callable]") {
    callable<int(int)> c = shift{4};
    REQUIRE(value_isa<shift>(c));
    REQUIRE(!value_isa<counter>(c));
    value_ref<shift>(c).by = 5;
    REQUIRE(c(1) == 6);
    REQUIRE(value_ptr<counter>(c) == nullptr);
    REQUIRE_THROWS_AS(value_ref<counter>(c), std::bad_cast);
    REQUIRE(value_type_index(c) == typeid(shift));
    const auto &constant = c;
    REQUIRE(value_ref<shift>(constant).by == 5);
}

TEST_CASE("functions that do not fit are refused", "[callable]") {
    STATIC_REQUIRE(!std::is_constructible_v<callable<int(int) const>, counter>);
    STATIC_REQUIRE(std::is_constructible_v<callable<int(int)>, counter>);
    STATIC_REQUIRE(!std::is_constructible_v<callable<int(std::string)>, shift>);
    STATIC_REQUIRE(!std::is_constructible_v<callable<std::string(int)>, shift>);
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<callable<int(int)>>);
    STATIC_REQUIRE(std::is_nothrow_swappable_v<callable<int(int) const>>);
}
