// SPDX-License-Identifier: MPL-2.0
// Entries of the disk cache that are made anew, whatever their kind.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "cache/recipe.hpp"
#include "cache/store/disk_cache.hpp"
#include "jit/code_unit.hpp"
#include "jit/recipe_options.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/stored_key.hpp"

namespace brook::test {

/// The one entry of a disk cache.
inline detail::stored_code only_entry(const fresh_caches &fresh) {
    const auto key = only_key_in(fresh.directory.path());
    auto code = detail::disk_cache(fresh.directory.path()).find(key);
    REQUIRE(code);
    return std::move(*code);
}

/// What `make` stores is made anew, from IR that contains `text`.
template <typename Make>
void check_remade(Make make, const char *text) {
    const fresh_caches fresh;
    make();
    const auto stored = only_entry(fresh);
    const auto r = detail::recipe::parse(stored.recipe);
    const auto again = detail::stored_unit(r, stored.source);
    const auto *own = detail::target_of(r);
    REQUIRE(own != nullptr);
    CHECK(describe(*again, *own) == r);
    const auto remade = make_code(*again, *own);
    CHECK(remade.recipe == stored.recipe);
    CHECK(remade.object == stored.object);
    CHECK(remade.metadata == stored.metadata);
    CHECK(remade.source == stored.source);
    CHECK(remade.cost.count() > 0);
    CHECK_THAT(ir_text(*again, *own), Catch::Matchers::ContainsSubstring(text));
}

/// Why it cannot be.
inline std::string reason_of(const detail::recipe &r, std::span<const std::byte> source) {
    try {
        detail::stored_unit(r, source);
    } catch (const std::runtime_error &error) {
        return error.what();
    }
    return "can be made anew";
}

/// The recipe with another value of a field, or without the field if `value` is empty.
inline detail::recipe changed(const detail::recipe &r, std::string_view name, const std::string &value) {
    detail::recipe result(r.fields()[0].value, 1);
    for (std::size_t i = 2; i < r.fields().size(); ++i)
        if (const auto &f = r.fields()[i]; f.name != name)
            result.add(f.name, std::string_view(f.value));
        else if (!value.empty())
            result.add(f.name, std::string_view(value));
    return result;
}

} // namespace brook::test
