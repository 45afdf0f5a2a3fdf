// SPDX-License-Identifier: MPL-2.0
// Each process has a range of bytes, and each copy of SQLite a byte in it, on which it has a shared lock. Whoever finds
// another byte of the range locked comes second.
#include "cache/sqlite_claim.hpp"

#include <cstdint>
#include <cstring>

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

// Containers number their processes by themselves.
std::uint64_t number_space() noexcept {
    struct stat about;
    return stat("/proc/self/ns/pid", &about) == 0 ? about.st_ino : 0;
}

long long folded(std::uint64_t a, std::uint64_t b, long long size) {
    const auto digest = hasher().update(a).update(b).finish();
    std::uint64_t number;
    std::memcpy(&number, digest.data(), sizeof(number));
    return static_cast<long long>(number % static_cast<std::uint64_t>(size));
}

} // namespace

sqlite_claim::sqlite_claim(const std::filesystem::path &directory, const trusted_users &users)
    : file_(directory, users) {
    const auto range =
        first_range + length_of_range * folded(number_space(), static_cast<std::uint64_t>(getpid()), ranges);
    const auto own = folded(reinterpret_cast<std::uintptr_t>(&sqlite3_open_v2), 0, length_of_range);
    if (!file_ || file_.lock(range + own, lock_file::kind::shared) != lock_file::outcome::locked)
        return;
    if (file_.others_lock(range, own) || file_.others_lock(range + own + 1, length_of_range - own - 1))
        throw_error<cache_file_refused>(
            "another copy of SQLite in this process uses the cache in \"{}\"; link all that "
            "contains brook with the same shared SQLite",
            directory.string());
}

} // namespace detail
BROOK_END_NAMESPACE
