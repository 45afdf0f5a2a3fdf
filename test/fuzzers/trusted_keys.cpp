// SPDX-License-Identifier: MPL-2.0
// The list of trusted keys: every key that is believed stands in the text, alone on its line.
#include "cache/trust/trusted_keys.hpp"

#include <algorithm>
#include <sstream>

#include <brook/support/logging.hpp>

#include "support/hash.hpp"
#include "test/fuzzers/fuzzer.hpp"

using namespace brook::detail;

namespace fuzzers {
namespace {

using keys = std::vector<public_key>;

keys keys_of(std::string_view text) {
    [[maybe_unused]] static const bool silent = (brook::set_log_sink([](auto, auto) {}), true);
    return parse_keys(text, "fuzzer");
}

// The rule once more, in another way: what a line holds is taken apart into words.
keys keys_by_words(std::string_view text) {
    keys result;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        line.resize(std::min(line.find('#'), line.size()));
        std::ranges::replace_if(
            line, [](char c) { return c == '\t' || c == '\r'; }, ' ');
        const auto from = std::min(line.find_first_not_of(' '), line.size());
        const auto word = line.substr(from, line.find_last_not_of(' ') + 1 - from);
        if (word.size() == 64 && word.find_first_not_of("0123456789abcdef") == word.npos)
            result.push_back(*digest_from_hex(word));
    }
    return result;
}

std::string list_of(const keys &all) {
    std::string text;
    for (const auto &key : all)
        text += to_hex(key) + "\n";
    return text;
}

} // namespace

std::vector<input> examples() {
    const auto first = to_hex(hash_of("first")), second = to_hex(hash_of("second"));
    return {bytes_of(first), bytes_of("# ours\n\t" + first + " # cluster\r\n\n" + second + "\n"),
            bytes_of(first + "0\n" + second + " x\nno key\n" + second)};
}

bool accepted(std::span<const std::byte> bytes) {
    const auto text = text_of(bytes);
    const auto found = keys_of(text);
    expect(found == keys_by_words(text), "a key is a line of 64 digits, but for blanks and comments");
    expect(keys_of(list_of(found)) == found, "keys are read as they were written");
    const auto end = text.find('\n', text.size() / 2);
    if (end != text.npos) {
        auto parts = keys_of(text.substr(0, end));
        const auto rest = keys_of(text.substr(end + 1));
        parts.insert(parts.end(), rest.begin(), rest.end());
        expect(parts == found, "lines know nothing of each other");
    }
    return !found.empty();
}

} // namespace fuzzers
