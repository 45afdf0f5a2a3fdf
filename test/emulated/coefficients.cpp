// SPDX-License-Identifier: MPL-2.0
// Prints the bits of Taylor coefficients, so that machines can be compared: two steps of a few systems, in float and
// double, each coefficient as a hexadecimal number. BROOK_TARGET says what the code is compiled for.
#include <bit>
#include <cstdint>
#include <cstdio>
#include <type_traits>

#include "benchmark/support/mascons.hpp"
#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"

namespace {

using brook::expression;

std::vector<expression> functions_of(const expression &x) {
    const auto inside = brook::logical_and({gt(x, 0.4), lte(x, 0.7)});
    return {sin(x),
            cos(x),
            tan(x),
            asin(x),
            acos(x),
            atan(x),
            sinh(x),
            cosh(x),
            tanh(x),
            asinh(x),
            acosh(1. + x),
            atanh(x),
            exp(x),
            log(x),
            erf(x),
            sigmoid(x),
            sqrt(x),
            pow(x, 1.7),
            pow(x, x),
            atan2(x, 1.3),
            relu(x - 0.5, 0.1),
            select(inside, x * x, 1. - x)};
}

// Sixteen copies of x_i' = f(x_{i + 1}) for each function f: whole vectors of calls, and of comparisons.
problems::problem all_functions() {
    constexpr std::size_t copies = 16;
    const std::size_t n = functions_of(problems::variable("x", 0)).size();
    problems::problem p{"functions", {}, {}};
    for (std::size_t f = 0; f < n; ++f) {
        for (std::size_t i = 0; i < copies; ++i) {
            const auto next = problems::variable("x", copies * f + (i + 1) % copies);
            p.system.push_back(prime(problems::variable("x", copies * f + i)) = functions_of(next)[f]);
            p.state.push_back(0.2 + 0.6 * double(i) / copies + 0.1 * double(f) / double(n));
        }
    }
    return p;
}

template <typename T>
void print(const problems::problem &p) {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    const std::vector<T> state(p.state.begin(), p.state.end());
    brook::taylor_adaptive<T> ta(p.system, state);
    for (int step = 0; step < 2; ++step) {
        ta.step(true);
        const auto &c = ta.get_tc();
        const std::size_t orders = ta.get_order() + 1;
        std::printf("%s, %zu bytes, step %d\n", p.name.c_str(), sizeof(T), step);
        for (std::size_t i = 0; i < c.size(); ++i) {
            std::printf("%0*llx%c", int(2 * sizeof(T)), static_cast<unsigned long long>(std::bit_cast<bits>(c[i])),
                        (i + 1) % orders == 0 ? '\n' : ' ');
        }
    }
    std::fflush(stdout);
}

} // namespace

int main() {
    for (const auto &p : {problems::pendulum(), problems::two_bodies(), problems::outer_solar_system(),
                          problems::pendulum_chain(32), problems::mascon_orbit(), all_functions()}) {
        print<double>(p);
        print<float>(p);
    }
}
