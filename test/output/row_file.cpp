// SPDX-License-Identifier: MPL-2.0
// Files without names: what they hold, when they are gone, and what happens if they cannot grow.
#include "output/row_file.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#include <sys/mount.h>
#endif
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/support/catch.hpp"
#include "test/support/own_process.hpp"
#include "test/support/temporary_directory.hpp"

using brook::detail::mapped_block;
using brook::detail::row_file;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

std::vector<char> bytes_like(int seed, std::size_t n) {
    std::vector<char> bytes(n);
    for (std::size_t i = 0; i < n; ++i)
        bytes[i] = static_cast<char>(i * 31 + i / 255 + static_cast<std::size_t>(seed));
    return bytes;
}

bool holds(const mapped_block &block, const std::vector<char> &bytes) {
    return block.size() == bytes.size() && std::memcmp(block.data(), bytes.data(), bytes.size()) == 0;
}

// Stores until that fails, and says with what.
std::string failure_of_growth(const fs::path &directory) {
    row_file file(directory);
    const auto bytes = bytes_like(1, 100000);
    std::vector<mapped_block> blocks;
    try {
        for (int i = 0; i < 1000; ++i)
            blocks.push_back(file.store(bytes.data(), bytes.size()));
    } catch (const std::runtime_error &e) {
        for (const auto &block : blocks)
            if (!holds(block, bytes))
                return "what was stored is lost";
        return blocks.empty() ? "nothing could be stored" : e.what();
    }
    return "no failure";
}

} // namespace

TEST_CASE("what is stored in a file is found there", "[row_file]") {
    const temporary_directory directory;
    std::optional<row_file> file(std::in_place, directory.path());
    std::vector<mapped_block> blocks;
    std::vector<std::vector<char>> expected;
    for (const std::size_t n : {1u, 4095u, 4096u, 4097u, 1000000u, 3u}) {
        expected.push_back(bytes_like(int(n), n));
        blocks.push_back(file->store(expected.back().data(), n));
    }
    REQUIRE(fs::is_empty(directory.path())); // it has no name
    file.reset();
    for (std::size_t i = 0; i < blocks.size(); ++i)
        REQUIRE(holds(blocks[i], expected[i]));
    mapped_block moved = std::move(blocks[1]);
    REQUIRE(holds(moved, expected[1]));
    moved = std::move(blocks[4]);
    REQUIRE(holds(moved, expected[4]));
}

TEST_CASE("a child of fork() has a file of its own", "[row_file]") {
    const temporary_directory directory;
    row_file file(directory.path());
    const auto ours = bytes_like(1, 5000), theirs = bytes_like(2, 5000);
    const auto common = file.store(ours.data(), ours.size());
    const auto child = fork();
    if (child == 0) {
        const auto own = file.store(theirs.data(), theirs.size());
        _exit(holds(own, theirs) && holds(common, ours) ? 0 : 1);
    }
    REQUIRE(child > 0);
    int status = 1;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
    const auto more = file.store(ours.data(), ours.size());
    REQUIRE(holds(more, ours));
    REQUIRE(holds(common, ours));
}

TEST_CASE("where there can be no file, an error says so", "[row_file]") {
    const temporary_directory directory;
    const auto missing = directory.path() / "missing", other = directory.path() / "file";
    REQUIRE_THROWS_AS(row_file(fs::path()), std::invalid_argument);
    REQUIRE_THROWS_AS(row_file(missing), std::runtime_error);
    REQUIRE_THROWS_WITH(row_file(missing),
                        ContainsSubstring(missing.string()) && ContainsSubstring(std::strerror(ENOENT)));
    std::ofstream(other) << "no directory";
    REQUIRE_THROWS_WITH(row_file(other),
                        ContainsSubstring(other.string()) && ContainsSubstring(std::strerror(ENOTDIR)));
    if (geteuid() != 0) {
        fs::permissions(directory.path(), fs::perms::owner_read | fs::perms::owner_exec);
        REQUIRE_THROWS_WITH(row_file(directory.path()), ContainsSubstring(std::strerror(EACCES)));
    }
}

TEST_CASE("in a process whose files may not grow", "[.row_file_limit]") {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000000, 1000000};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    const temporary_directory directory;
    const auto failure = failure_of_growth(directory.path());
    REQUIRE_THAT(failure, ContainsSubstring(directory.path().string()) && ContainsSubstring(std::strerror(EFBIG)));
}

TEST_CASE("in a process with a tiny disk", "[.row_file_disk]") {
#if defined(__linux__)
    const temporary_directory directory;
    // Where that is not allowed there is nothing to see.
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("brook_test", directory.path().c_str(), "tmpfs", 0, "size=1m") != 0)
        return;
    const auto failure = failure_of_growth(directory.path());
    umount(directory.path().c_str());
    REQUIRE_THAT(failure, ContainsSubstring(directory.path().string()) && ContainsSubstring(std::strerror(ENOSPC)));
#endif
}

TEST_CASE("a file that cannot grow is an error, and leaves what is stored", "[row_file]") {
    REQUIRE(own_process("[.row_file_limit]").succeeds());
    REQUIRE(own_process("[.row_file_disk]").succeeds());
}
