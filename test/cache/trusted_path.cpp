// SPDX-License-Identifier: MPL-2.0
// Tests of the walk to a directory that only trusted users could have made.
#include "cache/trust/trusted_path.hpp"

#include <unistd.h>

#include "test/cache/strangers.hpp"
#include "test/support/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

// Empty if the directory is trusted, else the reason.
std::string objection(const std::filesystem::path &directory, const trusted_users &users = {}) {
    try {
        return open_trusted_directory(directory, users).number() >= 0 ? "" : "no descriptor";
    } catch (const cache_file_refused &refusal) {
        return refusal.what();
    }
}

struct three_directories {
    three_directories() {
        std::filesystem::create_directories(last);
        chmod(temporary.path().c_str(), 0755); // for other users to pass
    }
    temporary_directory temporary;
    std::filesystem::path first = temporary.path() / "first", last = first / "last";
};

} // namespace

TEST_CASE("a directory is as good as those above it") {
    three_directories d;
    CHECK(objection(d.last).empty());
    for (const auto &[mode, above, itself] : {std::tuple{0755, true, true},
                                              {0777, false, false},
                                              {0757, false, false},
                                              {01777, true, false}, // like /tmp
                                              {0700, true, true}}) {
        INFO(mode);
        chmod(d.first.c_str(), static_cast<mode_t>(mode));
        CHECK(objection(d.last).empty() == above);
        CHECK(objection(d.first).empty() == itself);
    }
    chmod(d.first.c_str(), 0777);
    CHECK(objection(d.last) == "\"" + d.first.string() + "\" can be written by other users");
}

TEST_CASE("links on the way are followed, a link at the end is refused") {
    three_directories d;
    const auto link = d.temporary.path() / "link", relative = d.temporary.path() / "relative",
               loop = d.temporary.path() / "loop";
    std::filesystem::create_directory_symlink(d.first, link);
    std::filesystem::create_directory_symlink("first/../link/.", relative);
    std::filesystem::create_directory_symlink("loop", loop);
    CHECK(objection(link / "last").empty());
    CHECK(objection(link / "last" / "").empty());
    CHECK(objection(relative / "last").empty());
    CHECK(objection(link) == "\"" + link.string() + "\" is a symbolic link");
    CHECK(objection(link / "") == "\"" + link.string() + "\" is a symbolic link");
    CHECK_THROWS_AS(objection(loop / "last"), std::runtime_error);
    CHECK_THROWS_AS(objection(d.last / "missing"), std::runtime_error);
    chmod(d.first.c_str(), 0777);
    CHECK(objection(relative / "last") == "\"" + d.first.string() + "\" can be written by other users");
}

TEST_CASE("missing directories are made, in trusted places only") {
    three_directories d;
    const auto made = d.last / "a" / "b";
    {
        const umask_set all(0777);
        CHECK(make_trusted_directory(made, {}).number() >= 0);
    }
    CHECK(mode_of(made) == 0700);
    CHECK(mode_of(d.last / "a") == 0700);
    CHECK(make_trusted_directory(made, {}).number() >= 0);
    chmod(d.last.c_str(), 0777);
    CHECK_THROWS_AS(make_trusted_directory(d.last / "c", {}), cache_file_refused);
    CHECK_FALSE(std::filesystem::exists(d.last / "c"));
}

TEST_CASE("what other users own is refused, unless they are trusted") {
    if (!is_root())
        return;
    three_directories d;
    const auto link = d.temporary.path() / "link";
    std::filesystem::create_directory_symlink(d.first, link);
    REQUIRE(lchown(link.c_str(), stranger, stranger) == 0);
    CHECK(objection(link / "last") == "\"" + link.string() + "\" is a symbolic link of another user");
    CHECK(objection(link / "last", {{stranger}, false}).empty());
    REQUIRE(chown(d.first.c_str(), stranger, 0) == 0);
    chmod(d.first.c_str(), 01777);
    CHECK(objection(d.last) == "\"" + d.first.string() + "\" belongs to another user");
    chmod(d.first.c_str(), 0755);
    CHECK(objection(d.last) == "\"" + d.first.string() + "\" belongs to another user");
    CHECK(objection(d.first) == "\"" + d.first.string() + "\" belongs to another user");
    CHECK(objection(d.first, {{stranger}, false}).empty());
    CHECK(objection(d.last, {{stranger}, false}).empty());
    CHECK(objection(d.last, {{stranger + 1}, false}) != "");
    REQUIRE(lchown(link.c_str(), 0, 0) == 0);
    CHECK(true_as_user(stranger, [&] { return objection(d.first).empty() && objection(link / "last").empty(); }));
    CHECK(true_as_user(stranger + 1, [&] { return !objection(d.first).empty(); }));
}

TEST_CASE("a group is trusted on request only") {
    if (!is_root())
        return;
    three_directories d;
    REQUIRE(chown(d.first.c_str(), stranger, team) == 0);
    REQUIRE(chown(d.last.c_str(), stranger + 1, team) == 0);
    chmod(d.first.c_str(), 02770);
    chmod(d.last.c_str(), 02770);
    const trusted_users members{{}, true};
    for (const uid_t user : {stranger, stranger + 1, stranger + 2}) {
        CHECK(true_as_user(user, team, [&] { return objection(d.last, members).empty(); }));
        CHECK(true_as_user(user, team, [&] { return objection(d.last) != ""; }));
        CHECK(true_as_user(user, team,
                           [&] { return shared_by_group(open_trusted_directory(d.last, members), members); }));
    }
    chmod(d.first.c_str(), 02777);
    CHECK(true_as_user(stranger, team, [&] { return objection(d.last, members) != ""; }));
    chmod(d.last.c_str(), 02775);
    CHECK(true_as_user(stranger, team + 1, [&] { return objection(d.last, members) != ""; }));
}

TEST_CASE("the environment says who is trusted") {
    const environment_guard uids("BROOK_CACHE_TRUSTED_UIDS", "12,x,,34,-1,99999999999"),
        in_group("BROOK_CACHE_GROUP", "1");
    const auto users = users_trusted_by_environment();
    CHECK(users.uids == std::vector<uid_t>{12, 34});
    CHECK(users.group);
    const environment_guard no_uids("BROOK_CACHE_TRUSTED_UIDS", nullptr), no_group("BROOK_CACHE_GROUP", "0");
    CHECK(users_trusted_by_environment().uids.empty());
    CHECK_FALSE(users_trusted_by_environment().group);
}
