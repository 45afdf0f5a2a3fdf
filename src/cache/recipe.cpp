// SPDX-License-Identifier: MPL-2.0
// Writes and reads the canonical text of recipes.
#include "cache/recipe.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include <fmt/format.h>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::string_view kind_field = "recipe";
constexpr std::string_view version_field = "format";

bool valid_in_name(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
}

bool valid_name(std::string_view name) noexcept {
    return !name.empty() && std::all_of(name.begin(), name.end(), valid_in_name);
}

std::string escape(std::string_view value) {
    std::string text;
    text.reserve(value.size());
    for (const char c : value)
        if (c == '\\')
            text += "\\\\";
        else if (c >= ' ' && c <= '~')
            text += c;
        else
            text += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    return text;
}

// False if `text` is malformed. What is well-formed but not canonical is left to the caller, who escapes again.
bool unescape(std::string_view text, std::string &value) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            value += text[i];
        } else if (i + 1 < text.size() && text[i + 1] == '\\') {
            value += '\\';
            i += 1;
        } else {
            if (i + 3 >= text.size() || text[i + 1] != 'x' || hex_value(text[i + 2]) < 0 || hex_value(text[i + 3]) < 0)
                return false;
            value += static_cast<char>(16 * hex_value(text[i + 2]) + hex_value(text[i + 3]));
            i += 3;
        }
    }
    return true;
}

recipe_field parse_line(std::string_view line, std::size_t number) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos)
        throw_invalid_argument("line {} of a recipe has no \": \"", number);
    recipe_field field;
    field.name = line.substr(0, colon);
    if (!valid_name(field.name))
        throw_invalid_argument("line {} of a recipe has an invalid field name", number);
    const auto value = line.substr(colon + 2);
    if (!unescape(value, field.value) || escape(field.value) != value)
        throw_invalid_argument("line {} of a recipe has a malformed value", number);
    return field;
}

// As the constructor writes it: 64 bits, no needless zeros.
bool is_version(std::string_view text) {
    std::uint64_t version = 0;
    std::from_chars(text.data(), text.data() + text.size(), version);
    return text == std::to_string(version);
}

} // namespace

recipe::recipe(std::string_view kind, std::uint64_t format_version) {
    if (kind.empty())
        throw_invalid_argument("a recipe needs a kind, but an empty text was given");
    add(kind_field, kind);
    add(version_field, format_version);
}

recipe &recipe::add(std::string_view name, std::string_view value) {
    if (!valid_name(name))
        throw_invalid_argument("\"{}\" is no name for a field of a recipe: letters, digits, '_', '-' and '.' expected",
                               escape(name));
    fields_.push_back({std::string(name), std::string(value)});
    return *this;
}

recipe &recipe::add(std::string_view name, double value) {
    return add(name, std::string_view(fmt::format("0x{:016x}", std::bit_cast<std::uint64_t>(value))));
}

recipe &recipe::add_digest(std::string_view name, std::span<const std::byte> bytes) {
    return add_digest(name, hash_of(bytes));
}

recipe &recipe::add_digest(std::string_view name, const digest &value) {
    return add(name, std::string_view("blake2b:" + to_hex(value)));
}

const std::string *recipe::find(std::string_view name) const noexcept {
    const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const auto &f) { return f.name == name; });
    return found != fields_.end() ? &found->value : nullptr;
}

std::string recipe::text() const {
    std::string text;
    for (const auto &field : fields_) {
        text += field.name;
        text += ": ";
        text += escape(field.value);
        text += '\n';
    }
    return text;
}

cache_key recipe::key() const { return {hash_of(std::string_view(text()))}; }

recipe recipe::parse(std::string_view text) {
    recipe result;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos)
            throw_invalid_argument("line {} of a recipe does not end", number);
        result.fields_.push_back(parse_line(text.substr(0, end), number));
        text.remove_prefix(end + 1);
    }
    const auto &fields = result.fields_;
    if (fields.size() < 2 || fields[0].name != kind_field || fields[0].value.empty() ||
        fields[1].name != version_field || !is_version(fields[1].value))
        throw_invalid_argument("a recipe must begin with the fields \"{}\" and \"{}\"", kind_field, version_field);
    return result;
}

} // namespace detail
BROOK_END_NAMESPACE
