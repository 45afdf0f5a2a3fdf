// SPDX-License-Identifier: MPL-2.0
// Calls the code of functions: at one point, or at many, which are cut into batches and shared out to threads.
#pragma once

#include <cstddef>
#include <optional>

#include <brook/support/visibility.hpp>

#include "cfunc/build.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Where the numbers of n points stand: row i has value i of each point. `pars` and `time` may be null if there are no
/// parameters, and if the time is not read.
template <typename T>
struct point_set {
    T *out;
    const T *in, *pars, *time;
    std::size_t n;
};

/// At one point.
template <typename T>
void evaluate_one(const function_code &code, T *out, const T *in, const T *pars, const T *time);

/// At all points, in threads if `parallel`, which if empty follows from the work.
template <typename T>
void evaluate_many(const function_code &code, std::size_t n_pars, const point_set<T> &points,
                   std::optional<bool> parallel);

/// The points that a thread is given at least, so that the work outweighs its start: 15 to 50 us.
std::size_t least_share(const function_layout &layout);

} // namespace detail
BROOK_END_NAMESPACE
