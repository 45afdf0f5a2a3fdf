// SPDX-License-Identifier: MPL-2.0
// What the caches promise a user: code is made once, in this process or another, and changes no bit of the results.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/math/functions.hpp>

#include "codegen/jet.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/plan.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/environment.hpp"
#include "test/support/footprint.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/own_process.hpp"
#include "test/support/random_expression.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;

namespace {

using integrator = taylor_adaptive<double>;

template <typename T>
taylor_adaptive<T> make_pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<T>({prime(x) = v, prime(v) = -par[0] * sin(x)}, std::vector<T>{T(.05L), T(.025L)},
                              kw::pars = {T(9.8L)});
}

integrator make_six_bodies() {
    const auto &s = outer_solar_system::initial_state;
    return integrator(outer_solar_system::equations(), std::vector<double>(s.begin(), s.end()));
}

// Times, step sizes and states of 100 steps, all types in one that holds each exactly.
using trajectory = std::vector<long double>;
template <typename T>
void append_trajectory(taylor_adaptive<T> &ta, trajectory &out) {
    for (int i = 0; i < 100; ++i) {
        const auto [outcome, h] = ta.step();
        if (outcome != taylor_outcome::success) {
            out.clear();
            return;
        }
        const auto [hi, lo] = ta.get_dtime();
        out.insert(out.end(), {h, hi, lo});
        out.insert(out.end(), ta.get_state().begin(), ta.get_state().end());
    }
}

// Pendulums in every type, and six bodies.
constexpr std::size_t n_types = std::tuple_size_v<test::code_types>, n_systems = n_types + 1;
constexpr std::size_t trajectory_size = 100 * (n_types * (3 + 2) + 3 + 36);

trajectory all_trajectories() {
    trajectory out;
    const auto append = [&](auto ta) { append_trajectory(ta, out); };
    std::apply([&](auto... t) { (append(make_pendulum<decltype(t)>()), ...); }, test::code_types());
    append(make_six_bodies());
    return out;
}

bool same_bits(const trajectory &a, const trajectory &b) {
    return a.size() == trajectory_size && test::same_bits(a, b);
}

bool compiled_nothing(const detail::counter_values &c) { return c.decompositions + c.ir_builds + c.compilations == 0; }

} // namespace

TEST_CASE("a second construction compiles nothing and changes no bit", "[caching]") {
    const fresh_caches fresh;
    trajectory first, again, from_disk, uncached;
    const auto cold = during([&] { first = all_trajectories(); });
    CHECK(cold.compilations == n_systems);
    const auto warm = during([&] { again = all_trajectories(); });
    CHECK(compiled_nothing(warm));
    CHECK(warm.links == 0);
    CHECK(same_bits(first, again));

    llvm_state::clear_memcache();
    const auto disk = during([&] { from_disk = all_trajectories(); });
    CHECK(compiled_nothing(disk));
    CHECK(disk.links == n_systems);
    CHECK(same_bits(first, from_disk));

    llvm_state::set_diskcache_enabled(false);
    llvm_state::set_memcache_limit(0);
    const auto off = during([&] { uncached = all_trajectories(); });
    CHECK(off.compilations == n_systems);
    CHECK(same_bits(first, uncached));
}

TEST_CASE("a second process compiles nothing and changes no bit", "[caching]") {
    const fresh_caches fresh;
    const auto file = (fresh.directory.path() / "trajectory").string();
    const environment_guard directory("BROOK_CACHE_DIR", (fresh.directory.path() / "cache").c_str());
    const environment_guard enabled("BROOK_CACHE", nullptr);
    const environment_guard output("BROOK_TEST_OUTPUT", file.c_str());
    llvm_state::set_diskcache_path(fresh.directory.path() / "cache");
    const auto first = all_trajectories();
    llvm_state::get_diskcache_size(); // waits until everything is stored
    REQUIRE(own_process("[caching-child]").succeeds());
    std::ifstream in(file, std::ios::binary);
    const std::vector<char> bytes(std::istreambuf_iterator<char>(in), {});
    trajectory second(bytes.size() / sizeof(long double));
    std::memcpy(second.data(), bytes.data(), second.size() * sizeof(long double));
    CHECK(same_bits(first, second));
}

TEST_CASE("the second process of the test above", "[.][caching-child]") {
    const char *output = std::getenv("BROOK_TEST_OUTPUT");
    REQUIRE(output != nullptr);
    trajectory states;
    const auto c = during([&] { states = all_trajectories(); });
    CHECK(compiled_nothing(c));
    CHECK(c.links == n_systems);
    CHECK(c.disk_hits == n_systems);
    std::ofstream(output, std::ios::binary)
        .write(reinterpret_cast<const char *>(states.data()), std::streamsize(states.size() * sizeof(long double)));
}

TEST_CASE("copies share the code, and outlive the caches and their original", "[caching]") {
    const fresh_caches fresh;
    auto original = std::make_unique<integrator>(make_six_bodies());
    const auto size = llvm_state::get_memcache_size();
    CHECK(size > 0);
    std::vector<integrator> copies;
    const auto c = during([&] {
        for (int i = 0; i < 5; ++i)
            copies.push_back(*original);
    });
    CHECK(c == detail::counter_values{});
    CHECK(llvm_state::get_memcache_size() == size);
    trajectory expected;
    append_trajectory(*original, expected);
    original.reset();
    llvm_state::clear_memcache();
    for (auto &copy : copies) {
        trajectory states;
        append_trajectory(copy, states);
        REQUIRE(!expected.empty());
        CHECK(test::same_bits(states, expected));
    }
}

namespace {

// Builds, steps once and drops systems that differ in a constant.
void build_and_drop(int first, int count) {
    const auto x = "x"_var;
    int wrong = 0;
    for (int i = first; i < first + count; ++i) {
        const double c = 1 + i / 65536.;
        integrator ta({prime(x) = -c * x}, {1.}, kw::tol = 1e-6, kw::opt_level = 0u);
        ta.step(1 / 1024.);
        wrong += !(std::fabs(ta.get_state()[0] - std::exp(-c / 1024)) < 1e-6);
    }
    CHECK(wrong == 0);
}

// Two batches of systems with a memory cache for a few of them. The growth over the second.
footprint growth_over_second(int count) {
    const fresh_caches fresh;
    llvm_state::set_diskcache_enabled(false);
    llvm_state::set_memcache_limit(256 * 1024);
    build_and_drop(0, count);
    const auto start = footprint::now();
    const auto c = during([&] { build_and_drop(count, count); });
    CHECK(c.compilations == std::uint64_t(count));
    CHECK(llvm_state::get_memcache_size() <= 256 * 1024);
    return footprint::now() - start;
}

// Units that leak would cost 9 kB each, 2 MB for 250 of them. Less than half of that is room for what an allocator
// keeps of compilations; for 5,000 units it shows the loss of some 200 bytes each.
void check_plateau(const footprint &growth) {
    CHECK(growth.maps < 50);
    if (resident_memory_is_meaningful)
        CHECK(growth.resident < 1024 * 1024);
}

} // namespace

TEST_CASE("memory reaches a plateau as systems come and go", "[caching]") { check_plateau(growth_over_second(250)); }

TEST_CASE("memory stays on its plateau for 10,000 systems", "[.torture]") { check_plateau(growth_over_second(5000)); }

TEST_CASE("shuffled names give the same bitcode", "[caching]") {
    std::size_t packed = 0;
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
        const auto bitcode_with = [&](const std::vector<std::string> &variables) {
            test::random_expressions random(seed, {variables, 2, true, true});
            const auto right_hand_sides = random.several(3, 12);
            std::vector<std::pair<expression, expression>> equations;
            for (std::size_t i = 0; i < 3; ++i)
                equations.emplace_back(expression(variables[i]), right_hand_sides[i]);
            const auto program = detail::decompose(detail::ode_system(equations));
            const auto bitcode = [&](const detail::bundles &b, detail::fp_type type) {
                return emit_jet(make_plan(program, b, 8), type, {true, 32, 16}, "jet")[0].bitcode();
            };
            std::vector<std::string> all{bitcode(single_lanes(program), detail::fp_type::f64)};
            for (const auto type : {detail::fp_type::f64, detail::fp_type::f32}) {
                const auto b = pack(program, canonical_width(type), 1.); // even if lanes gain little
                packed += b.definitions.size() < program.definitions.size();
                all.push_back(bitcode(b, type));
            }
            return all;
        };
        const auto expected = bitcode_with({"x", "y", "z"});
        std::vector<std::string> shuffled{"x", "y", "z"};
        for (std::size_t i = 0; i <= seed % 5; ++i)
            std::next_permutation(shuffled.begin(), shuffled.end());
        INFO("seed " << seed);
        CHECK(bitcode_with(shuffled) == expected);
        CHECK(bitcode_with({"a name", "Z" + std::to_string(seed), "\xce\xb8"}) == expected);
        CHECK(bitcode_with({"x", "y", "z"}) == expected);
    }
    CHECK(packed > 0);
}
