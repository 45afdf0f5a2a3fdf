// SPDX-License-Identifier: MPL-2.0
// A read-only layer of the disk cache, under the user's own: what an administrator, or a container, provides.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"
#include "cache/store/disk_session.hpp"
#include "cache/trust/seal.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The database in a directory that is never written. It is opened without locks and without a write-ahead log, so that
/// it may lie on a medium that cannot be written, or on a network file system; what has changed meanwhile is found when
/// its file has been replaced by another (as `brook-cache export --site` does). All functions are thread-safe.
class site_layer {
public:
    explicit site_layer(std::filesystem::path directory) : directory_(std::move(directory)) {}

    const std::filesystem::path &directory() const noexcept { return directory_; }

    /// What is stored under `key`, if its seal is believed (trusted_keys.hpp). Never throws: whatever goes wrong is a
    /// miss, one warning per cause, and a count in process_counters().disk_errors.
    std::optional<stored_code> find(const cache_key &key) noexcept;

    /// Around fork(): no other thread may be left inside in the child.
    void lock_for_fork() noexcept { mutex_.lock(); }
    void unlock_after_fork() noexcept { mutex_.unlock(); }

private:
    std::optional<disk_row> read(const cache_key &key);
    const layer_trust &trust();

    std::filesystem::path directory_;
    std::mutex mutex_; // guards what follows
    std::unique_ptr<disk_session> session_;
    std::unique_ptr<const layer_trust> trust_; // does not change any more
};

} // namespace detail
BROOK_END_NAMESPACE
