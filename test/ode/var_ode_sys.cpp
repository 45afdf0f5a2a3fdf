// SPDX-License-Identifier: MPL-2.0
// Variational systems by themselves: arguments, equations written out, and their stored form.
// covers: var_ode_sys, multi_indices, time_derivative
#include <brook/ode/var_ode_sys.hpp>

#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/system.hpp>

#include "ode/stored_system.hpp"
#include "ode/time_derivative.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using detail::ode_system;
using detail::varied;

namespace {

var_ode_sys::equations_type pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -par[1] * sin(x) + cos(par[4] * brook::time)}};
}

} // namespace

TEST_CASE("arguments of variational systems", "[variational]") {
    const auto [x, v] = make_vars("x", "v");
    using list = std::vector<expression>;
    CHECK(var_ode_sys(pendulum(), var_args::vars).get_vargs() == list{x, v});
    CHECK(var_ode_sys(pendulum(), var_args::params).get_vargs() == list{par[1], par[4]});
    CHECK(var_ode_sys(pendulum(), var_args::time).get_vargs() == list{brook::time});
    CHECK(var_ode_sys(pendulum(), var_args::all).get_vargs() == list{x, v, par[1], par[4], brook::time});
    CHECK((var_args::vars | var_args::time) == var_args(5));
    CHECK((var_args::all & var_args::params));
    CHECK_FALSE((var_args::vars & var_args::params));
}

TEST_CASE("variational equations are written out", "[variational]") {
    const auto [x, v] = make_vars("x", "v");
    const var_ode_sys sys({{x, v}, {v, -par[0] * x}}, {x, par[0]}, 1);
    const auto dx = "∂[(0, 1)]x"_var, dv = "∂[(0, 1)]v"_var, ex = "∂[(1, 1)]x"_var, ev = "∂[(1, 1)]v"_var;
    const auto &all = sys.get_sys();
    REQUIRE(all.size() == 6);
    CHECK(&all == &sys.get_sys());
    CHECK(all[2] == std::pair(dx, dv));
    CHECK(all[3] == std::pair(ex, ev));
    CHECK(all[4].first == dv);
    CHECK(subs(all[4].second, {{"∂[(0, 1)]x", 1_dbl}, {"x", 7_dbl}}) == -par[0]);
    CHECK(all[5].first == ev);
    CHECK(subs(all[5].second, {{"∂[(1, 1)]x", 0_dbl}}) == -x);
    CHECK(sys.get_didx_range()[4] == dtens::sv_idx_t{1, {{0, 1}}});
    const auto copy = sys;
    CHECK(&copy.get_sys() == &all);
}

TEST_CASE("derivatives by the time", "[variational]") {
    const auto x = "x"_var;
    CHECK(detail::diff_by_time(x * par[0], "a test", "function") == 0_dbl);
    CHECK(detail::diff_by_time(x * brook::time, "a test", "function") == x);
    CHECK(detail::diff_by_time(sin(2. * brook::time), "a test", "function") == cos(2. * brook::time) * 2.);
}

TEST_CASE("the stored form of a system knows its variational part", "[variational]") {
    const std::vector<varied> args{{varied::kind::state, 1}, {varied::kind::parameter, 4}, {varied::kind::time, 0}};
    const ode_system plain(pendulum()), first(pendulum(), false, {}, {args, 1}),
        second(pendulum(), false, {}, {args, 2});
    CHECK(first.size() == 8);
    CHECK(second.size() == 20);
    CHECK(second.n_equations() == 2);
    CHECK(second.equation_of(1) == 1);
    CHECK(second.equation_of(2) == 0);
    CHECK(second.equation_of(19) == 1);
    const auto bytes = [](const ode_system &s) {
        return std::vector(s.canonical_bytes().begin(), s.canonical_bytes().end());
    };
    CHECK(bytes(plain) != bytes(first));
    CHECK(bytes(first) != bytes(second));
    for (const auto *system : {&plain, &first, &second}) {
        const auto again = detail::system_from(system->canonical_bytes());
        CHECK(bytes(again) == bytes(*system));
        CHECK(again.variations() == system->variations());
    }
    // Whatever is changed is refused, or is another system.
    auto damaged = bytes(second);
    for (std::size_t i = 0; i < 12; ++i)
        for (const int value : {0, 1, 2, 3, 127, 255}) {
            auto changed = damaged;
            changed[i] = static_cast<std::byte>(value);
            try {
                const auto system = detail::system_from(changed);
                CHECK(bytes(system) == changed);
            } catch (const std::runtime_error &) {
                CHECK(changed != damaged);
            }
        }
}
