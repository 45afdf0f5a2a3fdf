// SPDX-License-Identifier: MPL-2.0
// Stored functions made anew: for another LLVM, another brook or another machine, or as IR.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <brook/cfunc/options.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"
#include "cfunc/function_set.hpp"
#include "jit/target.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// True for the kinds of recipes that compiled functions have.
bool is_kind_of_function(std::string_view kind);

/// The functions that a stored entry is the machine code of.
class stored_function {
public:
    /// From the recipe and the source of an entry. Throws std::runtime_error, with the reason, if the code cannot be
    /// made anew: it has functions of the user's (which are only names in the source), or recipe and source are not
    /// what this version of brook writes.
    stored_function(const recipe &r, std::span<const std::byte> source);

    /// The target of the entry; null if this version of brook knows none like it.
    const target *own_target() const { return own_target_; }

    /// What this version of brook looks up for the target. Equal to the recipe of the entry if that was made for the
    /// same target by the same versions of everything.
    recipe recipe_for(const target &t) const;

    /// The IR for the target, as text.
    std::string ir_for(const target &t) const;

    /// Compiles for the target; recipe and cost are filled in.
    stored_code make_for(const target &t) const;

private:
    function_set functions_;
    fp_type type_;
    function_options options_;
    const target *own_target_;
};

} // namespace detail
BROOK_END_NAMESPACE
