// SPDX-License-Identifier: MPL-2.0
// Times between the measured points of a curve.
#include "benchmark/suite/curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "benchmark/support/timing.hpp"

namespace suite {

namespace {

// The points that no other beats, from the cheapest to the most precise.
curve front(curve c) {
    std::sort(c.begin(), c.end(), [](const point &a, const point &b) { return a.microseconds < b.microseconds; });
    curve kept;
    for (const auto &p : c)
        if (kept.empty() || p.error < kept.back().error)
            kept.push_back(p);
    return kept;
}

bool close(double a, double b) { return std::abs(a - b) < 1e-12 * std::abs(b); }

} // namespace

double least_error(const curve &c) {
    return std::min_element(c.begin(), c.end(), [](const point &a, const point &b) { return a.error < b.error; })
        ->error;
}

double common_error(const curve &a, const curve &b) {
    return std::pow(10., std::ceil(std::log10(std::max(least_error(a), least_error(b)))));
}

double time_for(const curve &c, double error) {
    const auto best = front(c);
    const auto after = std::find_if(best.begin(), best.end(), [&](const point &p) { return p.error <= error; });
    if (after == best.end())
        return std::numeric_limits<double>::infinity();
    if (after == best.begin())
        return after->microseconds;
    const auto before = after - 1;
    const double part = std::log(error / before->error) / std::log(after->error / before->error);
    return before->microseconds * std::pow(after->microseconds / before->microseconds, part);
}

void check_curves() {
    // Time is error^(-1/8) everywhere; the second point is worse than its neighbours and does not count.
    curve c;
    for (const double error : {1e-2, 1e-6, 1e-14})
        c.push_back({0, error, std::pow(error, -1. / 8), 1});
    c.insert(c.begin() + 1, {0, 1e-4, 1e4, 1});
    timing::require(close(time_for(c, 1e-8), 10.), "interpolation between points");
    timing::require(close(time_for(c, 1.), std::pow(10., 0.25)), "beyond the cheapest point");
    timing::require(std::isinf(time_for(c, 1e-15)), "beyond the most precise point");
    timing::require(close(common_error(c, {{0, 3e-12, 1, 1}}), 1e-11), "the error that both reach");
}

} // namespace suite
