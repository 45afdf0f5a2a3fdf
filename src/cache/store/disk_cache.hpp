// SPDX-License-Identifier: MPL-2.0
// Disk cache of object code: one SQLite file per directory, shared by processes, bounded in bytes, least recently used
// entries go first.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/locks/process_lock.hpp"
#include "cache/recipe.hpp"
#include "cache/store/disk_failure.hpp"
#include "cache/store/disk_session.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Why a look-up on disk found nothing.
enum class miss_reason {
    absent,   ///< never stored, or evicted
    rejected, ///< an entry was there and did not pass its check, or did not fit
    locked,   ///< another process was in the way
    unusable, ///< the database cannot be read, or there is none and none can be made
    disabled, ///< the disk cache is off, is only written, or has no directory
};

/// All functions are thread-safe, and usable on both sides of a fork(). Nothing is opened before the first use.
///
/// find(), store() and erase() never throw: whatever goes wrong is a miss, one warning per cause, and a count in
/// process_counters().disk_errors. What happens to the file follows from the failure:
///   - an entry that does not pass its check is deleted;
///   - a database that contradicts itself, twice, is emptied in place by the next store, if it is ours;
///   - a file that is locked, unreadable or full stays: the next process may well read it;
///   - a file that is not ours, or that others can write, is never touched, and not looked at again until replaced;
///   - where the user's secret cannot be had, nothing is used or stored.
class disk_cache {
public:
    static constexpr std::int64_t default_limit = disk_tables::default_limit; // bytes

    /// The cache in `directory`; an empty path gives a cache that holds nothing. If the user has not `chosen` it, it is
    /// refused on a network file system, where databases get damaged and locks may hang. Where it has been chosen,
    /// there is no write-ahead log on such a one, and processes do not wait for each other's code.
    explicit disk_cache(const std::filesystem::path &directory, bool chosen = true);
    ~disk_cache();
    disk_cache(const disk_cache &) = delete;
    disk_cache &operator=(const disk_cache &) = delete;

    /// What is stored under `key`, checked; or nothing, and why.
    std::optional<stored_code> find(const cache_key &key, miss_reason *why = nullptr) noexcept;

    /// A place in the order of uses, that of now, for an entry that is stored later. Takes no lock.
    class kept_place {
    public:
        explicit kept_place(disk_cache &cache) noexcept;
        kept_place(kept_place &&other) noexcept;
        kept_place &operator=(kept_place &&) = delete;
        ~kept_place();

    private:
        friend disk_cache;
        disk_cache *cache_; // null if moved from
        std::uint64_t uses_before_;
    };

    /// Evicts until `code` fits, and stores it, as used at `place`, or now. What is larger than the limit evicts
    /// nothing and is not stored. If the key is there already, the first entry stays. True if the key is stored now.
    bool store(const cache_key &key, const stored_code &code, const kept_place *place = nullptr) noexcept;

    /// The right to make the code of `key` among the processes that use this directory, as process_lock::acquire(). If
    /// the directory is refused, or no database can be made in it, `why` becomes miss_reason::unusable.
    process_lock::outcome lock_for_making(process_lock &lock, const cache_key &key, std::chrono::milliseconds patience,
                                          miss_reason *why = nullptr) noexcept;

    /// Deletes an entry, for what passes its check and is known to be wrong.
    void erase(const cache_key &key) noexcept;

    // These throw std::invalid_argument if the path is empty, and std::runtime_error with the reason if the database
    // cannot be used.

    /// Sum of the sizes of the entries of all processes, in bytes.
    std::int64_t size();

    /// Upper bound of size(), in bytes; kept in the database.
    std::int64_t limit();

    /// Sets the limit for all processes, and evicts at once what exceeds it. Throws std::invalid_argument if negative.
    void set_limit(std::int64_t limit);

    /// Deletes all entries and gives their space back to the file system.
    void clear();

private:
    bool may_make_file(const trusted_users &users, bool avoided);
    void lock_for_fork() noexcept;
    void unlock_in_child() noexcept;

    template <typename Work>
    std::invoke_result_t<Work> or_step_aside(Work &&work, miss_reason *why = nullptr) noexcept;
    template <typename Work>
    auto or_throw(const char *purpose, Work &&work);
    void tell(const disk_failure &failure) const noexcept;
    void reject(const cache_key &key, const std::vector<std::byte> &payload) noexcept;

    // The functions below run under the mutex.
    disk_session *session(if_missing missing, int patience);
    disk_session &session_to_write();
    void check_not_refused();
    void check_file_system() const;
    void refuse(const std::string &reason) noexcept;
    disk_failure take_failure() noexcept;
    std::optional<disk_row> read_row(const cache_key &key);
    struct new_row {
        const cache_key &key;
        const std::string &recipe;
        const std::vector<std::byte> &payload;
        std::chrono::nanoseconds cost;
        const kept_place *place;
    };
    bool store_row(const new_row &row);
    bool store_row_or_rebuild(const new_row &row);
    void note_use(const cache_key &key, bool long_unused);
    std::size_t count_uses_after(const kept_place *place) const noexcept;
    void flush_uses_if_easy() noexcept;

    std::filesystem::path directory_; // absolute, or empty
    bool chosen_;

    // Written under the mutex or not; read without it, too.
    std::atomic<unsigned> places_kept_{0};
    std::atomic<std::uint64_t> uses_noted_{0}, uses_before_last_place_{0};

    std::mutex mutex_; // guards what follows
    std::unique_ptr<disk_session> session_;
    std::vector<cache_key> uses_;         // not written down yet, in order
    std::optional<cache_key> unreadable_; // the last key whose row could not be read because of damage
    bool patient_ = true;                 // false after a lock was waited for in vain, until a write succeeds
    std::string refusal_;                 // why the file is not touched any more; empty if it is
    std::optional<file_identity> refused_file_;
    fork_participant at_forks_;
};

} // namespace detail
BROOK_END_NAMESPACE
