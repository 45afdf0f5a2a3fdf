// SPDX-License-Identifier: MPL-2.0
// Reads the fields of recipes strictly: what brook would not have written means nothing.
#include "jit/recipe_options.hpp"

#include <charconv>
#include <optional>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

[[noreturn]] void fail(std::string_view name, std::string_view value) {
    throw_runtime_error("The field '{}' of the recipe means nothing here: '{}'", name, value);
}

code_model model_of(const recipe &r) {
    const auto &text = field_of(r, "code_model");
    for (const auto model :
         {code_model::tiny, code_model::small, code_model::kernel, code_model::medium, code_model::large})
        if (to_text(model) == text)
            return model;
    fail("code_model", text);
}

} // namespace

compile_options compile_options_of(const code_options &options) {
    return {options.opt_level, options.slp_vectorize, options.force_avx512, options.model, pipeline::brook};
}

// At level 0 code is generated as it is written.
bool is_relaxed(const code_options &options) { return options.fast_math && options.opt_level > 0; }

machine machine_of(const target &t, const code_options &options) {
    auto m = t.vectors;
    m.relaxed = is_relaxed(options);
    return m;
}

const std::string &field_of(const recipe &r, std::string_view name) {
    const auto *value = r.find(name);
    if (value == nullptr)
        throw_runtime_error("The recipe has no field '{}'", name);
    return *value;
}

std::uint32_t number_of(const recipe &r, std::string_view name) {
    const auto &text = field_of(r, name);
    std::uint32_t value = 0;
    const auto *end = text.data() + text.size();
    if (const auto [stop, error] = std::from_chars(text.data(), end, value); stop != end || error != std::errc())
        fail(name, text);
    return value;
}

std::uint32_t positive_number_of(const recipe &r, std::string_view name) {
    const auto value = number_of(r, name);
    if (value == 0)
        fail(name, "0");
    return value;
}

bool flag_of(const recipe &r, std::string_view name) {
    const auto &text = field_of(r, name);
    if (text != "true" && text != "false")
        fail(name, text);
    return text == "true";
}

fp_type type_of(const recipe &r) {
    const auto &text = field_of(r, "type");
    std::optional<fp_type> found;
    for_each_fp_type([&]<typename T>() {
        if (fp_row<T>::short_name == text && fp_has_code(fp_type_of<T>))
            found = fp_type_of<T>;
    });
    if (!found)
        fail("type", text);
    return *found;
}

code_options options_of(const recipe &r) {
    code_options options;
    options.opt_level = number_of(r, "opt_level");
    options.fast_math = flag_of(r, "fast_math");
    options.slp_vectorize = flag_of(r, "slp_vectorize");
    options.compact = flag_of(r, "compact");
    options.model = model_of(r);
    return options;
}

const target *target_of(const recipe &r) {
    return find_target_like(field_of(r, "triple"), field_of(r, "cpu"), field_of(r, "features"));
}

} // namespace detail
BROOK_END_NAMESPACE
