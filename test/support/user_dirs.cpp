// SPDX-License-Identifier: MPL-2.0
// Tests of the choice of the user's directories.
#include "support/user_dirs.hpp"

#include <cstdlib>
#include <utility>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/environment.hpp"

using namespace brook::detail;

TEST_CASE("the directories follow from the hints") {
    struct row {
        directory_hints hints;
        const char *cache, *state;
    };
    const row rows[] = {
        {{"/b", "/x", "/s", "/h", "/p", false, false}, "/b", "/s/brook"},
        {{"relative", "/x", "s", "/h", "/p", false, false}, "relative", "/h/.local/state/brook"},
        {{"", "/x", "", "/h", "/p", false, false}, "/x/brook", "/h/.local/state/brook"},
        {{"", "x", "/s", "/h", "/p", false, false}, "/h/.cache/brook", "/s/brook"},
        {{"", "", "", "/h", "/p", false, false}, "/h/.cache/brook", "/h/.local/state/brook"},
        {{"", "", "", "/h", "/p", false, true}, "/h/Library/Caches/brook", "/h/Library/Application Support/brook"},
        {{"", "", "", "h", "/p", false, false}, "/p/.cache/brook", "/p/.local/state/brook"},
        {{"", "", "", "", "/p", false, false}, "/p/.cache/brook", "/p/.local/state/brook"},
        {{"", "", "", "", "p", false, false}, "", ""},
        {{"/b", "", "", "", "", false, false}, "/b", ""},
        {{"/b", "/x", "/s", "/h", "/p", true, false}, "", ""},
    };
    for (const auto &r : rows) {
        CHECK(cache_directory_from(r.hints) == r.cache);
        CHECK(state_directory_from(r.hints) == r.state);
    }
}

TEST_CASE("lists in the environment") {
    using list = std::vector<std::string>;
    environment_guard variable("BROOK_TEST_LIST", nullptr);
    CHECK(environment_list("BROOK_TEST_LIST").empty());
    for (const auto &[text, elements] :
         {std::pair{"", list{}}, {"a", {"a"}}, {"a,bc", {"a", "bc"}}, {",a,,b ,", {"a", "b "}}, {",,", {}}}) {
        variable.set(text);
        CHECK(environment_list("BROOK_TEST_LIST") == elements);
    }
}

TEST_CASE("the hints of a process are its environment and the user database") {
    CHECK(true_in_child([] {
        setenv("BROOK_CACHE_DIR", "/some/where", 1);
        return default_cache_directory() == "/some/where";
    }));
    CHECK(true_in_child([] {
        setenv("BROOK_CACHE_DIR", "", 1);
        setenv("XDG_CACHE_HOME", "/xdg", 1);
        setenv("XDG_STATE_HOME", "/state", 1);
        return default_cache_directory() == "/xdg/brook" &&
               state_directory_from(current_directory_hints()) == "/state/brook";
    }));
    CHECK(true_in_child([] {
        unsetenv("BROOK_CACHE_DIR");
        unsetenv("XDG_CACHE_HOME");
        setenv("HOME", "relative", 1);
        const auto found = default_cache_directory();
        return found.empty() || found.is_absolute();
    }));
}
