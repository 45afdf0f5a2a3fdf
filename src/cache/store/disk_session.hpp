// SPDX-License-Identifier: MPL-2.0
// One period of use of the database file: from opening and checking it until it is closed, replaced or forked.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <sys/types.h>

#include <brook/support/visibility.hpp>

#include "cache/store/cache_file.hpp"
#include "cache/store/disk_tables.hpp"
#include "cache/store/sqlite.hpp"
#include "cache/store/sqlite_claim.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// An open database whose owner, application, version and tables have been checked.
class disk_session {
public:
    /// Opens the cache in `directory`, for reading only where it cannot be written, or where there is no room for the
    /// files that SQLite needs beside it. Null if there is no file and none is wanted. Waits at most about `patience`
    /// milliseconds for other processes. Throws cache_file_refused if the file must be left as it
    /// is, sqlite_error, and std::runtime_error if it cannot be made.
    static std::unique_ptr<disk_session> open(const std::filesystem::path &directory, if_missing missing, int patience);

    /// Opens the cache in `directory`, whoever owns it, for reading alone and as if nobody ever wrote: what is read
    /// must be believed for other reasons. Null if there is no file. Throws as open().
    static std::unique_ptr<disk_session> open_immutable(const std::filesystem::path &directory);

    /// Closes. If the name stands for another file by now, the files beside it belong to that one and are left alone.
    ~disk_session();
    disk_session(const disk_session &) = delete;
    disk_session &operator=(const disk_session &) = delete;

    /// False if the file was deleted or replaced: what is written here, no other process would see.
    bool is_current() const noexcept { return identity_of(file_) == identity_; }

    /// False in a process that got this object by a fork that ran no handlers. It must then be neither used nor
    /// destroyed: SQLite's records of the locks that are held belong to the parent.
    bool is_of_this_process() const noexcept;

    bool writable() const noexcept { return writable_; }
    /// Why it cannot be written; empty if it can.
    const std::string &obstacle() const noexcept { return obstacle_; }
    sqlite_connection &db() noexcept { return db_; }
    disk_tables &tables() noexcept { return tables_; }

private:
    static std::unique_ptr<disk_session> open_to_read(const std::filesystem::path &directory,
                                                      const trusted_users &users, int patience,
                                                      const std::string &obstacle);
    static std::unique_ptr<disk_session> open_checked(const std::filesystem::path &directory,
                                                      const trusted_users &users, sqlite_connection::mode how,
                                                      int patience);
    disk_session(std::filesystem::path file, file_identity identity, sqlite_claim claim, sqlite_connection::mode mode,
                 int patience);

    std::filesystem::path file_;
    file_identity identity_;
    pid_t process_;
    sqlite_claim claim_; // longer than the database is open
    bool writable_;
    std::string obstacle_;
    sqlite_connection db_;
    disk_tables tables_;
};

/// Empties a damaged database in place, if it is ours; other processes may go on using it. Throws foreign_database,
/// sqlite_error.
void rebuild_damaged_database(const std::filesystem::path &directory, int patience);

} // namespace detail
BROOK_END_NAMESPACE
