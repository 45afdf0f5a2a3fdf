// SPDX-License-Identifier: MPL-2.0
// Tests of the choice of the cache directory.
#include "support/user_dirs.hpp"

#include <cstdlib>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"

using namespace brook::detail;

TEST_CASE("the cache directory follows from the hints") {
    struct row {
        directory_hints hints;
        const char *expected;
    };
    const row rows[] = {
        {{"/b", "/x", "/h", "/p", false, false}, "/b"},
        {{"relative", "/x", "/h", "/p", false, false}, "relative"},
        {{"", "/x", "/h", "/p", false, false}, "/x/brook"},
        {{"", "x", "/h", "/p", false, false}, "/h/.cache/brook"},
        {{"", "", "/h", "/p", false, false}, "/h/.cache/brook"},
        {{"", "", "/h", "/p", false, true}, "/h/Library/Caches/brook"},
        {{"", "", "h", "/p", false, false}, "/p/.cache/brook"},
        {{"", "", "", "/p", false, false}, "/p/.cache/brook"},
        {{"", "", "", "p", false, false}, ""},
        {{"", "", "", "", false, false}, ""},
        {{"/b", "/x", "/h", "/p", true, false}, ""},
    };
    for (const auto &r : rows)
        CHECK(cache_directory_from(r.hints) == r.expected);
}

TEST_CASE("the hints of a process are its environment and the user database") {
    CHECK(true_in_child([] {
        setenv("BROOK_CACHE_DIR", "/some/where", 1);
        return default_cache_directory() == "/some/where";
    }));
    CHECK(true_in_child([] {
        setenv("BROOK_CACHE_DIR", "", 1);
        setenv("XDG_CACHE_HOME", "/xdg", 1);
        return default_cache_directory() == "/xdg/brook";
    }));
    CHECK(true_in_child([] {
        unsetenv("BROOK_CACHE_DIR");
        unsetenv("XDG_CACHE_HOME");
        setenv("HOME", "relative", 1);
        const auto found = default_cache_directory();
        return found.empty() || found.is_absolute();
    }));
}
