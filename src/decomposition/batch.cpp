// SPDX-License-Identifier: MPL-2.0
// Copies of a program, and the choice between lanes of trajectories and lanes of operations.
#include "decomposition/batch.hpp"

#include <algorithm>

#include "decomposition/pack.hpp"
#include "math/operations.hpp"
#include "support/contract.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Measured: lanes of trajectories gain so much of what as many lanes of operations would, since they have their memory
// each.
constexpr double worth_of_trajectories = 0.625;

// Numbers: beyond this the memory of a block of trajectories leaves the second-level cache, and lanes wait for it.
constexpr std::size_t largest_block = std::size_t(1) << 16;

bool can_be_replicated(const program &p) {
    return std::none_of(p.definitions.begin(), p.definitions.end(), [](const definition &d) {
        return d.op->time_dependent && d.op->constants != constant_role::trajectory;
    });
}

} // namespace

batch_shape choose_batch_shape(const program &p, std::uint32_t size, std::uint32_t width, std::uint32_t order) {
    const auto lanes = std::min(size, width);
    if (lanes <= 1 || !can_be_replicated(p))
        return batch_shape::in_turn;
    const auto too_large = [&](std::size_t numbers) { return numbers * lanes > largest_block; };
    // What is certain first: the plan of a large program takes long.
    if (too_large(p.n_values() + std::size_t(p.n_states) * order) ||
        too_large(make_plan(p, single_lanes(p), order).scratch_size))
        return batch_shape::in_turn;
    return lanes_in_use(p, width) < worth_of_trajectories * lanes ? batch_shape::side_by_side : batch_shape::in_turn;
}

program replicate(const program &p, std::uint32_t size) {
    BROOK_ENSURE(size != 0 && can_be_replicated(p), "a program that cannot be replicated");
    program out;
    out.n_states = p.n_states * size;
    // The copies of a definition follow each other, and so do those of each state variable.
    const auto copy_of = [&](value_id v, std::uint32_t k) {
        const auto first = p.is_state(v) ? v : p.source(v).first_result;
        const auto results = p.is_state(v) ? 1 : p.source(v).op->results;
        return first * size + k * results + (v - first);
    };
    for (const auto &d : p.definitions) {
        for (std::uint32_t k = 0; k < size; ++k) {
            auto copy = d;
            for (auto &v : copy.args)
                v = copy_of(v, k);
            if (d.op->constants == constant_role::parameter)
                copy.constants = {number_from(index_from(d.constants[0]) * size + k)};
            else if (d.op->constants == constant_role::trajectory)
                copy.constants = {number_from(k)};
            out.add(std::move(copy));
        }
    }
    const auto copy_all = [&](const std::vector<value_id> &from, std::vector<value_id> &to) {
        for (const auto v : from)
            for (std::uint32_t k = 0; k < size; ++k)
                to.push_back(copy_of(v, k));
    };
    copy_all(p.derivatives, out.derivatives);
    copy_all(p.outputs, out.outputs);
    return out;
}

bundles side_by_side(const program &p, std::uint32_t size, std::uint32_t width) {
    const auto bundles_of = [&](std::size_t count) {
        std::vector<std::vector<std::uint32_t>> all;
        for (std::uint32_t i = 0; i < count; ++i) {
            for (std::uint32_t k = 0; k < size; ++k) {
                if (k % width == 0)
                    all.emplace_back();
                all.back().push_back(i * size + k);
            }
        }
        return all;
    };
    return {bundles_of(p.definitions.size()), bundles_of(p.n_states)};
}

} // namespace detail
BROOK_END_NAMESPACE
