// SPDX-License-Identifier: MPL-2.0
// Bundles: what was written is read, and anything else is refused as a whole.
#include "cache/bundles/bundle.hpp"

#include <random>
#include <stdexcept>

#include <sys/stat.h>

#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

std::vector<bundle_entry> some_entries() {
    return {{key_of(1), "recipe: 1\n", noise(1000, 1)}, {key_of(2), "", {}}, {key_of(3), "recipe: 3\n", noise(77, 3)}};
}

void write_bundle(const std::filesystem::path &file, const std::vector<bundle_entry> &entries) {
    bundle_writer out(file);
    for (const auto &entry : entries)
        out.add(entry);
    out.finish();
}

std::vector<bundle_entry> read_bundle(const std::filesystem::path &file) {
    bundle_reader in(file);
    std::vector<bundle_entry> entries;
    for (std::uint64_t i = 0; i < in.size(); ++i)
        entries.push_back(in.next());
    return entries;
}

} // namespace

TEST_CASE("bundles are read as they were written") {
    temporary_directory temporary;
    const auto file = temporary.path() / "bundle";
    for (const auto &entries : {some_entries(), std::vector<bundle_entry>()}) {
        write_bundle(file, entries);
        CHECK(read_bundle(file) == entries);
    }
    CHECK_THROWS_AS(bundle_reader(file).next(), std::runtime_error); // there is none
}

TEST_CASE("a bundle that is not finished leaves what was there") {
    temporary_directory temporary;
    const auto file = temporary.path() / "bundle";
    write_bundle(file, some_entries());
    {
        bundle_writer out(file);
        out.add(some_entries()[0]);
    }
    CHECK(read_bundle(file) == some_entries());
    CHECK(std::distance(std::filesystem::directory_iterator(temporary.path()), {}) == 1);
    CHECK_THROWS_AS(bundle_writer("/proc/brook_test/x"), std::runtime_error);
}

TEST_CASE("bundles that are truncated, prolonged or changed in their framing are refused") {
    temporary_directory temporary;
    const auto file = temporary.path() / "bundle", bad = temporary.path() / "bad";
    write_bundle(file, some_entries());
    const auto good = read_file(file.string());
    for (std::size_t size = 0; size < good.size(); ++size) {
        write_file(bad.string(), {good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)});
        CHECK_THROWS_AS(bundle_reader(bad), std::runtime_error);
    }
    auto changed = good;
    changed.push_back('x');
    write_file(bad.string(), changed);
    CHECK_THROWS_AS(bundle_reader(bad), std::runtime_error);
    for (std::size_t i = 0; i < 24; ++i) { // magic, version, number of entries
        changed = good;
        changed[i] = static_cast<char>(changed[i] ^ 64);
        write_file(bad.string(), changed);
        CHECK_THROWS_AS(bundle_reader(bad), std::runtime_error);
    }
    for (std::size_t i = 24 + 32; i < 24 + 48; ++i) { // sizes of the first entry
        changed = good;
        changed[i] = static_cast<char>(changed[i] ^ 64);
        write_file(bad.string(), changed);
        CHECK_THROWS_AS(bundle_reader(bad), std::runtime_error);
    }
}

TEST_CASE("only regular files are bundles") {
    temporary_directory temporary;
    CHECK_THROWS_AS(bundle_reader(temporary.path()), std::runtime_error);
    CHECK_THROWS_AS(bundle_reader(temporary.path() / "nothing"), std::runtime_error);
    const auto fifo = temporary.path() / "fifo";
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    CHECK_THROWS_AS(bundle_reader(fifo), std::runtime_error);
}
