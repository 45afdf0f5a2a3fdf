// SPDX-License-Identifier: MPL-2.0
// Reads lists of public keys.
#include "cache/trust/trusted_keys.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "cache/store/cache_file.hpp"
#include "support/error.hpp"
#include "support/log.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr const char *file_name = "trusted_keys";
constexpr off_t largest_file = off_t{1} << 20; // bytes
constexpr std::string_view blanks = " \t\r";

void add_key(std::vector<public_key> &keys, std::string_view text, std::string_view origin) {
    if (const auto key = digest_from_hex(text))
        keys.push_back(*key);
    else
        warn_once(fmt::format("trusted_keys:{}", origin),
                  fmt::format("{}: \"{}\" is not a public key of 64 lower-case hexadecimal digits", origin, text));
}

std::string_view without_comment_and_blanks(std::string_view line) {
    line = line.substr(0, line.find('#'));
    const auto first = line.find_first_not_of(blanks);
    return first == line.npos ? std::string_view() : line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

std::string read_list(const std::filesystem::path &directory, const trusted_users &users) {
    const auto path = directory / file_name;
    const auto trusted = open_trusted_directory(directory, users);
    const descriptor file(
        openat(trusted.number(), file_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (file.number() < 0 && errno == ENOENT)
        return {};
    struct stat about;
    if (file.number() < 0 || fstat(file.number(), &about) != 0)
        throw_runtime_error("cannot open \"{}\": {}", path.string(), std::strerror(errno));
    check_owner_and_mode(path, about, users);
    if (!S_ISREG(about.st_mode) || about.st_size > largest_file)
        throw_runtime_error("\"{}\" is not a regular file of at most {} bytes", path.string(), largest_file);
    std::string text(static_cast<std::size_t>(about.st_size), '\0');
    const auto size = read(file.number(), text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
}

} // namespace

std::vector<public_key> parse_keys(std::string_view text, std::string_view origin) {
    std::vector<public_key> keys;
    while (!text.empty()) {
        const auto line = without_comment_and_blanks(text.substr(0, text.find('\n')));
        if (!line.empty())
            add_key(keys, line, origin);
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    }
    return keys;
}

std::vector<public_key> keys_in(const std::filesystem::path &state_directory, const trusted_users &users) {
    std::error_code ignored;
    if (state_directory.empty() || !std::filesystem::exists(state_directory, ignored))
        return {};
    try {
        return parse_keys(read_list(state_directory, users), (state_directory / file_name).string());
    } catch (const std::runtime_error &error) {
        warn_once("trusted_keys.refused:" + state_directory.string(),
                  fmt::format("the list of trusted keys is not used: {}", error.what()));
        return {};
    }
}

std::vector<public_key> listed_keys() {
    auto keys = keys_in(state_directory_from(current_directory_hints()), users_trusted_by_environment());
    for (const auto &text : environment_list("BROOK_CACHE_TRUSTED_KEYS"))
        add_key(keys, text, "BROOK_CACHE_TRUSTED_KEYS");
    return keys;
}

layer_trust trust_in_site_layer(const std::filesystem::path &directory, const trusted_users &users,
                                std::vector<public_key> keys) {
    layer_trust trust;
    trust.keys = std::move(keys);
    check_kind(directory);
    try {
        check_ownership(directory, users);
        trust.digests = true;
    } catch (const cache_file_refused &) {
        // Others could have written it: then signatures have to say who did.
    }
    return trust;
}

} // namespace detail
BROOK_END_NAMESPACE
