// SPDX-License-Identifier: MPL-2.0
// What a fuzzer consists of. Each of the other files of this folder that is not a main program defines these two
// functions, for one thing that reads bytes from outside.
#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fuzzers {

/// An input that is kept.
using input = std::vector<std::byte>;

/// Thrown where an input breaks a law. Derived from none of the errors with which readers refuse.
class broken_law : public std::exception {
public:
    explicit broken_law(const char *law) : law_(law) {}
    const char *what() const noexcept override { return law_; }

private:
    const char *law_;
};

/// Throws broken_law unless `holds`.
inline void expect(bool holds, const char *law) {
    if (!holds)
        throw broken_law(law);
}

/// The result of `read()`, or null if that throws `Refusal`, which must give a reason.
template <typename Refusal, typename Read>
auto unless_refused(Read read) {
    try {
        return std::optional(read());
    } catch (const Refusal &refusal) {
        expect(!std::string_view(refusal.what()).empty(), "what is refused is refused with a reason");
        return decltype(std::optional(read()))();
    }
}

inline std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

inline input bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

/// Inputs that the library writes, and reads: where to begin.
std::vector<input> examples();

/// Lets the reader read, and checks its laws. True if the reader accepted the input.
bool accepted(std::span<const std::byte> bytes);

} // namespace fuzzers
