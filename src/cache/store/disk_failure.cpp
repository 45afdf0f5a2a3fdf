// SPDX-License-Identifier: MPL-2.0
// The table of failures of the disk cache.
#include "cache/store/disk_failure.hpp"

#include "cache/store/cache_file.hpp"
#include "cache/store/disk_schema.hpp"
#include "cache/store/sqlite.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr const char *not_used = "is not used, and left as it is";

disk_failure of_sqlite(sqlite_failure kind) noexcept {
    switch (kind) {
    case sqlite_failure::busy:
        return {.cause = "busy",
                .what = "is locked by another process, and is passed over meanwhile",
                .reason = {},
                .locked = true};
    case sqlite_failure::not_a_database:
        return {.cause = "refused", .what = not_used, .reason = {}, .close = true, .leave_alone = true};
    case sqlite_failure::full:
        return {.cause = "full", .what = "cannot grow", .reason = {}};
    case sqlite_failure::damaged: // closing comes first: a fresh connection may not see it any more
    case sqlite_failure::read_only:
    case sqlite_failure::other:
        break;
    }
    return {.cause = "failed", .what = "failed", .reason = {}, .close = true};
}

} // namespace

disk_failure judge_current_exception() noexcept {
    disk_failure failure;
    try {
        try {
            throw;
        } catch (const still_refused &error) {
            failure = {.reason = {}, .error = false};
            failure.reason = error.what();
        } catch (const only_readable &error) {
            failure = {.cause = "only_readable", .what = "is read but not written", .reason = {}, .error = false};
            failure.reason = error.what();
        } catch (const sqlite_error &error) {
            failure = of_sqlite(error.kind());
            failure.reason = error.what();
        } catch (const cache_file_refused &error) {
            failure = {.cause = "refused", .what = not_used, .reason = {}, .close = true, .leave_alone = true};
            failure.reason = error.what();
        } catch (const foreign_database &error) {
            failure = {.cause = "refused", .what = not_used, .reason = {}, .close = true, .leave_alone = true};
            failure.reason = error.what();
        } catch (const std::exception &error) {
            failure = {.cause = "unusable", .what = "cannot be used", .reason = {}};
            failure.reason = error.what();
        }
    } catch (...) {
        // Not an exception of the standard library, or no memory for its text: what is known by now stands.
        if (*failure.cause == '\0' && failure.error)
            failure = {.cause = "unusable", .what = "cannot be used", .reason = {}};
    }
    return failure;
}

} // namespace detail
BROOK_END_NAMESPACE
