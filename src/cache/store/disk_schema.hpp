// SPDX-License-Identifier: MPL-2.0
// The tables of the disk cache: making them, recognising them, and refusing everything else.
#pragma once

#include <cstdint>

#include <brook/support/visibility.hpp>

#include "cache/store/sqlite.hpp"
#include "cache/trust/trusted_path.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The file is a database, but not one that this version of brook may use. It must be left as it is.
class foreign_database : public cache_file_refused {
    using cache_file_refused::cache_file_refused;
};

/// Marks a database as ours ("brok" in ASCII).
constexpr std::int64_t schema_application_id = 0x62726f6b;

/// Rises with every change of the tables.
constexpr std::int64_t schema_version = 3;

/// Throws foreign_database unless the database is empty, or ours with exactly our tables. True if it is empty.
/// Throws sqlite_error.
bool check_schema(sqlite_connection &db);

/// Sets the modes that belong to a connection and not to the file. Writes nothing. Throws sqlite_error.
void configure_connection(sqlite_connection &db);

/// Sets up the file and makes the tables in an empty database; harmless if another process does the same. Throws
/// foreign_database, sqlite_error.
void create_schema(sqlite_connection &db);

} // namespace detail
BROOK_END_NAMESPACE
