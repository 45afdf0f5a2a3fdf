// SPDX-License-Identifier: MPL-2.0
// Systems of equations: what they know about themselves, and what they refuse.
// covers: system, checks
#include <algorithm>

#include <brook/expression/expression.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/system.hpp>

#include "test/support/catch.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;
using detail::ode_system;

namespace {

using equations = std::vector<ode_system::equation>;

bool same_meaning(const ode_system &a, const ode_system &b) {
    return std::ranges::equal(a.canonical_bytes(), b.canonical_bytes());
}

} // namespace

TEST_CASE("a system knows its variables, parameters and use of time") {
    const auto [x, v] = make_vars("x", "v");
    const ode_system pendulum({prime(x) = v, prime(v) = -9.8 * sin(x)});
    CHECK(pendulum.size() == 2u);
    CHECK(pendulum.variables() == std::vector<std::string>{"x", "v"});
    CHECK(pendulum.n_pars() == 0u);
    CHECK_FALSE(pendulum.time_dependent());
    CHECK(pendulum.equations()[0] == std::pair(x, v));

    const ode_system driven({prime(v) = par[3] * sin(x) + cos(brook::time), prime(x) = v});
    CHECK(driven.variables() == std::vector<std::string>{"v", "x"});
    CHECK(driven.n_pars() == 4u);
    CHECK(driven.time_dependent());

    const ode_system constant({prime(x) = par[0]});
    CHECK(constant.n_pars() == 1u);
}

TEST_CASE("the canonical form ignores names and keeps everything else") {
    const auto [x, v, a, b] = make_vars("x", "v", "a", "b");
    const ode_system one({prime(x) = v, prime(v) = -x}), renamed({prime(a) = b, prime(b) = -a});
    CHECK(same_meaning(one, renamed));
    CHECK_FALSE(same_meaning(one, ode_system({prime(v) = x, prime(x) = -x})));
    CHECK_FALSE(same_meaning(one, ode_system({prime(x) = v, prime(v) = x})));
    CHECK_FALSE(same_meaning(ode_system({prime(x) = 0._dbl}), ode_system({prime(x) = -0._dbl})));
    CHECK_FALSE(same_meaning(ode_system({prime(x) = 1._dbl * par[0]}), ode_system({prime(x) = 1._dbl * par[1]})));
}

TEST_CASE("what is no system says why") {
    const auto [x, v, y] = make_vars("x", "v", "y");
    const auto message_of = [](equations e) {
        try {
            ode_system refused(std::move(e));
        } catch (const std::invalid_argument &error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK_THAT(message_of({}), ContainsSubstring("at least one differential equation, but none was given"));
    CHECK_THAT(message_of({{x, v}, {1._dbl, x}}), ContainsSubstring("must be a variable, but that of equation 1"));
    CHECK_THAT(message_of({{par[0], x}}), ContainsSubstring("is 'p0'"));
    CHECK_THAT(message_of({{x + v, x}}), ContainsSubstring("must be a variable"));
    CHECK_THAT(message_of({{"__x"_var, x}}), ContainsSubstring("begin with '__'") && ContainsSubstring("is '__x'"));
    CHECK_THAT(message_of({{x, v}, {v, x}, {x, x}}), ContainsSubstring("but 'x' has 2"));
    CHECK_THAT(message_of({{x, v}, {v, x + sin(y)}}),
               ContainsSubstring("but 'y' has none") && ContainsSubstring("equation 1, that of 'v'"));
    CHECK_THAT(message_of({{x, y}, {v, sin(y)}}), ContainsSubstring("equation 0, that of 'x'"));
    const auto shared = cos(x * sin(y));
    CHECK_THAT(message_of({{x, v}, {v, sin(shared)}, {"z"_var, shared}}), ContainsSubstring("equation 1, that of 'v'"));
    CHECK(message_of({{x, v}, {v, "_x"_var + x}, {"_x"_var, 1._dbl}}).empty());
}

TEST_CASE("event functions belong to a system") {
    const auto [x, v, a, b] = make_vars("x", "v", "a", "b");
    const equations pendulum{prime(x) = v, prime(v) = -9.8 * sin(x)};
    const ode_system plain(pendulum), system(pendulum, false, {v - par[4], brook::time - 1.});
    REQUIRE(system.events().size() == 2);
    CHECK(system.events()[0] == v - par[4]);
    CHECK(system.right_hand_sides() == plain.right_hand_sides());
    CHECK(system.n_pars() == 5u);
    CHECK(system.time_dependent());
    CHECK_FALSE(same_meaning(system, plain));
    CHECK_FALSE(same_meaning(ode_system(pendulum, false, {x, v}), ode_system(pendulum, false, {v, x})));
    CHECK(same_meaning(ode_system(pendulum, false, {x * v}),
                       ode_system({prime(a) = b, prime(b) = -9.8 * sin(a)}, false, {a * b})));

    const ode_system lifted(pendulum, true, {x - 5.});
    REQUIRE(lifted.hidden_pars().size() == 2);
    CHECK(lifted.events()[0] == par[1] + x);
    CHECK(lifted.hidden_pars()[1] == number(-5.));
}

TEST_CASE("what is no event function says why") {
    const auto [x, y] = make_vars("x", "y");
    const auto message_of = [&](std::vector<expression> events) {
        try {
            ode_system refused({prime(x) = -x}, false, std::move(events));
        } catch (const std::invalid_argument &error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK_THAT(message_of({x, x + y}),
               ContainsSubstring("but 'y' has none") && ContainsSubstring("event 1, '(x + y)'"));
    CHECK_THAT(message_of({x, 1._dbl}), ContainsSubstring("must depend on the state or the time, but event 1 is '1"));
    CHECK_THAT(message_of({par[0]}), ContainsSubstring("but event 0 is 'p0'"));
    CHECK(message_of({brook::time}).empty());
}
