// SPDX-License-Identifier: MPL-2.0
// Random systems of equations, through everything from the expression builder to linked code and the caches, against
// the numeric emitter, bit for bit.
//
// A number of cases always runs; more follow for BROOK_FUZZ_SECONDS (default 50). Case n has the seed n, beginning with
// BROOK_FUZZ_SEED (default 1), on every machine: a failure names the seed that repeats it.
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <brook/jit/llvm_state.hpp>
#include <brook/ode/system.hpp>

#include "decomposition/decompose.hpp"
#include "integrator/build.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/jets.hpp"
#include "test/support/random_expression.hpp"
#include "test/support/types_with_code.hpp"

using namespace brook;
using namespace brook::test;

namespace {

constexpr std::uint32_t always = 150;

std::uint32_t from_environment(const char *name, std::uint32_t otherwise) {
    const char *text = std::getenv(name);
    return text != nullptr ? static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10)) : otherwise;
}

detail::ode_system random_system(random_expressions &random, std::size_t n) {
    const auto sides = random.several(n, 1 + random.below(12));
    std::vector<detail::ode_system::equation> equations;
    for (std::size_t i = 0; i < n; ++i)
        equations.emplace_back(expression(std::string(1, char('p' + i))), sides[i]);
    return detail::ode_system(equations);
}

// Mostly of moderate size; sometimes a value that is treated specially somewhere.
template <typename T>
std::vector<T> random_values(random_expressions &random, std::size_t n) {
    using limits = std::numeric_limits<T>;
    const T special[] = {T(0),
                         T(-0.),
                         T(1),
                         T(-1),
                         limits::min(),
                         limits::denorm_min(),
                         limits::max(),
                         limits::infinity(),
                         limits::quiet_NaN()};
    const bool moderate = random.below(4) != 0;
    std::vector<T> v;
    for (std::size_t i = 0; i < n; ++i) {
        const T x = T(random.below(1 << 20)) / T(1 << 18) - T(random.below(3));
        v.push_back(moderate || random.below(3) != 0 ? x : special[random.below(std::size(special))]);
    }
    return v;
}

// The order that code finds its coefficients in is known to the code alone.
template <typename T>
jet_coefficients<T> run(const detail::stepper_code &code, const std::vector<T> &state, const std::vector<T> &pars,
                        T time) {
    detail::aligned_buffer<T> scratch(code.scratch_size);
    const auto at = [&](std::size_t i, std::uint32_t k) -> T & { return scratch.data()[code.states[i].of_order(k)]; };
    for (std::size_t i = 0; i < state.size(); ++i)
        at(i, 0) = state[i];
    for (const auto &p : code.padding)
        scratch.data()[p.at.offset] = state[p.copies];
    {
        const detail::flush_subnormals guard;
        code.jet(scratch.data(), pars.data(), &time);
    }
    jet_coefficients<T> c(state.size());
    for (std::size_t i = 0; i < state.size(); ++i)
        for (std::uint32_t k = 0; k <= code.order; ++k)
            c[i].push_back(at(i, k));
    return c;
}

// Each cache is on or off; what was stored in the memory cache may be gone.
void shuffle_caches(random_expressions &random) {
    llvm_state::set_diskcache_enabled(random.below(3) == 0);
    llvm_state::set_memcache_limit(random.below(3) == 0 ? 0 : std::size_t(1) << 30);
    if (random.below(3) == 0)
        llvm_state::clear_memcache();
}

template <typename T>
std::size_t wrong_coefficients(random_expressions &random, const detail::ode_system &system) {
    const auto order = static_cast<std::uint32_t>(2 + random.below(random.below(4) == 0 ? 24 : 6));
    detail::stepper_options options;
    options.opt_level = static_cast<unsigned>(random.below(4));
    const auto state = random_values<T>(random, system.size()), pars = random_values<T>(random, 2);
    const T time = random_values<T>(random, 1)[0];
    const auto expected = reference_coefficients<T>(detail::decompose(system), order,
                                                    detail::find_target("").vectors.fused, state, pars, time);
    std::size_t wrong = 0;
    for (std::size_t times = 1 + random.below(2); times != 0; --times) {
        shuffle_caches(random);
        const auto code = detail::build_stepper(system, detail::fp_type_of<T>, order, options);
        wrong += different_bits(as_read(run<T>(*code, state, pars, time)), as_read(expected));
    }
    return wrong;
}

std::size_t wrong_coefficients(std::uint32_t seed) {
    const std::size_t n = 1 + seed % 5;
    random_expressions::settings settings{.variables = {}, .folded = seed % 4 != 0};
    for (std::size_t i = 0; i < n; ++i)
        settings.variables.emplace_back(1, char('p' + i));
    random_expressions random(seed, settings);
    const auto system = random_system(random, n);
    std::size_t wrong = 0;
    for_each_type_with_code([&]<typename T>() { wrong += wrong_coefficients<T>(random, system); });
    return wrong;
}

} // namespace

TEST_CASE("random systems give the coefficients of the numeric emitter bit for bit", "[fuzz]") {
    const fresh_caches caches;
    const auto first = from_environment("BROOK_FUZZ_SEED", 1);
    const std::chrono::seconds enough(from_environment("BROOK_FUZZ_SECONDS", 50));
    const auto begin = std::chrono::steady_clock::now();
    std::uint32_t seed = first;
    for (; seed - first < always || std::chrono::steady_clock::now() - begin < enough; ++seed) {
        INFO("BROOK_FUZZ_SEED=" << seed << " repeats this");
        REQUIRE(wrong_coefficients(seed) == 0);
    }
    WARN(seed - first << " random systems");
}
