// SPDX-License-Identifier: MPL-2.0
// Steps and propagations with the arguments of users, which are checked before anything changes. One trajectory is a
// batch of one, and has no number in messages.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/trajectories.hpp"
#include "number/double_length.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// " of trajectory 3", or nothing where there is only one.
inline std::string owner(std::size_t k, std::size_t size) {
    return size == 1 ? std::string() : fmt::format(" of trajectory {}", k);
}

inline void check_count(std::string_view what, std::size_t given, std::size_t size) {
    if (given != size)
        throw_invalid_argument("There must be one {} for each of the {} trajectories, but {} were given", what, size,
                               given);
}

template <typename T>
double_length<T> checked_dtime(T hi, T lo, const std::string &whose) {
    if (!fp::isfinite(hi) || !fp::isfinite(lo))
        throw_invalid_argument("Both parts of a time{} must be finite, but they are {} and {}", whose, hi, lo);
    if (fp::abs(hi) < fp::abs(lo))
        throw_invalid_argument("The first part of a time{} must not be smaller than the second, but they are {} "
                               "and {}",
                               whose, hi, lo);
    const auto sum = normalised(hi, lo);
    if (!is_finite(sum))
        throw_invalid_argument("The sum of both parts of a time{} must be finite, but they are {} and {}", whose, hi,
                               lo);
    return sum;
}

template <typename T>
void set_dtimes(trajectories<T> &batch, const std::vector<T> &hi, const std::vector<T> &lo) {
    check_count("first part of a time", hi.size(), batch.size());
    check_count("second part of a time", lo.size(), batch.size());
    std::vector<double_length<T>> sums;
    for (std::size_t k = 0; k < batch.size(); ++k)
        sums.push_back(checked_dtime(hi[k], lo[k], owner(k, batch.size())));
    for (std::size_t k = 0; k < batch.size(); ++k)
        batch.set_dtime(k, sums[k]);
}

template <typename T>
void check_step_limits(const trajectories<T> &batch, const std::vector<T> &limits) {
    check_count("largest size of a step", limits.size(), batch.size());
    for (std::size_t k = 0; k < batch.size(); ++k)
        if (fp::isnan(limits[k]))
            throw_invalid_argument("The largest size of a step{} must be a number, but it is NaN",
                                   owner(k, batch.size()));
}

/// Where a propagation was asked to go.
template <typename T>
struct journey {
    double_length<T> start, target;
    std::string_view preposition; ///< "until" or "for"
    T asked;

    void check(const std::string &whose) const {
        if (!fp::isfinite(asked))
            throw_invalid_argument("A propagation{} must go until a finite time or for a finite time, but it was asked "
                                   "to go {} {}",
                                   whose, preposition, asked);
        if (!is_finite(start))
            throw_invalid_argument("A propagation{} must start at a finite time, but the current time is {}", whose,
                                   start.hi);
        if (!is_finite(target) || !is_finite(target - start))
            throw_invalid_argument("The final time of a propagation{} and its distance must be finite, but it was "
                                   "asked to go from {} {} {}",
                                   whose, start.hi, preposition, asked);
    }
};

/// Sorted. Throws std::invalid_argument unless they are finite.
template <typename T>
std::vector<T> checked_stops(std::vector<T> stops) {
    for (const T &t : stops)
        if (!fp::isfinite(t))
            throw_invalid_argument("The times of stop_at must be finite, but one is {}", t);
    std::sort(stops.begin(), stops.end());
    stops.erase(std::unique(stops.begin(), stops.end()), stops.end()); // one stop each, also of 0 and -0
    return stops;
}

template <typename T>
void check_limits(const trajectories<T> &batch, const propagation_limits<T> &limits) {
    check_count("max_delta_t", limits.max_delta_ts.size(), batch.size());
    for (std::size_t k = 0; k < batch.size(); ++k)
        // Also false for NaN. Subnormal steps count as zero, and would never arrive.
        if (!(limits.max_delta_ts[k] >= std::numeric_limits<T>::min()))
            throw_invalid_argument("max_delta_t{} must be positive (backward, too) and not subnormal, but it is {}",
                                   owner(k, batch.size()), limits.max_delta_ts[k]);
}

template <typename T>
void run_journeys(trajectories<T> &batch, const std::vector<journey<T>> &journeys,
                  const propagation_limits<T> &limits) {
    check_limits(batch, limits);
    std::vector<double_length<T>> targets;
    for (std::size_t k = 0; k < batch.size(); ++k) {
        journeys[k].check(owner(k, batch.size()));
        targets.push_back(journeys[k].target);
    }
    batch.propagate(targets, limits);
}

template <typename T>
void run_until(trajectories<T> &batch, const std::vector<T> &times, const propagation_limits<T> &limits) {
    check_count("final time", times.size(), batch.size());
    std::vector<journey<T>> journeys;
    for (std::size_t k = 0; k < batch.size(); ++k)
        journeys.push_back({batch.dtime(k), {times[k], 0}, "until", times[k]});
    run_journeys(batch, journeys, limits);
}

template <typename T>
void run_for(trajectories<T> &batch, const std::vector<T> &delta_ts, const propagation_limits<T> &limits) {
    check_count("difference of times", delta_ts.size(), batch.size());
    std::vector<journey<T>> journeys;
    for (std::size_t k = 0; k < batch.size(); ++k)
        journeys.push_back({batch.dtime(k), batch.dtime(k) + delta_ts[k], "for", delta_ts[k]});
    run_journeys(batch, journeys, limits);
}

template <typename T>
const std::vector<T> &run_dense_output(trajectories<T> &batch, const std::vector<T> &times, bool rel_time) {
    check_count("time", times.size(), batch.size());
    std::vector<T> offsets;
    for (std::size_t k = 0; k < batch.size(); ++k) {
        const double_length<T> time{times[k], 0};
        offsets.push_back(rel_time ? batch.origin(k).argument_after(time) : batch.origin(k).argument_at(time));
    }
    batch.evaluate_dense_output(offsets.data());
    return batch.d_output;
}

} // namespace detail
BROOK_END_NAMESPACE
