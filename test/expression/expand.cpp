// SPDX-License-Identifier: MPL-2.0
// Functions that stand for others.
#include "expression/expand.hpp"

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

const user_function square({.name = "square", .expand = [](const func &f) { return f.args()[0] * f.args()[0]; }});
// Expands to a function that expands.
const user_function norm({.name = "norm", .arity = function_rule::any_number, .expand = [](const func &f) {
                              std::vector<expression> squares;
                              for (const auto &arg : f.args())
                                  squares.push_back(square(arg));
                              return sqrt(sum(std::move(squares)));
                          }});

expression expanded(const expression &ex) { return detail::expand({ex})[0]; }

const void *pointer_of(const expression &ex) { return std::get<func>(ex.value()).get_ptr(); }

} // namespace

TEST_CASE("functions are replaced by what they stand for", "[expand]") {
    CHECK(expanded(square(x)) == x * x);
    CHECK(expanded(square(square(x))) == (x * x) * (x * x));
    CHECK(expanded(norm(x, y)) == sqrt(x * x + y * y));
    CHECK(expanded(square(norm(sin(square(x)), y))) ==
          sqrt(sin(x * x) * sin(x * x) + y * y) * sqrt(sin(x * x) * sin(x * x) + y * y));
    CHECK(detail::summary_of(sin(square(x))).expands);
    CHECK_FALSE(detail::summary_of(expanded(sin(square(x)))).expands);
}

TEST_CASE("what does not expand stays the same object", "[expand]") {
    const auto plain = sin(x) * y;
    CHECK(pointer_of(expanded(plain)) == pointer_of(plain));
    CHECK(expanded(x) == x);
    const auto mixed = expanded(plain + square(y));
    CHECK(pointer_of(std::get<func>(mixed.value()).args()[0]) == pointer_of(plain));
}

TEST_CASE("an expansion is shared as its function was", "[expand]") {
    const auto s = square(sin(x));
    const auto both = detail::expand({s + x, cos(s)});
    CHECK(pointer_of(std::get<func>(both[0].value()).args()[0]) ==
          pointer_of(std::get<func>(both[1].value()).args()[0]));
    auto ex = x;
    for (int i = 0; i < 1000; ++i)
        ex = square(ex);
    CHECK(get_variables(expanded(ex)) == std::vector<std::string>{"x"});
}

TEST_CASE("expansion ends", "[expand]") {
    static const user_function endless({.name = "endless", .expand = [](const func &f) { return expression(f) + 1.; }});
    static const user_function there(
        {.name = "there", .expand = [](const func &f) {
             static const user_function back({.name = "back", .expand = [](const func &g) { return there(g.args()); }});
             return sin(back(f.args()));
         }});
    CHECK_THROWS_AS(expanded(endless(x)), std::invalid_argument);
    CHECK_THROWS_WITH(expanded(there(x)), Catch::Matchers::ContainsSubstring("there"));
}

TEST_CASE("deep graphs are expanded without recursion", "[expand][deep]") {
    auto ex = x;
    for (int i = 0; i < 100'000; ++i)
        ex = sin(square(ex));
    CHECK(detail::summary_of(expanded(ex)).depth == 200'000);
}
