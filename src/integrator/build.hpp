// SPDX-License-Identifier: MPL-2.0
// The seam between the integrator and the generated code: a system and options in, machine code and its layout out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <brook/integrator/options.hpp>
#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/ode/system.hpp>
#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"
#include "jit/look_up.hpp"
#include "jit/target.hpp"
#include "ode/domain.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Some state variables side by side: lane l of order k is scratch[offset + k * width + l].
struct state_block {
    std::size_t offset;
    std::uint32_t width;
};

/// Where an equation's variable lives.
struct state_lane {
    std::uint32_t block;
    std::uint32_t lane;
};

/// A lane of order 0 beyond the last equation of its block. It holds a copy of an equation's value, so that whole
/// vectors can be computed without masks, and without a division by zero or a NaN that no equation has.
struct state_padding {
    std::size_t offset;
    std::uint32_t equation; ///< and trajectory: an index of stepper_code::lanes
};

/// A function of the state: its coefficient of order k is scratch[offset + k * stride]. A constant has that of order 0
/// only.
struct output_lane {
    std::size_t offset;
    std::uint32_t stride;
    bool constant;

    template <typename T>
    T coefficient(const T *scratch, std::uint32_t k) const {
        return k == 0 || !constant ? scratch[offset + std::size_t{k} * stride] : T(0);
    }
};

/// The machine code of one system. Immutable, and shared by every integrator of the system.
struct stepper_code {
    /// Keeps the machine code alive.
    std::shared_ptr<const void> unit;
    /// Fills the orders 1, ..., `order` of every state lane from its order 0, and all orders of the outputs. `pars` and
    /// `time` point to values of the floating-point type: [parameter][trajectory] and [trajectory].
    void (*jet)(void *scratch, const void *pars, const void *time) = nullptr;
    std::uint32_t order = 0;
    /// How many trajectories the jet advances at once. If several, lane l of a block is the trajectory after that of
    /// lane l - 1.
    std::uint32_t trajectories = 1;
    /// In elements of the floating-point type; the buffer begins on a 64-byte boundary.
    std::size_t scratch_size = 0;
    std::vector<state_block> blocks;
    /// One per equation and trajectory: [equation][trajectory].
    std::vector<state_lane> lanes;
    std::vector<state_padding> padding;
    /// One per event function and trajectory: [event][trajectory].
    std::vector<output_lane> outputs;
    /// True if the jet, and the update of the state, are to run under a flush_subnormals guard.
    bool flush_subnormals = true;
    /// Of the system, when the code is linked. Not stored with it.
    system_domain domain = {};
};

/// How many trajectories of a batch the code is made for, if it advances several at once: the canonical width, or the
/// power of two that is not smaller than a smaller batch. So batches of all sizes share few codes, and their memory
/// stays near the processor.
std::uint32_t trajectories_at_once(fp_type type, std::size_t batch_size);

/// Finds or makes the code. A second construction of the same system costs a key and a look-up. `origin`, if not null,
/// is told where the code came from. For several trajectories (`options.trajectories`) it is code for all of them, or
/// that for one, whichever is expected to be faster.
std::shared_ptr<const stepper_code> build_stepper(const ode_system &system, fp_type type, std::uint32_t order,
                                                  const stepper_options &options, found_code *origin = nullptr);

/// What build_stepper() looks up for this target, which need not be that of this machine. For identified systems only.
recipe describe_stepper(const ode_system &system, fp_type type, std::uint32_t order, const stepper_options &options,
                        const target &t);

/// What build_stepper() would make and store then, without recipe and cost. No cache is asked. Where trajectories run
/// in turn, it is no code but the record that they do.
stored_code make_stepper(const ode_system &system, fp_type type, std::uint32_t order, const stepper_options &options,
                         const target &t);

/// The IR of that, as text.
std::string stepper_ir(const ode_system &system, fp_type type, std::uint32_t order, const stepper_options &options,
                       const target &t);

/// The module that the code was made of, made anew and compiled: the caches hold no IR, and are not asked. An
/// llvm_multi_state if `options.compact`.
std::variant<llvm_state, llvm_multi_state> build_state(const ode_system &system, fp_type type, std::uint32_t order,
                                                       const stepper_options &options);

} // namespace detail
BROOK_END_NAMESPACE
