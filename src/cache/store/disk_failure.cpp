// SPDX-License-Identifier: MPL-2.0
// The table of failures of the disk cache.
#include "cache/store/disk_failure.hpp"

#include "cache/store/disk_schema.hpp"
#include "cache/store/sqlite.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

template <typename Error>
bool is(const std::exception &error) noexcept {
    return dynamic_cast<const Error *>(&error) != nullptr;
}

bool is(const std::exception &error, sqlite_failure kind) noexcept {
    const auto *failed = dynamic_cast<const sqlite_error *>(&error);
    return failed != nullptr && failed->kind() == kind;
}

disk_failure consequences_of(const std::exception &error) noexcept {
    if (is<still_refused>(error))
        return {.error = false};
    if (is<only_readable>(error))
        return {.cause = "only_readable", .what = "is read but not written", .error = false};
    if (is<cache_file_refused>(error) || is(error, sqlite_failure::not_a_database))
        return {.cause = "refused", .what = "is not used, and left as it is", .close = true, .leave_alone = true};
    if (is(error, sqlite_failure::busy))
        return {.cause = "busy", .what = "is locked by another process, and is passed over meanwhile", .locked = true};
    if (is(error, sqlite_failure::full))
        return {.cause = "full", .what = "cannot grow"};
    if (is<sqlite_error>(error)) // closing comes first: a fresh connection may not see the damage any more
        return {.cause = "failed", .what = "failed", .close = true};
    return {.cause = "unusable", .what = "cannot be used"};
}

} // namespace

disk_failure judge_current_exception() noexcept {
    disk_failure failure = consequences_of(std::exception());
    try {
        try {
            throw;
        } catch (const std::exception &error) {
            failure = consequences_of(error);
            failure.reason = error.what();
        }
    } catch (...) {
        // Not an exception of the standard library, or no memory for its text: what is known by now stands.
    }
    return failure;
}

} // namespace detail
BROOK_END_NAMESPACE
