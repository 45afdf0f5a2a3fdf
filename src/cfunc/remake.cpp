// SPDX-License-Identifier: MPL-2.0
// Reads recipes of functions.
#include "cfunc/remake.hpp"

#include "cfunc/build.hpp"
#include "jit/look_up.hpp"
#include "jit/recipe_options.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

function_set functions_in(const recipe &r, std::span<const std::byte> source) {
    const auto &kind = r.fields().front().value;
    if (kind == "function_bitcode")
        throw_runtime_error("it has functions of the user's, of which only the names are stored");
    if (kind != "function" || source.empty())
        throw_runtime_error("what it was made of is not stored (kind '{}')", kind);
    return functions_from(source);
}

function_options options_in(const recipe &r) {
    function_options options{options_of(r)};
    options.batch_size = positive_number_of(r, "points");
    return options;
}

} // namespace

bool is_kind_of_function(std::string_view kind) { return kind == "function" || kind == "function_bitcode"; }

stored_function::stored_function(const recipe &r, std::span<const std::byte> source)
    : functions_(functions_in(r, source)), type_(type_of(r)), options_(options_in(r)), own_target_(target_of(r)) {}

recipe stored_function::recipe_for(const target &t) const { return describe_function(functions_, type_, options_, t); }

std::string stored_function::ir_for(const target &t) const { return function_ir(functions_, type_, options_, t); }

stored_code stored_function::make_for(const target &t) const {
    return make_stored(recipe_for(t), [&] { return make_function(functions_, type_, options_, t); });
}

} // namespace detail
BROOK_END_NAMESPACE
