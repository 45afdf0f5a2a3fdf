// SPDX-License-Identifier: MPL-2.0
// Code is tried where it is loaded, and what does not do what its equations say never takes a step.
// covers: stepper_interpreter
#include "integrator/witness.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <brook/jit/llvm_state.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/system.hpp>

#include "cache/code_cache.hpp"
#include "integrator/build.hpp"
#include "integrator/interpreted_stepper.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::build_stepper;
using detail::fp_type;
using detail::fp_type_of;
using detail::ode_system;
using detail::stepper_options;
using detail::stepper_unit;

namespace {

ode_system pendulum(double g) {
    const auto x = "x"_var, v = "v"_var;
    return ode_system({prime(x) = v, prime(v) = -g * sin(x)});
}

ode_system rich() {
    const auto x = "x"_var, y = "y"_var, z = "z"_var;
    return ode_system({prime(x) = y * z + par[0] * cos(brook::time), prime(y) = exp(-x) / (1. + z * z),
                       prime(z) = pow(x * x + y * y, -1.5) - log(z) * par[1]},
                      true, {x - .5, brook::time * y});
}

stepper_options batch_of(std::uint32_t size) {
    stepper_options options;
    options.trajectories = size;
    return options;
}

// Puts the machine code of one system into the entry of another, as a compiler in error would have.
void exchange(const ode_system &system, const ode_system &other) {
    const auto &t = detail::find_target("");
    const stepper_unit unit(system, fp_type::f64, 10, {}), wrong(other, fp_type::f64, 10, {});
    auto stored = make_code(unit, t);
    stored.object = make_code(wrong, t).object;
    auto &cache = detail::process_code_cache();
    cache.store(describe(unit, t).key(), std::move(stored), {}, true);
    cache.finish_writing();
    llvm_state::clear_memcache();
}

} // namespace

TEMPLATE_LIST_TEST_CASE("interpreters and code have one witness", "[witness]", test::all_code_types) {
    const fresh_caches fresh;
    const auto system = rich();
    const auto n_pars = stepper_unit(system, fp_type_of<TestType>, 8, {}).n_pars();
    CHECK(n_pars > 2); // with those of the numbers
    for (const std::uint32_t size : {1u, 2u, 4u}) {
        const stepper_unit unit(system, fp_type_of<TestType>, 8, batch_of(size));
        const auto interpreter = build_interpreter(unit, nullptr);
        const auto code = build_stepper(system, fp_type_of<TestType>, 8, batch_of(size));
        CHECK(witness_of(*interpreter, fp_type_of<TestType>, n_pars) ==
              witness_of(*code, fp_type_of<TestType>, n_pars));
        CHECK(first_difference(*code, *interpreter, fp_type_of<TestType>, n_pars).empty());
    }
}

TEST_CASE("other code has another witness", "[witness]") {
    const fresh_caches fresh;
    const auto a = build_stepper(pendulum(9.8), fp_type::f64, 10, {}),
               b = build_stepper(pendulum(9.7), fp_type::f64, 10, {});
    CHECK(witness_of(*a, fp_type::f64, 0) != witness_of(*b, fp_type::f64, 0));
    CHECK_THAT(first_difference(*a, *b, fp_type::f64, 0),
               Catch::Matchers::Matches("coefficient . of variable . is -?[0-9.e-]+, and should be -?[0-9.e-]+"));
}

TEST_CASE("code that was compiled wrongly is made anew", "[witness]") {
    const fresh_caches fresh;
    const auto right = witness_of(*build_stepper(pendulum(9.8), fp_type::f64, 10, {}), fp_type::f64, 0);
    exchange(pendulum(9.8), pendulum(9.7));
    detail::found_code origin;
    std::shared_ptr<const detail::stepper_code> code;
    const auto counted = during([&] { code = build_stepper(pendulum(9.8), fp_type::f64, 10, {}, &origin); });
    CHECK(counted.misses_rejected == 1);
    CHECK(counted.compilations == 1);
    CHECK(origin.source == code_source::compiler);
    CHECK(witness_of(*code, fp_type::f64, 0) == right);
    // And stored.
    detail::process_code_cache().finish_writing();
    llvm_state::clear_memcache();
    build_stepper(pendulum(9.8), fp_type::f64, 10, {}, &origin);
    CHECK(origin.source == code_source::disk);
}

TEST_CASE("a compiler that is in error is not asked again, and steps go on", "[witness]") {
    const fresh_caches fresh;
    const auto code = build_stepper(pendulum(9.8), fp_type::f64, 10, {}),
               wrong = build_stepper(pendulum(9.7), fp_type::f64, 10, {});
    const auto system = pendulum(9.8);
    const stepper_unit unit(system, fp_type::f64, 10, {});
    const auto right = witness_of(*code, fp_type::f64, 0);
    CHECK_NOTHROW(unit.try_out(*code, std::as_bytes(std::span(right))));
    CHECK_THROWS_AS(unit.try_out(*wrong, std::as_bytes(std::span(right))), detail::wrong_code);
    detail::found_code origin;
    const auto instead = build_interpreter(unit, &origin);
    CHECK(origin.source == code_source::interpreter);
    CHECK(instead->faster == nullptr);
    CHECK(witness_of(*instead, fp_type::f64, 0) == right);
}
