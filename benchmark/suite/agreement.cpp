// SPDX-License-Identifier: MPL-2.0
// Bounds for the errors at the end. A step makes an error of at most its tolerance, relative to max(1, |x|), and the
// flow carries it to the end, where it has grown: sum over the steps of tolerance * growth. The growth from a time to
// the end is a matter of the problem, and is measured.
#include "benchmark/suite/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <fmt/format.h>

#include "benchmark/support/timing.hpp"

namespace suite {

namespace {

constexpr double peer_tolerance = 1e-14;
// A step of brook has its tolerance, the type's epsilon, as error of the polynomial, and rounds besides.
constexpr double brook_tolerance = 4 * std::numeric_limits<double>::epsilon();

// What makes an answer wrong for a test, relative to max(1, |x|).
constexpr double spoiling = 3e-10;

std::vector<double> at_end(brook::taylor_adaptive<double> ta, double span) {
    ta.propagate_until(span);
    return ta.get_state();
}

// By what the flow multiplies an error on its way to the end: the mean over the times at which it may be made of the
// most that any of a few directions gave.
double growth(const problems::problem &p, double span) {
    constexpr int times = 8, directions = 4;
    constexpr double small = 1e-7; // far from rounding errors, and from where the growth is not linear
    std::mt19937 random;
    auto ta = with_brook(p, 0);
    const auto end = at_end(ta, span);
    const reference undisturbed(end.begin(), end.end());
    double sum = 0;
    for (int i = 0; i < times; ++i) {
        ta.propagate_until(span * i / times);
        double most = 1;
        for (int d = 0; d < directions; ++d) {
            auto disturbed = ta;
            for (double &x : disturbed.get_state_range())
                x += (random() % 2 == 0 ? small : -small) * std::max(1., std::abs(x));
            most = std::max(most, error(at_end(disturbed, span), undisturbed) / small);
        }
        sum += most;
    }
    return sum / times;
}

// Relative to the size of the state. Over long spans many errors cancel, and their sum says too much; so there is a
// limit besides.
struct error_bound {
    double of_step, limit;
    double operator()(std::size_t steps, double growth) const {
        return std::min(double(steps) * of_step * growth, limit);
    }
};

} // namespace

void require_agreement(const entry &e, double span, const reference &truth, const std::string &spoilt) {
    const double grown = growth(e.problem, span);
    const auto check = [&](const std::string &method, run r, const error_bound &bound) {
        if (method == spoilt)
            r.final_state[0] += spoiling * std::max(1., std::abs(r.final_state[0]));
        const double off = error(r.final_state, truth), allowed = bound(r.steps, grown);
        timing::require(
            off <= allowed,
            fmt::format("{}: {} is off by {:.1e}, more than {:.1e}", e.problem.name, method, off, allowed).c_str());
    };
    check("brook", integrate(with_brook(e.problem, 0), span), {brook_tolerance, 1e-9});
    for (const auto &p : e.peers)
        check(p.name, p.integrate(e.problem.state, span, peer_tolerance), {p.step_error * peer_tolerance, p.limit});
}

} // namespace suite
