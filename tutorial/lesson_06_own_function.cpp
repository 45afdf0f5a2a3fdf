// SPDX-License-Identifier: MPL-2.0
// Lesson 6: a function of one's own.
//
// A particle moves in a well of the shape of a Gaussian, a(b) = exp(-b^2). brook has no such function, but needs to
// know three things of it only: its value, its derivative, and how its Taylor coefficients follow from those of b. From
// a' = -c' a with c = b^2 comes the recurrence
//
//     n a[n] = - sum_{j=1..n} j c[j] a[n-j],    c[n] = sum_{j=0..n} b[j] b[n-j]
#include <cmath>
#include <cstdio>

#include <brook/brook.hpp>

// Written once, for every type and number of lanes: e is the emitter, doc/how_to_add_a_function.md has its vocabulary.
struct gaussian_recurrence {
    // Order zero.
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0];
        e.set(e.result(0), e.call("exp", -(b * b)));
    }
    // Order n >= 1. The terms with the newest coefficients, b[n] and c[n], stand behind the sums.
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto b = e.arg(0), a = e.result(0), d = e.derived(0); // d[j] = j c[j]
        const auto [square, s] = e.template convolve<2>(1, n - 1, [&](auto j, auto &sum) {
            sum[0] = e.fma(b[j], b[n - j], sum[0]);
            sum[1] = e.fma(d[j], a[n - j], sum[1]);
        });
        const auto dn = e.real(n) * e.fma(b[0] + b[0], b[n], square);
        e.set(d, dn);
        e.set(a, -(e.fma(dn, a[0], s) * e.inverse(n)));
    }
};
constinit const brook::operation gaussian_operation = brook::make_operation<gaussian_recurrence>("gaussian");

const brook::user_function gaussian({
    .name = "gaussian",
    .value = [](std::span<const brook::number> x) { return exp(-(x[0] * x[0])); },
    .gradient = [](const brook::func &f) { return std::vector{-2. * f.args()[0] * brook::expression(f)}; },
    .taylor = &gaussian_operation,
    // A promise to change this text whenever the rule changes. It lets the caches find code without making it first.
    .identity = "gaussian, version 1",
});

int main() {
    const auto [x, v] = brook::make_vars("x", "v");
    const auto potential = -gaussian(x);
    const auto force = -diff(potential, x);

    brook::taylor_adaptive<double> particle({brook::prime(x) = v, brook::prime(v) = force}, {0.5, 0.});
    const auto energy = [&] {
        const auto &state = particle.get_state();
        return state[1] * state[1] / 2 - std::exp(-state[0] * state[0]);
    };
    const double before = energy();
    particle.propagate_until(100.);

    std::printf("a number   %.15f\n", std::get<double>(std::get<brook::number>(gaussian(0.5).value()).value()));
    std::printf("time       %.6f\n", particle.get_time());
    std::printf("position   %.6f\n", particle.get_state()[0]);
    std::printf("energy kept to 14 digits: %s\n", std::abs(energy() - before) < 1e-14 ? "yes" : "no");
}
