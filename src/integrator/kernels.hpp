// SPDX-License-Identifier: MPL-2.0
// Step control, compiled ahead of time for the instruction sets that it gains from.
#pragma once

#include <cstddef>
#include <cstdint>

#include <brook/support/visibility.hpp>

#include "integrator/state_layout.hpp"
#include "integrator/step_size.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The layout whose pieces are as wide as the vectors of this CPU that the functions below were compiled for. Wider
/// ones would be computed lane by lane. Results do not depend on it.
template <typename T>
state_layout best_state_layout(const stepper_code &code);

/// norms_of_state() of step_size.hpp.
state_norms<float> measure_state(const float *scratch, const state_layout &layout) noexcept;
state_norms<double> measure_state(const double *scratch, const state_layout &layout) noexcept;

/// update_state() of update.hpp.
bool advance_state(float *scratch, const state_layout &layout, float h, bool compensated) noexcept;
bool advance_state(double *scratch, const state_layout &layout, double h, bool compensated) noexcept;

/// The polynomials of a table [row][order] at h, by the same operations as advance_state().
void evaluate_table(const float *table, std::size_t rows, std::uint32_t order, float h, bool compensated,
                    float *out) noexcept;
void evaluate_table(const double *table, std::size_t rows, std::uint32_t order, double h, bool compensated,
                    double *out) noexcept;

} // namespace detail
BROOK_END_NAMESPACE
