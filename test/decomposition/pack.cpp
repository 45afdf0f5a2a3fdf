// SPDX-License-Identifier: MPL-2.0
// Packing: every node in exactly one block, blocks of one kind, and results that do not depend on it.
#include <algorithm>
#include <limits>
#include <set>

#include <brook/math/functions.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/random_program.hpp"

using namespace brook;
using namespace brook::test;

namespace {

void check_partition(const std::vector<std::vector<std::uint32_t>> &blocks, std::size_t n, std::uint32_t width) {
    std::multiset<std::uint32_t> all;
    for (const auto &b : blocks) {
        CHECK(!b.empty());
        CHECK(b.size() <= width);
        all.insert(b.begin(), b.end());
    }
    CHECK(all.size() == n);
    CHECK(std::set<std::uint32_t>(all.begin(), all.end()).size() == n);
}

void check_all(const detail::program &p, std::uint32_t width) {
    const auto b = detail::pack(p, width);
    check_partition(b.definitions, p.definitions.size(), width);
    check_partition(b.states, p.n_states, width);
}

template <typename T>
void check_bits(const detail::program &p, const std::vector<T> &state, const std::vector<T> &pars) {
    const auto &t = detail::find_target("native");
    const auto expected = reference_coefficients<T>(p, 12, t.vectors.fused, state, pars, T(.3));
    for (const auto width : block_widths<T>()) {
        compiled_jet<T> jet(p, detail::pack(p, width), 12, t);
        CHECK(different_bits(jet(state, pars, T(.3)), expected) == 0);
    }
}

} // namespace

TEST_CASE("packing puts every node into one block", "[decomposition]") {
    for (unsigned seed = 0; seed < 40; ++seed) {
        INFO("seed " << seed);
        const copied_program p(3 + seed % 15, seed, 12);
        for (const std::uint32_t width : {1u, 2u, 4u, 8u, 16u})
            check_all(p.program, width);
    }
}

TEST_CASE("packing changes no bit", "[decomposition]") {
    for (unsigned seed = 0; seed < 6; ++seed) {
        INFO("seed " << seed);
        const copied_program p(5 + 3 * seed, seed, 8);
        check_bits<double>(p.program, p.random_state<double>(seed), {.7, .4, .9});
        check_bits<float>(p.program, p.random_state<float>(seed), {.7f, .4f, .9f});
    }
}

TEST_CASE("six bodies fill their lanes", "[decomposition]") {
    const auto p = detail::decompose(detail::ode_system(outer_solar_system::equations()));
    const auto b = detail::pack(p, 8);
    check_all(p, 8);
    // 15 pairs take two blocks each for three differences, a distance, a power and three forces; 18 accelerations take
    // three blocks, 36 variables six.
    CHECK(b.states.size() == 6);
    CHECK(b.definitions.size() <= 8 * 2 + 3);
    const std::vector<double> state(outer_solar_system::initial_state.begin(), outer_solar_system::initial_state.end());
    check_bits<double>(p, state, {});
}

TEST_CASE("differences connect the coordinates of bodies, one axis at a time", "[decomposition]") {
    const auto p = detail::decompose(detail::ode_system(outer_solar_system::equations()));
    const auto first = detail::clusters(p);
    for (std::uint32_t i = 0; i < p.n_states; ++i)
        CHECK(first[i] == (i % 6 < 3 ? i % 6 : i));
}

TEST_CASE("a pendulum stays in single lanes", "[decomposition]") {
    const auto [x, v] = make_vars("x", "v");
    const auto p = detail::decompose(detail::ode_system({prime(x) = v, prime(v) = -9.8 * sin(x)}));
    for (const auto &b : detail::pack(p, 8).definitions)
        CHECK(b.size() == 1);
}

namespace {

using equations = std::vector<std::pair<expression, expression>>;

expression variable(const char *family, std::size_t i) { return expression(family + std::to_string(i)); }

// Bodies whose accelerations have the given coefficients.
equations bodies(const std::vector<expression> &gm) {
    const auto n = gm.size();
    const char *const positions[] = {"x", "y"}, *const velocities[] = {"vx", "vy"};
    std::vector<std::vector<expression>> forces(2 * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            const expression d[] = {variable("x", j) - variable("x", i), variable("y", j) - variable("y", i)};
            const auto w = pow(d[0] * d[0] + d[1] * d[1], -1.5);
            for (std::size_t c = 0; c < 2; ++c) {
                forces[2 * i + c].push_back(gm[j] * (d[c] * w));
                forces[2 * j + c].push_back(-gm[i] * (d[c] * w));
            }
        }
    }
    equations out;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t c = 0; c < 2; ++c) {
            out.emplace_back(variable(positions[c], i), variable(velocities[c], i));
            out.emplace_back(variable(velocities[c], i), sum(forces[2 * i + c]));
        }
    }
    return out;
}

// A matrix times the variables, row by row.
equations linear_system(const std::vector<expression> &matrix, std::size_t n) {
    equations out;
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<expression> terms;
        for (std::size_t j = 0; j < n; ++j)
            terms.push_back(matrix[n * i + j] * variable("x", j));
        out.emplace_back(variable("x", i), sum(terms));
    }
    return out;
}

// Number of blocks of definitions that change in time.
std::size_t changing_blocks(const detail::program &p) {
    const auto b = detail::pack(p, 8);
    return std::size_t(std::count_if(b.definitions.begin(), b.definitions.end(),
                                     [&](const auto &bundle) { return !p.definitions[bundle[0]].constant; }));
}

// Writes a system with literals and with parameters.
template <typename F>
void check_parameters(std::size_t n_coefficients, F system) {
    std::vector<expression> literals, parameters;
    std::vector<double> pars;
    for (std::size_t i = 0; i < n_coefficients; ++i) {
        pars.push_back(.1 + .9 * std::abs(std::sin(1. + double(i))));
        literals.emplace_back(pars[i]);
        parameters.push_back(par[std::uint32_t(i)]);
    }
    const auto decomposed = [&](const std::vector<expression> &coefficients) {
        return detail::decompose(detail::ode_system(system(coefficients)));
    };
    const auto with_literals = decomposed(literals), with_parameters = decomposed(parameters);
    CHECK(changing_blocks(with_parameters) == changing_blocks(with_literals));
    std::vector<double> state;
    for (std::uint32_t i = 0; i < with_literals.n_states; ++i)
        state.push_back(std::cos(3. * i));
    const auto &t = detail::find_target("native");
    const auto coefficients = [&](const detail::program &p, std::uint32_t width) {
        return compiled_jet<double>(p, detail::pack(p, width), 12, t)(state, pars, 0.);
    };
    const auto expected = coefficients(with_literals, 1);
    for (const std::uint32_t width : {1u, 2u, 4u, 8u}) {
        INFO("width " << width);
        CHECK(different_bits(coefficients(with_parameters, width), expected) == 0);
    }
}

} // namespace

TEST_CASE("parameters pack like literals and give the same bits", "[decomposition]") {
    check_parameters(6, bodies);
    check_parameters(11, bodies);
    check_parameters(24 * 24, [](const auto &matrix) { return linear_system(matrix, 24); });
}

namespace {

// Row i has 4 + i % n_lengths terms, its coefficients taken from a list in turn.
struct uneven_rows {
    std::size_t n, n_lengths;

    std::size_t length(std::size_t i) const { return 4 + i % n_lengths; }

    equations operator()(const std::vector<expression> &coefficients) const {
        equations out;
        auto next = coefficients.begin();
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<expression> terms;
            for (std::size_t t = 0; t < length(i); ++t)
                terms.push_back(*next++ * variable("x", (i + 1 + t * (1 + i % 3)) % n));
            out.emplace_back(variable("x", i), sum(terms));
        }
        return out;
    }

    std::size_t terms() const {
        std::size_t sum = 0;
        for (std::size_t i = 0; i < n; ++i)
            sum += length(i);
        return sum;
    }
};

detail::program uneven_program(const uneven_rows &rows) {
    std::vector<expression> coefficients;
    for (std::size_t i = 0; i < rows.terms(); ++i)
        coefficients.emplace_back(.3 + .1 * double(i % 7));
    return detail::decompose(detail::ode_system(rows(coefficients)));
}

} // namespace

TEST_CASE("sums of unequal lengths share blocks", "[decomposition]") {
    CHECK(changing_blocks(uneven_program({24, 1})) == 3);
    CHECK(changing_blocks(uneven_program({24, 3})) == 3);
    const uneven_rows rows{40, 3};
    check_parameters(rows.terms(), rows);
}

TEST_CASE("lengths that differ much do not share blocks", "[decomposition]") {
    const auto p = uneven_program({101, 40});
    for (const auto &b : detail::pack(p, 8).definitions) {
        std::size_t sum = 0, longest = 0;
        for (const auto i : b) {
            sum += p.definitions[i].args.size();
            longest = std::max(longest, p.definitions[i].args.size());
        }
        CHECK(3 * sum >= 2 * longest * b.size());
    }
}

TEST_CASE("the shorter sums of a block are exact where zeros have signs and numbers are infinite", "[decomposition]") {
    const auto p = uneven_program({24, 3});
    std::vector<double> state(24, -0.);
    check_bits<double>(p, state, {});
    state[5] = std::numeric_limits<double>::infinity();
    state[9] = 1.;
    check_bits<double>(p, state, {});
}
