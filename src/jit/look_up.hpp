// SPDX-License-Identifier: MPL-2.0
// Linked code under its recipe: from memory, from another thread, from disk, or made.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include <brook/jit/compile_info.hpp>
#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Calls `make`, whatever the thread's rounding mode is, with the default one, and fills in what the caches want to
/// know of it: the text of the recipe, and what it took.
stored_code make_stored(const recipe &r, const std::function<stored_code()> &make);

/// How a kind of code is made and linked.
struct code_maker {
    /// Compiles; the recipe and the cost are filled in by find_or_make().
    std::function<stored_code()> make;
    /// Links what was made, or what comes from disk. Throws std::runtime_error if that is not what was asked for.
    std::function<std::shared_ptr<const cached_code>(const stored_code &)> link;
    /// True if code from a cache is what would be made now. Asked where BROOK_CACHE_VERIFY=1; may be empty if the key
    /// says it all.
    std::function<bool(const cached_code &)> verify = {};
    /// How much there is to compile, in bytes of whatever: other processes that are at it get time accordingly.
    std::size_t amount = 0;
};

/// Code and its origin.
struct found_code {
    std::shared_ptr<const cached_code> code;
    code_source source = code_source::memory;
    cache_key key;
    std::chrono::nanoseconds elapsed{}, cost{};

    compile_info info() const;
};

/// The code of the recipe, which is in the caches afterwards. Of several threads, or processes that share a directory,
/// one makes it, and the others wait. Throws what the maker throws.
found_code find_or_make(const recipe &r, const code_maker &maker);

/// The same if it is in memory or on disk; nothing is made. Code that does not fit is none.
std::optional<found_code> find_made(const recipe &r, const code_maker &maker);

} // namespace detail
BROOK_END_NAMESPACE
