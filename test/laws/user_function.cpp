// SPDX-License-Identifier: MPL-2.0
// Functions of users obey the laws of brook's own: generated code agrees with the reference bit for bit at all widths,
// and with a formulation in terms of other functions.
#include <cmath>
#include <vector>

#include <brook/brook.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"

using namespace brook;
using namespace brook::test;

namespace {

// a = exp(-b^2): n a[n] = - sum_{j=1..n} j c[j] a[n-j] with c = b^2
struct bell_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0];
        e.set(e.result(0), e.call("exp", -(b * b)));
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto b = e.arg(0), a = e.result(0), d = e.derived(0);
        const auto [square, s] = e.template convolve<2>(1, n - 1, [&](auto j, auto &sum) {
            sum[0] = e.fma(b[j], b[n - j], sum[0]);
            sum[1] = e.fma(d[j], a[n - j], sum[1]);
        });
        const auto dn = e.real(n) * e.fma(b[0] + b[0], b[n], square);
        e.set(d, dn);
        e.set(a, -(e.fma(dn, a[0], s) * e.inverse(n)));
    }
};

// a = b t^2 with a constant b: a[1] = 2 b t, a[2] = b, and nothing beyond. The name of its first table is that of one
// of brook's.
struct ramp_recurrence {
    static constexpr bool time_dependent = true;

    template <int Order, int Value>
    struct only {
        template <typename T>
        T operator()(T, T n, T) const {
            return n == T(Order) ? T(Value) : T(0);
        }
    };
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0], slope = b * e.time();
        e.set(e.result(0), slope * e.time());
        e.keep(0, slope);
        e.keep(1, b);
    }
    template <typename E>
    static void next(E &e) {
        static const auto first = weights::make_table<only<1, 2>>("n", number(0.), true);
        static const auto second = weights::make_table<only<2, 1>>("ramp", number(0.), true);
        const auto n = e.n();
        e.set(e.result(0), e.fma(e.weight(n, n, first), e.kept(0), e.weight(n, n, second) * e.kept(1)));
    }
};

constinit const operation bell_operation = make_operation<bell_recurrence>("bell");
constinit const operation ramp_operation = make_operation<ramp_recurrence>("ramp");

const user_function bell({.name = "bell", .taylor = &bell_operation});
const user_function ramp({.name = "ramp", .time_dependent = true, .taylor = &ramp_operation});

// Coupled equations, enough to fill blocks: bells of changing and of constant arguments, products with the time.
detail::program program_with(const auto &bell_of, const auto &ramp_of) {
    std::vector<expression> x;
    for (int i = 0; i < 17; ++i)
        x.emplace_back("x" + std::to_string(i));
    std::vector<detail::ode_system::equation> equations;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto &other = x[(i + 1) % x.size()];
        equations.push_back(prime(x[i]) = bell_of(x[i] - other) * ramp_of(par[i % 3]) + bell_of(par[0] + 1.) * other);
    }
    return detail::decompose(detail::ode_system(std::move(equations)));
}

template <typename T>
std::vector<T> state_of(const detail::program &p) {
    std::vector<T> state;
    for (std::uint32_t i = 0; i < p.n_states; ++i)
        state.push_back(T(i % 5) / 4 - T(i % 3) / 7);
    return state;
}

template <typename T>
const std::vector<T> pars{T(.5), T(-1.25), T(.3)};

} // namespace

TEMPLATE_TEST_CASE("recurrences of users: code agrees with the reference", "[laws]", float, double) {
    const auto p = program_with(bell, ramp);
    const auto state = state_of<TestType>(p);
    const auto &t = detail::find_target("");
    const auto expected =
        reference_coefficients<TestType>(p, 12, t.vectors.fused, state, pars<TestType>, TestType(.75));
    for (const std::uint32_t width : {1u, 2u, 4u, 8u, 16u}) {
        for (const unsigned level : {0u, 1u, 3u}) {
            CAPTURE(width, level);
            compiled_jet<TestType> jet(p, width == 1 ? detail::single_lanes(p) : detail::pack(p, width), 12, t, level);
            CHECK(different_bits(jet(state, pars<TestType>, TestType(.75)), expected) == 0);
        }
    }
}

TEST_CASE("recurrences of users: the reference agrees with mathematics", "[laws]") {
    const auto ours = program_with(bell, ramp);
    const auto composed = program_with([](const expression &b) { return exp(-(b * b)); },
                                       [](const expression &b) { return b * brook::time * brook::time; });
    const auto state = state_of<long double>(ours);
    const auto a = reference_coefficients<long double>(ours, 12, true, state, pars<long double>, .75l);
    const auto b = reference_coefficients<long double>(composed, 12, true, state, pars<long double>, .75l);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t k = 0; k < a[i].size(); ++k) {
            CAPTURE(i, k);
            CHECK(double(a[i][k]) == Catch::Approx(double(b[i][k])).epsilon(1e-13).margin(1e-13));
        }
    }
}

TEST_CASE("an operation that depends on the time is not constant", "[laws]") {
    const auto x = "x"_var;
    const auto p = detail::decompose(detail::ode_system({prime(x) = ramp(par[0])}));
    CHECK_FALSE(p.is_constant(p.derivatives[0]));
    // x' = b t^2 from t = 2: x = 4 b s + 2 b s^2 + b s^3 / 3
    const auto c = reference_coefficients<double>(p, 5, true, {1.}, {1.5}, 2.);
    CHECK(c[0] == std::vector{1., 6., 3., .5, 0., 0.});
}
