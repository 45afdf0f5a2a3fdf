// SPDX-License-Identifier: MPL-2.0
// Which times of a recorder lie in a step.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A step of one trajectory, from one time to another, rounded to T. It includes `from` if it is the first.
template <typename T>
struct step_span {
    T from, to;
    bool first;
};

/// Times in a list.
template <typename T>
class listed_times {
public:
    explicit listed_times(std::vector<T> times) : times_(std::move(times)) {
        for (const T &t : times_)
            if (!fp::isfinite(t))
                throw_invalid_argument("The times of a recorder must be finite, but one is {}", t);
        std::sort(times_.begin(), times_.end());
        times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
    }

    /// Appends to `found` those in the step, in its direction.
    void find(const step_span<T> &step, std::vector<T> &found) const {
        const bool down = step.to < step.from;
        const auto [low, high] = std::minmax(step.from, step.to);
        const bool with_low = down || step.first, with_high = !down || step.first;
        const auto begin = with_low ? std::lower_bound(times_.begin(), times_.end(), low)
                                    : std::upper_bound(times_.begin(), times_.end(), low);
        const auto end = with_high ? std::upper_bound(times_.begin(), times_.end(), high)
                                   : std::lower_bound(times_.begin(), times_.end(), high);
        if (!(begin < end)) // of a step of size 0 that is not the first
            return;
        const auto at = found.insert(found.end(), begin, end);
        if (down)
            std::reverse(at, found.end());
    }

private:
    std::vector<T> times_;
};

/// Multiples of an interval, from where a trajectory began.
template <typename T>
class spaced_times {
public:
    explicit spaced_times(T dt) : dt_(dt) {
        if (!(dt > 0) || !fp::isfinite(dt))
            throw_invalid_argument("The interval between the times of a recorder must be positive and finite, but it "
                                   "is {}",
                                   dt);
    }

    /// Appends to `found` those in the step, in its direction. `begin` is the time that they are counted from.
    void find(T begin, const step_span<T> &step, std::vector<T> &found) const {
        const T dt = step.to < step.from ? -dt_ : dt_;
        const T largest = fp::fmax(fp::abs(begin), fp::fmax(fp::abs(step.from), fp::abs(step.to)));
        if (!(dt_ > 4 * std::numeric_limits<T>::epsilon() * largest))
            throw_invalid_argument("The interval {} between the times of a recorder is too small for times such as {}",
                                   dt_, largest);
        auto k = step.first ? 0 : reached(begin, dt, step.from) + 1;
        for (const auto last = reached(begin, dt, step.to); k <= last; ++k)
            found.push_back(begin + static_cast<T>(k) * dt);
    }

private:
    // The largest k whose time is not beyond t, by more than rounding: the end of a propagation may be rounded in
    // another way. It depends on t alone, so that every k is found in one step.
    static std::int64_t reached(T begin, T dt, T t) {
        auto k = static_cast<std::int64_t>((t - begin) / dt);
        while (is_reached(begin, dt, k + 1, t))
            ++k;
        while (!is_reached(begin, dt, k, t))
            --k;
        return k;
    }
    static bool is_reached(T begin, T dt, std::int64_t k, T t) {
        const T way = static_cast<T>(k) * dt;
        const T rounding = 2 * std::numeric_limits<T>::epsilon() * fp::fmax(fp::abs(begin), fp::abs(way));
        return dt > 0 ? begin + way <= t + rounding : begin + way >= t - rounding;
    }

    T dt_;
};

} // namespace detail
BROOK_END_NAMESPACE
