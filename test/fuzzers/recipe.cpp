// SPDX-License-Identifier: MPL-2.0
// The parser of recipes: what it accepts is what the public functions write, byte for byte.
#include "cache/recipe.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <stdexcept>

#include "test/fuzzers/fuzzer.hpp"

using namespace brook::detail;

namespace fuzzers {
namespace {

// By the functions with which code describes itself.
recipe rebuilt(const recipe &r) {
    const auto &fields = r.fields();
    std::uint64_t version = 0;
    const auto &text = fields[1].value;
    std::from_chars(text.data(), text.data() + text.size(), version);
    recipe result(fields[0].value, version);
    for (std::size_t i = 2; i < fields.size(); ++i)
        result.add(fields[i].name, fields[i].value);
    return result;
}

void check_parsed(const recipe &r, std::string_view text) {
    expect(r.text() == text, "a recipe is written as it was read");
    expect(r.key() == cache_key{hash_of(text)}, "the key is the hash of the text");
    expect(rebuilt(r) == r, "what is parsed could have been made by add()");
    for (const auto &field : r.fields())
        expect(r.find(field.name) == &std::ranges::find(r.fields(), field.name, &recipe_field::name)->value,
               "find() finds the first field of a name");
}

// Any text may be a value, whether it is a recipe or not; most are no names.
void check_as_field(std::string_view text) {
    const auto as_value = recipe("fuzzer", 1).add("value", text);
    expect(recipe::parse(as_value.text()) == as_value, "any value is read as it was written");
    expect(as_value.fields().size() == 3, "no value can pretend to be a field");
    const auto as_name = unless_refused<std::invalid_argument>([&] { return recipe("fuzzer", 1).add(text, "value"); });
    expect(!as_name || recipe::parse(as_name->text()) == *as_name, "what is a name for add() is one for parse()");
}

} // namespace

std::vector<input> examples() {
    recipe r("taylor_jet", 3);
    r.add("order", 20).add("target.cpu", "znver3").add("high_accuracy", false).add("tolerance", 1e-9);
    return {bytes_of(recipe("k", 0).text()), bytes_of(r.text()),
            bytes_of(r.add_digest("system", std::span<const std::byte>()).add("odd", "a\\b: \n\x80\xff").text())};
}

bool accepted(std::span<const std::byte> bytes) {
    const auto text = text_of(bytes);
    check_as_field(text);
    const auto parsed = unless_refused<std::invalid_argument>([&] { return recipe::parse(text); });
    if (parsed)
        check_parsed(*parsed, text);
    return parsed.has_value();
}

} // namespace fuzzers
