// SPDX-License-Identifier: MPL-2.0
// Tests of what follows from each failure.
#include "cache/store/disk_failure.hpp"

#include <functional>
#include <string>

#include <sqlite3.h>

#include "cache/store/cache_file.hpp"
#include "cache/store/disk_schema.hpp"
#include "cache/store/sqlite.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;

TEST_CASE("each failure has its consequences") {
    struct row {
        std::function<void()> fail;
        const char *cause;
        bool error, locked, close, leave_alone;
    };
    const auto sqlite = [](int code) { return [code] { throw sqlite_error(code, "text"); }; };
    const row rows[] = {
        {sqlite(SQLITE_BUSY), "busy", true, true, false, false},
        {sqlite(SQLITE_BUSY_SNAPSHOT), "busy", true, true, false, false},
        {sqlite(SQLITE_NOTADB), "refused", true, false, true, true},
        {sqlite(SQLITE_FULL), "full", true, false, false, false},
        {sqlite(SQLITE_CORRUPT), "failed", true, false, true, false},
        {sqlite(SQLITE_IOERR), "failed", true, false, true, false},
        {sqlite(SQLITE_CANTOPEN), "failed", true, false, true, false},
        {sqlite(SQLITE_READONLY_DBMOVED), "failed", true, false, true, false},
        {[] { throw cache_file_refused("text"); }, "refused", true, false, true, true},
        {[] { throw foreign_database("text"); }, "refused", true, false, true, true},
        {[] { throw only_readable("text"); }, "only_readable", false, false, false, false},
        {[] { throw still_refused("text"); }, "", false, false, false, false},
        {[] { throw std::runtime_error("text"); }, "unusable", true, false, false, false},
        {[] { throw 5; }, "unusable", true, false, false, false},
    };
    for (const auto &r : rows) {
        disk_failure found;
        try {
            r.fail();
        } catch (...) {
            found = judge_current_exception();
        }
        CHECK(found.cause == std::string(r.cause));
        CHECK(found.error == r.error);
        CHECK(found.locked == r.locked);
        CHECK(found.close == r.close);
        CHECK(found.leave_alone == r.leave_alone);
    }
}
