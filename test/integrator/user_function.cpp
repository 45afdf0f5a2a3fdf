// SPDX-License-Identifier: MPL-2.0
// How code with functions of one's own is found again: by their identities, by what they expand to, or by its bitcode.
#include <functional>
#include <vector>

#include <brook/brook.hpp>

#include "cache/code_cache.hpp"
#include "integrator/build.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"

using namespace brook;
using detail::ode_system;

namespace {

// a = factor * b: what differs between the versions of a program.
template <int Factor>
struct multiple {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.literal(Factor) * e.arg(0)[0]);
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(Factor) * e.arg(0)[e.n()]);
    }
};
constinit const operation doubling = make_operation<multiple<2>>("multiple"),
                          tripling = make_operation<multiple<3>>("multiple");

// Rules of one name, which never meet in one system: what earlier and later versions of a program would have.
constinit const function_rule double_rule{.name = "multiple", .taylor = &doubling},
    triple_rule{.name = "multiple", .taylor = &tripling},
    double_v1{.name = "multiple", .taylor = &doubling, .identity = "1"},
    double_v2{.name = "multiple", .taylor = &doubling, .identity = "2"};

ode_system system_of(const function_rule &rule, const char *name = "x") {
    const expression x(name);
    return ode_system({prime(x) = -call(rule, {x}) + sin(x)});
}

std::vector<std::uint64_t> stages(const std::function<void()> &work) {
    const auto c = during(work);
    return {c.decompositions, c.ir_builds, c.compilations, c.links};
}

std::vector<std::uint64_t> building(const ode_system &system, const detail::stepper_options &options = {}) {
    return stages([&] { build_stepper(system, detail::fp_type::f64, 10, options); });
}

const std::vector<std::uint64_t> everything{1, 1, 1, 1}, nothing{0, 0, 0, 0}, link_only{0, 0, 0, 1},
    front_only{1, 1, 0, 0}, front_and_link{1, 1, 0, 1};

} // namespace

TEST_CASE("functions with an identity are found without decomposition", "[user_function]") {
    const fresh_caches fresh;
    CHECK(system_of(double_v1).identified());
    CHECK(building(system_of(double_v1)) == everything);
    CHECK(building(system_of(double_v1)) == nothing);
    CHECK(building(system_of(double_v1, "y")) == nothing);
    CHECK(building(system_of(double_v2)) == everything);
    CHECK(building(system_of(double_v1)) == nothing);
    llvm_state::clear_memcache();
    CHECK(building(system_of(double_v2)) == link_only);
}

TEST_CASE("functions without an identity are found by the bitcode they emit", "[user_function]") {
    const fresh_caches fresh;
    CHECK_FALSE(system_of(double_rule).identified());
    CHECK(building(system_of(double_rule)) == everything);
    CHECK(building(system_of(double_rule)) == front_only);
    CHECK(building(system_of(double_rule, "y")) == front_only);
    detail::stepper_options named;
    named.module_name = "a name of one's own";
    CHECK(building(system_of(double_rule), named) == front_only);
    CHECK(building(system_of(triple_rule)) == everything);
    llvm_state::clear_memcache();
    CHECK(building(system_of(double_rule)) == front_and_link);
    detail::stepper_options other;
    other.opt_level = 0;
    CHECK(building(system_of(double_rule), other) == everything);
}

TEST_CASE("a rule that changes changes the result", "[user_function]") {
    const fresh_caches fresh;
    const auto x = "x"_var;
    const auto final_state = [&](const function_rule &rule) {
        taylor_adaptive<double> ta({prime(x) = -call(rule, {x})}, {1.});
        ta.propagate_until(1.);
        return ta.get_state()[0];
    };
    CHECK(final_state(double_rule) == Catch::Approx(std::exp(-2.)).epsilon(1e-14));
    CHECK(final_state(triple_rule) == Catch::Approx(std::exp(-3.)).epsilon(1e-14));
    CHECK(final_state(double_rule) == Catch::Approx(std::exp(-2.)).epsilon(1e-14));
}

TEST_CASE("functions that expand share the code of what they stand for", "[user_function]") {
    const fresh_caches fresh;
    const user_function restoring(
        {.name = "restoring", .expand = [](const func &f) { return -9.8 * sin(f.args()[0]); }});
    const auto [x, v] = make_vars("x", "v");
    const ode_system written({prime(x) = v, prime(v) = -9.8 * sin(x)});
    const ode_system named({prime(x) = v, prime(v) = restoring(x)});
    CHECK(named.identified());
    CHECK(named.equations()[1].second == restoring(x));
    CHECK(named.right_hand_sides()[1] == -9.8 * sin(x));
    CHECK(building(written) == everything);
    CHECK(building(named) == nothing);
}

TEST_CASE("what an expansion brings in is checked", "[user_function]") {
    const user_function foreign({.name = "foreign", .expand = [](const func &f) { return f.args()[0] + "w"_var; }});
    const user_function pushed(
        {.name = "pushed", .expand = [](const func &f) { return f.args()[0] + par[3] * brook::time; }});
    const auto [x, v] = make_vars("x", "v");
    CHECK_THROWS_WITH(ode_system({prime(x) = v, prime(v) = foreign(x)}),
                      Catch::Matchers::ContainsSubstring("'w' has none; it appears in equation 1"));
    const ode_system system({prime(x) = v, prime(v) = pushed(x)});
    CHECK(system.n_pars() == 4);
    CHECK(system.time_dependent());
}

TEST_CASE("a function without a recurrence cannot be integrated", "[user_function]") {
    const fresh_caches fresh;
    const user_function opaque({.name = "opaque", .identity = "1"});
    const auto x = "x"_var;
    CHECK_THROWS_AS(taylor_adaptive<double>({prime(x) = opaque(x)}, {1.}), not_implemented_error);
    CHECK_THROWS_WITH(taylor_adaptive<double>({prime(x) = opaque(x)}, {1.}),
                      Catch::Matchers::ContainsSubstring("opaque"));
}

TEST_CASE("operations of one name do not meet in a system", "[user_function]") {
    static constinit const function_rule a{.name = "twice", .taylor = &doubling, .identity = "1"},
        b{.name = "thrice", .taylor = &tripling, .identity = "1"};
    const auto x = "x"_var;
    CHECK_THROWS_WITH(building(ode_system({prime(x) = call(a, {x}) * call(b, {x})})),
                      Catch::Matchers::ContainsSubstring("two are called multiple"));
}

TEST_CASE("the decomposition shows functions of one's own", "[user_function]") {
    const fresh_caches fresh;
    const user_function twice({.name = "shown", .taylor = &doubling});
    const auto x = "x"_var;
    const taylor_adaptive<double> ta({prime(x) = twice(x)}, {1.});
    const auto &d = ta.get_decomposition();
    REQUIRE(d.size() == 3);
    CHECK(d[1].first == twice("u_0"_var));
}

// Twice a number is exact, so that the function may as well be a product.
TEST_CASE("code in parts may call for functions of the user", "[user_function]") {
    const fresh_caches fresh;
    const auto [x, v] = make_vars("x", "v");
    const auto state = [&, x = x, v = v](auto twice) {
        auto y = x;
        for (int k = 0; k < 600; ++k)
            y = k % 3 == 0 ? sin(y + v) : k % 3 == 1 ? cos(twice(y)) : tanh(y - x);
        taylor_adaptive<double> ta({prime(x) = v, prime(v) = y}, {.5, .25}, kw::tol = 1e-9);
        ta.propagate_for(1.);
        return ta.get_state();
    };
    const auto before = detail::process_counters().snapshot();
    const auto own = state([](const expression &y) { return call(double_rule, {y}); });
    CHECK((detail::process_counters().snapshot() - before).compilations > 1);
    const auto product = state([](const expression &y) { return 2. * y; });
    REQUIRE(own.size() == 2);
    CHECK(own[0] == Catch::Approx(product[0]).epsilon(1e-12));
    CHECK(own[1] == Catch::Approx(product[1]).epsilon(1e-12));
}
