// SPDX-License-Identifier: MPL-2.0
// Reads recipes of steppers.
#include "integrator/remake.hpp"

#include <charconv>
#include <optional>

#include "integrator/build.hpp"
#include "ode/stored_system.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

const std::string &field(const recipe &r, std::string_view name) {
    const auto *value = r.find(name);
    if (value == nullptr)
        throw_runtime_error("The recipe has no field '{}'", name);
    return *value;
}

[[noreturn]] void fail(std::string_view name, std::string_view value) {
    throw_runtime_error("The field '{}' of the recipe means nothing here: '{}'", name, value);
}

std::uint32_t number_in(const recipe &r, std::string_view name) {
    const auto &text = field(r, name);
    std::uint32_t value = 0;
    const auto *end = text.data() + text.size();
    if (const auto [stop, error] = std::from_chars(text.data(), end, value); stop != end || error != std::errc())
        fail(name, text);
    return value;
}

bool flag_in(const recipe &r, std::string_view name) {
    const auto &text = field(r, name);
    if (text != "true" && text != "false")
        fail(name, text);
    return text == "true";
}

fp_type type_in(const recipe &r) {
    const auto &text = field(r, "type");
    std::optional<fp_type> found;
    for_each_fp_type([&]<typename T>() {
        if (fp_row<T>::short_name == text && fp_has_code(fp_type_of<T>))
            found = fp_type_of<T>;
    });
    if (!found)
        fail("type", text);
    return *found;
}

code_model model_in(const recipe &r) {
    const auto &text = field(r, "code_model");
    for (const auto model :
         {code_model::tiny, code_model::small, code_model::kernel, code_model::medium, code_model::large})
        if (to_text(model) == text)
            return model;
    fail("code_model", text);
}

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

code_options options_in(const recipe &r) {
    code_options options;
    options.opt_level = number_in(r, "opt_level");
    options.trajectories = number_in(r, "trajectories");
    if (options.trajectories == 0)
        fail("trajectories", "0");
    options.fast_math = flag_in(r, "fast_math");
    options.force_avx512 = flag_in(r, "force_avx512");
    options.slp_vectorize = flag_in(r, "slp_vectorize");
    options.compact = flag_in(r, "compact");
    options.model = model_in(r);
    return options;
}

} // namespace

stored_stepper::stored_stepper(const recipe &r, std::span<const std::byte> source)
    : system_(system_in(r, source)), type_(type_in(r)), order_(number_in(r, "order")), options_(options_in(r)),
      triple_(field(r, "triple")), cpu_(field(r, "cpu")), features_(field(r, "features")) {}

const target *stored_stepper::own_target() const { return find_target_like(triple_, cpu_, features_); }

recipe stored_stepper::recipe_for(const target &t) const {
    return describe_stepper(system_, type_, order_, options_, t);
}

std::string stored_stepper::ir_for(const target &t) const { return stepper_ir(system_, type_, order_, options_, t); }

stored_code stored_stepper::make_for(const target &t) const {
    return make_stored(recipe_for(t), [&] { return make_stepper(system_, type_, order_, options_, t); });
}

} // namespace detail
BROOK_END_NAMESPACE
