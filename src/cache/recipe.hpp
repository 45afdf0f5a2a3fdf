// SPDX-License-Identifier: MPL-2.0
// The recipe: a readable, versioned record of everything that decides a piece of machine code, and the key it hashes
// to.
#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <brook/support/visibility.hpp>

#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Identifies a piece of machine code in every cache.
struct cache_key {
    digest bytes{};

    auto operator<=>(const cache_key &) const = default;

    /// 64 hexadecimal digits.
    std::string hex() const { return to_hex(bytes); }
};

/// One line of a recipe.
struct recipe_field {
    std::string name;
    std::string value;

    bool operator==(const recipe_field &) const = default;
};

/// An ordered list of fields whose text is canonical: equal texts mean equal fields, and no value can pretend to be
/// another field. The first two fields are the kind of code and the version of that kind's format.
class recipe {
public:
    /// A record without further fields. Raise `format_version` whenever the meaning of the fields changes.
    /// Throws std::invalid_argument if `kind` is empty.
    recipe(std::string_view kind, std::uint64_t format_version);

    /// Appends a field. Names consist of letters, digits, '_', '-' and '.'; throws std::invalid_argument otherwise.
    /// Values may be any bytes.
    recipe &add(std::string_view name, std::string_view value);

    /// Appends an integer in decimal digits, or a bool as "true" or "false".
    template <std::integral T>
    recipe &add(std::string_view name, T value) {
        if constexpr (std::same_as<T, bool>)
            return add(name, std::string_view(value ? "true" : "false"));
        else
            return add(name, std::string_view(std::to_string(value)));
    }

    /// Appends the bits of a number in hexadecimal digits: -0 is not 0, and NaNs keep their payload.
    recipe &add(std::string_view name, double value);

    /// Appends the digest of `bytes`, for what is too long or too private to be shown.
    recipe &add_digest(std::string_view name, std::span<const std::byte> bytes);

    /// Appends a digest that was computed elsewhere.
    recipe &add_digest(std::string_view name, const digest &value);

    const std::vector<recipe_field> &fields() const noexcept { return fields_; }

    /// The value of the first field of that name; null if there is none.
    const std::string *find(std::string_view name) const noexcept;

    /// One line "name: value" a field, in order. Backslashes and bytes that are not printable ASCII are escaped.
    std::string text() const;

    /// BLAKE2b-256 of text().
    cache_key key() const;

    /// The inverse of text(). Throws std::invalid_argument with the line number for anything that text() would not
    /// have written.
    static recipe parse(std::string_view text);

    bool operator==(const recipe &) const = default;

private:
    recipe() = default;

    std::vector<recipe_field> fields_;
};

} // namespace detail
BROOK_END_NAMESPACE

/// A key is a hash already: any eight of its bytes will do.
template <>
struct std::hash<brook::detail::cache_key> {
    std::size_t operator()(const brook::detail::cache_key &key) const noexcept {
        std::size_t value;
        std::memcpy(&value, key.bytes.data(), sizeof(value));
        return value;
    }
};
