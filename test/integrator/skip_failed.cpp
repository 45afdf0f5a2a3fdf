// SPDX-License-Identifier: MPL-2.0
// Batches go on without those of their trajectories that fail.
// covers: propagation
#include <cmath>
#include <tuple>
#include <vector>

#include <brook/ensemble/ensemble.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

// Blows up at t = 1/x(0) for positive x(0).
equations blow_up(bool timed) {
    const expression x("x");
    return {{x, timed ? x * x + 0. * sin(brook::time) + 0.0625 * cos(brook::time) : x * x}};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a batch goes on without trajectories that fail", "[skip_failed]", test::code_types) {
    using T = TestType;
    const std::vector<T> begin{T(1), T(-1), T(0.5), T(0.0625), T(2)};
    for (const bool timed : {false, true}) {
        taylor_adaptive_batch<T> batch(blow_up(timed), begin, 5u);
        batch.propagate_until(T(5), kw::skip_failed = true, kw::max_steps = 100000);
        for (std::size_t k = 0; k < 5; ++k) {
            taylor_adaptive<T> alone(blow_up(timed), {begin[k]});
            const auto result = alone.propagate_until(T(5), kw::max_steps = 100000);
            CHECK(std::get<0>(batch.get_propagate_res()[k]) == result.outcome());
            CHECK(same_bits(batch.get_state()[k], alone.get_state()[0]));
            CHECK(same_bits(batch.get_time()[k], alone.get_time()));
            CHECK(std::get<3>(batch.get_propagate_res()[k]) == result.n_steps());
            // Of a NaN, the sign depends on the order in which a compiler takes two operands.
            const T one = batch.get_failed_state()[k], other = alone.get_failed_state()[0];
            CHECK((same_bits(one, other) || (std::isnan(one) && std::isnan(other))));
        }
        CHECK(std::get<0>(batch.get_propagate_res()[0]) == taylor_outcome::err_nf_state);
        CHECK(std::get<0>(batch.get_propagate_res()[1]) == taylor_outcome::time_limit);
    }
}

TEST_CASE("without skip_failed the first failure ends it", "[skip_failed]") {
    taylor_adaptive_batch<double> batch(blow_up(false), {1., -1.}, 2u);
    batch.propagate_until(5., kw::max_delta_t = 0.01);
    CHECK(std::get<0>(batch.get_propagate_res()[0]) == taylor_outcome::err_nf_state);
    CHECK(batch.get_time()[1] < 5.);
}

TEST_CASE("a batch whose trajectories all fail ends", "[skip_failed]") {
    taylor_adaptive_batch<double> batch(blow_up(false), {1., 2.}, 2u);
    batch.propagate_until(5., kw::skip_failed = true);
    for (const auto &result : batch.get_propagate_res())
        CHECK(std::get<0>(result) == taylor_outcome::err_nf_state);
}

TEST_CASE("grids and continuous output go on without a trajectory", "[skip_failed]") {
    taylor_adaptive_batch<double> batch(blow_up(false), {1., -1.}, 2u);
    const std::vector<double> grid{0., 0., 0.5, 0.5, 2., 2., 5., 5.};
    const auto states = batch.propagate_grid(grid, kw::skip_failed = true).output();
    taylor_adaptive<double> alone(blow_up(false), {-1.});
    const auto expected = alone.propagate_grid({0., 0.5, 2., 5.}).output();
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(same_bits(states[2 * i + 1], expected[i]));
        CHECK(std::isnan(states[2 * i]) == (i > 1));
    }

    taylor_adaptive_batch<double> recorded(blow_up(false), {1., -1.}, 2u);
    auto output = *recorded.propagate_until(5., kw::skip_failed = true, kw::c_output = true).continuous_output();
    taylor_adaptive<double> again(blow_up(false), {-1.});
    auto alone_output = *again.propagate_until(5., kw::c_output = true).continuous_output();
    for (const double t : {0.25, 0.99, 1.5, 4., 5.})
        CHECK(same_bits(output(t)[1], alone_output(t)[0]));
    CHECK(output(0.5)[0] == Catch::Approx(2.).epsilon(1e-14));
}

TEST_CASE("ensembles of batches go on without a trajectory", "[skip_failed]") {
    const taylor_adaptive_batch<double> batch(blow_up(false), {1., -1.}, 2u);
    const auto results = ensemble_propagate_until_batch(
        batch, 5., 3, [](auto &member, std::size_t i) { member.get_state_data()[1] -= static_cast<double>(i); },
        kw::skip_failed = true);
    for (const auto &result : results) {
        const auto &outcomes = std::get<0>(result).get_propagate_res();
        CHECK(std::get<0>(outcomes[0]) == taylor_outcome::err_nf_state);
        CHECK(std::get<0>(outcomes[1]) == taylor_outcome::time_limit);
    }
}
