// SPDX-License-Identifier: MPL-2.0
// Locks on bytes of a file, between parts of a process as well.
#include "cache/locks/lock_file.hpp"

#include <utility>

#include <sys/stat.h>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using kind = lock_file::kind;
using outcome = lock_file::outcome;

TEST_CASE("shared locks go together, an exclusive one stands alone") {
    temporary_directory temporary;
    const lock_file a(temporary.path(), {}), b(temporary.path(), {});
    CHECK(a.lock(7, kind::shared) == outcome::locked);
    CHECK(b.lock(7, kind::shared) == outcome::locked);
    CHECK(b.lock(7, kind::exclusive) == outcome::busy);
    CHECK(b.lock(8, kind::exclusive) == outcome::locked);
    CHECK(a.lock(8, kind::shared) == outcome::busy);
}

TEST_CASE("locks of others are seen, one's own are not") {
    temporary_directory temporary;
    const lock_file a(temporary.path(), {}), b(temporary.path(), {});
    REQUIRE(a.lock(5, kind::shared) == outcome::locked);
    CHECK_FALSE(a.others_lock(0, 100));
    CHECK(b.others_lock(0, 100));
    CHECK(b.others_lock(5, 1));
    CHECK_FALSE(b.others_lock(0, 5));
    CHECK_FALSE(b.others_lock(6, 100));
    CHECK_FALSE(b.others_lock(5, 0)); // not "to the end of the file"
}

TEST_CASE("locks end with the object that moved last") {
    temporary_directory temporary;
    lock_file a(temporary.path(), {});
    REQUIRE(a.lock(1, kind::exclusive) == outcome::locked);
    const lock_file other(temporary.path(), {});
    {
        const lock_file b(std::move(a));
        CHECK((b && !a));
        CHECK(other.others_lock(1, 1));
        CHECK(true_in_child([&] { return lock_file(temporary.path(), {}).others_lock(1, 1); }));
    }
    CHECK_FALSE(other.others_lock(1, 1));
}

TEST_CASE("what only root could lock alone is enough for a shared lock") {
    temporary_directory temporary;
    { const lock_file made(temporary.path(), {}); }
    chmod((temporary.path() / "brook_cache.lock").c_str(), 0444);
    const lock_file file(temporary.path(), {});
    CHECK(file.lock(1, kind::shared) == outcome::locked);
}
