// SPDX-License-Identifier: MPL-2.0
// Lesson 10: functions, compiled.
//
// Integrators compile their equations by themselves. To evaluate expressions for other purposes (a quantity along an
// orbit, a map, the gradient of a fit), one compiles them as functions: cfunc<T> turns a list of expressions into
// machine code, which is kept in the same caches as that of integrators.
#include <cstdio>
#include <iostream>
#include <span>
#include <vector>

#include <brook/brook.hpp>

int main() {
    using brook::cfunc;
    namespace kw = brook::kw;

    // The energy of a pendulum and its derivatives, as functions of x and v. The length is a parameter.
    const auto [x, v] = brook::make_vars("x", "v");
    const auto energy = v * v / 2. + 9.8 / brook::par[0] * (1. - cos(x));
    const cfunc<double> f({energy, diff(energy, x), diff(energy, v)}, {x, v});
    std::printf("%u functions of %u variables and %u parameter\n", f.get_nouts(), f.get_nvars(), f.get_nparams());

    // At one point: any contiguous ranges of the type will do.
    std::vector<double> out(3);
    f(out, std::vector{0.5, 1.}, kw::pars = {2.});
    std::printf("energy %.6f, gradient (%.6f, %.6f)\n", out[0], out[1], out[2]);

    // At many points: arrays with a row for each variable, function or parameter, and a column for each point. Eight
    // points are computed at once, in the lanes of vectors.
    constexpr std::size_t n = 1000;
    std::vector<double> points(2 * n), lengths(n, 2.), results(3 * n);
    for (std::size_t k = 0; k < n; ++k) {
        points[k] = 0.001 * double(k);
        points[n + k] = 1.;
    }
    const cfunc<double>::out_2d to(results.data(), 3, n);
    f(to, cfunc<double>::in_2d(points.data(), 2, n), kw::pars = cfunc<double>::in_2d(lengths.data(), 1, n));

    // What comes out for a point does not depend on its neighbours, bit for bit: this is the point above.
    std::printf("the same as alone: %s\n", to(0, 500) == out[0] && to(1, 500) == out[1] ? "yes" : "no");

    // Functions may depend on the time, which each point has of its own.
    const cfunc<double> forced({x + sin(brook::time)}, {x});
    forced(std::span(out).first(1), std::vector{1.}, kw::time = 0.);
    std::cout << forced << "at time 0: " << out[0] << '\n';
}
