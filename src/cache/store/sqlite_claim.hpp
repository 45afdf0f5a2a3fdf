// SPDX-License-Identifier: MPL-2.0
// One copy of SQLite in a process has a database to itself.
//
// SQLite's locks belong to the process: two copies in one process, such as a static one in a plug-in and a shared one,
// do not see each other's, and lose all of them when either closes the file. SQLite knows that only of itself
// (https://www.sqlite.org/howtocorrupt.html, section 2.2).
#pragma once

#include <filesystem>

#include <brook/support/visibility.hpp>

#include "cache/locks/lock_file.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Says, while it lives, that this process uses the database of a directory through this copy of SQLite.
class sqlite_claim {
public:
    /// Throws cache_file_refused if another copy has claimed it. Claims nothing where there can be no locks.
    sqlite_claim(const std::filesystem::path &directory, const trusted_users &users,
                 if_missing missing = if_missing::create);

private:
    lock_file file_;
};

} // namespace detail
BROOK_END_NAMESPACE
