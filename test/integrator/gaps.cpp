// SPDX-License-Identifier: MPL-2.0
// Series with gaps: where the last two orders vanish, the step must not run away.
// covers: step_size
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/real.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::code_types;
using test::real;
using test::relative_in_eps;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

// The integral of 1/(1 + t^4).
real integral_of_quartic_pole(const real &t) {
    const real r = sqrt(real(2));
    return log((t * t + r * t + 1) / (t * t - r * t + 1)) / (4 * r) + (atan(r * t + 1) + atan(r * t - 1)) / (2 * r);
}

// Systems whose series at their first point have only every fourth order, fifth, and so on.
std::vector<equations> gappy_systems() {
    const auto [x, v] = make_vars("x", "v");
    return {{prime(x) = cos(brook::time * brook::time)},
            {prime(x) = 1. / (1. + pow(brook::time, 4.))},
            {prime(x) = exp(-pow(brook::time, 5.))},
            {prime(x) = 1. / (1. + pow(v, 4.)), prime(v) = 1_dbl},
            {prime(x) = 1. + pow(x, 3.)},
            {prime(x) = 1. + pow(x, 4.)}};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a pole is seen across a gap", "[gaps]", code_types) {
    const auto x = make_vars("x");
    taylor_adaptive<TestType> ta({prime(x) = 1. / (1. + pow(brook::time, 4.))}, {TestType(0)});
    for (const TestType t : {TestType(3), TestType(-2)}) {
        CHECK(std::get<0>(ta.propagate_until(t)) == taylor_outcome::time_limit);
        CHECK(relative_in_eps(ta.get_state()[0], integral_of_quartic_pole(t)) < 50);
    }
}

TEMPLATE_LIST_TEST_CASE("an oscillator whose force is a seventh power keeps its energy", "[gaps]", code_types) {
    const auto [x, v] = make_vars("x", "v");
    for (const double tol : {0., 1e-6}) {
        taylor_adaptive<TestType> ta({prime(x) = v, prime(v) = -pow(x, 7.)}, {TestType(0), TestType(1)}, kw::tol = tol);
        ta.propagate_until(5);
        const auto &s = ta.get_state();
        const auto energy = s[1] * s[1] / 2 + std::pow(s[0], TestType(8)) / 8;
        CHECK(std::abs(energy - TestType(.5)) < (tol == 0 ? 50 * std::numeric_limits<TestType>::epsilon() : 1e-5));
    }
}

TEMPLATE_LIST_TEST_CASE("steps across a gap are as good as short ones", "[gaps]", code_types) {
    for (const auto &system : gappy_systems()) {
        const std::vector<TestType> start(system.size());
        taylor_adaptive<TestType> free(system, start), limited(system, start);
        free.propagate_until(TestType(.75L));
        limited.propagate_until(TestType(.75L), kw::max_delta_t = TestType(.0625L));
        for (std::size_t i = 0; i < start.size(); ++i)
            CHECK(relative_in_eps(free.get_state()[i], real(limited.get_state()[i])) < 50);
    }
}

TEMPLATE_LIST_TEST_CASE("trajectories of a batch cross gaps as they do alone", "[gaps]", code_types) {
    for (const auto &system : gappy_systems()) {
        const std::vector<TestType> times{0, TestType(.5L), -1, 0, TestType(.25L)};
        taylor_adaptive_batch<TestType> together(system, 5, kw::time = times);
        together.propagate_for(1);
        for (std::size_t k = 0; k < times.size(); ++k) {
            taylor_adaptive<TestType> alone(system, kw::time = times[k]);
            CHECK(alone.propagate_for(1) == together.get_propagate_res()[k]);
            for (std::size_t i = 0; i < system.size(); ++i)
                CHECK(same_bits(alone.get_state()[i], together.get_state()[i * times.size() + k]));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a polynomial is no series with gaps", "[gaps]", code_types) {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<TestType> ta({prime(x) = v, prime(v) = -10_dbl}, {TestType(0), TestType(1)});
    CHECK(ta.propagate_until(1000) == std::tuple(taylor_outcome::time_limit, std::numeric_limits<TestType>::infinity(),
                                                 TestType(0), std::size_t{1}));
}
