// SPDX-License-Identifier: MPL-2.0
// Code is made once, and found from then on.
#include <filesystem>
#include <fstream>
#include <new>
#include <stdexcept>

#include "cache/code_cache.hpp"
#include "jit/look_up.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/own_process.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

struct fake_code final : cached_code {
    explicit fake_code(std::string t) : text(std::move(t)) {}
    std::size_t size() const noexcept override { return 1000; }
    std::string text;
};

std::vector<std::byte> bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

std::string text_of(const std::vector<std::byte> &bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

// Makes `content`, and links nothing else.
struct fake_maker {
    std::string content;
    int made = 0, linked = 0;

    code_maker maker() {
        return {[this] {
                    ++made;
                    return stored_code{bytes_of(content), {}, {}, {}, {}};
                },
                [this](const stored_code &stored) {
                    ++linked;
                    if (text_of(stored.object) != content)
                        throw std::runtime_error("other content");
                    return std::make_shared<const fake_code>(content);
                }};
    }
    std::string find(const recipe &r) { return static_cast<const fake_code &>(*find_or_make(r, maker()).code).text; }
};

recipe some_recipe(int number) {
    recipe r("test", 1);
    r.add("number", number);
    return r;
}

} // namespace

TEST_CASE("look_up: code is made once, linked again in a process that finds it on disk, and otherwise only found") {
    const fresh_caches caches;
    fake_maker maker{"code"};
    for (int i = 0; i < 3; ++i)
        CHECK(maker.find(some_recipe(1)) == "code");
    CHECK(maker.made == 1);
    CHECK(maker.linked == 1);
    llvm_state::clear_memcache();
    CHECK(maker.find(some_recipe(1)) == "code");
    CHECK(maker.made == 1);
    CHECK(maker.linked == 2);
    CHECK(maker.find(some_recipe(2)) == "code");
    CHECK(maker.made == 2);
}

TEST_CASE("look_up: what is on disk and does not fit is made anew, and replaced") {
    const fresh_caches caches;
    fake_maker old{"old"}, fresh{"new"};
    CHECK(old.find(some_recipe(1)) == "old");
    llvm_state::clear_memcache();
    CHECK(fresh.find(some_recipe(1)) == "new");
    CHECK(fresh.made == 1);
    llvm_state::clear_memcache();
    CHECK(fresh.find(some_recipe(1)) == "new");
    CHECK(fresh.made == 1);
}

TEST_CASE("look_up: only an entry that is wrong is replaced, whatever goes wrong in linking it") {
    const fresh_caches caches;
    fake_maker maker{"code"};
    CHECK(maker.find(some_recipe(1)) == "code");
    const auto size = llvm_state::get_diskcache_size();
    llvm_state::clear_memcache();
    const auto good = maker.maker();
    auto failing = good;

    failing.link = [](const stored_code &) -> std::shared_ptr<const cached_code> { throw std::bad_alloc(); };
    CHECK_THROWS_AS(find_or_make(some_recipe(1), failing), std::bad_alloc);
    CHECK(maker.made == 1);

    int failures = 1; // the first, of what comes from disk
    failing.link = [&](const stored_code &stored) {
        if (failures-- > 0)
            throw std::runtime_error("no room near the library");
        return good.link(stored);
    };
    const auto before = process_counters().snapshot();
    CHECK(find_or_make(some_recipe(1), failing).source == code_source::compiler);
    CHECK(maker.made == 2);
    llvm_state::clear_memcache();
    failures = 1;
    failing.make = []() -> stored_code { throw std::runtime_error("no compiler"); };
    CHECK_THROWS_WITH(find_or_make(some_recipe(1), failing), "no compiler");
    CHECK(llvm_state::get_diskcache_size() == size); // waits until everything is stored
    const auto counted = process_counters().snapshot() - before;
    CHECK(counted.disk_stores == 0);
    CHECK(counted.misses_rejected == 2);

    CHECK(find_or_make(some_recipe(1), good).source == code_source::disk);
    CHECK(maker.made == 2);
}

TEST_CASE("look_up: every miss where the disk cache cannot be used is counted as such") {
    const fresh_caches caches;
    const log_capture quiet;
    const temporary_directory temporary;
    const auto open_to_all = temporary.path() / "open", file = temporary.path() / "file",
               link = temporary.path() / "link";
    std::filesystem::create_directory(open_to_all);
    std::filesystem::permissions(open_to_all, std::filesystem::perms::all);
    std::ofstream(file) << "no directory";
    std::filesystem::create_directory_symlink(caches.directory.path(), link);
    int number = 100;
    for (const auto &refused : {open_to_all, open_to_all / "below", file, file / "below", link,
                                std::filesystem::path("/proc/brook_test/cache")}) {
        INFO(refused.string());
        llvm_state::set_diskcache_path(refused);
        fake_maker maker{"code"};
        const auto before = process_counters().snapshot();
        for (int i = 0; i < 6; ++i) {
            maker.find(some_recipe(++number));
            if (i % 2 == 1) // otherwise the next one may be looked up before it was tried to store this one
                process_code_cache().finish_writing();
        }
        const auto counted = process_counters().snapshot() - before;
        CHECK(counted.misses == 6);
        CHECK(counted.misses_unusable == 6);
    }
}

TEST_CASE("look_up: a failure to make code is the caller's, and leaves nothing behind") {
    const fresh_caches caches;
    const code_maker failing{[]() -> stored_code { throw std::runtime_error("no compiler"); }, {}};
    CHECK_THROWS_WITH(find_or_make(some_recipe(1), failing), "no compiler");
    CHECK(llvm_state::get_memcache_size() == 0);
    CHECK(llvm_state::get_diskcache_size() == 0);
    fake_maker maker{"code"};
    CHECK(maker.find(some_recipe(1)) == "code");
}

TEST_CASE("with BROOK_CACHE_VERIFY=1, code that is not what its recipe says is an error") {
    const environment_guard verify("BROOK_CACHE_VERIFY", "1");
    CHECK(own_process("[verify-child]").succeeds());
}

TEST_CASE("the process of the test above", "[.][verify-child]") {
    const fresh_caches caches;
    fake_maker content{"code"};
    bool right = true;
    auto maker = content.maker();
    maker.verify = [&](const cached_code &code) {
        return right && static_cast<const fake_code &>(code).text == "code";
    };
    const auto find = [&] { return find_or_make(some_recipe(1), maker); };
    const auto before = process_counters().snapshot();
    CHECK(find().source == code_source::compiler);
    CHECK(find().source == code_source::memory);
    CHECK((process_counters().snapshot() - before).verified_hits == 1);
    right = false;
    CHECK_THROWS_WITH(find(), Catch::Matchers::ContainsSubstring(some_recipe(1).key().hex()));
}
