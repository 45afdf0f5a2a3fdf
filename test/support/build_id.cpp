// SPDX-License-Identifier: MPL-2.0
// Builds of loaded libraries.
#include "support/build_id.hpp"

#include <cmath>
#include <cstdio>

#include <sqlite3.h>

#include "test/support/catch.hpp"

using brook::detail::build_id_of;

TEST_CASE("a library has one build ID, and another one another") {
    const auto *in_sqlite = reinterpret_cast<const void *>(&sqlite3_libversion);
    const auto *in_libc = reinterpret_cast<const void *>(&std::puts);
    const auto sqlite = build_id_of(in_sqlite);
#if defined(__linux__)
    REQUIRE(sqlite.size() >= 16);
    CHECK(sqlite.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(build_id_of(in_libc) != sqlite);
#endif
    CHECK(build_id_of(reinterpret_cast<const void *>(&sqlite3_errmsg)) == sqlite);
}

TEST_CASE("what belongs to no library has none") {
    static const int own = 1;
    const int local = 2;
    CHECK(build_id_of(&own).empty());
    CHECK(build_id_of(&local).empty());
    CHECK(build_id_of(nullptr).empty());
}
