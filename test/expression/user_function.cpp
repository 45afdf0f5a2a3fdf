// SPDX-License-Identifier: MPL-2.0
// Functions of one's own: their rules, names and lifetime.
#include <sstream>
#include <string>

#include <brook/brook.hpp>

#include "expression/canonical.hpp"
#include "expression/registry.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

const auto vars = make_vars("x", "y", "z");
const auto &[x, y, z] = vars;

// a = 3 b
struct tripling {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.literal(3.) * e.arg(0)[0]);
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(3.) * e.arg(0)[e.n()]);
    }
};
struct timed_tripling : tripling {
    static constexpr bool time_dependent = true;
};

constinit const operation triple_operation = make_operation<tripling>("triple");
constinit const operation timed_operation = make_operation<timed_tripling>("timed_triple");
template <detail::constant_role Role>
constinit const operation with_constants = make_operation<tripling>(detail::operation_row{.name = "constants",
                                                                                          .constants = Role});

const user_function triple({.name = "triple",
                            .value = [](std::span<const number> v) { return number(3.) * v[0]; },
                            .gradient = [](const func &) { return std::vector{3_dbl}; },
                            .print = [](std::ostream &out, const func &f) { out << "3 times " << f.args()[0]; },
                            .taylor = &triple_operation});

std::string text_of(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

} // namespace

TEST_CASE("a function of one's own behaves like the others", "[user_function]") {
    const auto ex = triple(x + y);
    CHECK(std::get<func>(ex.value()).get_name() == "triple");
    CHECK(text_of(ex) == "3 times (x + y)");
    CHECK(triple(2.f) == 6_dbl);
    CHECK(triple({1_ldbl}) == 3_ldbl);
    CHECK(diff(triple(x * y), x) == 3. * y);
    CHECK(subs(ex, {{"y", z}}) == triple(x + z));
    CHECK(triple(x) == triple(x));
    CHECK(triple(x) != sin(x));
    CHECK_FALSE(is_time_dependent(ex));
    CHECK_THROWS_AS(triple(x, y), std::invalid_argument);
    CHECK_THROWS_AS(triple(1_dbl, 2_dbl), std::invalid_argument);
    CHECK_THROWS_AS(triple(std::vector<expression>()), std::invalid_argument);
}

TEST_CASE("what a rule leaves out cannot be asked for", "[user_function]") {
    const user_function bare({.name = "bare", .arity = 2, .time_dependent = true});
    const auto ex = bare(1_dbl, x);
    CHECK(text_of(ex) == "bare(1.0, x)");
    CHECK(bare(1., 2.) != 0_dbl);
    CHECK(is_time_dependent(ex));
    CHECK_THROWS_AS(diff(ex, x), not_implemented_error);
    CHECK(diff(ex, y) == 0_dbl);
}

TEST_CASE("names are given once", "[user_function]") {
    CHECK_THROWS_WITH(user_function({.name = ""}), ContainsSubstring("empty"));
    CHECK_THROWS_WITH(user_function({.name = "sin"}), ContainsSubstring("sin is one of brook's"));
    CHECK_THROWS_WITH(user_function({.name = "triple"}), ContainsSubstring("another triple"));
    // The same rule again is the same function.
    const user_function again(triple.rule());
    CHECK(&again.rule() == &triple.rule());
    CHECK_THROWS_AS(user_function({.name = "triple", .taylor = &triple_operation, .identity = "another"}),
                    std::invalid_argument);
}

TEST_CASE("a rule must be sound", "[user_function]") {
    const auto expansion = [](const func &f) { return 3. * f.args()[0]; };
    CHECK_THROWS_WITH(user_function({.name = "both", .taylor = &triple_operation, .expand = expansion}),
                      ContainsSubstring("either"));
    CHECK_THROWS_WITH(user_function({.name = "no_result", .taylor = &triple_operation, .taylor_result = 1}),
                      ContainsSubstring("result 1"));
    CHECK_THROWS_WITH(user_function({.name = "timed_rule", .time_dependent = true, .taylor = &triple_operation}),
                      ContainsSubstring("the rule does and the operation does not"));
    CHECK_THROWS_WITH(user_function({.name = "timed_operation", .taylor = &timed_operation}),
                      ContainsSubstring("the operation does and the rule does not"));
    CHECK_NOTHROW(user_function({.name = "timed", .time_dependent = true, .taylor = &timed_operation}));
    using detail::constant_role;
    for (const auto *op : {&with_constants<constant_role::value>, &with_constants<constant_role::coefficients>,
                           &with_constants<constant_role::parameter>})
        CHECK_THROWS_WITH(user_function({.name = "constants", .taylor = op}),
                          ContainsSubstring("the operation constants of the function constants expects constants"));
    CHECK_NOTHROW(user_function({.name = "numbered", .taylor = &with_constants<constant_role::trajectory>}));
    const auto constant = std::get<func>(pi.value());
    CHECK_THROWS_AS(user_function(constant.rule()), std::invalid_argument);
}

TEST_CASE("expressions outlive the function object and its texts", "[user_function]") {
    expression ex;
    {
        std::string name = "temporary", identity = "v1";
        const user_function f({.name = name, .identity = identity});
        name = "destroyed";
        identity = "v2";
        ex = f(x);
    }
    CHECK(text_of(ex) == "temporary(x)");
    CHECK(std::get<func>(ex.value()).rule().identity == "v1");
}

TEST_CASE("rules are found by their operations", "[user_function]") {
    CHECK(detail::find_rule(triple_operation, 0) == &triple.rule());
    CHECK(detail::find_rule(triple_operation, 1) == nullptr);
    const auto f = std::get<func>(sin(x).value());
    const auto &sine = f.rule();
    CHECK(detail::find_rule(*sine.taylor, sine.taylor_result) == &sine);
    CHECK(detail::is_built_in(sine));
    CHECK_FALSE(detail::is_built_in(triple.rule()));
    for (const auto *rule : function_registry())
        CHECK(rule->name != "triple");
}

TEST_CASE("identities are in the canonical form", "[user_function][canonical]") {
    const std::vector<std::string> names{"x", "y"};
    const auto form = [&](const std::vector<expression> &roots) { return detail::canonicalise(roots, names); };
    // Rules that nobody keeps: what different versions of a program would have.
    static constinit const function_rule plain{.name = "f"}, first{.name = "f", .identity = "1"},
        second{.name = "f", .identity = "2"}, twin{.name = "f", .identity = "2"};
    CHECK(form({sin(x)}).identified);
    CHECK_FALSE(form({cos(call(plain, {x}))}).identified);
    CHECK(form({cos(call(first, {x}))}).identified);
    CHECK_FALSE(form({call(first, {x}) + triple(x)}).identified);
    CHECK(form({call(first, {x})}).bytes != form({call(second, {x})}).bytes);
    CHECK(form({call(plain, {x})}).bytes != form({call(second, {x})}).bytes);
    CHECK(form({call(twin, {x})}).bytes == form({call(second, {x})}).bytes);
}

TEST_CASE("rules of one name do not meet in a system", "[user_function][canonical]") {
    const std::vector<std::string> names{"x", "y"};
    static constinit const function_rule one{.name = "g"}, other{.name = "g"}, sine{.name = "sin"};
    CHECK(call(one, {x}) == call(other, {x})); // functions are compared by name
    for (const auto &ex : {call(one, {x}) + call(other, {x}), sin(call(one, {x})) * sin(call(other, {x})),
                           sin(x) - 2. * call(sine, {x})})
        CHECK_THROWS_WITH(detail::canonicalise(std::vector{ex}, names), ContainsSubstring("two are called"));
    CHECK_NOTHROW(detail::canonicalise(std::vector{call(one, {x}) + call(one, {y})}, names));
}
