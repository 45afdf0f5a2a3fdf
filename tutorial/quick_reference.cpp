// SPDX-License-Identifier: MPL-2.0
// The program in doc/quick_reference.md; the test quick_reference_code compares the two.
// [readme]
#include <cstdio>

#include <brook/brook.hpp>

int main() {
    using namespace brook;
    const auto [x, v] = make_vars("x", "v");

    // An oscillator with friction par[0], pushed periodically.
    taylor_adaptive<double> ta({prime(x) = v, prime(v) = -x - par[0] * v + cos(1.5 * brook::time)}, {1., 0.},
                               kw::pars = {0.25}, kw::tol = 1e-12);

    const auto result = ta.propagate_until(10., kw::max_steps = 1000);
    if (result.outcome() == taylor_outcome::time_limit)
        std::printf("x(10) = %.9f\n", ta.get_state()[0]);

    ta.step(true); // writes the Taylor coefficients, which dense output evaluates
    std::printf("x(10.01) = %.9f\n", ta.update_d_output(10.01)[0]);
}
// [readme]
