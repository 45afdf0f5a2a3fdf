// SPDX-License-Identifier: MPL-2.0
// Steppers made anew: the same key, the same code, and reasons where they cannot be.
#include <stdexcept>

#include <brook/expression/user_function.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

#include "benchmark/support/outer_solar_system.hpp"
#include "cache/code_cache.hpp"
#include "cache/store/disk_cache.hpp"
#include "integrator/build.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/remaking.hpp"

using namespace brook;
using detail::recipe;
using detail::stored_unit;
using test::changed;
using test::only_entry;
using test::reason_of;

namespace {

template <typename Make>
void check_remade(Make make) {
    test::check_remade(make, "@jet(");
}

} // namespace

TEST_CASE("what is stored is made anew, bit for bit", "[remake]") {
    const auto [x, v] = make_vars("x", "v");
    const std::vector<std::pair<expression, expression>> pendulum{prime(x) = v, prime(v) = -9.8 * sin(x)};
    const std::vector<std::pair<expression, expression>> odd{
        prime(x) = pi * v + brook::time, prime(v) = par[1] * pow(x, 1.5_dbl) - select(lt(x, v), x, par[0])};
    check_remade([&] { taylor_adaptive<double>(pendulum, {0., 1.}); });
    check_remade([&] { taylor_adaptive<float>(pendulum, {0.f, 1.f}); });
    check_remade([&] { taylor_adaptive<long double>(pendulum, {0.l, 1.l}); });
    check_remade([&] { taylor_adaptive<double>(odd, {1., 1.}); });
    check_remade([&] { taylor_adaptive<double>(pendulum, {0., 1.}, kw::lift_constants = true); });
    check_remade([&] { taylor_adaptive_batch<double>(odd, {1., 2., 3., 1., 2., 3.}, 3); });
    check_remade([&] {
        taylor_adaptive<double>(pendulum, {0., 1.}, kw::tol = 1e-9, kw::opt_level = 3u, kw::compact_mode = true,
                                kw::fast_math = true, kw::slp_vectorize = true, kw::force_avx512 = true);
    });
}

TEST_CASE("that a batch runs in turn is found out anew", "[remake]") {
    const fresh_caches fresh;
    const auto system = problems::outer_solar_system().system;
    const taylor_adaptive_batch<double> ta(system, 8);
    detail::stepper_options options;
    options.trajectories = 8;
    const auto &t = detail::find_target("");
    const detail::ode_system checked(system);
    const auto r = describe(detail::stepper_unit(checked, detail::fp_type::f64, ta.get_order(), options), t);
    detail::process_code_cache().finish_writing();
    const auto stored = detail::disk_cache(fresh.directory.path()).find(r.key());
    REQUIRE(stored);
    const auto stepper = stored_unit(recipe::parse(stored->recipe), stored->source);
    CHECK(describe(*stepper, t) == r);
    const auto remade = make_code(*stepper, t);
    CHECK(remade.object == stored->object);
    CHECK(remade.metadata == stored->metadata);
    CHECK_THAT(ir_text(*stepper, t), Catch::Matchers::ContainsSubstring("@jet("));
}

TEST_CASE("code is made for other machines", "[remake]") {
    const fresh_caches fresh;
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<double>({prime(x) = v, prime(v) = -9.8 * sin(x)}, {0., 1.});
    const auto stored = only_entry(fresh);
    const auto stepper = stored_unit(recipe::parse(stored.recipe), stored.source);
    const detail::target *other = nullptr;
    try {
        other = &detail::find_target_of_any_machine("x86-64-v4");
    } catch (const std::invalid_argument &) {
        return; // another architecture
    }
    const auto r = describe(*stepper, *other);
    CHECK(*r.find("cpu") == "x86-64-v4");
    CHECK(*r.find("system") == *recipe::parse(stored.recipe).find("system"));
    CHECK(make_code(*stepper, *other).recipe == r.text());
    const auto on_two = recipe::parse(make_code(*stepper, detail::find_target_of_any_machine("x86-64-v2")).recipe);
    CHECK(describe(*stored_unit(on_two, stored.source), *detail::target_of(on_two)) == on_two);
    CHECK(detail::target_of(on_two) == &detail::find_target_of_any_machine("x86-64-v2"));
}

TEST_CASE("what cannot be made anew is refused with the reason", "[remake]") {
    const fresh_caches fresh;
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<double>({prime(x) = v, prime(v) = -9.8 * sin(x)}, {0., 1.});
    const auto stored = only_entry(fresh);
    const auto r = recipe::parse(stored.recipe);
    const auto says = [](const char *text) { return Catch::Matchers::ContainsSubstring(text); };
    CHECK(reason_of(r, stored.source) == "can be made anew");
    CHECK_THAT(reason_of(r, {}), says("not stored"));
    CHECK_THAT(reason_of(recipe("user_code", 1), stored.source), says("user's own IR"));
    CHECK_THAT(reason_of(recipe("taylor_jet_bitcode", 1), stored.source), says("only the names"));
    CHECK_THAT(reason_of(recipe("something", 1), stored.source), says("'something'"));
    for (const char *name :
         {"type", "order", "opt_level", "fast_math", "slp_vectorize", "compact", "code_model", "trajectories"})
        CHECK_THAT(reason_of(changed(r, name, ""), stored.source), says(name));
    for (const char *name : {"type", "order", "opt_level", "fast_math", "compact", "code_model", "trajectories"})
        for (const char *value : {"x", "-1", "99999999999"})
            CHECK_THAT(reason_of(changed(r, name, value), stored.source), says(name));
    CHECK_THAT(reason_of(changed(r, "trajectories", "0"), stored.source), says("trajectories"));
    CHECK(detail::target_of(changed(r, "features", "+none")) == nullptr);
    for (const char *name : {"triple", "cpu", "features"})
        CHECK_THROWS_AS(detail::target_of(changed(r, name, "")), std::runtime_error);
    auto damaged = stored.source;
    damaged.pop_back();
    CHECK_THAT(reason_of(r, damaged), says("malformed"));
}
