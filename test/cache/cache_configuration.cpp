// SPDX-License-Identifier: MPL-2.0
// What the environment says about the caches.
#include "cache/cache_configuration.hpp"

#include "test/support/catch.hpp"
#include "test/support/environment.hpp"

using namespace brook;
using namespace brook::detail;

TEST_CASE("the environment sets the caches") {
    const environment_guard home("HOME", "/home/somebody"), xdg("XDG_CACHE_HOME", nullptr);
    {
        const environment_guard directory("BROOK_CACHE_DIR", nullptr), use("BROOK_CACHE", nullptr),
            sites("BROOK_CACHE_PATH_RO", nullptr);
        const auto c = configuration_from_environment();
        CHECK(c.directory == "/home/somebody/.cache/brook");
        CHECK_FALSE(c.chosen);
        CHECK(c.disk_enabled);
        CHECK(c.mode == cache_mode::read_write);
        CHECK(c.site_directories.empty());
    }
    const environment_guard directory("BROOK_CACHE_DIR", "/data/cache"),
        sites("BROOK_CACHE_PATH_RO", ":/opt/a::/opt/b");
    const auto with = [](const char *use) {
        const environment_guard guard("BROOK_CACHE", use);
        return configuration_from_environment();
    };
    CHECK(with(nullptr).directory == "/data/cache");
    CHECK(with(nullptr).chosen);
    CHECK(with(nullptr).site_directories == std::vector<std::filesystem::path>{"/opt/a", "/opt/b"});
    CHECK_FALSE(with("off").disk_enabled);
    CHECK(with("ro").mode == cache_mode::read_only);
    CHECK(with("refresh").mode == cache_mode::refresh);
    CHECK(with("nonsense").mode == cache_mode::read_write);
}
