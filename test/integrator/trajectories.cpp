// SPDX-License-Identifier: MPL-2.0
// Steps and propagations with jets written by hand.
// covers: propagation
#include <cmath>
#include <limits>

#include <brook/support/interrupt.hpp>

#include "integrator/trajectories.hpp"
#include "test/integrator/fake_code.hpp"
#include "test/support/catch.hpp"
#include "test/support/output_coefficients.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::double_length;
using test::same_bits;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A batch of one, with results by name.
template <typename T>
struct trajectory : detail::trajectories<T> {
    struct step_result {
        taylor_outcome outcome;
        T h;
    };
    struct propagation {
        taylor_outcome outcome;
        T min_h, max_h;
        std::size_t steps;
    };
    struct options {
        std::size_t max_steps = 0;
        T max_delta_t = std::numeric_limits<T>::infinity();
    };

    trajectory(std::shared_ptr<const detail::stepper_code> code, bool high_accuracy, std::vector<T> state,
               std::vector<T> pars, T time, const std::vector<T> &hidden_pars = {})
        : detail::trajectories<T>(std::move(code), high_accuracy, std::move(state), std::move(pars), {time},
                                  hidden_pars) {}
    step_result step(T limit, bool write_tc) {
        detail::trajectories<T>::step(&limit, write_tc);
        const auto [outcome, h] = this->step_results[0];
        return {outcome, h};
    }
    propagation propagate(double_length<T> target, const options &o) {
        detail::trajectories<T>::propagate({target}, {o.max_steps, {o.max_delta_t}, false});
        const auto [outcome, min_h, max_h, steps] = this->propagation_results[0];
        return {outcome, min_h, max_h, steps};
    }
    void evaluate_dense_output(T h) { detail::trajectories<T>::evaluate_dense_output(&h); }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("an oscillator is followed over many periods", "", test::code_types) {
    const auto eps = std::numeric_limits<TestType>::epsilon();
    for (bool high_accuracy : {false, true})
        for (const auto &code : {fake::oscillator<TestType>(), fake::packed_oscillator<TestType>()}) {
            trajectory<TestType> t(code, high_accuracy, {0, 1}, {}, 0);
            const TestType end = 100;
            const auto result = t.propagate({end, 0}, {});
            CHECK(result.outcome == taylor_outcome::time_limit);
            CHECK(t.time[0] == end);
            // Rounding errors of about a hundred steps, half an eps each; truncation is below that.
            CHECK(std::abs(t.state[0] - std::sin(end)) < 100 * eps);
            CHECK(std::abs(t.state[1] - std::cos(end)) < 100 * eps);
            CHECK(result.min_h > 0);
            CHECK(result.min_h <= result.max_h);
        }
}

TEMPLATE_LIST_TEST_CASE("the layout does not change a bit", "", test::code_types) {
    constexpr auto infinity = std::numeric_limits<TestType>::infinity();
    trajectory<TestType> a(fake::oscillator<TestType>(), false, {0, 1}, {}, 0);
    trajectory<TestType> b(fake::packed_oscillator<TestType>(), false, {0, 1}, {}, 0);
    for (int i = 0; i < 50; ++i) {
        CHECK(a.step(infinity, true).h == b.step(infinity, true).h);
        CHECK(same_bits(a.state, b.state));
        CHECK(same_bits(a.tc, b.tc));
    }
}

TEST_CASE("a step is limited by its limit, in both directions") {
    trajectory<double> t(fake::oscillator<double>(), false, {0, 1}, {}, 0);
    auto result = t.step(infinity, false);
    CHECK(result.outcome == taylor_outcome::success);
    const double natural = result.h;
    CHECK(natural > 0);
    CHECK(t.time[0] == natural);
    result = t.step(-infinity, false);
    CHECK(result.outcome == taylor_outcome::success);
    CHECK(result.h < 0);
    result = t.step(natural / 8, false);
    CHECK(result.outcome == taylor_outcome::time_limit);
    CHECK(result.h == natural / 8);
    result = t.step(-natural / 8, false);
    CHECK(result.h == -natural / 8);
    result = t.step(0, false);
    CHECK(result.outcome == taylor_outcome::time_limit);
    CHECK(result.h == 0);
    CHECK(t.last_h[0] == 0);
}

TEST_CASE("coefficients are written when asked for") {
    trajectory<double> t(fake::oscillator<double>(), false, {0.25, 1}, {}, 0);
    CHECK(t.tc == std::vector<double>(42));
    t.step(infinity, false);
    CHECK(t.tc == std::vector<double>(42));
    const auto before = t.state;
    t.step(infinity, true);
    CHECK(t.tc[0] == before[0]);
    CHECK(t.tc[21] == before[1]);
    CHECK(t.tc[1] == before[1]);
    CHECK(t.tc[22] == -before[0]);
    t.evaluate_dense_output(t.last_h[0]);
    CHECK(same_bits(t.d_output, t.state));
    t.evaluate_dense_output(0);
    CHECK(t.d_output == before);
}

TEST_CASE("parameters and time reach the jet") {
    // x' = c x + t, x(0) = 1: x = exp(c t) (1 + 1/c^2) - t/c - 1/c^2.
    trajectory<double> t(fake::driven_growth<double>(), false, {1}, {0.5}, 0);
    CHECK(t.propagate({3, 0}, {}).outcome == taylor_outcome::time_limit);
    CHECK(t.state[0] == Approx(5 * std::exp(1.5) - 6 - 4).epsilon(1e-14));
    t.pars[0] = -1;
    const double start = t.state[0];
    t.propagate({4, 0}, {});
    // From t = 3: x = (x0 - 2) exp(-(t - 3)) + t - 1.
    CHECK(t.state[0] == Approx((start - 2) * std::exp(-1.) + 3).epsilon(1e-14));
}

TEST_CASE("hidden parameters stand behind the others, in copies too") {
    // Of the two parameters of the code, both are hidden, or the second.
    const trajectory<double> hidden(fake::driven_growth<double>(), false, {1}, {}, 0, {0.5, 7});
    trajectory<double> copy = hidden, seen(fake::driven_growth<double>(), false, {1}, {0.25}, 0, {7});
    CHECK(copy.pars.empty());
    copy.propagate({3, 0}, {});
    seen.pars[0] = 0.5;
    seen.propagate({3, 0}, {});
    CHECK(copy.state[0] == Approx(5 * std::exp(1.5) - 6 - 4).epsilon(1e-14));
    CHECK(same_bits(copy.state, seen.state));
}

TEST_CASE("a solution that is a line makes infinite steps, or clamped ones") {
    trajectory<double> t(fake::line<double>(), false, {1}, {}, 0);
    CHECK(t.step(8, false).outcome == taylor_outcome::time_limit);
    CHECK(t.state[0] == 9);
    CHECK(t.propagate({1e200, 0}, {}).outcome == taylor_outcome::time_limit);
    CHECK(t.state[0] == 1e200);
    CHECK(t.step(infinity, false).outcome == taylor_outcome::err_nf_state);
}

TEST_CASE("a pole ends a propagation, with the last finite state") {
    trajectory<double> t(fake::pole<double>(), false, {1}, {}, 0);
    const auto result = t.propagate({2, 0}, {});
    CHECK(result.outcome == taylor_outcome::err_nf_state);
    CHECK(result.steps > 50u);
    CHECK(t.state[0] > 1e12);
    CHECK(t.time[0] == Approx(1).epsilon(1e-12));
    CHECK(t.last_h[0] == 0);

    trajectory<double> near(fake::pole<double>(), false, {1}, {}, 0);
    CHECK(near.propagate({0.999, 0}, {}).outcome == taylor_outcome::time_limit);
    // dx = x^2 dt: errors of the time or the state near t = 0 are magnified by x^2 / x = 1000.
    CHECK(near.state[0] == Approx(1 / (1 - 0.999)).epsilon(1e-11));
}

TEST_CASE("a state that is not finite is an outcome") {
    for (double bad : {infinity, -infinity, std::numeric_limits<double>::quiet_NaN()})
        for (double limit : {0., 0.125, infinity}) {
            trajectory<double> t(fake::oscillator<double>(), false, {bad, 1}, {}, 0);
            CHECK(t.step(limit, false).outcome == taylor_outcome::err_nf_state);
        }
    trajectory<double> late(fake::oscillator<double>(), false, {0, 1}, {}, infinity);
    CHECK(late.step(0.1, false).outcome == taylor_outcome::err_nf_state);
}

TEST_CASE("a propagation keeps account of its steps") {
    trajectory<double> t(fake::oscillator<double>(), false, {0, 1}, {}, 0);
    trajectory<double>::options options;
    options.max_steps = 5;
    auto result = t.propagate({1000, 0}, options);
    CHECK(result.outcome == taylor_outcome::step_limit);
    CHECK(result.steps == 5u);
    CHECK(result.min_h > 0);
    CHECK(result.max_h < 10);

    options = {};
    options.max_delta_t = 0.0625;
    result = t.propagate({t.time[0] + 1, t.time_low[0]}, options);
    CHECK(result.outcome == taylor_outcome::time_limit);
    CHECK(result.steps == 16u);
    CHECK(result.min_h == infinity);
    CHECK(result.max_h == 0);

    // Exactly max_steps steps to the target is an arrival.
    options.max_steps = 16;
    CHECK(t.propagate({t.time[0] + 1, t.time_low[0]}, options).outcome == taylor_outcome::time_limit);

    // To where it is: one step of size zero.
    result = t.propagate(t.dtime(0), {});
    CHECK(result.outcome == taylor_outcome::time_limit);
    CHECK(result.steps == 0u);

    // Backward, with a positive max_delta_t.
    options = {};
    options.max_delta_t = 0.25;
    result = t.propagate({0, 0}, options);
    CHECK(result.outcome == taylor_outcome::time_limit);
    CHECK(t.time[0] == 0);
    CHECK(std::abs(t.state[0]) < 1e-14);
}

TEST_CASE("an interruption ends a propagation after a step") {
    trajectory<double> t(fake::oscillator<double>(), false, {0, 1}, {}, 0);
    request_interrupt();
    const auto result = t.propagate({1000, 0}, {});
    clear_interrupt();
    CHECK(result.outcome == taylor_outcome::interrupted);
    CHECK(result.steps == 1u);
    CHECK(t.propagate({2, 0}, {}).outcome == taylor_outcome::time_limit);
}

TEST_CASE("a copy goes its own way with the same bits") {
    trajectory<double> a(fake::oscillator<double>(), true, {0, 1}, {}, 0);
    a.step(infinity, false);
    auto b = a;
    CHECK(a.code == b.code);
    a.propagate({10, 0}, {});
    CHECK(b.time[0] < 10);
    b.propagate({10, 0}, {});
    CHECK(same_bits(a.state, b.state));
    CHECK(a.dtime(0) == b.dtime(0));
}

// The oscillator; its outputs are the position, a multiple of it, and a constant.
template <typename T>
struct oscillator_with_outputs {
    static constexpr auto p = fake::order<T>;

    static std::shared_ptr<const detail::stepper_code> code(T scale) {
        auto c = *fake::oscillator<T>();
        c.outputs = {{0, 1, false}, {c.scratch_size, 1, false}, {c.scratch_size + p + 1, 1, true}};
        c.scratch_size += p + 2;
        static T factor;
        factor = scale;
        constexpr auto jet = [](T *x, const T *, T) {
            T *const v = x + (p + 1 + 15) / 16 * 16, *const g = v + (p + 1 + 15) / 16 * 16;
            for (std::uint32_t k = 0; k < p; ++k) {
                x[k + 1] = v[k] / T(k + 1);
                v[k + 1] = -x[k] / T(k + 1);
            }
            for (std::uint32_t k = 0; k <= p; ++k)
                g[k] = factor * x[k];
            g[p + 1] = 7;
        };
        return fake::code<T>(jet, c);
    }
};

TEMPLATE_LIST_TEST_CASE("outputs are at hand in a step", "", test::code_types) {
    constexpr auto infinity = std::numeric_limits<TestType>::infinity();
    constexpr auto p = fake::order<TestType>;
    trajectory<TestType> t(oscillator_with_outputs<TestType>::code(2), false, {.3, 1}, {}, 0);
    test::output_coefficients<TestType> outputs;
    outputs.step(t, &infinity);
    REQUIRE(outputs.tc.size() == 3 * (p + 1));
    for (std::uint32_t k = 0; k <= p; ++k) {
        CHECK(outputs.tc[k] == t.tc[k]);
        CHECK(outputs.tc[p + 1 + k] == 2 * t.tc[k]);
        CHECK(outputs.tc[2 * (p + 1) + k] == (k == 0 ? 7 : 0));
    }
}

TEST_CASE("outputs enter the size of a step, each relative to its own size") {
    const auto size_with = [](double scale) {
        trajectory<double> t(oscillator_with_outputs<double>::code(scale), false, {.3, .1}, {}, 0);
        return t.step(infinity, false).h;
    };
    trajectory<double> plain(fake::oscillator<double>(), false, {.3, .1}, {}, 0);
    // The constant output, 7, is larger than the state, and does not make steps longer.
    const double h = plain.step(infinity, false).h;
    CHECK(size_with(0) == h);
    CHECK(size_with(1) == h);
    CHECK(size_with(20) < h);
    // Beyond 1 their size does not matter: x counts relative to .3 then.
    CHECK(size_with(1e12) < h);
    CHECK(size_with(1e12) > h * std::pow(.3, 1. / 19));
    CHECK(size_with(1e200) == Approx(size_with(1e12)));
    trajectory<double> bad(oscillator_with_outputs<double>::code(std::numeric_limits<double>::quiet_NaN()), false,
                           {.3, .1}, {}, 0);
    CHECK(bad.step(infinity, false).h == h);
}
