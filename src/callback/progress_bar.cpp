// SPDX-License-Identifier: MPL-2.0
// Progress of propagations and of ensembles.
#include <brook/callback/progress_bar.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace callback {

/// Steps take from less than a microsecond to minutes, and a look at the clock 30 nanoseconds: it is taken every so
/// many steps as were made in about a millisecond, which may change by a factor of two from one look to the next.
struct progress_bar::shared {
    shared(long double where, progress_options &&options) : line(std::move(options)), end(where) {}

    progress_line line;
    long double end;
    std::optional<long double> begin;
    bool arrived = false;
    std::size_t steps = 0;
    std::size_t stride = 1, next_look = 1; ///< in steps
    double last_look = 0;                  ///< in seconds since the way began

    void start(long double t) {
        begin = t;
        arrived = false;
        steps = 0;
        stride = next_look = 1;
        last_look = 0;
        line.restart();
    }

    double fraction(long double t) const {
        return *begin == end ? 1 : static_cast<double>((t - *begin) / (end - *begin));
    }
    /// The end may be rounded in another way than that of the propagation.
    bool is_at_end(long double t, long double epsilon) const {
        const auto rest = end < *begin ? t - end : end - t;
        return *begin == end || rest <= 4 * epsilon * std::max(std::abs(end), std::abs(*begin));
    }

    void choose_next_look() {
        const double now = line.elapsed(), passed = now - last_look;
        last_look = now;
        stride = passed < 1e-3 ? stride * 2 : std::max<std::size_t>(stride / 2, 1);
        next_look = steps + stride;
    }
};

progress_bar::progress_bar(long double end, progress_options options)
    : shared_(std::make_shared<shared>(end, std::move(options))) {
    if (!std::isfinite(end))
        detail::throw_invalid_argument("The end that a progress_bar is for must be finite, but it is {}", end);
}

void progress_bar::begin_at(long double t) {
    if (!shared_->begin || shared_->arrived)
        shared_->start(t);
}

bool progress_bar::counts(long double t, long double h, long double epsilon_of_time) {
    auto &s = *shared_;
    if (!s.line.is_visible()) {
        ++s.steps;
        return false;
    }
    if (!s.begin)
        s.start(t - h);
    ++s.steps;
    if (s.arrived)
        return false;
    s.arrived = s.is_at_end(t, epsilon_of_time);
    if (s.arrived)
        return true;
    if (s.steps < s.next_look)
        return false;
    s.choose_next_look();
    return s.line.is_due();
}

void progress_bar::show(long double t) {
    auto &s = *shared_;
    const auto details = fmt::format("{} steps", s.steps);
    if (s.arrived)
        s.line.finish(1, details);
    else
        s.line.show(s.fraction(t), details);
}

void progress_bar::finish() {
    shared_->arrived = true;
    shared_->line.finish();
}

std::size_t progress_bar::n_steps() const { return shared_->steps; }

long double progress_bar::end() const { return shared_->end; }

ensemble_progress::ensemble_progress(progress_options options)
    : line_(std::make_shared<progress_line>(std::move(options))) {}

void ensemble_progress::operator()(std::size_t done, std::size_t n) {
    if (done == 0)
        line_->restart();
    line_->show_count(done, n);
}

} // namespace callback
BROOK_END_NAMESPACE
