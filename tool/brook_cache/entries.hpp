// SPDX-License-Identifier: MPL-2.0
// What the subcommands have in common: opening the database, finding and reading entries, printing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cache/code.hpp"
#include "cache/recipe.hpp"
#include "cache/store/disk_session.hpp"
#include "cache/store/disk_tables.hpp"
#include "cache/trust/seal.hpp"
#include "tool/brook_cache/commands.hpp"
#include "tool/brook_cache/json.hpp"

namespace brook_cache {

/// How long to wait for other processes.
inline constexpr int patience = 1000; // milliseconds

/// The database in a directory; null if there is none. Throws sqlite_error if the file is damaged, and
/// std::runtime_error if there is no directory or the file is refused.
std::unique_ptr<brook::detail::disk_session> open_database(const std::filesystem::path &directory);

/// All entries, the last used first; none if there is no database.
std::vector<brook::detail::catalogue_entry> entries_of(brook::detail::disk_session *database);

/// The one entry whose key begins with `prefix`. Throws no_such_entry, and std::invalid_argument if the prefix cannot
/// be one.
const brook::detail::catalogue_entry &find_entry(const std::vector<brook::detail::catalogue_entry> &entries,
                                                 std::string_view prefix);

/// Those that begin with one of the prefixes; all if there are no prefixes. Throws as find_entry().
std::vector<brook::detail::catalogue_entry> select(std::vector<brook::detail::catalogue_entry> entries,
                                                   const std::vector<std::string> &prefixes);

/// A recipe, or nothing if it is malformed.
std::optional<brook::detail::recipe> parse(const std::string &text);

/// The value of a field; empty if there is none.
std::string field(const std::string &recipe_text, std::string_view name);

/// An entry that has been read and checked, or the reason why it is bad.
struct checked_entry {
    std::optional<brook::detail::stored_code> code;
    std::string reason;
};

/// Unseals an entry with `trust`, and checks that its recipe hashes to its key.
checked_entry check_entry(const brook::detail::cache_key &key, const std::string &recipe,
                          const std::vector<std::byte> &payload, const brook::detail::layer_trust &trust);

/// The same for one that is in the database.
checked_entry read_entry(brook::detail::disk_session &database, const brook::detail::cache_key &key,
                         const brook::detail::layer_trust &trust);

/// What the user's own cache in `directory` is believed: MACs with the user's secret.
brook::detail::layer_trust own_trust(const std::filesystem::path &directory);

/// A number of bytes with a unit, such as 1.5 MB.
std::string with_unit(std::int64_t bytes);

double seconds_of(std::chrono::nanoseconds time);

/// Prints one line.
void print(const json &value);

} // namespace brook_cache
