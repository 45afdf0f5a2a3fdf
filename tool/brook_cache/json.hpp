// SPDX-License-Identifier: MPL-2.0
// JSON, written only.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace brook_cache {

/// A value that is JSON already.
struct json {
    std::string text;
};

/// Quoted and escaped. Bytes that are not ASCII are taken for Latin-1, so that the result is always valid.
inline json to_json(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned>(static_cast<unsigned char>(c));
        if (c == '"' || c == '\\')
            quoted += fmt::format("\\{}", c);
        else
            quoted += code < 0x20 || code >= 0x7f ? fmt::format("\\u{:04x}", code) : std::string(1, c);
    }
    return {quoted + '"'};
}
inline json to_json(const std::string &text) { return to_json(std::string_view(text)); }
inline json to_json(const char *text) { return to_json(std::string_view(text)); }
inline json to_json(json value) { return value; }
template <typename T>
requires std::integral<T> || std::floating_point<T> json to_json(T value) { return {fmt::format("{}", value)}; }

/// {"name": value, ...}
class json_object {
public:
    template <typename T>
    json_object &add(std::string_view name, const T &value) {
        text_ += fmt::format("{}{}: {}", text_.empty() ? "" : ", ", to_json(name).text, to_json(value).text);
        return *this;
    }
    operator json() const { return {"{" + text_ + "}"}; }

private:
    std::string text_;
};

/// [f(element), ...]
template <typename Range, typename F>
json json_list(const Range &range, F f) {
    std::string text;
    for (const auto &element : range)
        text += (text.empty() ? "" : ", ") + json(to_json(f(element))).text;
    return {"[" + text + "]"};
}

} // namespace brook_cache
