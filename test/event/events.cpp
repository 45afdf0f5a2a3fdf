// SPDX-License-Identifier: MPL-2.0
// Events as values, before any integrator.
// covers: direction, keywords
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>

#include <brook/event/events.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

template <typename T>
std::string printed(const T &x) {
    std::ostringstream out;
    out << x;
    return out.str();
}

template <typename T>
const auto do_nothing = [](taylor_adaptive<T> &, T, int) {};

} // namespace

TEST_CASE("directions print their names", "[events]") {
    CHECK(printed(event_direction::any) == "event_direction::any");
    CHECK(printed(event_direction::positive) == "event_direction::positive");
    CHECK(printed(event_direction::negative) == "event_direction::negative");
    CHECK(printed(static_cast<event_direction>(7)) == "event_direction::??");
    CHECK(fmt::format("{:>22}", event_direction::any) == "  event_direction::any");
}

TEMPLATE_LIST_TEST_CASE("events keep what they were given", "[events]", test::code_types) {
    using T = TestType;
    const auto x = "x"_var;
    const nt_event<T> plain(x * 2., do_nothing<T>);
    CHECK(plain.get_expression() == x * 2.);
    CHECK(plain.get_direction() == event_direction::any);
    CHECK(plain.get_min_delta_t() == 0);
    CHECK(plain.get_max_firings() == 0);
    CHECK(plain.get_callback());
    const t_event<T> stop(x);
    CHECK(!stop.get_callback());
    CHECK(stop.get_cooldown() == -1);
    const t_event<T> all(
        x, kw::callback = [](taylor_adaptive<T> &, int) { return true; }, kw::cooldown = 3,
        kw::direction = event_direction::negative, kw::min_delta_t = .5, kw::max_firings = 7);
    CHECK(all.get_callback());
    CHECK(all.get_cooldown() == 3);
    CHECK(all.get_direction() == event_direction::negative);
    CHECK(all.get_min_delta_t() == T(.5));
    CHECK(all.get_max_firings() == 7);
    const auto copy = all;
    CHECK(copy.get_expression() == all.get_expression());
    const t_event_batch<T> batch(
        x, kw::callback = [](taylor_adaptive_batch<T> &, int, std::uint32_t) { return true; });
    CHECK(batch.get_callback());
    const nt_event_batch<T> other(x, [](taylor_adaptive_batch<T> &, T, int, std::uint32_t) {});
    CHECK(other.get_callback());
    CHECK(nt_event<T>().get_callback());
    CHECK(nt_event<T>().get_expression() == expression());
    CHECK(t_event<T>().get_expression() == expression());
}

TEMPLATE_LIST_TEST_CASE("events print what they are", "[events]", test::code_types) {
    using T = TestType;
    const auto text = printed(t_event<T>("x"_var - 1., kw::direction = event_direction::positive));
    CHECK_THAT(text, ContainsSubstring("terminal") && ContainsSubstring("event_direction::positive") &&
                         ContainsSubstring("auto") && ContainsSubstring("no") && !ContainsSubstring("Max firings"));
    CHECK_THAT(printed(t_event<T>("x"_var, kw::cooldown = 2, kw::max_firings = 3)),
               ContainsSubstring("Cooldown       : 2\n") && ContainsSubstring("Max firings    : 3\n"));
    CHECK_THAT(printed(nt_event<T>("x"_var, do_nothing<T>)), ContainsSubstring("non-terminal"));
}

TEMPLATE_LIST_TEST_CASE("events that cannot be meant are refused", "[events]", test::code_types) {
    using T = TestType;
    const auto x = "x"_var;
    constexpr T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    CHECK_THROWS_AS(nt_event<T>(x, typename nt_event<T>::callback_type()), std::invalid_argument);
    CHECK_THROWS_WITH(nt_event<T>(x, do_nothing<T>, kw::direction = static_cast<event_direction>(7)),
                      ContainsSubstring("7"));
    for (const T bad : {inf, -inf, nan}) {
        CHECK_THROWS_AS(t_event<T>(x, kw::cooldown = bad), std::invalid_argument);
        CHECK_THROWS_AS(t_event<T>(x, kw::min_delta_t = bad), std::invalid_argument);
    }
    CHECK_THROWS_WITH(t_event<T>(x, kw::min_delta_t = -1), ContainsSubstring("-1"));
    CHECK_THROWS_AS(t_event<T>(x, kw::max_firings = -1), std::invalid_argument);
    const auto integrator = [&](expression function) {
        const auto v = "v"_var;
        taylor_adaptive<T>({{x, v}, {v, -x}}, kw::t_events = {t_event<T>(std::move(function))});
    };
    CHECK_THROWS_WITH(integrator("z"_var), ContainsSubstring("z"));
    CHECK_THROWS_AS(integrator(expression(1.)), std::invalid_argument);
    CHECK_THROWS_AS(integrator(par[0]), std::invalid_argument);
    CHECK_THROWS_AS(integrator(expression()), std::invalid_argument);
    CHECK_NOTHROW(integrator(brook::time - 1.));
}
