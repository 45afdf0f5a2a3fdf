// SPDX-License-Identifier: MPL-2.0
// The jet of six bodies from a program written by hand, in blocks of eight lanes planned by hand.
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "math/operations.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/outer_solar_system.hpp"

using namespace brook;
using namespace brook::test;

namespace {

constexpr std::uint32_t n_bodies = 6, n_pairs = 15, order = 20;

// States: x of all bodies, y, z, then the velocities likewise.
struct six_bodies {
    six_bodies() {
        using namespace detail;
        p.n_states = 6 * n_bodies;
        for (std::uint32_t i = 0; i < n_bodies; ++i) {
            for (std::uint32_t j = i + 1; j < n_bodies; ++j) {
                pair_index[i][j] = pair_index[j][i] = std::uint32_t(pairs.size());
                pairs.emplace_back(i, j);
            }
        }
        for (std::uint32_t c = 0; c < 3; ++c) {
            add(pairs.size(), linear_operation, difference[c], [&](std::size_t k) {
                const auto [i, j] = pairs[k];
                return definition{nullptr, {c * n_bodies + j, c * n_bodies + i}, {}, {number(1.), number(-1.)}};
            });
        }
        std::vector<value_id> square, inverse_cube;
        add(pairs.size(), sum_of_squares_operation, square, [&](std::size_t k) {
            return definition{nullptr, {difference[0][k], difference[1][k], difference[2][k]}, {}, {}};
        });
        add(pairs.size(), power_operation, inverse_cube, [&](std::size_t k) {
            return definition{nullptr, {square[k]}, {number(-1.5)}, {}};
        });
        for (std::uint32_t c = 0; c < 3; ++c) {
            add(pairs.size(), sum_of_products_operation, product[c], [&](std::size_t k) {
                return definition{nullptr, {difference[c][k], inverse_cube[k]}, {}, {}};
            });
        }
        std::array<std::vector<value_id>, 3> acceleration;
        for (std::uint32_t c = 0; c < 3; ++c) {
            add(n_bodies, linear_operation, acceleration[c],
                [&](std::size_t i) { return sum_of_forces(i, product[c]); });
        }
        for (std::uint32_t i = 0; i < 3 * n_bodies; ++i)
            p.derivatives.push_back(3 * n_bodies + i);
        for (std::uint32_t i = 0; i < 3 * n_bodies; ++i)
            p.derivatives.push_back(acceleration[i / n_bodies][i % n_bodies]);
        for (std::uint32_t c = 0; c < 6; ++c) {
            blocks.states.emplace_back(n_bodies);
            std::iota(blocks.states.back().begin(), blocks.states.back().end(), c * n_bodies);
        }
    }

    template <typename T>
    std::vector<T> state() const {
        std::vector<T> s;
        for (std::size_t c = 0; c < 6; ++c)
            for (std::size_t i = 0; i < n_bodies; ++i)
                s.push_back(static_cast<T>(outer_solar_system::initial_state[6 * i + c]));
        return s;
    }

    detail::program p;
    detail::bundles blocks;

private:
    template <typename F>
    void add(std::size_t n, const detail::operation &op, std::vector<detail::value_id> &results, F make) {
        for (std::size_t k = 0; k < n; ++k) {
            auto d = make(k);
            d.op = &op;
            if (k % 8 == 0)
                blocks.definitions.emplace_back();
            blocks.definitions.back().push_back(std::uint32_t(p.definitions.size()));
            results.push_back(p.add(std::move(d)));
        }
    }

    // The pull of the five others on body i; pairs point from the lower body to the higher one.
    detail::definition sum_of_forces(std::size_t i, const std::vector<detail::value_id> &products) const {
        detail::definition d;
        for (std::size_t j = 0; j < n_bodies; ++j) {
            if (j != i) {
                const double pull = outer_solar_system::G * outer_solar_system::masses[j];
                d.args.push_back(products[pair_index[i][j]]);
                d.constants.emplace_back(j > i ? pull : -pull);
            }
        }
        return d;
    }

    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    std::array<std::array<std::uint32_t, n_bodies>, n_bodies> pair_index{};
    std::array<std::vector<detail::value_id>, 3> difference, product;
};

} // namespace

TEST_CASE("six bodies in blocks of eight are laid out as expected", "[codegen]") {
    const six_bodies system;
    verify(system.p);
    const auto plan = make_plan(system.p, system.blocks, order);
    std::size_t gathers = 0, blocks = 0;
    for (const auto &g : plan.groups) {
        gathers += g.gathers.size();
        blocks += g.blocks.size();
        for (const auto &b : g.blocks)
            CHECK(b.width == 8);
    }
    CHECK(blocks == system.blocks.definitions.size());
    // A gather makes a vector of lanes that do not lie in a row as they were made: at most the two arguments of each
    // block of differences and the five terms of each block of accelerations. Squares, powers, products and the
    // derivatives need none.
    constexpr std::size_t differences = 3 * 2, accelerations = 3, most_gathers = 2 * differences + 5 * accelerations;
    CHECK(gathers > 0);
    CHECK(gathers <= most_gathers);
    // States, and what convolutions read (differences, squares and powers), are kept in all orders; of all else, of
    // gathers and of two numbers beside each power there is one vector at most.
    constexpr std::size_t kept = 6 + differences + 2 + 2, others = 3 * 2 + accelerations + most_gathers + 2 * 2;
    CHECK(plan.scratch_size >= 8 * kept * (order + 1));
    CHECK(plan.scratch_size <= 8 * (kept * (order + 1) + others));
    CHECK(plan.state_padding.size() == 6 * (8 - n_bodies));
}

TEMPLATE_TEST_CASE("six bodies in blocks of eight equal single lanes and the reference bit for bit", "[codegen]", float,
                   double) {
    using T = TestType;
    const six_bodies system;
    const auto &t = detail::find_target("native");
    const auto state = system.state<T>();
    const auto expected = reference_coefficients<T>(system.p, order, t.vectors.fused, state, {}, T(0));
    for (const unsigned opt_level : {0u, 1u, 3u}) {
        compiled_jet<T> blocks(system.p, system.blocks, order, t, opt_level);
        CHECK(different_bits(blocks(state, {}, T(0)), expected) == 0);
    }
    compiled_jet<T> lanes(system.p, single_lanes(system.p), order, t);
    CHECK(different_bits(lanes(state, {}, T(0)), expected) == 0);
}

TEST_CASE("the second derivative of six bodies is Newton's", "[codegen]") {
    const six_bodies system;
    const auto state = system.state<double>();
    compiled_jet<double> jet(system.p, system.blocks, order, detail::find_target("native"));
    const auto c = jet(state, {}, 0.);
    for (std::size_t i = 0; i < n_bodies; ++i) {
        for (std::size_t k = 0; k < 3; ++k) {
            long double a = 0, size = 0;
            for (std::size_t j = 0; j < n_bodies; ++j) {
                if (j != i) {
                    long double square = 0;
                    for (std::size_t m = 0; m < 3; ++m) {
                        const auto d = static_cast<long double>(state[m * n_bodies + j]) - state[m * n_bodies + i];
                        square += d * d;
                    }
                    const auto d = static_cast<long double>(state[k * n_bodies + j]) - state[k * n_bodies + i];
                    a += outer_solar_system::G * outer_solar_system::masses[j] * d / (square * std::sqrt(square));
                    size += std::fabs(outer_solar_system::G * outer_solar_system::masses[j] * d /
                                      (square * std::sqrt(square)));
                }
            }
            // Each force takes about ten operations; their roundings are relative to the forces, not to the sum.
            CHECK(std::fabs(c[k * n_bodies + i][2] - a / 2) <= 10 * 2.3e-16 * double(size));
        }
    }
}
