// SPDX-License-Identifier: MPL-2.0
// The seam between the integrator and the generated code: a system and options in, machine code and its layout out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <brook/integrator/options.hpp>
#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/ode/system.hpp>
#include <brook/support/visibility.hpp>

#include "decomposition/program.hpp"
#include "integrator/stepper_code.hpp"
#include "jit/code_unit.hpp"
#include "jit/look_up.hpp"
#include "jit/target.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct jet_cut; // codegen/jet.hpp
class pass_log;

/// How many trajectories of a batch the code is made for, if it advances several at once: the canonical width, or the
/// power of two that is not smaller than a smaller batch. So batches of all sizes share few codes, and their memory
/// stays near the processor.
std::uint32_t trajectories_at_once(fp_type type, std::size_t batch_size);

/// The program of a system, and the memory that its code works in.
struct laid_out_stepper {
    program of_one; ///< trajectory
    state_memory memory;
};

/// The code of a system as a unit (jit/code_unit.hpp). The system must outlive it.
class stepper_unit : public code_unit {
public:
    stepper_unit(const ode_system &system, fp_type type, std::uint32_t order, const stepper_options &options);

    bool may_be_compact() const override;
    void add_fields(recipe &r) const override;
    emitted_unit emit(const target &t) const override;
    /// For one trajectory, if those of a batch would run in turn.
    laid_out_stepper lay_out() const;
    /// Whether the bits of its code are those of its program in plain numbers, which may run anywhere: not of
    /// double-double numbers, nor with `fast_math`, functions of the user, or tables.
    bool is_plain() const;
    /// With the hidden ones.
    std::size_t n_pars() const;
    const ode_system &system() const { return system_; }
    /// The same, with a name for the module, and other limits for its size.
    emitted_unit emit(const target &t, const std::string &module_name, const jet_cut &cut) const;
    /// A stepper_code. Throws wrong_code (witness.hpp) if it does not do what the program says.
    std::shared_ptr<const void> open(std::span<const std::byte> layout, const linked_code &linked) const override;
    /// Throws wrong_code unless that is the witness of the code.
    void try_out(const stepper_code &code, std::span<const std::byte> witness) const;
    /// Of a batch that may run in turn, the code of one trajectory.
    std::unique_ptr<const code_unit> instead() const override;

private:
    program decompose(const pass_log &log) const;
    bool runs_in_turn(const program &p) const;
    std::vector<std::byte> witness(laid_out_stepper laid_out, bool fused) const;
    std::shared_ptr<faster_code> faster() const;

    const ode_system &system_;
    std::uint32_t order_, trajectories_;
};

/// Finds or makes the code. A second construction of the same system costs a key and a look-up. `origin`, if not null,
/// is told where the code came from. For several trajectories (`options.trajectories`) it is code for all of them, or
/// that for one, whichever is expected to be faster.
std::shared_ptr<const stepper_code> build_stepper(const ode_system &system, fp_type type, std::uint32_t order,
                                                  const stepper_options &options, found_code *origin = nullptr);

/// The module that the code was made of, made anew and compiled: the caches hold no IR, and are not asked. An
/// llvm_multi_state if `options.compact`.
std::variant<llvm_state, llvm_multi_state> build_state(const ode_system &system, fp_type type, std::uint32_t order,
                                                       const stepper_options &options);

} // namespace detail
BROOK_END_NAMESPACE
