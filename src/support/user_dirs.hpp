// SPDX-License-Identifier: MPL-2.0
// Where this user's cache and state belong.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What the choice of the directories depends on. An unset variable and an empty one count the same.
struct directory_hints {
    std::string brook_cache_dir; // BROOK_CACHE_DIR
    std::string xdg_cache_home;  // XDG_CACHE_HOME
    std::string xdg_state_home;  // XDG_STATE_HOME
    std::string home;            // HOME
    std::string passwd_home;     // home directory in the user database
    bool elevated = false;       // process_is_elevated()
    bool apple = false;
};

/// The cache directory that follows from `hints`; empty if there is no usable home or the process is elevated, since
/// machine code that the caller chose must not run with rights that the caller has not.
std::filesystem::path cache_directory_from(const directory_hints &hints);

/// The directory for what is to outlive the cache, such as the secret that its entries are sealed with:
/// $XDG_STATE_HOME/ brook, else ~/.local/state/brook (~/Library/Application Support/brook on macOS). Empty like the
/// cache directory.
std::filesystem::path state_directory_from(const directory_hints &hints);

/// True if this process has privileges that its caller has not (setuid, setgid, file capabilities): then nothing that
/// the caller chose may be believed.
bool process_is_elevated() noexcept;

/// The hints of this process. The environment of an elevated process is not looked at.
directory_hints current_directory_hints();

/// The cache directory of this process. BROOK_CACHE_DIR if set, else $XDG_CACHE_HOME/brook, else ~/.cache/brook
/// (~/Library/Caches/brook on macOS); empty if there is none.
std::filesystem::path default_cache_directory();

/// The value of an environment variable; nothing if it is unset, or if the process is elevated.
std::optional<std::string> environment_variable(const char *name);

/// The elements of an environment variable that holds a list, empty ones left out.
std::vector<std::string> environment_list(const char *name, char separator = ',');

} // namespace detail
BROOK_END_NAMESPACE
