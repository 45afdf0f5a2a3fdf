// SPDX-License-Identifier: MPL-2.0
// covers: stored_system
// A system can be had back from its canonical bytes: what the cache stores decides what code is made anew.
#include <algorithm>
#include <stdexcept>

#include <brook/brook.hpp>
#include <brook/ode/system.hpp>

#include "math/constant.hpp"
#include "ode/stored_system.hpp"
#include "test/laws/case_system.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;
using namespace brook::test;
using detail::ode_system;

namespace {

bool same_bytes(const ode_system &a, const ode_system &b) {
    return std::ranges::equal(a.canonical_bytes(), b.canonical_bytes());
}

// Also: what is decoded is a system like the one that was stored.
bool survives(const ode_system &system) {
    const auto decoded = detail::system_from(system.canonical_bytes());
    return same_bytes(decoded, system) && decoded.size() == system.size() && decoded.identified() &&
           decoded.time_dependent() == system.time_dependent() && decoded.events().size() == system.events().size() &&
           decoded.n_pars() == system.n_pars() + system.hidden_pars().size();
}

} // namespace

TEST_CASE("every function survives being stored", "[laws]") {
    for (const auto &c : registered_cases()) {
        INFO(name_of(c));
        for (const auto pattern : parameter_patterns(c)) {
            std::vector<expression> args;
            for (std::uint32_t i = 0; i < c.args.size(); ++i) {
                args.push_back(c.args[i].is_number       ? expression(c.args[i].low)
                               : (pattern >> i) % 2 != 0 ? par[i]
                                                         : expression("x" + std::to_string(i % 2)));
            }
            const auto [x, y] = make_vars("x0", "x1");
            CHECK(survives(ode_system({prime(y) = expression(func(rule_of(c), args)), prime(x) = x * y})));
        }
    }
}

TEST_CASE("random systems survive being stored, lifted or not", "[laws]") {
    random_expressions random(41);
    for (int i = 0; i < 60; ++i) {
        const auto right = random.several(3, 10);
        std::vector<ode_system::equation> equations;
        for (std::size_t k = 0; k < right.size(); ++k)
            equations.emplace_back(expression(std::vector<std::string>{"x", "y", "z"}[k]), right[k]);
        CHECK(survives(ode_system(equations)));
        CHECK(survives(ode_system(equations, true)));
        auto events = random.several(2, 6);
        events.push_back(sin(expression("x")) - brook::time);
        std::erase_if(events, [](const expression &ex) { return get_variables(ex).empty(); });
        CHECK(survives(ode_system(equations, false, events)));
        CHECK(survives(ode_system(equations, true, events)));
    }
}

TEST_CASE("constants survive being stored", "[laws]") {
    const auto [x, v] = make_vars("x", "v");
    const expression gamma(constant(
        "Euler = gamma", [](unsigned) { return "-0.5772156649015328606"; }, "g"));
    const ode_system system({prime(x) = pi * v, prime(v) = gamma * x});
    CHECK(system.identified());
    CHECK(survives(system));
    CHECK(detail::find_constant("constant pi = 1.5") != nullptr);
    for (const char *name : {"", "sin", "constant ", "constant pi", "constant  = ", "constant = 1", "constant pi = x",
                             "constant pi = ", "constant pi = inf", "constant pi = 1e99999"}) {
        INFO(name);
        CHECK(detail::find_constant(name) == nullptr);
    }
}

TEST_CASE("functions of the user's are only names", "[laws]") {
    static constinit const function_rule rule{.name = "stored_systems_f",

                                              .identity = "1"};
    const expression x("x");
    const ode_system system({prime(x) = call(rule, {x})});
    CHECK(system.identified());
    CHECK_THROWS_AS(detail::system_from(system.canonical_bytes()), std::runtime_error);
}

TEST_CASE("what is no system is refused", "[laws]") {
    const expression x("x");
    const ode_system system({prime(x) = x});
    std::vector<std::byte> bytes(system.canonical_bytes().begin(), system.canonical_bytes().end());
    bytes[1] = std::byte{2}; // variables
    CHECK_THROWS_AS(detail::system_from(bytes), std::runtime_error);
    CHECK_THROWS_AS(detail::system_from({}), std::runtime_error);
    // One equation, x' = x, and a parameter in the place of an event function.
    bytes.assign({std::byte{2}, std::byte{1}, std::byte{2}, std::byte{0}, std::byte{1}, std::byte{2}});
    CHECK_THROWS_AS(detail::system_from(bytes), std::runtime_error);
    bytes[5] = std::byte{1};
    CHECK(detail::system_from(bytes).events().size() == 1);
    bytes.assign({std::byte{2}, std::byte{0}, std::byte{0}, std::byte{0}});
    CHECK_THROWS_AS(detail::system_from(bytes), std::runtime_error);
}
