// SPDX-License-Identifier: MPL-2.0
// Finds the user's directories from the environment and the user database.
#include "support/user_dirs.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include <pwd.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

std::string home_in_user_database() {
    std::vector<char> memory(1024);
    passwd entry{};
    passwd *found = nullptr;
    int status = 0;
    while ((status = getpwuid_r(geteuid(), &entry, memory.data(), memory.size(), &found)) == ERANGE) {
        if (memory.size() > (std::size_t{1} << 20))
            return {};
        memory.resize(2 * memory.size());
    }
    return status == 0 && found != nullptr && found->pw_dir != nullptr ? std::string(found->pw_dir) : std::string();
}

bool is_absolute(const std::string &text) { return !text.empty() && text.front() == '/'; }

// The XDG specification: relative paths are invalid and to be ignored.
std::filesystem::path user_directory(const directory_hints &hints, const std::string &xdg, const char *below_home) {
    if (is_absolute(xdg))
        return std::filesystem::path(xdg) / "brook";
    const auto &home = is_absolute(hints.home) ? hints.home : hints.passwd_home;
    if (!is_absolute(home))
        return {};
    return std::filesystem::path(home) / below_home / "brook";
}

} // namespace

std::filesystem::path cache_directory_from(const directory_hints &hints) {
    if (hints.elevated)
        return {};
    if (!hints.brook_cache_dir.empty())
        return hints.brook_cache_dir;
    return user_directory(hints, hints.xdg_cache_home, hints.apple ? "Library/Caches" : ".cache");
}

std::filesystem::path state_directory_from(const directory_hints &hints) {
    if (hints.elevated)
        return {};
    return user_directory(hints, hints.xdg_state_home, hints.apple ? "Library/Application Support" : ".local/state");
}

bool process_is_elevated() noexcept {
#if defined(__linux__)
    return getauxval(AT_SECURE) != 0;
#else
    return issetugid() != 0;
#endif
}

directory_hints current_directory_hints() {
    directory_hints hints;
    hints.elevated = process_is_elevated();
    hints.brook_cache_dir = environment_variable("BROOK_CACHE_DIR").value_or("");
    hints.xdg_cache_home = environment_variable("XDG_CACHE_HOME").value_or("");
    hints.xdg_state_home = environment_variable("XDG_STATE_HOME").value_or("");
    hints.home = environment_variable("HOME").value_or("");
    // The user database may be a network service: asked only when needed.
    if (!hints.elevated && !is_absolute(hints.home))
        hints.passwd_home = home_in_user_database();
#if defined(__APPLE__)
    hints.apple = true;
#endif
    return hints;
}

std::filesystem::path default_cache_directory() { return cache_directory_from(current_directory_hints()); }

std::optional<std::string> environment_variable(const char *name) {
    if (process_is_elevated())
        return std::nullopt;
    const char *value = std::getenv(name);
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

std::vector<std::string> environment_list(const char *name, char separator) {
    const auto text = environment_variable(name).value_or("");
    std::vector<std::string> elements;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find(separator, start), text.size());
        if (end > start)
            elements.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return elements;
}

} // namespace detail
BROOK_END_NAMESPACE
