// SPDX-License-Identifier: MPL-2.0
// Lesson 8: a study over many values of a number compiles once.
//
// A number in an equation is part of the machine code, so that each new value is compiled. Lesson 2 makes it a
// parameter; but where the equations come from a function that takes numbers, the keyword lift_constants does that
// without a change of the function: numbers become parameters that only the machine code knows.
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

using brook::expression;

// A planet in a circular orbit with radius 1 around a star of mass 1 that moves, too.
static std::vector<std::pair<expression, expression>> planet(double mass) {
    using brook::prime;
    const auto [x, y, u, v] = brook::make_vars("x", "y", "u", "v");
    const auto attraction = (1. + mass) * pow(x * x + y * y, -1.5); // an object that both equations share
    return {prime(x) = u, prime(y) = v, prime(u) = -attraction * x, prime(v) = -attraction * y};
}

int main() {
    const double pi = std::acos(-1.);
    brook::llvm_state::set_diskcache_enabled(false); // for this lesson: what is made is made now
    std::size_t size_of_first = 0;
    double worst = 0;
    for (int i = 0; i < 1000; ++i) {
        const double mass = 0.001 * (i + 1), velocity = std::sqrt(1 + mass);
        brook::taylor_adaptive<double> ta(planet(mass), {1., 0., 0., velocity}, brook::kw::lift_constants = true);
        if (i == 0) {
            size_of_first = brook::llvm_state::get_memcache_size();
            std::printf("parameters to be seen: %zu\n", ta.get_pars().size());
        }
        ta.propagate_until(2 * pi / velocity);
        worst = std::fmax(worst, std::abs(ta.get_state()[1])); // after one period y is zero again
    }
    std::printf("1000 masses, all closed their orbits: %s\n", worst < 1e-12 ? "yes" : "no");
    std::printf("code for all of them: %s\n",
                brook::llvm_state::get_memcache_size() == size_of_first ? "one" : "several");

    // Exceptions: 0, 1 and -1, which simplify equations, and exponents stay in the code. Here 1 + mass is 1, and no
    // factor any more.
    brook::taylor_adaptive<double> massless(planet(0.), brook::kw::lift_constants = true);
    std::printf("code after mass 0: %s\n", brook::llvm_state::get_memcache_size() == size_of_first ? "one" : "several");
}
