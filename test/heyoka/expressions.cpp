// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: expressions as values.
#include <functional>
#include <locale>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

namespace heyoka = brook;

using namespace heyoka;
using namespace heyoka::literals;

namespace {

std::string printed(const auto &x) {
    std::ostringstream out;
    out << x;
    return out.str();
}

struct comma_and_groups : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    std::string do_grouping() const override { return "\1"; }
};

} // namespace

TEST_CASE("variables in bulk") {
    const auto one = make_vars("alone");
    static_assert(std::is_same_v<decltype(one), const expression>);
    const auto three = make_vars("x", std::string("y"), "z");
    static_assert(std::is_same_v<decltype(three), const std::array<expression, 3>>);
    auto [x, y, z] = three;
    const std::vector all{x, y, z};
    static_assert(std::is_same_v<decltype(all), const std::vector<expression>>);
    CHECK(std::get<variable>(y.value()).name() == "y");
    CHECK(get_variables({z * x, y - 1., x}) == std::vector<std::string>{"x", "y", "z"});
    CHECK(get_variables(sin(z) + x) == std::vector<std::string>{"x", "z"});
}

TEST_CASE("numbers of every type combine with expressions from both sides") {
    const auto x = "x"_var;
    CHECK(2. * x == 2_dbl * x);
    CHECK(x / 4.f == x / 4_flt);
    CHECK(1.5L - x == 1.5_ldbl - x);
    CHECK(2. * x != 2.f * x);
    CHECK(x + 1. == 1. + x);
    CHECK(x - (-1.) == x + 1.);
    CHECK(x / -1. == -x);
    CHECK(x * -1. == -x);
    CHECK(0. * x == 0_dbl);
    CHECK(pow(x, 0.) == 1_dbl);
    CHECK(pow(x, 1.) == x);
    CHECK(+x == x);
    CHECK(1.5_dbl * 2_dbl == 3_dbl);

    auto total = x;
    total += 1.;
    total *= "y"_var;
    total -= x;
    total /= 2.f;
    CHECK(total == ((x + 1.) * "y"_var - x) / 2.f);
    // A double times a long double is a long double.
    auto product = 3_dbl;
    product *= 2_ldbl;
    CHECK(product == expression{6.L});
    static_assert(!std::is_constructible_v<expression, int>);
    static_assert(!std::is_convertible_v<double, expression>);
}

TEST_CASE("parameters and the time are asked for") {
    const auto x = "x"_var;
    const auto ex = par[4] * x + par[1] * heyoka::time;
    CHECK(get_params(ex) == std::vector{par[1], par[4]});
    CHECK(get_param_size(ex) == 5u);
    CHECK(get_param_size({x, par[7] + x, ex}) == 8u);
    CHECK(get_param_size(x) == 0u);
    CHECK(is_time_dependent(ex));
    CHECK_FALSE(is_time_dependent({x, par[0]}));
    CHECK(std::get<param>(par[9].value()).idx() == 9u);
}

TEST_CASE("substitution chooses its form by the keys") {
    auto [x, y, z] = make_vars("x", "y", "z");
    CHECK(subs(x + y, {{"x", z}}) == z + y);
    CHECK(subs(x * y, {{"x", y}, {"y", x}}) == y * x);
    CHECK(subs(sin(x + y) * z, {{x + y, x}}) == sin(x) * z);
    CHECK(subs({x, y * x}, {{"y", 2. * z}}) == std::vector{x, (2. * z) * x});
    const std::unordered_map<std::string, expression> by_name{{"x", 1_dbl}};
    const std::map<expression, expression> by_tree{{cos(x), y}};
    CHECK(subs(cos(x), by_name) == cos(1_dbl));
    CHECK(subs(cos(x), by_tree) == y);
    CHECK(rename_variables(x + y, {{"x", "a"}, {"y", "b"}}) == "a"_var + "b"_var);
}

TEST_CASE("derivatives with respect to names, variables and parameters") {
    auto [x, y] = make_vars("x", "y");
    CHECK(diff(x, "x") == 1_dbl);
    CHECK(diff(x, "y") == 0_dbl);
    CHECK(diff(sin(x), x) == cos(x));
    CHECK(diff(par[2] * x, par[2]) == x);
    CHECK(diff(par[2] * x, param{2}) == x);
    CHECK(diff({x * y, exp(y)}, "y") == std::vector{x, exp(y)});
    CHECK(diff(3_flt, "x") == 0_flt);
    CHECK_THROWS_AS(diff(x * y, x * y), std::invalid_argument);
}

TEST_CASE("expressions are keys of containers") {
    auto [x, y] = make_vars("x", "y");
    const std::unordered_set<expression> different{x, y, x + y, x + y, par[0], 2_dbl, 2_flt};
    CHECK(different.size() == 6u);
    const std::set<expression, std::less<expression>> sorted{x * y, y, x, par[0], 1_dbl};
    CHECK(*sorted.begin() == 1_dbl);
    CHECK(std::holds_alternative<func>(sorted.rbegin()->value()));
    CHECK(std::hash<expression>{}(x + y) == std::hash<expression>{}(x + y));

    auto a = x, b = y;
    swap(a, b);
    CHECK(a == y);
    const auto taken = std::move(a);
    CHECK(a == expression{});
    CHECK(expression{} == 0_dbl);
    CHECK(taken == y);
}

TEST_CASE("copies are deep where they are asked to be") {
    const auto x = "x"_var;
    const auto sum = x + 1., twice = sin(sum) * cos(sum);
    const auto shallow = twice, deep = copy(twice);
    const auto address = [](const expression &ex) { return std::get<func>(ex.value()).get_ptr(); };
    CHECK(address(shallow) == address(twice));
    CHECK(address(deep) != address(twice));
    CHECK(deep == twice);
    CHECK(get_n_nodes(twice) == 9u); // shared ones counted each time
}

TEST_CASE("text does not depend on the locale") {
    auto [x, y] = make_vars("x", "y");
    const auto before = std::locale::global(std::locale(std::locale::classic(), new comma_and_groups));
    const auto text = printed(1234.5 * x + par[1234]), number_text = printed(number{1.1});
    std::locale::global(before);
    CHECK(text.find(',') == std::string::npos);
    CHECK_THAT(text, Catch::Matchers::ContainsSubstring("1234.5"));
    CHECK_THAT(text, Catch::Matchers::ContainsSubstring("p1234"));
    CHECK(number_text == "1.1");

    CHECK(printed(x + y) == "(x + y)");
    CHECK(printed(x - y) == "(x - y)");
    CHECK(printed(x / y) == "(x / y)");
    CHECK(printed(pow(x, y)) == "x**y");
    CHECK(printed(sin(heyoka::time)) == "sin(t)");
    CHECK(fmt::format("{:>8}", x * y) == " (x * y)");
}
