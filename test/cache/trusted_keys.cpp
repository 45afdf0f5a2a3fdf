// SPDX-License-Identifier: MPL-2.0
// Tests of the lists of keys, and of what site layers are believed.
#include "cache/trust/trusted_keys.hpp"

#include <unistd.h>

#include "cache/store/cache_file.hpp"
#include "test/cache/helper.hpp"
#include "test/cache/strangers.hpp"
#include "test/support/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

const public_key first = signing_key_of(secret_number(1)), second = signing_key_of(secret_number(2));
using keys = std::vector<public_key>;

void write_text(const std::filesystem::path &file, const std::string &text) {
    write_file(file.string(), {text.begin(), text.end()});
}

} // namespace

TEST_CASE("one key a line, and comments") {
    log_capture capture;
    CHECK(parse_keys("", "x").empty());
    CHECK(parse_keys("# nothing\n\n  \t\n", "x").empty());
    CHECK(parse_keys(to_hex(first), "x") == keys{first});
    CHECK(parse_keys("# ours\n  " + to_hex(first) + " # cluster\r\n\n" + to_hex(second) + "\n", "x") ==
          keys{first, second});
    CHECK(capture.lines().empty());
    for (const auto &bad : {to_hex(first).substr(1), to_hex(first) + "0", std::string("key"), to_hex(first) + " x"}) {
        log_capture warnings;
        CHECK(parse_keys(bad + "\n" + to_hex(second), "list " + bad) == keys{second});
        CHECK(warnings.count("is not a public key") == 1);
    }
}

TEST_CASE("keys come from a file that only trusted users could have written, and from the environment") {
    temporary_directory temporary;
    const auto directory = temporary.path() / "brook", file = directory / "trusted_keys";
    const environment_guard state("XDG_STATE_HOME", temporary.path().c_str());
    environment_guard variable("BROOK_CACHE_TRUSTED_KEYS", nullptr);
    log_capture capture;
    CHECK(keys_in("", {}).empty());
    CHECK(listed_keys().empty());
    std::filesystem::create_directory(directory);
    CHECK(listed_keys().empty());
    write_text(file, to_hex(first));
    CHECK(listed_keys() == keys{first});
    variable.set((to_hex(second) + "," + to_hex(first)).c_str());
    CHECK(listed_keys() == keys{first, second, first});
    CHECK(capture.lines().empty());
    chmod(file.c_str(), 0666);
    CHECK(keys_in(directory, {}).empty());
    CHECK(keys_in(directory, {}).empty());
    CHECK(capture.count("can be written by other users") == 1);
    chmod(file.c_str(), 0644);
    CHECK(keys_in(directory, {}) == keys{first});
    std::filesystem::rename(file, directory / "other");
    std::filesystem::create_symlink("other", file);
    CHECK(keys_in(directory, {}).empty());
    std::filesystem::remove(file);
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    CHECK(keys_in(directory, {}).empty());
    if (!is_root())
        return;
    std::filesystem::remove(file);
    write_text(file, to_hex(first));
    REQUIRE(chown(file.c_str(), stranger, 0) == 0);
    CHECK(keys_in(directory, {}).empty());
    CHECK(keys_in(directory, {{stranger}, false}) == keys{first});
}

TEST_CASE("digests are believed where only trusted users can write, signatures everywhere") {
    temporary_directory temporary;
    CHECK_THROWS_AS(trust_in_site_layer(temporary.path(), {}, {}), std::runtime_error);
    create_cache_file(temporary.path(), {});
    const auto trust = trust_in_site_layer(temporary.path(), {}, {first});
    CHECK(trust.digests);
    CHECK(trust.keys == keys{first});
    CHECK_FALSE(trust.own);
    chmod(temporary.path().c_str(), 0777);
    CHECK_FALSE(trust_in_site_layer(temporary.path(), {}, {first}).digests);
    CHECK(trust_in_site_layer(temporary.path(), {}, {first}).keys == keys{first});
    chmod(temporary.path().c_str(), 0755);
    if (is_root()) {
        REQUIRE(chown(temporary.path().c_str(), stranger, 0) == 0);
        CHECK_FALSE(trust_in_site_layer(temporary.path(), {}, {}).digests);
        CHECK(trust_in_site_layer(temporary.path(), {{stranger}, false}, {}).digests);
        REQUIRE(chown(temporary.path().c_str(), 0, 0) == 0);
    }
    std::filesystem::remove(cache_file_in(temporary.path()));
    REQUIRE(mkfifo(cache_file_in(temporary.path()).c_str(), 0600) == 0);
    CHECK_THROWS_AS(trust_in_site_layer(temporary.path(), {}, {}), cache_file_refused);
}
