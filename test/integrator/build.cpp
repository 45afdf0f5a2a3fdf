// SPDX-License-Identifier: MPL-2.0
// What is built, what is found, and what tells systems apart.
#include <cmath>
#include <cstring>
#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "benchmark/support/outer_solar_system.hpp"
#include "cache/code_cache.hpp"
#include "decomposition/state_memory.hpp"
#include "integrator/build.hpp"
#include "support/aligned_buffer.hpp"
#include "support/byte_codec.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/stored_key.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::build_stepper;
using detail::counter_values;
using detail::fp_type;
using detail::ode_system;
using detail::stepper_options;
using detail::stepper_unit;

namespace {

ode_system pendulum(double g = 9.8, const char *angle = "x", const char *velocity = "v") {
    const auto [x, v] = make_vars(angle, velocity);
    return ode_system({prime(x) = v, prime(v) = -g * sin(x)});
}

// Hardly two operations share code: each function is applied to the result of the one before.
ode_system long_system() {
    const auto [x, v] = make_vars("x", "v");
    auto y = x;
    for (int k = 0; k < 600; ++k)
        y = k % 3 == 0 ? sin(y + v) : k % 3 == 1 ? cos(y) * v : tanh(y - x);
    return ode_system({prime(x) = v, prime(v) = y});
}

counter_values building(const ode_system &system, fp_type type = fp_type::f64, std::uint32_t order = 10,
                        const stepper_options &options = {}) {
    return during([&] { build_stepper(system, type, order, options); });
}

// The stages that ran: decompositions, IR builds, compilations, links.
std::vector<std::uint64_t> work(const counter_values &c) {
    return {c.decompositions, c.ir_builds, c.compilations, c.links};
}

const std::vector<std::uint64_t> everything{1, 1, 1, 1}, nothing{0, 0, 0, 0}, link_only{0, 0, 0, 1};

bool hits(const ode_system &system, fp_type type = fp_type::f64, std::uint32_t order = 10,
          const stepper_options &options = {}) {
    const auto c = building(system, type, order, options);
    CHECK((work(c) == nothing || work(c) == everything));
    return work(c) == nothing;
}

stepper_options batch_of(std::uint32_t trajectories) {
    stepper_options options;
    options.trajectories = trajectories;
    return options;
}

// Fills the lanes by itself.
ode_system six_bodies() { return ode_system(problems::outer_solar_system().system); }

// The orders of x and v of a pendulum.
std::vector<double> coefficients(const detail::stepper_code &code, double x, double v) {
    detail::aligned_buffer<double> scratch(code.scratch_size);
    const auto at = [&](std::size_t i, std::size_t k) {
        return code.states[i].of_order(static_cast<std::uint32_t>(k));
    };
    scratch.data()[at(0, 0)] = x;
    scratch.data()[at(1, 0)] = v;
    const double time = 0;
    code.jet(scratch.data(), nullptr, &time);
    std::vector<double> out;
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t k = 0; k <= code.order; ++k)
            out.push_back(scratch.data()[at(i, k)]);
    return out;
}

} // namespace

TEST_CASE("a system is compiled once, then found in memory, then on disk", "[build]") {
    const fresh_caches fresh;
    const auto first = building(pendulum());
    CHECK(work(first) == everything);
    CHECK(first.misses == 1);
    CHECK(first.disk_stores == 1);

    const auto second = building(pendulum());
    CHECK(work(second) == nothing);
    CHECK(second.memory_hits == 1);
    CHECK(second.disk_hits + second.misses + second.disk_stores == 0);

    llvm_state::clear_memcache();
    const auto third = building(pendulum());
    CHECK(work(third) == link_only);
    CHECK(third.disk_hits == 1);
    CHECK(third.memory_hits + third.misses + third.disk_stores == 0);
    CHECK(work(building(pendulum())) == nothing);

    llvm_state::clear_memcache();
    llvm_state::clear_diskcache();
    CHECK(work(building(pendulum())) == everything);
}

TEST_CASE("without caches everything is made anew, and is the same", "[build]") {
    const fresh_caches fresh;
    const auto expected = coefficients(*build_stepper(pendulum(), fp_type::f64, 10, {}), .5, .25);
    llvm_state::clear_memcache();
    const auto from_disk = coefficients(*build_stepper(pendulum(), fp_type::f64, 10, {}), .5, .25);
    llvm_state::set_diskcache_enabled(false);
    llvm_state::set_memcache_limit(0);
    CHECK(work(building(pendulum())) == everything);
    CHECK(work(building(pendulum())) == everything);
    const auto uncached = coefficients(*build_stepper(pendulum(), fp_type::f64, 10, {}), .5, .25);
    REQUIRE(expected.size() == 22);
    CHECK(expected[1] == .25);
    CHECK(std::memcmp(expected.data(), from_disk.data(), 22 * sizeof(double)) == 0);
    CHECK(std::memcmp(expected.data(), uncached.data(), 22 * sizeof(double)) == 0);
}

TEST_CASE("long systems are compiled in parts, alone or in threads, and are the same", "[build]") {
    const fresh_caches fresh;
    stepper_options alone, compact;
    alone.parjit = false;
    compact.compact = true;
    const auto cold = building(long_system());
    CHECK(cold.ir_builds == 1);
    CHECK(cold.compilations > 1);
    CHECK(cold.links == 1);
    const auto of = [](const stepper_options &options) {
        return coefficients(*build_stepper(long_system(), fp_type::f64, 10, options), .5, .25);
    };
    const auto expected = of({});
    CHECK(std::isfinite(expected.back()));
    CHECK(of(alone) == expected);
    CHECK(work(building(long_system(), fp_type::f64, 10, alone)) == nothing); // whoever compiles, the key is one
    llvm_state::clear_memcache();
    CHECK(work(building(long_system())) == link_only);
    CHECK(of({}) == expected);
    llvm_state::clear_memcache();
    llvm_state::clear_diskcache();
    CHECK(building(long_system(), fp_type::f64, 10, alone).compilations == cold.compilations);
    CHECK(of({}) == expected);

    // What is shown: the same modules and the empty one, or one that has all parts.
    const auto many = std::get<1>(build_state(long_system(), fp_type::f64, 10, compact));
    CHECK(many.get_n_modules() == cold.compilations + 1);
    CHECK(std::get<1>(build_state(long_system(), fp_type::f64, 10,
                                  [&] {
                                      auto c = compact;
                                      c.parjit = false;
                                      return c;
                                  }()))
              .get_object_code() == many.get_object_code());
    const auto one = std::get<0>(build_state(long_system(), fp_type::f64, 10, {}));
    CHECK(one.get_ir().find("define internal void @jet.part1(") != std::string::npos);
    CHECK(one.jit_lookup("jet") != 0);
}

TEST_CASE("names do not matter", "[build]") {
    const fresh_caches fresh;
    const auto code = build_stepper(pendulum(), fp_type::f64, 10, {});
    for (const auto &[a, b] : {std::pair("y", "w"), std::pair("v", "x"), std::pair("zzzz", "a")}) {
        CHECK(hits(pendulum(9.8, a, b)));
        CHECK(build_stepper(pendulum(9.8, a, b), fp_type::f64, 10, {}) == code);
    }
    stepper_options named;
    named.module_name = "a name of one's own";
    CHECK(hits(pendulum(), fp_type::f64, 10, named));
}

TEST_CASE("the order of the equations matters", "[build]") {
    const fresh_caches fresh;
    CHECK_FALSE(hits(pendulum()));
    const auto [x, v] = make_vars("x", "v");
    CHECK_FALSE(hits(ode_system({prime(v) = -9.8 * sin(x), prime(x) = v})));
}

TEST_CASE("every bit of a constant matters, and its type", "[build]") {
    const fresh_caches fresh;
    CHECK_FALSE(hits(pendulum(9.8)));
    CHECK_FALSE(hits(pendulum(std::nextafter(9.8, 10.))));
    CHECK(hits(pendulum(9.8)));
    const auto constant = [](expression c) { return ode_system({prime("x"_var) = std::move(c)}); };
    CHECK_FALSE(hits(constant(0._dbl)));
    CHECK_FALSE(hits(constant(expression(number(-0.)))));
    CHECK_FALSE(hits(constant(expression(0.f))));
    CHECK(hits(constant(expression(number(0.)))));
    const auto shifted = [](double c) { return ode_system({prime("x"_var) = cos("x"_var) + c}); };
    CHECK_FALSE(hits(shifted(1.)));
    CHECK_FALSE(hits(shifted(-1.)));
    const auto power = [](double c) { return ode_system({prime("x"_var) = pow("x"_var, c)}); };
    CHECK_FALSE(hits(power(-1.5)));
    CHECK_FALSE(hits(power(std::nextafter(-1.5, 0.))));
}

TEMPLATE_LIST_TEST_CASE("constants reach the code bit by bit", "[build]", test::code_types) {
    const fresh_caches fresh;
    using limits = std::numeric_limits<TestType>;
    for (const TestType c : {TestType(0), -TestType(0), TestType(1) / 3, 1 + limits::epsilon(), limits::max(),
                             limits::min(), limits::denorm_min(), -limits::infinity()}) {
        const auto code =
            build_stepper(ode_system({prime("x"_var) = expression(c)}), detail::fp_type_of<TestType>, 2, {});
        detail::aligned_buffer<TestType> scratch(code->scratch_size);
        const TestType time = 0;
        const auto &x = code->states[0];
        scratch.data()[x.offset] = 1;
        code->jet(scratch.data(), nullptr, &time);
        CHECK(test::same_bits(scratch.data()[x.of_order(1)], c));
    }
}

TEST_CASE("variables, parameters and the time are told apart", "[build]") {
    const fresh_caches fresh;
    const auto with = [](expression force) {
        return ode_system({prime("x"_var) = "v"_var, prime("v"_var) = std::move(force)});
    };
    for (const auto &force : {"x"_var, "v"_var, par[0], par[1], brook::time, sin("x"_var), cos("x"_var), -"x"_var})
        CHECK_FALSE(hits(with(force)));
    CHECK(hits(with(par[1])));
}

TEST_CASE("type, order and every option of the code matter", "[build]") {
    const fresh_caches fresh;
    CHECK_FALSE(hits(pendulum()));
    CHECK_FALSE(hits(pendulum(), fp_type::f32));
    if (detail::fp_has_code(fp_type::f80))
        CHECK_FALSE(hits(pendulum(), fp_type::f80));
    CHECK_FALSE(hits(pendulum(), fp_type::f64, 11));
    std::vector<stepper_options> others(7);
    others[0].opt_level = 0;
    others[1].opt_level = 2;
    others[2].opt_level = 3;
    others[3].opt_level = 3;
    others[3].slp_vectorize = true;
    others[4].opt_level = 2;
    others[4].compact = true;
    others[5].model = code_model::large;
    others[6].fast_math = true;
    for (const auto &options : others) {
        CHECK_FALSE(hits(pendulum(), fp_type::f64, 10, options));
        CHECK(hits(pendulum(), fp_type::f64, 10, options));
    }
    CHECK(hits(pendulum()));
}

TEST_CASE("from level 2 on a pendulum has no loop at low orders, unless it is to be compact", "[build]") {
    const auto loops = [](std::uint32_t order, unsigned opt_level, bool compact) {
        stepper_options options;
        options.opt_level = opt_level;
        options.compact = compact;
        const auto system = pendulum();
        const auto ir = ir_text(stepper_unit(system, fp_type::f64, order, options), detail::find_target("native"));
        REQUIRE(ir.find("define void @jet(") != std::string::npos);
        return ir.find(" = phi i64 ") != std::string::npos; // a counter
    };
    for (const unsigned opt_level : {0u, 1u, 2u, 3u}) {
        INFO("level " << opt_level);
        CHECK(loops(10, opt_level, false) == (opt_level < 2));
        CHECK(loops(10, opt_level, true));
        CHECK(loops(200, opt_level, false));
    }
}

#if defined(__x86_64__)
TEST_CASE("the target matters, whichever way it was chosen", "[build]") {
    const fresh_caches fresh;
    environment_guard variable("BROOK_TARGET", nullptr);
    CHECK_FALSE(hits(pendulum()));
    stepper_options native, portable;
    native.target = "native";
    portable.target = "x86-64-v2";
    CHECK(hits(pendulum(), fp_type::f64, 10, native));
    CHECK_FALSE(hits(pendulum(), fp_type::f64, 10, portable));
    variable.set("x86-64-v2");
    CHECK(hits(pendulum()));
    llvm_state::clear_memcache();
    CHECK(work(building(pendulum(), fp_type::f64, 10, portable)) == link_only);
    stepper_options unknown;
    unknown.target = "pdp11";
    CHECK_THROWS_AS(build_stepper(pendulum(), fp_type::f64, 10, unknown), std::invalid_argument);
}
#endif

TEST_CASE("data do not enter the key", "[build]") {
    const fresh_caches fresh;
    const auto [x, v] = make_vars("x", "v");
    const std::vector<std::pair<expression, expression>> system{prime(x) = v,
                                                                prime(v) = -par[0] * sin(x) + brook::time};
    const auto construct = [&](std::vector<double> state, double time, double p, double tol) {
        return work(during([&] {
            const taylor_adaptive<double> ta(system, std::move(state), kw::time = time, kw::pars = {p}, kw::tol = tol);
        }));
    };
    CHECK(construct({1., 2.}, 0., 3., 1e-12) == everything);
    CHECK(construct({-1., 5.}, 0., 3., 1e-12) == nothing);
    CHECK(construct({1., 2.}, 100., 3., 1e-12) == nothing);
    CHECK(construct({1., 2.}, 0., -3., 1e-12) == nothing);
    CHECK(construct({1., 2.}, 0., 3., 1.01e-12) == nothing); // the same order: only that enters
    CHECK(construct({1., 2.}, 0., 3., 1e-6) == everything);
}

TEST_CASE("code lives as long as somebody uses it", "[build]") {
    const fresh_caches fresh;
    const auto code = build_stepper(pendulum(), fp_type::f64, 10, {});
    CHECK(llvm_state::get_memcache_size() > 0);
    const auto expected = coefficients(*code, .5, .25);
    llvm_state::clear_memcache();
    CHECK(llvm_state::get_memcache_size() == 0);
    CHECK(coefficients(*code, .5, .25) == expected);
    const std::weak_ptr<const detail::stepper_code> watched = build_stepper(pendulum(1.), fp_type::f64, 10, {});
    CHECK_FALSE(watched.expired()); // the cache
    llvm_state::clear_memcache();
    CHECK(watched.expired());
}

TEST_CASE("threads that build one system at once share its code", "[build]") {
    const fresh_caches fresh;
    std::vector<std::shared_ptr<const detail::stepper_code>> codes(4);
    std::vector<std::thread> threads;
    for (auto &code : codes)
        threads.emplace_back([&code] { code = build_stepper(pendulum(), fp_type::f64, 10, {}); });
    for (auto &thread : threads)
        thread.join();
    for (const auto &code : codes)
        CHECK(code == codes[0]);
}

TEST_CASE("a batch side by side is compiled once, then found in memory, then on disk", "[build]") {
    const fresh_caches fresh;
    const auto build = [](std::uint32_t size) { return building(pendulum(), fp_type::f64, 10, batch_of(size)); };
    CHECK(work(build(1)) == everything);
    const auto first = build(8);
    CHECK(work(first) == everything);
    CHECK(first.misses == 1);
    CHECK(work(build(8)) == nothing);
    CHECK(work(build(7)) == everything);
    CHECK(work(build(1)) == nothing);
    CHECK(build_stepper(pendulum(), fp_type::f64, 10, batch_of(8))->trajectories == 8);
    llvm_state::clear_memcache();
    const auto from_disk = build(8);
    CHECK(work(from_disk) == link_only);
    CHECK(from_disk.disk_hits == 1);
    CHECK(build_stepper(pendulum(), fp_type::f64, 10, batch_of(8))->states.size() == 16);
}

TEST_CASE("a batch that runs in turn has the code of one trajectory", "[build]") {
    const fresh_caches fresh;
    const auto build = [](std::uint32_t size) { return building(six_bodies(), fp_type::f64, 10, batch_of(size)); };
    CHECK(work(build(1)) == everything);
    const auto first = build(8);
    CHECK(work(first) == std::vector<std::uint64_t>{1, 0, 0, 0}); // only the choice is made
    CHECK(first.misses == 1);
    CHECK(first.memory_hits == 1);
    const auto second = build(8);
    CHECK(work(second) == nothing);
    CHECK(second.memory_hits == 2);
    const auto code = build_stepper(six_bodies(), fp_type::f64, 10, {});
    CHECK(build_stepper(six_bodies(), fp_type::f64, 10, batch_of(8)) == code);
    CHECK(build_stepper(six_bodies(), fp_type::f64, 10, batch_of(3)) == code);
    llvm_state::clear_memcache();
    const auto from_disk = build(8);
    CHECK(work(from_disk) == link_only);
    CHECK(from_disk.disk_hits == 2);

    // The other way round: a batch first.
    llvm_state::clear_memcache();
    llvm_state::clear_diskcache();
    CHECK(build(8).compilations == 1);
    CHECK(work(build(1)) == nothing);
    CHECK(work(build(8)) == nothing);
    detail::found_code origin;
    build_stepper(six_bodies(), fp_type::f64, 10, batch_of(8), &origin);
    CHECK(origin.source == code_source::memory);
    CHECK(origin.info().size > 1000u);

    // What is shown is what runs.
    CHECK(std::get<0>(build_state(six_bodies(), fp_type::f64, 10, batch_of(8))).get_object_code() ==
          std::get<0>(build_state(six_bodies(), fp_type::f64, 10, {})).get_object_code());
}

TEST_CASE("a stored batch that does not fit is made anew", "[build]") {
    const fresh_caches fresh;
    const auto &t = detail::find_target("");
    auto &cache = detail::process_code_cache();
    const auto stored_for = [&](const ode_system &system, std::uint32_t size) {
        build_stepper(system, fp_type::f64, 10, batch_of(size));
        const auto key = describe(stepper_unit(system, fp_type::f64, 10, batch_of(size)), t).key();
        cache.finish_writing();
        detail::miss_reason why{};
        const auto found = cache.find_on_disk(key, why);
        REQUIRE(found.has_value());
        return std::pair(key, found->code);
    };
    // One trajectory never runs in turn; code of eight is none for seven; a record without code is not linked.
    const auto [one_key, one] = stored_for(pendulum(), 1);
    const auto [seven_key, seven] = stored_for(pendulum(), 7);
    const auto [eight_key, eight] = stored_for(pendulum(), 8);
    const auto [turn_key, turn] = stored_for(six_bodies(), 8);
    auto without_code = eight;
    without_code.object = turn.object;
    const auto compilations_with = [&](const auto &key, const auto &stored, std::uint32_t size) {
        cache.store(key, stored, {}, true);
        cache.finish_writing();
        llvm_state::clear_memcache();
        return building(pendulum(), fp_type::f64, 10, batch_of(size)).compilations;
    };
    CHECK(compilations_with(one_key, turn, 1) == 1);
    CHECK(compilations_with(seven_key, eight, 7) == 1);
    CHECK(compilations_with(eight_key, one, 8) == 1);
    CHECK(compilations_with(eight_key, without_code, 8) == 1);
    CHECK(compilations_with(eight_key, eight, 8) == 0);
    CHECK(build_stepper(pendulum(), fp_type::f64, 10, batch_of(8))->trajectories == 8);
}

TEST_CASE("stored code that does not fit is made anew", "[build]") {
    const fresh_caches fresh;
    const auto code = build_stepper(pendulum(), fp_type::f64, 10, {});
    const auto expected = coefficients(*code, .5, .25);
    const auto key = only_key_in(fresh.directory.path());
    auto &cache = detail::process_code_cache();
    const auto find = [&] {
        detail::miss_reason why{};
        cache.finish_writing();
        auto found = cache.find_on_disk(key, why);
        if (!found)
            return std::optional<detail::stored_code>();
        found->code.cost = {}; // no compilation takes as long as another
        return std::optional(std::move(found->code));
    };
    const auto good = find();
    REQUIRE(good.has_value());

    std::vector<detail::stored_code> bad(5, *good);
    bad[0].object.resize(bad[0].object.size() / 2);
    bad[1].object.clear();
    bad[2].metadata.clear();
    const auto with_layout = [&](auto change) {
        // Behind the digest of the bitcode and the witness, with its length.
        constexpr auto begin = sizeof(detail::digest) + 8 + sizeof(detail::digest);
        const auto metadata = std::span(good->metadata);
        auto layout = detail::decode_state_memory(metadata.subspan(begin));
        change(layout);
        detail::byte_writer out;
        out.append(metadata.first(begin));
        out.append(detail::encode(layout));
        return out.take();
    };
    bad[3].metadata = with_layout([](auto &layout) { layout.order = 9; });
    bad[4].metadata = with_layout([](auto &layout) { layout.states.pop_back(); });
    for (const auto &stored : bad) {
        cache.store(key, stored, {}, true);
        REQUIRE(find() == stored);
        llvm_state::clear_memcache();
        const auto built = building(pendulum());
        CHECK(built.compilations == 1);
        CHECK(coefficients(*build_stepper(pendulum(), fp_type::f64, 10, {}), .5, .25) == expected);
        CHECK(find() == good); // and put in its place
    }
}
