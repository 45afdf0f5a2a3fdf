// SPDX-License-Identifier: MPL-2.0
// Reads recipes of steppers.
#include "integrator/remake.hpp"

#include "integrator/build.hpp"
#include "jit/recipe_options.hpp"
#include "ode/stored_system.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

ode_system system_in(const recipe &r, std::span<const std::byte> source) {
    const auto &kind = r.fields().front().value;
    if (kind == "taylor_jet_bitcode")
        throw_runtime_error("its system has functions of the user's, of which only the names are stored");
    if (kind == "user_code")
        throw_runtime_error("it was compiled from a user's own IR, which is not stored");
    if (kind != "taylor_jet" || source.empty())
        throw_runtime_error("what it was made of is not stored (kind '{}')", kind);
    return system_from(source);
}

stepper_options options_in(const recipe &r) { return {options_of(r), positive_number_of(r, "trajectories")}; }

} // namespace

stored_stepper::stored_stepper(const recipe &r, std::span<const std::byte> source)
    : system_(system_in(r, source)), type_(type_of(r)), order_(number_of(r, "order")), options_(options_in(r)),
      own_target_(target_of(r)) {}

const target *stored_stepper::own_target() const { return own_target_; }

recipe stored_stepper::recipe_for(const target &t) const {
    return describe_stepper(system_, type_, order_, options_, t);
}

std::string stored_stepper::ir_for(const target &t) const { return stepper_ir(system_, type_, order_, options_, t); }

stored_code stored_stepper::make_for(const target &t) const {
    return make_stored(recipe_for(t), [&] { return make_stepper(system_, type_, order_, options_, t); });
}

} // namespace detail
BROOK_END_NAMESPACE
