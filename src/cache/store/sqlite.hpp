// SPDX-License-Identifier: MPL-2.0
// The little of SQLite that the disk cache needs, with errors as exceptions and statements that always reset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <brook/support/visibility.hpp>

struct sqlite3;
struct sqlite3_stmt;

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What a failure says about the file, which decides what may be done about it.
enum class sqlite_failure {
    busy,           // another connection holds a lock: try again later
    damaged,        // a database whose content contradicts itself
    not_a_database, // some other kind of file
    read_only,      // may be read, cannot be written
    full,           // no space left
    other,          // I/O errors and the rest: says nothing about the content
};

/// A failed call, with SQLite's own words.
class sqlite_error : public std::runtime_error {
public:
    sqlite_error(int code, const std::string &text);

    sqlite_failure kind() const noexcept { return kind_; }

private:
    sqlite_failure kind_;
};

/// A prepared statement for one use: resets it and forgets its values when it goes out of scope, since a statement
/// that stays open keeps the write-ahead log from being recycled.
class sqlite_statement {
public:
    sqlite_statement(sqlite3 *db, sqlite3_stmt *statement) noexcept : db_(db), statement_(statement) {}
    /// Binds the values to parameters number 1, 2, ... Bytes and texts must outlive the statement's use.
    template <typename... Values>
    sqlite_statement(sqlite3 *db, sqlite3_stmt *statement, const Values &...values) : sqlite_statement(db, statement) {
        int index = 0;
        (bind(++index, values), ...);
    }
    sqlite_statement(const sqlite_statement &) = delete;
    sqlite_statement &operator=(const sqlite_statement &) = delete;
    ~sqlite_statement();

    /// Advances to the next row; false if there is none.
    bool step();

    /// Values of the current row, columns counted from 0. Copies: nothing points into SQLite afterwards.
    std::int64_t integer(int column) const noexcept;
    bool is_null(int column) const noexcept;
    std::string text(int column) const;
    std::vector<std::byte> bytes(int column) const;

private:
    void bind(int index, std::span<const std::byte> bytes);
    void bind(int index, std::string_view text);
    void bind(int index, std::int64_t value);
    void check(int code) const;
    void check_memory(const void *data) const;

    sqlite3 *db_;
    sqlite3_stmt *statement_;
};

/// A connection to one database file. Not thread-safe.
class sqlite_connection {
public:
    enum class mode {
        read_write,
        read_only,
        immutable, // read-only where not even the index of the write-ahead log can be made; takes no locks
    };

    /// Opens an existing file, with everything that could execute somebody else's schema switched off.
    sqlite_connection(const std::filesystem::path &file, mode how);
    ~sqlite_connection();
    sqlite_connection(const sqlite_connection &) = delete;
    sqlite_connection &operator=(const sqlite_connection &) = delete;

    /// Runs statements that return nothing of interest.
    void execute(const char *sql);

    /// A statement with values for its parameters, prepared at the first use of this literal and kept. `sql` must be a
    /// string literal, and no other use of the same literal may be in progress.
    template <typename... Values>
    sqlite_statement prepare(const char *sql, const Values &...values) {
        return {db_, prepared(sql), values...};
    }

    /// Runs one that returns no rows.
    template <typename... Values>
    void run(const char *sql, const Values &...values) {
        prepare(sql, values...).step();
    }

    /// The first column of the first row; `otherwise` if there is no row or it is null.
    template <typename... Values>
    std::int64_t integer(const char *sql, std::int64_t otherwise = 0, const Values &...values) {
        auto statement = prepare(sql, values...);
        return statement.step() && !statement.is_null(0) ? statement.integer(0) : otherwise;
    }

    /// How long to wait for another connection's lock.
    void set_patience(int milliseconds) noexcept;

    /// Whether the destructor leaves the write-ahead log alone instead of folding it into the file and deleting it.
    /// Needed where the files of that name may be somebody else's.
    void leave_files_alone(bool yes) noexcept;

    /// Lets a database be looked at whose schema or length is damaged, or ends that.
    void tolerate_damage(bool yes) noexcept;

    /// Empties the database whatever state it is in, schema included.
    void reset_to_empty();

private:
    void check(int code) const;
    sqlite3_stmt *prepared(const char *sql);

    struct finalizer {
        void operator()(sqlite3_stmt *statement) const noexcept;
    };

    sqlite3 *db_ = nullptr;
    std::unordered_map<const char *, std::unique_ptr<sqlite3_stmt, finalizer>> statements_;
};

/// A transaction: rolled back unless committed.
class sqlite_transaction {
public:
    enum class kind {
        write, // no other connection writes meanwhile
        read,  // all statements see the same moment
    };

    explicit sqlite_transaction(sqlite_connection &db, kind what = kind::write);
    ~sqlite_transaction();
    sqlite_transaction(const sqlite_transaction &) = delete;
    sqlite_transaction &operator=(const sqlite_transaction &) = delete;

    void commit();

private:
    sqlite_connection &db_;
    bool open_ = true;
};

} // namespace detail
BROOK_END_NAMESPACE
