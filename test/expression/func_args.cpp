// SPDX-License-Identifier: MPL-2.0
// Arguments of functions, and functions that share theirs.
#include <memory>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

constinit const function_rule first_rule{.name = "first", .arity = 2};
constinit const function_rule second_rule{.name = "second", .arity = 2};

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

const func &as_func(const expression &ex) { return std::get<func>(ex.value()); }

shared_args_t shared(std::vector<expression> args) {
    return std::make_shared<const std::vector<expression>>(std::move(args));
}

// Two functions of the same shared arguments.
std::vector<expression> family(std::vector<expression> args) {
    const func_args both(std::move(args), true);
    return {expression(func(first_rule, both)), expression(func(second_rule, both))};
}

} // namespace

TEST_CASE("arguments are one's own or shared", "[func_args]") {
    CHECK(func_args().get_args().empty());
    CHECK(func_args().get_shared_args() == nullptr);
    const func_args own({x, y});
    CHECK(own.get_args() == std::vector{x, y});
    CHECK(own.get_shared_args() == nullptr);
    CHECK(func_args(own).get_args().data() != own.get_args().data());
    const func_args both({x, y}, true);
    CHECK(both.get_args() == std::vector{x, y});
    CHECK(&both.get_args() == both.get_shared_args().get());
    CHECK(func_args(both).get_shared_args() == both.get_shared_args());
    const auto given = shared({x});
    CHECK(func_args(given).get_shared_args() == given);
    CHECK_THROWS_AS(func_args(shared_args_t()), std::invalid_argument);
}

TEST_CASE("functions know the mode of their arguments", "[func_args]") {
    const func own(first_rule, {x, y});
    CHECK(own.shared_args() == nullptr);
    CHECK(own.get_func_args().get_args() == own.args());
    const auto args = shared({x, y});
    const func sharing(first_rule, func_args(args));
    CHECK(sharing.shared_args() == args);
    CHECK(&sharing.args() == args.get());
    CHECK(sharing.get_func_args().get_shared_args() == args);
    // Sharing is invisible to comparison.
    CHECK(own == sharing);
    CHECK(std::hash<expression>{}(expression(own)) == std::hash<expression>{}(expression(sharing)));
    CHECK(detail::structural_hash(expression(own)) == detail::structural_hash(expression(sharing)));
}

TEST_CASE("new arguments come in the mode of the old ones, and in their number", "[func_args]") {
    const func own(first_rule, {x, y}), sharing(first_rule, func_args({x, y}, true));
    const auto args = shared({y, x});
    const auto other = sharing.make_copy_with_new_args(args);
    CHECK(other.shared_args() == args);
    CHECK(other == own.make_copy_with_new_args({y, x}));
    CHECK(own.make_copy_with_new_args({y, x}).shared_args() == nullptr);
    CHECK_THROWS_AS(own.make_copy_with_new_args(args), std::invalid_argument);
    CHECK_THROWS_AS(own.make_copy_with_new_args({x}), std::invalid_argument);
    CHECK_THROWS_AS(sharing.make_copy_with_new_args({y, x}), std::invalid_argument);
    CHECK_THROWS_AS(sharing.make_copy_with_new_args(shared({x})), std::invalid_argument);
    CHECK_THROWS_AS(sharing.make_copy_with_new_args(shared_args_t()), std::invalid_argument);
}

TEST_CASE("a rule has a name, and takes as many arguments as it says", "[func_args]") {
    static constinit const function_rule nameless{.name = "", .arity = 0};
    CHECK_THROWS_AS(func(nameless, {}), std::invalid_argument);
    CHECK_THROWS_WITH(func(first_rule, {x}), Catch::Matchers::ContainsSubstring("2 arguments, but 1"));
    CHECK_THROWS_AS(call(first_rule, {x, y, x}), std::invalid_argument);
    CHECK_THROWS_AS(call(as_func(sin(x)).rule(), {1_dbl, 2_dbl}), std::invalid_argument);
}

TEST_CASE("shared arguments stay shared", "[func_args]") {
    const auto inner = sin(x);
    const auto both = family({inner, y});
    const auto check = [&](const std::vector<expression> &made, const std::vector<expression> &args) {
        REQUIRE(made.size() == 2);
        CHECK(as_func(made[0]).shared_args() != nullptr);
        CHECK(as_func(made[0]).shared_args() == as_func(made[1]).shared_args());
        CHECK(as_func(made[0]).shared_args() != as_func(both[0]).shared_args());
        CHECK(made == family(args));
    };
    check(copy(both), {inner, y});
    check(rename_variables(both, {{"y", "z"}}), {inner, "z"_var});
    check(subs(both, {{"x", y}}), {sin(y), y});
    check(subs(both, std::map<expression, expression>{{inner, y}}), {y, y});
    // Within one expression, too.
    const auto difference = copy(both[0] - both[1]);
    const auto &terms = as_func(difference).args();
    CHECK(as_func(terms[0]).shared_args() == as_func(as_func(terms[1]).args()[1]).shared_args());
    // What does not change stays.
    CHECK(as_func(subs(both, {{"z", y}})[0]).get_ptr() == as_func(both[0]).get_ptr());
}

TEST_CASE("deep graphs of shared arguments are destroyed without recursion", "[func_args][deep]") {
    expression ex = x;
    std::vector<expression> all;
    for (int i = 0; i < 200'000; ++i)
        ex = family({ex, y})[0];
    auto args = as_func(ex).shared_args();
    CHECK(copy(ex) == ex);
    ex = expression();
    CHECK(args->size() == 2);
    args.reset();
}
