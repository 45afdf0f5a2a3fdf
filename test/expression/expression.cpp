// SPDX-License-Identifier: MPL-2.0
// Making expressions: constructors, moves, literals, short ways to write, lifetime.
// covers: func, leaf, registry
#include <sstream>
#include <thread>
#include <type_traits>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

std::string text_of(const auto &x) {
    std::ostringstream out;
    out << x;
    return out.str();
}

const expression before_main = brook::time + expression("x"); // must find the time made

} // namespace

TEST_CASE("what converts to an expression, and what does not", "[expression]") {
    STATIC_REQUIRE(std::is_constructible_v<expression, float>);
    STATIC_REQUIRE(std::is_constructible_v<expression, long double>);
    STATIC_REQUIRE(std::is_constructible_v<expression, const char *>);
    STATIC_REQUIRE(!std::is_constructible_v<expression, int>);
    STATIC_REQUIRE(!std::is_constructible_v<expression, bool>);
    STATIC_REQUIRE(!std::is_convertible_v<double, expression>);
    STATIC_REQUIRE(!std::is_convertible_v<std::string, expression>);
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<expression>);
    STATIC_REQUIRE(std::is_nothrow_move_assignable_v<expression>);
    STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<expression>);
    STATIC_REQUIRE(std::is_nothrow_swappable_v<expression>);
    STATIC_REQUIRE(noexcept(std::declval<expression>() == std::declval<expression>()));

    CHECK(expression() == expression(0.));
    CHECK(expression("x") == expression(variable("x")));
    CHECK(expression(1.f) != expression(1.));
    CHECK(expression("p0") != expression(param(0)));
    CHECK(variable() == variable(""));
    CHECK(std::hash<variable>{}(variable()) == std::hash<variable>{}(variable("")));
    CHECK(variable("x") != variable("y"));
    CHECK(param() == param(0));
    CHECK(param(1) != param(0));
    CHECK(text_of(variable("xi")) == "xi");
    CHECK(text_of(param(1234)) == "p1234");
}

TEST_CASE("moved-from expressions are zero", "[expression]") {
    for (expression ex : {expression(2.), "x"_var, par[3], "x"_var + 1., sin("x"_var)}) {
        const auto original = ex;
        expression moved(std::move(ex));
        CHECK(moved == original);
        CHECK(ex == expression()); // NOLINT: that is what the test is about
        expression assigned("other");
        assigned = std::move(moved);
        CHECK(assigned == original);
        CHECK(moved == expression());
        auto &alias = assigned;
        assigned = std::move(alias);
        CHECK(assigned == original);
        swap(assigned, moved);
        CHECK(moved == original);
    }
}

TEST_CASE("an argument may replace its own function", "[expression]") {
    auto ex = sin(cos("x"_var));
    ex = std::get<func>(ex.value()).args()[0];
    CHECK(ex == cos("x"_var));
    ex = std::move(const_cast<expression &>(std::get<func>(ex.value()).args()[0]));
    CHECK(ex == "x"_var);
}

TEST_CASE("copies share functions", "[expression]") {
    const auto ex = sin("x"_var);
    const auto other = ex;
    CHECK(std::get<func>(ex.value()).get_ptr() == std::get<func>(other.value()).get_ptr());
    CHECK(std::get<func>(ex.value()).get_ptr() != std::get<func>(sin("x"_var).value()).get_ptr());
}

TEST_CASE("literals, make_vars, par and prime", "[expression]") {
    CHECK(1.5_flt == expression(1.5f));
    CHECK(2_flt == expression(2.f));
    CHECK(1.5_dbl == expression(1.5));
    CHECK(2_dbl == expression(2.));
    CHECK(1.5_ldbl == expression(1.5l));
    CHECK(2_ldbl == expression(2.l));
    const auto x = make_vars("x");
    const auto [y, z] = make_vars("y", std::string("z"));
    CHECK(x == "x"_var);
    CHECK(z == expression("z"));
    CHECK(par[7] == expression(param(7)));

    const std::pair<expression, expression> equation = prime(x) = y;
    CHECK(equation == std::pair(x, y));
    CHECK((prime(x) = 2.f) == std::pair(x, 2_flt));
    CHECK(("x"_p = y + 1.) == std::pair(x, y + 1.));
    CHECK_THROWS_AS(prime(x + y), std::invalid_argument);
    CHECK_THROWS_WITH(prime(par[0]), Catch::Matchers::ContainsSubstring("p0"));
    STATIC_REQUIRE(!std::is_assignable_v<decltype(prime(x)) &, expression>);
}

TEST_CASE("the time exists before main", "[expression]") {
    CHECK(before_main == brook::time + "x"_var);
    CHECK(is_time_dependent(before_main));
}

TEST_CASE("functions know their rule and arguments", "[expression]") {
    const auto ex = pow("x"_var, par[1]);
    const auto &f = std::get<func>(ex.value());
    CHECK(f.get_name() == "pow");
    CHECK(f.rule().arity == 2);
    CHECK(f.args() == std::vector{"x"_var, par[1]});
    CHECK_FALSE(f.is_time_dependent());
    CHECK(std::get<func>(brook::time.value()).is_time_dependent());
    const auto g = f.make_copy_with_new_args({"y"_var, 2_dbl});
    CHECK(expression(g) == pow("y"_var, 2.));
    CHECK_THROWS_AS(f.make_copy_with_new_args({"y"_var}), std::invalid_argument);
    CHECK(f != g);
    CHECK((f < g) != (g < f));
    auto a = f, b = g;
    swap(a, b);
    CHECK(a == g);
    CHECK(b == f);
    std::ostringstream out;
    f.to_stream(out);
    CHECK(out.str() == text_of(ex));
}

TEST_CASE("rules without a gradient, and with one that is wrong", "[expression]") {
    static constinit const function_rule plain{.name = "plain"};
    static constinit const function_rule wrong{.name = "wrong",
                                               .gradient = [](const func &) { return std::vector<expression>(7); }};
    const auto ex = call(plain, {1_dbl});
    CHECK(text_of(ex) == "plain(1.0)");
    CHECK_THROWS_AS(std::get<func>(ex.value()).gradient(), not_implemented_error);
    CHECK_THROWS_AS(func(wrong, {1_dbl}).gradient(), std::invalid_argument);
}

TEST_CASE("the registry lists every rule once", "[expression]") {
    const auto rules = function_registry();
    REQUIRE(rules.size() >= 10);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        CHECK(!rules[i]->name.empty());
        CHECK(rules[i]->name_hash == detail::hash_of_name(rules[i]->name));
        if (i > 0)
            CHECK(rules[i - 1]->name < rules[i]->name);
    }
}

TEST_CASE("deep and wide graphs are made and destroyed without recursion", "[expression][deep]") {
    auto chain = test::deep_chain(1'000'000, 1_dbl);
    CHECK(detail::summary_of(chain).depth == 1'000'000);
    chain = expression();
    const auto wide = sum(std::vector<expression>(100'000, sin("x"_var)));
    CHECK(get_n_nodes(wide) == 200'001);
}

TEST_CASE("threads may share and release functions", "[expression]") {
    const auto ex = test::doubled(20, sin("x"_var));
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([ex] {
            for (int k = 0; k < 1000; ++k) {
                auto mine = ex + expression(double(k));
                mine = std::get<func>(mine.value()).args().back();
            }
        });
    }
    for (auto &t : threads)
        t.join();
    CHECK(get_variables(ex) == std::vector<std::string>{"x"});
}
