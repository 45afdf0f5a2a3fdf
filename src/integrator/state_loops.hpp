// SPDX-License-Identifier: MPL-2.0
// Step control, compiled ahead of time for the instruction sets that it gains from.
#pragma once

#include <cstddef>
#include <cstdint>

#include <brook/support/visibility.hpp>

#include "integrator/low_parts.hpp"
#include "integrator/state_layout.hpp"
#include "integrator/step_size.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The layout whose slices are as wide as the vectors of this CPU that the functions below were compiled for. Wider
/// ones would be computed lane by lane. Results do not depend on it.
template <typename T>
state_layout best_state_layout(const state_memory &memory);

// For each type:
//   choose_size                      norms_of_state() of step_size.hpp, weighted unless `weights` is null,
//                                    with_outputs(), and the size of the step that follows by the rule;
//   choose_sizes                     norms_of_states(), and the sizes that would follow without outputs;
//   advance_state, advance_states    update_state() and update_states() of update.hpp.
#define BROOK_INSTANCE(T)                                                                                              \
    T choose_size(const T *scratch, const state_layout &layout, const T *weights, const step_rule<T> &rule) noexcept;  \
    void choose_sizes(const T *scratch, const state_layout &layout, const T *weights, const step_rule<T> &rule,        \
                      T *norms, T *h) noexcept;                                                                        \
    bool advance_state(T *scratch, const state_layout &layout, T h, const low_parts<T> *parts) noexcept;               \
    void advance_states(T *scratch, const state_layout &layout, const T *h, const low_parts<T> *parts,                 \
                        T *poison) noexcept;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
