// SPDX-License-Identifier: MPL-2.0
// What a recurrence reads, keeps, calls and costs, found by running it through an emitter that only records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <brook/expression/operation.hpp>
#include <brook/expression/weight.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Instructions that a block takes, by the count of what its recurrence asks for: the one measure by which blocks are
/// packed, orders unrolled, code cut and threads used. Machines differ in what they make of it, programs must not.
struct instructions {
    double start = 0;      ///< at order zero, where what is slow counts as much as it takes time
    double start_code = 0; ///< the same as code, where a division or a call counts one
    double next = 0;       ///< at each order above, outside of loops
    double loop = 0;       ///< in one turn of the loops over lower orders
    double per_order = 0;  ///< of which order n takes n times so many: sums that use their symmetry have half the turns

    /// Of all orders below this one.
    double of_jet(std::uint32_t order) const { return start + order * (next + order * per_order / 2); }
};

/// Demands of one operation with given attributes and pattern of constant arguments.
struct usage {
    std::vector<bool> args_history; ///< which arguments are read at other orders than the one at work
    std::vector<bool> results_history;
    std::vector<bool> derived_history; ///< one for each derived sequence
    std::size_t kept = 0;              ///< number of values kept from order zero
    std::size_t accumulators = 1;      ///< most that are alive in a loop
    bool convolution = false;          ///< whether there is a loop over lower orders
    instructions cost;
    std::vector<std::string> calls;        ///< functions of the math library, each once
    std::vector<weights::table> weights{}; ///< tables, each once
};

usage record_usage(const operation &op, const std::vector<bool> &constant_args, const std::vector<number> &attributes,
                   std::size_t n_constants);

usage usage_of(const program &p, const definition &d);

} // namespace detail
BROOK_END_NAMESPACE
