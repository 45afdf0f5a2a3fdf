// SPDX-License-Identifier: MPL-2.0
// How everything that precedes code generation grows, from writing equations to the layout of memory, and what users do
// with expressions: systems of many equal operations, of long sums and products, and of parts that share nothing, each
// beside one of 16 times as many. Ends with an error if a pass takes more than 80 times as long: 16 would be linear,
// and 256 quadratic.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "benchmark/support/distinct_parts.hpp"
#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/tangle.hpp"
#include "benchmark/support/timing.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"
#include "decomposition/view.hpp"

namespace {

using namespace brook::detail;
using problems::problem;

struct family {
    problem (*make)(std::size_t size);
    std::size_t small, large; // of 16 times as many operations
};

const std::vector<family> families{
    {problems::pendulum_chain, 4000, 64000},   {problems::scattered_bodies, 25, 100},
    {problems::tangle, 2000, 32000},           {problems::distinct_terms, 2000, 32000},
    {problems::distinct_factors, 2000, 32000}, {problems::distinct_functions, 2000, 32000}};

plan plan_of(const program &p) {
    const auto split = split_sums(p, 8);
    return make_plan(split, pack(split, 8), 20);
}

// Every state and every definition has a lane.
void check(const problem &p) {
    const auto program = decompose(ode_system(p.system));
    timing::require(plan_of(program).scratch_size >= p.state.size() + program.definitions.size(), p.name.c_str());
}

std::vector<brook::expression> right_hand_sides(const problem &p) {
    std::vector<brook::expression> out;
    for (const auto &[left, right] : p.system)
        out.push_back(right);
    return out;
}

// A problem at all stages.
struct subject {
    const family &of;
    std::size_t size;
    problem written = of.make(size);
    std::vector<brook::expression> expressions = right_hand_sides(written);
    ode_system system{written.system};
    program decomposed = decompose(system);

    const std::string &variable() const { return system.variables().front(); }
};

void print(const subject &s) {
    std::ostringstream text;
    for (const auto &ex : s.expressions)
        text << ex;
}

void substitute(const subject &s) {
    subs(s.expressions, std::unordered_map<std::string, brook::expression>{{s.variable(), brook::expression("z")}});
}

struct pass {
    const char *name;
    void (*run)(const subject &);
};

const std::vector<pass> passes{{"expressions", [](const subject &s) { s.of.make(s.size); }},
                               {"text", print},
                               {"subs", substitute},
                               {"diff", [](const subject &s) { diff(s.expressions, s.variable()); }},
                               {"system", [](const subject &s) { ode_system again(s.written.system); }},
                               {"decomposition", [](const subject &s) { decompose(s.system); }},
                               {"planning", [](const subject &s) { plan_of(s.decomposed); }},
                               {"view", [](const subject &s) { view(s.decomposed, s.system.variables()); }}};

// In microseconds: other processes do not count in it.
double processor_time(const pass &p, const subject &s) {
    const auto start = std::clock();
    p.run(s);
    return double(std::clock() - start) * 1e6 / CLOCKS_PER_SEC;
}

// Caches of the processor make linear passes up to four times as slow for the larger system.
bool is_not_quadratic(const family &f) {
    const subject small{f, f.small}, large{f, f.large};
    std::printf("%s, %s:\n", small.written.name.c_str(), large.written.name.c_str());
    bool good = true;
    for (const auto &p : passes) {
        double t = processor_time(p, small), u = processor_time(p, large);
        for (int i = 0; i < 8; ++i) {
            t = std::min(t, processor_time(p, small));
            u = i < 2 ? std::min(u, processor_time(p, large)) : u;
        }
        const bool bad = u > 5 * 16 * t;
        std::printf("    %-16s %10.2f %10.2f %8.1f%s\n", p.name, t / 1e3, u / 1e3, u / t, bad ? "  too long" : "");
        good = good && !bad;
    }
    std::fflush(stdout);
    return good;
}

} // namespace

int main(int argc, char **argv) {
    for (const auto &f : families)
        check(f.make(f.small / 40 + 8));
    if (argc == 2 && std::strcmp(argv[1], "--check") == 0)
        return 0;
    std::printf("%-20s %10s %10s %8s\n", "pass", "[ms]", "[ms]", "ratio");
    bool good = true;
    for (const auto &f : families)
        good = is_not_quadratic(f) && good;
    return good ? 0 : 1;
}
