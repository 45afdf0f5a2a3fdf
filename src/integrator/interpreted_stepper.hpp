// SPDX-License-Identifier: MPL-2.0
// Steps before there is code: start_mode::interpreted.
#pragma once

#include <cstdint>
#include <memory>

#include <brook/number/fp_type.hpp>
#include <brook/ode/system.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/build.hpp"
#include "integrator/stepper_code.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What build_stepper() returns if a cache has the code. Otherwise an interpreter with the same bits, in whose place
/// the code comes (faster_code.hpp) when that has paid. All integrators of one system share it as long as there are
/// any. Where the unit is not plain it is build_stepper() in any case: functions of the user are not to be called in
/// another thread, the data of tables would have to be bound to both, and other bits are the code's own.
std::shared_ptr<const stepper_code> build_interpreted_stepper(const ode_system &system, fp_type type,
                                                              std::uint32_t order, const stepper_options &options,
                                                              found_code *origin);

/// The interpreter by itself, for good, of a unit that is plain.
std::shared_ptr<const stepper_code> build_interpreter(const stepper_unit &unit, found_code *origin);

} // namespace detail
BROOK_END_NAMESPACE
