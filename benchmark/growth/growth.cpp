// SPDX-License-Identifier: MPL-2.0
// How the construction grows with the size of a system: time and memory of cold constructions, which are meant to need
// at most n log n, for systems of up to 100,000 elementary operations.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/resource.h>

#include <boost/numeric/odeint.hpp>

#include "benchmark/support/building.hpp"
#include "benchmark/support/distinct_parts.hpp"
#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/tangle.hpp"
#include "benchmark/support/timing.hpp"

namespace {

using problems::problem;

struct family {
    const char *name;
    problem (*make)(std::size_t size);
    std::vector<std::size_t> sizes;
};

// Few operations for each equation, and many; operations that share no code; and one sum, and one product, of distinct
// parts.
const std::vector<family> families{{"pendulums", problems::pendulum_chain, {33, 333, 3333, 33333}},
                                   {"bodies", problems::scattered_bodies, {5, 16, 50, 158}},
                                   {"tangle", problems::tangle, {30, 300, 3000, 30000}},
                                   {"terms", problems::distinct_terms, {30, 300, 3000, 30000}},
                                   {"factors", problems::distinct_factors, {30, 300, 3000, 30000}}};

brook::taylor_adaptive<double> build(const problem &p) { return brook::taylor_adaptive<double>(p.system, p.state); }

struct measurement {
    std::size_t operations = 0;
    double milliseconds = 0, megabytes = 0;
};

measurement measure(const problem &p) {
    const building::own_disk_cache cache;
    build(problems::pendulum()); // the first compilation of a process also starts LLVM
    measurement m;
    brook::taylor_adaptive<double> ta;
    m.milliseconds = timing::best_within(2e5,
                                         [&] {
                                             building::forget_everything();
                                             return timing::once([&] { ta = build(p); });
                                         }) /
                     1e3;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    m.megabytes = double(usage.ru_maxrss) / 1024;
    // Behind the state variables, and before as many derivatives.
    m.operations = ta.get_decomposition().size() - 2 * p.state.size();
    return m;
}

// The peak of memory is that of a process; so each measurement has one of its own, and is read from its output.
measurement in_new_process(const std::string &self, std::size_t family, std::size_t size) {
    const auto command = "'" + self + "' --one " + std::to_string(family) + ' ' + std::to_string(size);
    measurement m;
    FILE *const out = popen(command.c_str(), "r");
    const bool read =
        out != nullptr && std::fscanf(out, "%zu %lf %lf", &m.operations, &m.milliseconds, &m.megabytes) == 3;
    if (out == nullptr || pclose(out) != 0 || !read)
        throw std::runtime_error("This has failed: " + command);
    return m;
}

void print_one(const problem &p) {
    const auto m = measure(p);
    std::printf("%zu %f %f\n", m.operations, m.milliseconds, m.megabytes);
}

void print_table(const char *self) {
    std::printf("%-12s %8s %12s %12s %20s %12s\n", "system", "n", "operations", "cold [ms]", "ns / (op. ld op.)",
                "peak [MB]");
    for (std::size_t f = 0; f < families.size(); ++f) {
        for (const auto size : families[f].sizes) {
            const auto m = in_new_process(self, f, size);
            const double ops = double(m.operations);
            std::printf("%-12s %8zu %12zu %12.1f %20.1f %12.1f\n", families[f].name, size, m.operations, m.milliseconds,
                        1e6 * m.milliseconds / (ops * std::log2(ops)), m.megabytes);
            std::fflush(stdout);
        }
    }
}

// The state after a step against that of Boost.odeint.
template <typename F>
void check(const problem &p, F right_hand_side) {
    namespace ode = boost::numeric::odeint;
    using state = std::vector<double>;
    auto ta = build(p);
    const double h = std::get<1>(ta.step());
    timing::require(h > 0, "a step forward");
    auto expected = p.state;
    ode::integrate_adaptive(ode::make_controlled<ode::runge_kutta_fehlberg78<state>>(1e-15, 1e-15), right_hand_side,
                            expected, 0., h, h / 10);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto size = std::max(1., std::abs(expected[i]));
        timing::require(std::abs(ta.get_state()[i] - expected[i]) < 1e-13 * size, p.name.c_str());
    }
}

void check_small_sizes() {
    const building::own_disk_cache cache;
    check(problems::pendulum_chain(33), problems::pendulum_chain_rhs);
    check(problems::pendulum_chain(333), problems::pendulum_chain_rhs);
    check(problems::scattered_bodies(5), problems::equal_bodies_rhs<5>());
    check(problems::scattered_bodies(16), problems::equal_bodies_rhs<16>());
    check(problems::tangle(60), problems::tangle_rhs(60));
    check(problems::tangle(600), problems::tangle_rhs(600));
    check(problems::distinct_terms(50), problems::distinct_terms_rhs(50));
    check(problems::distinct_terms(500), problems::distinct_terms_rhs(500));
    check(problems::distinct_factors(50), problems::distinct_factors_rhs(50));
    check(problems::distinct_factors(500), problems::distinct_factors_rhs(500));
    check(problems::distinct_functions(50), problems::distinct_functions_rhs(50));
}

} // namespace

int main(int argc, char **argv) try {
    if (argc == 4 && std::strcmp(argv[1], "--one") == 0)
        print_one(families.at(std::stoul(argv[2])).make(std::stoul(argv[3])));
    else if (argc == 2 && std::strcmp(argv[1], "--check") == 0)
        check_small_sizes();
    else
        print_table(argv[0]);
    return 0;
} catch (const std::exception &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
