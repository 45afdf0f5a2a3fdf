// SPDX-License-Identifier: MPL-2.0
// What a recurrence reads and keeps, found by running it through an emitter that only records.
#pragma once

#include <cstddef>
#include <vector>

#include <brook/expression/operation.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// Demands of one operation with given attributes and pattern of constant arguments.
struct usage {
    std::vector<bool> args_history; ///< which arguments are read at other orders than the one at work
    std::vector<bool> results_history;
    std::vector<bool> derived_history; ///< one for each derived sequence
    std::size_t kept = 0;              ///< number of values kept from order zero
    std::size_t accumulators = 1;      ///< most that are alive in a loop
    bool convolution = false;          ///< whether there is a loop over lower orders
};

usage record_usage(const operation &op, const std::vector<bool> &constant_args, const std::vector<number> &attributes,
                   std::size_t n_constants);

} // namespace detail

BROOK_END_NAMESPACE
