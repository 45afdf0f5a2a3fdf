// SPDX-License-Identifier: MPL-2.0
// The subcommands. Each prints its answer, as text or JSON, and returns an exit code. They throw no_such_entry,
// std::invalid_argument for what the user should not have asked, and std::exception where the cache cannot be used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace brook_cache {

/// What the process returns, in every subcommand.
enum exit_code : int {
    done = 0,
    negative = 1, ///< no such entry, bad entries, refused imports, problems: what was asked is answered with no
    misused = 2,  ///< arguments that mean nothing
    unusable = 3, ///< the cache, a file or the machine does not allow it
};

/// What no entry or more than one fits.
class no_such_entry : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What all subcommands are told.
struct context {
    std::filesystem::path directory; ///< of the cache
    bool as_json = false;
};

enum class listing_order { use, size, cost };
enum class show_what { recipe, ir, assembly };
enum class sealed_with { signature, digest };

int stats(const context &c);
int list(const context &c, listing_order order, std::optional<std::size_t> limit);
int show(const context &c, const std::string &key, show_what what);
/// Of the newest entry if `key` is empty.
int why(const context &c, const std::string &key);

int verify(const context &c, bool repair);
int collect_garbage(const context &c);
/// Without `bytes`: only tells.
int limit(const context &c, std::optional<std::uint64_t> bytes);
/// Asks on the terminal, unless `sure`.
int clear(const context &c, bool sure);

/// Entries of others: what is believed of them.
struct import_options {
    bool trust_unsigned = false; ///< digests suffice
    bool all = false;            ///< also what this version of brook would not look up
};

/// `keys`: those that are wanted; empty: all.
int export_bundle(const context &c, const std::filesystem::path &file, const std::vector<std::string> &keys,
                  sealed_with seal);
int export_site(const context &c, const std::filesystem::path &directory, const std::vector<std::string> &keys,
                sealed_with seal);
int import_bundle(const context &c, const std::filesystem::path &file, const import_options &options);
/// `from` is a bundle, or the directory of another cache.
int prewarm(const context &c, const std::filesystem::path &from, const std::vector<std::string> &targets,
            bool trust_unsigned);

int doctor(const context &c);

} // namespace brook_cache
