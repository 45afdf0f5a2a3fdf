// SPDX-License-Identifier: MPL-2.0
// Unknown functions and their derivatives.
#include <brook/math/dfun.hpp>

#include <functional>
#include <limits>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "math/dfun.hpp"
#include "test/support/catch.hpp"

using namespace brook;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

const func &as_function(const expression &ex) { return std::get<func>(ex.value()); }

std::string printed(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

} // namespace

TEST_CASE("names and texts of unknown functions", "[dfun]") {
    const auto f = dfun("f", {x, y, x + y});
    CHECK(as_function(f).get_name() == "dfun__f");
    CHECK(printed(f) == "f");
    const auto g = dfun("f", {x, y}, {{0, 1}});
    CHECK(as_function(g).get_name() == "dfun_0,1 _f");
    CHECK(printed(g) == "(∂f)/(∂a0)");
    const auto h = dfun("f", {x, y}, {{0, 2}, {1, 1}});
    CHECK(as_function(h).get_name() == "dfun_0,2 1,1 _f");
    CHECK(printed(h) == "(∂^3 f)/(∂a0^2 ∂a1)");
    CHECK(printed(2. * h + x) == "((2.0 * (∂^3 f)/(∂a0^2 ∂a1)) + x)");
}

TEST_CASE("unknown functions are equal if names, orders and arguments are", "[dfun]") {
    const auto f = dfun("f", {x, y}, {{1, 2}});
    CHECK(f == dfun("f", {x, y}, {{1, 2}}));
    CHECK(std::hash<expression>{}(f) == std::hash<expression>{}(dfun("f", {x, y}, {{1, 2}})));
    CHECK(detail::structural_hash(f) == detail::structural_hash(dfun("f", {x, y}, {{1, 2}})));
    CHECK(f != dfun("g", {x, y}, {{1, 2}}));
    CHECK(f != dfun("f", {x, y}, {{0, 2}}));
    CHECK(f != dfun("f", {x, y}, {{1, 1}}));
    CHECK(f != dfun("f", {y, x}, {{1, 2}}));
    CHECK(f != dfun("f", {x, y}));
    CHECK(std::less<expression>{}(dfun("f", {x}), dfun("g", {x})));
}

TEST_CASE("arguments of unknown functions are shared", "[dfun]") {
    const auto list = std::make_shared<const std::vector<expression>>(std::vector{x, y});
    CHECK(as_function(dfun("f", list)).shared_args() == list);
    CHECK(as_function(dfun("f", func_args(list))).shared_args() == list);
    CHECK(as_function(dfun("f", {x, y})).shared_args() != nullptr);
    CHECK(as_function(dfun("f", func_args({x, y}))).shared_args() != nullptr);
    CHECK(as_function(dfun("f", func_args())).args().empty());
    const auto gradient = as_function(dfun("f", list, {{0, 1}})).gradient();
    REQUIRE(gradient.size() == 2);
    CHECK(gradient[0] == dfun("f", list, {{0, 2}}));
    CHECK(gradient[1] == dfun("f", list, {{0, 1}, {1, 1}}));
    for (const auto &g : gradient)
        CHECK(as_function(g).shared_args() == list);
    const auto other = std::make_shared<const std::vector<expression>>(std::vector{y, x});
    CHECK(as_function(dfun("f", list)).make_copy_with_new_args(other) == as_function(dfun("f", other)));
}

TEST_CASE("the chain rule for unknown functions", "[dfun]") {
    const auto f = dfun("f", {x, x * y});
    CHECK(diff(f, "x") == dfun("f", {x, x * y}, {{0, 1}}) + dfun("f", {x, x * y}, {{1, 1}}) * y);
    CHECK(diff(f, y) == dfun("f", {x, x * y}, {{1, 1}}) * x);
    CHECK(diff(f, par[0]) == 0_dbl);
    const auto dt = diff_tensors({dfun("f", {x, y})}, {x, y}, kw::diff_order = 3);
    CHECK(dt[{0, 2, 1}] == dfun("f", {x, y}, {{0, 2}, {1, 1}}));
    CHECK(dt[{0, 0, 3}] == dfun("f", {x, y}, {{1, 3}}));
    const auto &list = as_function(dt.begin()->second).shared_args();
    for (const auto &[index, ex] : dt)
        CHECK(as_function(ex).shared_args() == list);
}

TEST_CASE("substitution in unknown functions, and for them", "[dfun]") {
    const auto f = dfun("f", {x, y}, {{0, 1}});
    CHECK(subs(f, {{"x", y + 1.}}) == dfun("f", {y + 1., y}, {{0, 1}}));
    CHECK(rename_variables(f, {{"x", "y"}, {"y", "x"}}) == dfun("f", {y, x}, {{0, 1}}));
    CHECK(subs(2. * f + y, {{f, cos(x)}}) == 2. * cos(x) + y);
    CHECK(copy(f) == f);
    CHECK(get_variables(f) == std::vector<std::string>{"x", "y"});
    // Whether known or not, derivatives are the same.
    const auto known = sin(x) * y, unknown = dfun("f", {x, y});
    CHECK(subs(diff(exp(unknown) * x, x), {{dfun("f", {x, y}, {{0, 1}}), diff(known, x)}, {unknown, known}}) ==
          diff(exp(known) * x, x));
}

TEST_CASE("unknown functions have no values", "[dfun]") {
    const auto f = dfun("f", {x}, {{0, 1}});
    CHECK_THROWS_AS(cfunc<double>({f}, {x}), not_implemented_error);
    CHECK_THROWS_AS(cfunc<double>({1. + sin(f)}, {x}), not_implemented_error);
    CHECK_THROWS_AS(taylor_adaptive<double>({prime(x) = f}, {1.}), not_implemented_error);
    const nt_event<double> event(f, [](auto &, auto, auto) {});
    CHECK_THROWS_AS(taylor_adaptive<double>({prime(x) = x}, {1.}, kw::nt_events = {event}), not_implemented_error);
    CHECK(dfun("f", {1_dbl}) == dfun("f", {1_dbl})); // never folded
    CHECK(std::holds_alternative<func>(dfun("f", {1_dbl}).value()));
}

TEST_CASE("what no unknown function can be", "[dfun]") {
    CHECK_THROWS_AS(dfun("", {x}), std::invalid_argument);
    CHECK_THROWS_AS(dfun("f", {x, y}, {{1, 1}, {0, 1}}), std::invalid_argument);
    CHECK_THROWS_AS(dfun("f", {x, y}, {{1, 1}, {1, 1}}), std::invalid_argument);
    CHECK_THROWS_AS(dfun("f", {x, y}, {{0, 0}}), std::invalid_argument);
    CHECK_THROWS_AS(dfun("f", {x, y}, {{2, 1}}), std::invalid_argument);
    CHECK_THROWS_AS(dfun("f", shared_args_t()), std::invalid_argument);
    const auto often = dfun("f", {x}, {{0, std::numeric_limits<std::uint32_t>::max()}});
    CHECK_THROWS_AS(diff(often, x), std::overflow_error);
}

TEST_CASE("unknown functions from their names", "[dfun]") {
    for (const auto &f :
         {dfun("f", {x}), dfun("_a b_", {x}, {{0, 3}}), dfun("1,2 _", {x, y}, {{0, 10}, {1, 4294967295}})})
        CHECK(detail::find_unknown(as_function(f).get_name()) == &as_function(f).rule());
    for (const auto *name :
         {"", "dfun", "dfun_", "dfun__", "dfun_0,1_f", "dfun_0,0 _f", "dfun_1,1 0,1 _f", "dfun_0,01 _f", "dfun_0,-1 _f",
          "dfun_0 ,1 _f", "dfun_4294967296,1 _f", "dfun_0,1 f", "fun_0,1 _f"}) {
        CAPTURE(name);
        CHECK(detail::find_unknown(name) == nullptr);
    }
    CHECK(detail::unknown_derivative_of("dfun_0,2 3,1 _f")->orders == detail::derivative_index{{0, 2}, {3, 1}});
}
