// SPDX-License-Identifier: MPL-2.0
// States relative to a reference orbit: the frame, forth and back, and what moves in it.
#include <brook/model/rsw.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "test/support/catch.hpp"
#include "test/support/mechanics.hpp"

using namespace brook;

namespace {

using vector = std::array<expression, 3>;
using six = std::array<double, 6>;

const std::vector<expression> inputs = [] {
    std::vector<expression> variables;
    for (int i = 0; i < 12; ++i)
        variables.push_back(expression("u" + std::to_string(i)));
    return variables;
}();

// Position, velocity, and those of the reference.
template <typename F>
cfunc<double> compiled(F f) {
    const auto at = [](std::size_t i) { return vector{inputs[i], inputs[i + 1], inputs[i + 2]}; };
    const auto [r, v] = f(at(0), at(3), at(6), at(9));
    return cfunc<double>({r[0], r[1], r[2], v[0], v[1], v[2]}, inputs);
}

six at(const cfunc<double> &f, const six &state, const six &reference) {
    std::array<double, 12> x{};
    std::copy(state.begin(), state.end(), x.begin());
    std::copy(reference.begin(), reference.end(), x.begin() + 6);
    six y{};
    f(y, x);
    return y;
}

void require_near(const six &a, const six &b, double tolerance) {
    for (std::size_t i = 0; i < 6; ++i)
        REQUIRE(std::abs(a[i] - b[i]) < tolerance);
}

six random_state(unsigned seed) {
    const auto x = test::random_numbers(6, seed);
    return {x[0], x[1], x[2], x[3], x[4], x[5]};
}

// Where the body is at a time near 0, if both move on straight lines.
six moved(const six &s, double t) { return {s[0] + t * s[3], s[1] + t * s[4], s[2] + t * s[5], s[3], s[4], s[5]}; }

} // namespace

TEST_CASE("the axes are radial, along the track and across the orbit", "[rsw]") {
    const auto f = compiled(model::state_to_rsw_inertial);
    // A reference on the y axis that moves towards -x: its orbit is counter-clockwise.
    const six reference{0., 2., 0., -0.5, 0.25, 0.};
    require_near(at(f, {1., 4., 3., -0.5, 0.25, 7.}, reference), {2., -1., 3., 0., 0., 7.}, 1e-15);
    require_near(at(f, {0., 2., 0., 1., 2., 3.}, reference), {0., 0., 0., 1.75, -1.5, 3.}, 1e-15);
    require_near(at(f, reference, reference), {}, 1e-15);
}

TEST_CASE("the frame turns around its W axis", "[rsw]") {
    // A circle with angular velocity 1/4; what rests in the frame has the velocity omega x r.
    const six reference{2., 0., 0., 0., 0.5, 0.};
    require_near(at(compiled(model::state_to_rsw), {3., 1., 1., -0.25, 0.75, 0.}, reference), {1., 1., 1., 0., 0., 0.},
                 1e-15);
    require_near(at(compiled(model::state_from_rsw), {1., 1., 1., 0., 0., 0.}, reference),
                 {3., 1., 1., -0.25, 0.75, 0.}, 1e-15);
}

TEST_CASE("states come back", "[rsw]") {
    const auto to = compiled(model::state_to_rsw), from = compiled(model::state_from_rsw);
    const auto to_inertial = compiled(model::state_to_rsw_inertial),
               from_inertial = compiled(model::state_from_rsw_inertial);
    for (unsigned seed = 0; seed < 50; ++seed) {
        const auto state = random_state(2 * seed), reference = random_state(2 * seed + 1);
        require_near(at(from, at(to, state, reference), reference), state, 1e-13);
        require_near(at(from_inertial, at(to_inertial, state, reference), reference), state, 1e-14);
        require_near(at(to, at(from, state, reference), reference), state, 1e-13);
    }
}

TEST_CASE("the velocity in the frame is the derivative of the position in it", "[rsw]") {
    const auto f = compiled(model::state_to_rsw);
    for (unsigned seed = 0; seed < 20; ++seed) {
        const auto state = random_state(2 * seed), reference = random_state(2 * seed + 1);
        const double h = 1e-4;
        const auto before = at(f, moved(state, -h), moved(reference, -h)),
                   after = at(f, moved(state, h), moved(reference, h));
        const auto now = at(f, state, reference);
        for (std::size_t c = 0; c < 3; ++c)
            REQUIRE((after[c] - before[c]) / (2 * h) == Approx(now[3 + c]).epsilon(1e-4).margin(1e-4));
    }
}
