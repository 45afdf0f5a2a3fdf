// SPDX-License-Identifier: MPL-2.0
// Read-only layers: what is believed, and that nothing is ever written.
#include "cache/bundles/site_layer.hpp"

#include <sys/stat.h>

#include "cache/code_cache.hpp"
#include "cache/store/disk_schema.hpp"
#include "cache/store/entry_format.hpp"
#include "support/counters.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/environment.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

// A layer as an administrator makes it: one file, no log beside it.
void make_layer(const std::filesystem::path &directory, std::uint32_t number, const sealer &how = {}) {
    create_cache_file(directory, {});
    sqlite_connection db(cache_file_in(directory), sqlite_connection::mode::read_write);
    configure_connection(db);
    create_schema(db);
    disk_tables tables(db);
    const auto code = code_of(number);
    tables.insert(key_of(number), code.recipe, encode_entry(key_of(number), code, how), code.cost);
    db.execute("PRAGMA journal_mode=DELETE");
}

std::string listing(const std::filesystem::path &directory) {
    std::string text;
    for (const auto &file : std::filesystem::directory_iterator(directory))
        text += file.path().string() + ' ' + std::to_string(file.file_size()) + '\n';
    return text;
}

} // namespace

TEST_CASE("a read-only layer gives what it has, and is not touched") {
    temporary_directory temporary;
    make_layer(temporary.path(), 1);
    const auto before = listing(temporary.path());
    const bool by_mode = GENERATE(false, true);
    if (by_mode) {
        chmod(cache_file_in(temporary.path()).c_str(), 0444);
        chmod(temporary.path().c_str(), 0555);
    }
    site_layer site(temporary.path());
    CHECK(site.find(key_of(1)) == code_of(1));
    CHECK_FALSE(site.find(key_of(2)));
    CHECK(listing(temporary.path()) == before);
    chmod(temporary.path().c_str(), 0755);
}

TEST_CASE("a layer that strangers could have written is believed by signature alone") {
    log_capture capture;
    temporary_directory temporary;
    const auto signing = secret_number(5);
    const bool is_signed = GENERATE(true, false), listed = GENERATE(true, false);
    make_layer(temporary.path(), 1, {is_signed ? seal_kind::signature : seal_kind::digest, signing});
    chmod(temporary.path().c_str(), 0777);
    const auto key = to_hex(signing_key_of(signing));
    const environment_guard keys("BROOK_CACHE_TRUSTED_KEYS", listed ? key.c_str() : nullptr);
    site_layer site(temporary.path());
    CHECK(site.find(key_of(1)).has_value() == (is_signed && listed));
    CHECK(site.find(key_of(1)).has_value() == (is_signed && listed));
    CHECK(capture.count(temporary.path().string()) == (is_signed && listed ? 0 : 1));
}

TEST_CASE("layers that are missing, appear, are replaced, or are something else") {
    log_capture capture;
    temporary_directory temporary, other;
    const auto directory = temporary.path() / "site";
    site_layer site(directory);
    CHECK_FALSE(site.find(key_of(1)));
    CHECK(capture.count("") == 0);
    make_layer(directory, 1);
    CHECK(site.find(key_of(1)) == code_of(1));
    make_layer(other.path(), 2);
    std::filesystem::rename(cache_file_in(other.path()), cache_file_in(directory));
    CHECK_FALSE(site.find(key_of(1)));
    CHECK(site.find(key_of(2)) == code_of(2));
    write_file(cache_file_in(directory).string(), std::vector<char>(20000, 'x'));
    site_layer foreign(directory);
    CHECK_FALSE(foreign.find(key_of(2)));
    CHECK_FALSE(foreign.find(key_of(2)));
    CHECK(capture.count(directory.string()) == 1);
}

TEST_CASE("layers are asked after the user's cache, in their order, and nothing of them is copied") {
    temporary_directory user, first, second;
    make_layer(first.path(), 1);
    make_layer(second.path(), 2);
    code_cache cache(cache_configuration{.directory = user.path(), .site_directories = {first.path(), second.path()}});
    const auto before = process_counters().snapshot();
    miss_reason why{};
    const auto one = cache.find_on_disk(key_of(1), why), two = cache.find_on_disk(key_of(2), why);
    REQUIRE((one && two));
    CHECK((one->code == code_of(1) && one->in_site_layer));
    CHECK((two->code == code_of(2) && two->in_site_layer));
    CHECK_FALSE(cache.find_on_disk(key_of(3), why));
    CHECK(why == miss_reason::absent);
    const auto counted = process_counters().snapshot() - before;
    CHECK((counted.site_hits == 2 && counted.disk_hits == 0));
    cache.store(key_of(1), code_of(1), {});
    cache.finish_writing();
    CHECK_FALSE(cache.find_on_disk(key_of(1), why)->in_site_layer);
    if (threads_may_fork)
        CHECK(true_in_child([&] { return cache.find_on_disk(key_of(2), why)->code == code_of(2); }));
}
