// SPDX-License-Identifier: MPL-2.0
// Each process has a range of bytes, and each copy of SQLite a byte in it, on which it has a shared lock. Whoever finds
// another byte of the range locked comes second.
#include "cache/store/sqlite_claim.hpp"

#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/error.hpp"
#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Beyond the bytes that stand for keys.
constexpr long long first_range = 1LL << 62, ranges = 1LL << 40, length_of_range = 1LL << 20;

long long folded(hasher &hash, long long size) {
    const auto digest = hash.finish();
    std::uint64_t number;
    std::memcpy(&number, digest.data(), sizeof(number));
    return static_cast<long long>(number % static_cast<std::uint64_t>(size));
}

// Machines that share a directory, and containers, number their processes by themselves.
std::optional<long long> range_of_process() {
    struct stat space;
    std::string machine;
    std::ifstream boot("/proc/sys/kernel/random/boot_id");
    if (stat("/proc/self/ns/pid", &space) != 0 || !std::getline(boot, machine))
        return std::nullopt;
    hasher hash;
    hash.update(machine).update(std::uint64_t{space.st_ino}).update(static_cast<std::uint64_t>(getpid()));
    return first_range + length_of_range * folded(hash, ranges);
}

// Where one of its constants lies.
long long place_of_copy() {
    hasher hash;
    hash.update(std::uint64_t{reinterpret_cast<std::uintptr_t>(sqlite3_libversion())});
    return folded(hash, length_of_range);
}

} // namespace

sqlite_claim::sqlite_claim(const std::filesystem::path &directory, const trusted_users &users, if_missing missing) {
    const auto range = range_of_process();
    const auto own = place_of_copy();
    // Of two that come at the same moment, each sees the other: then they come again, one after the other.
    for (const bool again : {false, true}) {
        file_ = lock_file(directory, users, missing);
        if (!range || !file_ || file_.lock(*range + own, lock_file::kind::shared) != lock_file::outcome::locked ||
            !(file_.others_lock(*range, own) || file_.others_lock(*range + own + 1, length_of_range - own - 1)))
            return;
        file_ = lock_file();
        if (!again)
            std::this_thread::sleep_for(std::chrono::milliseconds(own % 16));
    }
    throw_error<cache_file_refused>("another copy of SQLite in this process uses the cache in \"{}\"; link all that "
                                    "contains brook with the same shared SQLite",
                                    directory.string());
}

} // namespace detail
BROOK_END_NAMESPACE
