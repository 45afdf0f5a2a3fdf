// SPDX-License-Identifier: MPL-2.0
// Linked code under its recipe: from memory, from disk, or made.
#pragma once

#include <functional>
#include <memory>

#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How a kind of code is made and linked.
struct code_maker {
    /// Compiles; the text of the recipe is filled in by find_or_make().
    std::function<stored_code()> make;
    /// Links what was made, or what comes from disk. Throws std::runtime_error if that is not what was asked for.
    std::function<std::shared_ptr<const cached_code>(const stored_code &)> link;
};

/// The code of the recipe, which is in the caches afterwards. Throws what the maker throws.
std::shared_ptr<const cached_code> find_or_make(const recipe &r, const code_maker &maker);

} // namespace detail
BROOK_END_NAMESPACE
