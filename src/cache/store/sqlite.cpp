// SPDX-License-Identifier: MPL-2.0
// Wraps SQLite connections, statements and transactions.
#include "cache/store/sqlite.hpp"

#include <sqlite3.h>

#include <fmt/format.h>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

sqlite_failure classify(int code) noexcept {
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return sqlite_failure::busy;
    case SQLITE_CORRUPT:
        return sqlite_failure::damaged;
    case SQLITE_NOTADB:
        return sqlite_failure::not_a_database;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return sqlite_failure::read_only;
    case SQLITE_FULL:
        return sqlite_failure::full;
    default:
        return sqlite_failure::other;
    }
}

// A path as a URI, which is how a database is declared immutable.
std::string uri_of(const std::filesystem::path &file, std::string_view query) {
    std::string uri = "file:";
    for (const char c : file.string())
        if (c == '?' || c == '#' || c == '%')
            uri += fmt::format("%{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        else
            uri += c;
    return uri += query;
}

int open_flags(sqlite_connection::mode how) noexcept {
    // No mutex: the disk cache has its own. Never SQLITE_OPEN_CREATE: the cache creates its file itself, with a mode.
    const int access = how == sqlite_connection::mode::read_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    return access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_URI;
}

} // namespace

sqlite_error::sqlite_error(int code, const std::string &text) : std::runtime_error(text), kind_(classify(code)) {}

sqlite_statement::~sqlite_statement() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void sqlite_statement::check(int code) const {
    if (code != SQLITE_OK)
        throw sqlite_error(code, sqlite3_errmsg(db_));
}

void sqlite_statement::bind(int index, std::span<const std::byte> bytes) {
    // A null pointer would bind NULL instead of an empty blob.
    const void *data = bytes.empty() ? static_cast<const void *>("") : bytes.data();
    check(sqlite3_bind_blob64(statement_, index, data, bytes.size(), SQLITE_STATIC));
}

void sqlite_statement::bind(int index, std::string_view text) {
    const char *data = text.empty() ? "" : text.data();
    check(sqlite3_bind_text64(statement_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void sqlite_statement::bind(int index, std::int64_t value) { check(sqlite3_bind_int64(statement_, index, value)); }

bool sqlite_statement::step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        throw sqlite_error(code, sqlite3_errmsg(db_));
    return code == SQLITE_ROW;
}

std::int64_t sqlite_statement::integer(int column) const noexcept { return sqlite3_column_int64(statement_, column); }

bool sqlite_statement::is_null(int column) const noexcept {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

// What is empty has no address, either.
void sqlite_statement::check_memory(const void *data) const {
    if (data == nullptr && (sqlite3_errcode(db_) & 0xff) == SQLITE_NOMEM)
        throw sqlite_error(SQLITE_NOMEM, sqlite3_errmsg(db_));
}

std::string sqlite_statement::text(int column) const {
    const auto *data = reinterpret_cast<const char *>(sqlite3_column_text(statement_, column));
    check_memory(data);
    return data != nullptr ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
                           : std::string();
}

std::vector<std::byte> sqlite_statement::bytes(int column) const {
    const auto *data = static_cast<const std::byte *>(sqlite3_column_blob(statement_, column));
    check_memory(data);
    if (data == nullptr)
        return {};
    return {data, data + sqlite3_column_bytes(statement_, column)};
}

sqlite_connection::sqlite_connection(const std::filesystem::path &file, mode how) {
    const auto uri = uri_of(file, how == mode::immutable ? "?immutable=1" : "");
    const int code = sqlite3_open_v2(uri.c_str(), &db_, open_flags(how), nullptr);
    if (code != SQLITE_OK) {
        const std::string text = db_ != nullptr ? sqlite3_errmsg(db_) : "out of memory";
        sqlite3_close(db_);
        throw sqlite_error(code, text);
    }
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
}

sqlite_connection::~sqlite_connection() {
    statements_.clear();
    sqlite3_close(db_);
}

void sqlite_connection::check(int code) const {
    if (code != SQLITE_OK)
        throw sqlite_error(code, sqlite3_errmsg(db_));
}

void sqlite_connection::execute(const char *sql) { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }

sqlite3_stmt *sqlite_connection::prepared(const char *sql) {
    auto &kept = statements_[sql];
    if (!kept) {
        sqlite3_stmt *statement = nullptr;
        check(sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
        kept.reset(statement);
    }
    return kept.get();
}

void sqlite_connection::set_patience(int milliseconds) noexcept { sqlite3_busy_timeout(db_, milliseconds); }

void sqlite_connection::leave_files_alone(bool yes) noexcept {
    sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, yes ? 1 : 0, nullptr);
}

void sqlite_connection::tolerate_damage(bool yes) noexcept {
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, yes ? 0 : 1, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_WRITABLE_SCHEMA, yes ? 1 : 0, nullptr);
}

void sqlite_connection::reset_to_empty() {
    statements_.clear();
    sqlite3_db_config(db_, SQLITE_DBCONFIG_RESET_DATABASE, 1, nullptr);
    const int code = sqlite3_exec(db_, "VACUUM", nullptr, nullptr, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_RESET_DATABASE, 0, nullptr);
    check(code);
}

void sqlite_connection::finalizer::operator()(sqlite3_stmt *statement) const noexcept { sqlite3_finalize(statement); }

sqlite_transaction::sqlite_transaction(sqlite_connection &db, kind what) : db_(db) {
    db_.execute(what == kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

sqlite_transaction::~sqlite_transaction() {
    if (!open_)
        return;
    try {
        db_.execute("ROLLBACK");
    } catch (const sqlite_error &) {
        // SQLite has rolled back already, as it does on a full disk.
    }
}

void sqlite_transaction::commit() {
    db_.execute("COMMIT");
    open_ = false;
}

} // namespace detail
BROOK_END_NAMESPACE
