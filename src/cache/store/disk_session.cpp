// SPDX-License-Identifier: MPL-2.0
// Opens, checks and closes the database file.
#include "cache/store/disk_session.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include <unistd.h>

#include "cache/store/disk_schema.hpp"
#include "support/error.hpp"
#include "support/file_system.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

using mode = sqlite_connection::mode;

} // namespace

disk_session::disk_session(std::filesystem::path file, file_identity identity, sqlite_claim claim, mode how,
                           int patience)
    : file_(std::move(file)), identity_(identity), process_(getpid()), claim_(std::move(claim)),
      writable_(how == mode::read_write), db_(file_, how), tables_(db_) {
    db_.set_patience(patience);
    db_.leave_files_alone(true); // until we know whose they are
    configure_connection(db_);
    const bool empty = check_schema(db_);
    if (empty && !writable_)
        throw_runtime_error("\"{}\" is empty and cannot be written", file_.string());
    if (empty)
        create_schema(db_);
    // The write-ahead log needs memory that all processes share.
    if (writable_ && network_file_system(file_))
        db_.execute("PRAGMA journal_mode=DELETE");
    if (!is_current())
        throw_runtime_error("\"{}\" was replaced while it was opened", file_.string());
    db_.leave_files_alone(false);
}

disk_session::~disk_session() {
    if (!is_current())
        db_.leave_files_alone(true);
}

bool disk_session::is_of_this_process() const noexcept { return process_ == getpid(); }

std::unique_ptr<disk_session> disk_session::open_checked(const std::filesystem::path &directory,
                                                         const trusted_users &users, mode how, int patience) {
    const auto file = cache_file_in(directory);
    const auto identity = identity_of(file);
    if (!identity)
        throw_runtime_error("\"{}\" was deleted while it was opened", file.string());
    // What is immutable needs no locks, but drops those of another copy of SQLite when it is closed.
    sqlite_claim claim(directory, users, how == mode::immutable ? if_missing::give_up : if_missing::create);
    return std::unique_ptr<disk_session>(new disk_session(file, *identity, std::move(claim), how, patience));
}

std::unique_ptr<disk_session> disk_session::open_immutable(const std::filesystem::path &directory) {
    if (process_is_elevated())
        throw cache_file_refused("the process has privileges that its caller has not");
    if (!cache_file_exists(directory))
        return nullptr;
    check_kind(directory);
    return open_checked(directory, users_trusted_by_environment(), mode::immutable, 0);
}

std::unique_ptr<disk_session> disk_session::open_to_read(const std::filesystem::path &directory,
                                                         const trusted_users &users, int patience,
                                                         const std::string &obstacle) {
    const auto open_as = [&](mode how) {
        auto session = open_checked(directory, users, how, patience);
        session->obstacle_ = obstacle;
        return session;
    };
    try {
        return open_as(mode::read_only);
    } catch (const sqlite_error &error) {
        if (error.kind() == sqlite_failure::damaged || error.kind() == sqlite_failure::not_a_database)
            throw;
        return open_as(mode::immutable); // reading a write-ahead log needs an index that cannot be made here
    }
}

std::unique_ptr<disk_session> disk_session::open(const std::filesystem::path &directory, if_missing missing,
                                                 int patience) {
    if (process_is_elevated())
        throw cache_file_refused("the process has privileges that its caller has not");
    const auto users = users_trusted_by_environment();
    if (missing == if_missing::create)
        ensure_cache_file(directory, users);
    if (!cache_file_exists(directory))
        return nullptr;
    check_ownership(directory, users);
    if (!is_writable(directory))
        return open_to_read(directory, users, patience, "there is no permission to write");
    // Several processes may be making the same database: the switch to the write-ahead log does not wait by itself.
    for (int waited = 0, pause = 1;; waited += pause, pause *= 2) {
        try {
            return open_checked(directory, users, mode::read_write, patience);
        } catch (const sqlite_error &error) {
            if (error.kind() == sqlite_failure::full || error.kind() == sqlite_failure::other)
                return open_to_read(directory, users, patience, error.what()); // no room for the log or its index
            if (error.kind() != sqlite_failure::busy || waited + pause > patience)
                throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(pause));
    }
}

void rebuild_damaged_database(const std::filesystem::path &directory, int patience) {
    const auto users = users_trusted_by_environment();
    check_ownership(directory, users);
    const sqlite_claim claim(directory, users);
    sqlite_connection db(cache_file_in(directory), mode::read_write);
    db.set_patience(patience);
    db.leave_files_alone(true);
    db.tolerate_damage(true);
    if (db.integer("PRAGMA application_id") != schema_application_id)
        throw foreign_database("it is damaged and does not say that it is a cache of brook");
    if (db.integer("PRAGMA user_version") > schema_version)
        throw foreign_database("it is damaged and was made by a newer version of brook");
    db.tolerate_damage(false);
    db.reset_to_empty();
    create_schema(db);
}

} // namespace detail
BROOK_END_NAMESPACE
