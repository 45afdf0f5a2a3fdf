// SPDX-License-Identifier: MPL-2.0
// Compiled functions, the same written by hand in C++ (-O3 -march=native), and interpreted: at one point, at 10,000
// points one by one, and at all of them in one call. Then what a construction takes.
#include <array>
#include <cmath>
#include <cstdio>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <brook/cfunc/cfunc.hpp>
#include <brook/math/functions.hpp>

#include "benchmark/cfunc/report.hpp"
#include "benchmark/support/building.hpp"
#include "benchmark/support/timing.hpp"
#include "cfunc/build.hpp"
#include "jit/target.hpp"
#include "test/support/reference_jet.hpp"

namespace {

using namespace brook;

constexpr std::size_t n_points = 10000;

using by_hand = void (*)(double *out, const double *in, std::size_t stride);

struct entry {
    std::string name;
    std::vector<expression> functions, variables;
    by_hand hand; // element i stands at i * stride
};

// ---- the functions

void polynomial(double *out, const double *in, std::size_t s) {
    const double x = in[0], y = in[s];
    out[0] = (x * x + y - 11.) * (x * x + y - 11.) + (x + y * y - 7.) * (x + y * y - 7.);
}

void waves(double *out, const double *in, std::size_t s) {
    const double x = in[0], y = in[s], z = in[2 * s];
    out[0] = std::exp(-x * x) * std::sin(y + z);
    out[s] = std::cos(y + z) / (1. + x * x);
}

template <std::size_t N>
void bodies(double *out, const double *in, std::size_t s) {
    std::array<double, 3 * N> a{};
    for (std::size_t i = 0; i < N; ++i) {
        for (std::size_t j = i + 1; j < N; ++j) {
            const double dx = in[3 * j * s] - in[3 * i * s], dy = in[(3 * j + 1) * s] - in[(3 * i + 1) * s],
                         dz = in[(3 * j + 2) * s] - in[(3 * i + 2) * s], r2 = dx * dx + dy * dy + dz * dz,
                         f = 1. / (r2 * std::sqrt(r2)), mi = 1. + .1 * double(i), mj = 1. + .1 * double(j);
            a[3 * i] += mj * f * dx;
            a[3 * i + 1] += mj * f * dy;
            a[3 * i + 2] += mj * f * dz;
            a[3 * j] -= mi * f * dx;
            a[3 * j + 1] -= mi * f * dy;
            a[3 * j + 2] -= mi * f * dz;
        }
    }
    for (std::size_t i = 0; i < a.size(); ++i)
        out[i * s] = a[i];
}

template <std::size_t N>
entry accelerations() {
    entry e{fmt::format("{} bodies", N), {}, {}, bodies<N>};
    for (std::size_t i = 0; i < 3 * N; ++i)
        e.variables.emplace_back(fmt::format("q{}", i));
    std::vector<std::vector<expression>> terms(3 * N);
    for (std::size_t i = 0; i < N; ++i) {
        for (std::size_t j = i + 1; j < N; ++j) {
            std::vector<expression> d, squares;
            for (std::size_t c = 0; c < 3; ++c) {
                d.push_back(e.variables[3 * j + c] - e.variables[3 * i + c]);
                squares.push_back(d[c] * d[c]);
            }
            const auto f = pow(sum(squares), -1.5);
            for (std::size_t c = 0; c < 3; ++c) {
                terms[3 * i + c].push_back((1. + .1 * double(j)) * (f * d[c]));
                terms[3 * j + c].push_back(-(1. + .1 * double(i)) * (f * d[c]));
            }
        }
    }
    for (auto &t : terms)
        e.functions.push_back(sum(std::move(t)));
    return e;
}

std::vector<entry> all() {
    const auto [x, y, z] = make_vars("x", "y", "z");
    return {{"polynomial", {pow(x * x + y - 11., 2.) + pow(x + y * y - 7., 2.)}, {x, y}, polynomial},
            {"waves", {exp(-x * x) * sin(y + z), cos(y + z) / (1. + x * x)}, {x, y, z}, waves},
            accelerations<6>(),
            accelerations<20>()};
}

// ---- measuring

std::vector<double> random_points(std::size_t n) {
    std::mt19937 random(1);
    std::vector<double> x(n);
    for (auto &v : x)
        v = .5 + static_cast<double>(random()) / 4294967296.;
    return x;
}

// Nanoseconds a call.
template <typename F>
double nanoseconds(std::size_t calls, F f) {
    return 1e3 * timing::of_short(3e5, calls, f);
}

void check_close(const std::vector<double> &a, const std::vector<double> &b, const std::string &name) {
    for (std::size_t i = 0; i < a.size(); ++i)
        timing::require(std::abs(a[i] - b[i]) <= 1e-11 * (1. + std::abs(b[i])), name.c_str());
}

void report(const entry &e, bool check_only) {
    const cfunc<double> f(e.functions, e.variables);
    const auto nin = e.variables.size(), nout = e.functions.size();
    const auto in = random_points(nin * n_points);
    const std::vector<double> point(in.begin(), in.begin() + std::ptrdiff_t(nin));
    std::vector<double> out(nout), hand_out(nout), outs(nout * n_points), hand_outs(nout * n_points);
    const cfunc<double>::in_2d all_in(in.data(), nin, n_points);
    const cfunc<double>::out_2d all_out(outs.data(), nout, n_points);
    const auto batch = [&](bool parallel) { f(all_out, all_in, kw::batch_parallel = parallel); };
    const auto hand_loop = [&] {
        for (std::size_t k = 0; k < n_points; ++k)
            e.hand(hand_outs.data() + k, in.data() + k, n_points);
    };
    // One by one, from points that lie one behind the other.
    const auto one_by_one = [&] {
        for (std::size_t k = 0; k < n_points; ++k)
            f(out, std::span(in).subspan(k * nin, nin));
    };
    const auto program = detail::program_of(detail::function_set(e.functions, e.variables), detail::fp_type::f64);
    const auto interpret = [&] {
        return detail::reference_jet<double>(program, 0, detail::find_target("").vectors.fused, point, {}, 0.);
    };

    f(out, point);
    e.hand(hand_out.data(), point.data(), 1);
    check_close(out, hand_out, e.name);
    const auto reference = interpret();
    for (std::size_t i = 0; i < nout; ++i)
        timing::require(out[i] == reference[program.outputs[i]][0], e.name.c_str());
    hand_loop();
    for (const bool parallel : {false, true}) {
        batch(parallel);
        check_close(outs, hand_outs, e.name);
    }
    if (check_only)
        return;
    const double one = nanoseconds(1000, [&] { f(out, point); }),
                 hand = nanoseconds(1000, [&] { e.hand(hand_out.data(), point.data(), 1); }),
                 slow = nanoseconds(10, interpret), singly = nanoseconds(1, one_by_one) / n_points,
                 together = nanoseconds(1, [&] { batch(false); }) / n_points,
                 threads = nanoseconds(1, [&] { batch(true); }) / n_points, loop = nanoseconds(1, hand_loop) / n_points;
    std::printf("%-12s %9.1f %9.1f %9.0f | %9.1f %9.1f %9.1f %9.1f | %7.1f %7.1f\n", e.name.c_str(), one, hand, slow,
                singly, together, threads, loop, singly / together, loop / together);
    std::fflush(stdout);
}

void report_construction(const entry &e) {
    const auto t = building::measure(5e5, [&] { cfunc<double>(e.functions, e.variables); });
    std::printf("%-12s %10.2f %10.4f %10.3f %10.0f\n", e.name.c_str(), t.cold / 1e3, t.memory / 1e3, t.disk / 1e3,
                t.cold / t.memory);
    std::fflush(stdout);
}

} // namespace

void report_points(bool check_only) {
    const building::own_disk_cache cache;
    if (!check_only) {
        std::printf("a point [ns]: one point                  | 10,000 points                           | gain\n");
        std::printf("%-12s %9s %9s %9s | %9s %9s %9s %9s | %7s %7s\n", "", "compiled", "by hand", "interpr.", "singly",
                    "one call", "threads", "by hand", "/singly", "/hand");
    }
    for (const auto &e : all())
        report(e, check_only);
    if (!check_only) {
        std::printf("\n%-12s %10s %10s %10s %10s\n", "build [ms]", "cold", "memory", "disk", "c/memory");
        for (const auto &e : all())
            report_construction(e);
    }
}
