// SPDX-License-Identifier: MPL-2.0
// The disk cache proper: what to do when, and what to do when it fails.
#include "cache/store/disk_cache.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "cache/store/disk_failure.hpp"
#include "cache/store/entry_format.hpp"
#include "cache/trust/secret.hpp"
#include "support/counters.hpp"
#include "support/error.hpp"
#include "support/file_system.hpp"
#include "support/log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// A construction may wait this long for other processes, once: then waiting stops until a write has succeeded.
constexpr int patience_of_constructions = 50; // milliseconds

// Who calls a management function wants an answer rather than a quick return.
constexpr int patience_of_management = 1000; // milliseconds

// Recency is written with the next insertion, or when this many uses have gathered.
constexpr std::size_t many_uses = 64;
constexpr std::size_t most_uses = 1024;

// SQLite takes no more than a gigabyte a row, and moves blobs in one piece.
constexpr std::size_t largest_payload = std::size_t{256} << 20; // bytes

std::filesystem::path absolute_or_empty(const std::filesystem::path &path) {
    return path.empty() ? path : std::filesystem::absolute(path);
}

} // namespace

// A connection must not cross a fork: SQLite's records of locks would be shared by two processes of which one holds
// them. So fork() closes all connections first, and parent and child open their own at the next use.
void disk_cache::lock_for_fork() noexcept {
    mutex_.lock();
    if (!session_ || !session_->is_of_this_process())
        return;
    session_->db().leave_files_alone(true); // a checkpoint would make fork() wait for the disk
    session_.reset();
}

// Whoever keeps a place is a thread that does not exist in the child.
void disk_cache::unlock_in_child() noexcept {
    places_kept_ = 0;
    mutex_.unlock();
}

disk_cache::disk_cache(const std::filesystem::path &directory, bool chosen)
    : directory_(absolute_or_empty(directory)), chosen_(chosen),
      at_forks_(
          global_mutex::disk_caches, [this] { lock_for_fork(); }, [this] { mutex_.unlock(); },
          [this] { unlock_in_child(); }) {}

disk_cache::~disk_cache() {
    const std::lock_guard lock(mutex_); // until the database is closed: a child must not inherit it open
    if (session_ && !session_->is_of_this_process())
        (void)session_.release();
    flush_uses_if_easy();
    session_.reset();
}

// ---- Failures

void disk_cache::refuse(const std::string &reason) noexcept {
    try {
        refusal_ = "it is left alone: " + reason;
    } catch (...) {
        refusal_ = "left alone"; // short enough to need no memory
    }
    try {
        refused_file_ = identity_of(cache_file_in(directory_));
    } catch (...) {
        refused_file_.reset(); // it is looked at again
    }
}

void disk_cache::check_not_refused() {
    if (refusal_.empty())
        return;
    if (identity_of(cache_file_in(directory_)) == refused_file_)
        throw still_refused(refusal_);
    refusal_.clear();
}

void disk_cache::check_file_system() const {
    const auto remote = chosen_ ? std::nullopt : network_file_system(directory_);
    if (remote)
        throw_error<cache_file_refused>("it lies on a network file system ({}). BROOK_CACHE_DIR can name a local "
                                        "directory, or this one if no other machine uses it at the same time",
                                        *remote);
}

// Called in a catch block. Takes the consequences of the failure; what remains is to tell the user.
disk_failure disk_cache::take_failure() noexcept {
    auto failure = judge_current_exception();
    if (failure.error)
        ++process_counters().disk_errors;
    if (failure.locked && std::exchange(patient_, false))
        ++process_counters().breaker_openings;
    if (failure.close)
        session_.reset();
    if (failure.leave_alone)
        refuse(failure.reason);
    return failure;
}

void disk_cache::tell(const disk_failure &failure) const noexcept {
    if (*failure.cause == '\0')
        return;
    try {
        warn_once(fmt::format("disk_cache.{}:{}", failure.cause, directory_.string()),
                  fmt::format("the disk cache in \"{}\" {}: {}", directory_.string(), failure.what, failure.reason));
    } catch (...) {
        // No memory for a message.
    }
}

// What `work` gives; false, or nothing, if it fails.
template <typename Work>
std::invoke_result_t<Work> disk_cache::or_step_aside(Work &&work, miss_reason *why) noexcept {
    disk_failure failure;
    try {
        std::lock_guard lock(mutex_);
        try {
            return work();
        } catch (...) {
            failure = take_failure();
        }
    } catch (...) {
        ++process_counters().disk_errors; // no memory, or no mutex
    }
    if (why != nullptr)
        *why = failure.locked ? miss_reason::locked : miss_reason::unusable;
    // Outside of the mutex, because the user's sink may ask for the size of this very cache.
    tell(failure);
    return std::invoke_result_t<Work>();
}

template <typename Work>
auto disk_cache::or_throw(const char *purpose, Work &&work) {
    if (directory_.empty())
        throw_invalid_argument("cannot {} the disk cache: its path is empty", purpose);
    std::lock_guard lock(mutex_);
    try {
        return work(*session(if_missing::create, patience_of_management));
    } catch (...) {
        const auto failure = take_failure();
        throw_runtime_error("cannot {} the disk cache in \"{}\": {}", purpose, directory_.string(), failure.reason);
    }
}

// ---- The session

// The open session, or a new one if the file has been deleted or replaced. Null if there is no file and none is wanted.
disk_session *disk_cache::session(if_missing missing, int patience) {
    check_not_refused();
    if (session_ && !session_->is_of_this_process()) {
        (void)session_.release();
        refuse("this process was forked in a way that copied an open database");
        check_not_refused();
    }
    if (session_ && !session_->is_current())
        session_.reset();
    if (session_ && missing == if_missing::create && !session_->writable() && is_writable(directory_))
        session_.reset(); // permission may have been given since, or there may be room
    if (!session_) {
        check_file_system();
        session_ = disk_session::open(directory_, missing, patience);
    }
    if (session_)
        session_->db().set_patience(patience);
    else if (missing == if_missing::create)
        throw_runtime_error("\"{}\" was deleted while it was opened", cache_file_in(directory_).string());
    return session_.get();
}

disk_session &disk_cache::session_to_write() {
    auto *open = session(if_missing::create, patient_ ? patience_of_constructions : 0);
    if (!open->writable())
        throw only_readable(open->obstacle());
    return *open;
}

// ---- Recency

disk_cache::kept_place::kept_place(disk_cache &cache) noexcept : cache_(&cache) {
    ++cache.places_kept_;
    uses_before_ = cache.uses_noted_;
    cache.uses_before_last_place_ = uses_before_;
}

disk_cache::kept_place::kept_place(kept_place &&other) noexcept
    : cache_(std::exchange(other.cache_, nullptr)), uses_before_(other.uses_before_) {}

disk_cache::kept_place::~kept_place() {
    if (cache_ != nullptr)
        --cache_->places_kept_;
}

std::size_t disk_cache::count_uses_after(const kept_place *place) const noexcept {
    const auto after = place != nullptr ? uses_noted_ - place->uses_before_ : 0;
    return std::min<std::size_t>(after, uses_.size());
}

void disk_cache::note_use(const cache_key &key, bool long_unused) {
    if (!session_->writable())
        return;
    if (uses_.empty() || uses_.back() != key || uses_noted_ == uses_before_last_place_) {
        uses_.push_back(key);
        ++uses_noted_;
    }
    if (uses_.size() > most_uses)
        uses_.erase(uses_.begin(), uses_.begin() + most_uses / 2);
    if (long_unused || uses_.size() % many_uses == 0)
        flush_uses_if_easy();
}

// Never waits, and failure means later: recency is not worth a delay. Where an entry waits to be stored among these
// uses, that writes them down.
void disk_cache::flush_uses_if_easy() noexcept {
    if (!session_ || !session_->writable() || uses_.empty() || places_kept_ > 0)
        return;
    try {
        session_->db().set_patience(0);
        sqlite_transaction transaction(session_->db());
        session_->tables().touch(uses_);
        transaction.commit();
        uses_.clear();
    } catch (...) {
    }
}

// ---- Look-up

std::optional<disk_row> disk_cache::read_row(const cache_key &key) {
    auto *open = session(if_missing::give_up, patient_ ? patience_of_constructions : 0);
    if (open == nullptr)
        return std::nullopt;
    try {
        auto row = open->tables().read(key);
        if (row)
            note_use(key, row->long_unused);
        return row;
    } catch (const sqlite_error &error) {
        if (error.kind() == sqlite_failure::damaged)
            unreadable_ = key;
        throw;
    }
}

std::optional<stored_code> disk_cache::find(const cache_key &key, miss_reason *why) noexcept {
    miss_reason ignored;
    auto &reason_of_miss = why != nullptr ? *why : ignored;
    reason_of_miss = directory_.empty() ? miss_reason::disabled : miss_reason::absent;
    if (directory_.empty())
        return std::nullopt;
    layer_trust trust;
    const auto look = [&] {
        auto found = read_row(key);
        if (found)
            trust.own = secret_of(directory_);
        return found;
    };
    const auto row = or_step_aside(look, &reason_of_miss);
    if (!row)
        return std::nullopt;
    reason_of_miss = miss_reason::rejected;
    process_counters().bytes_read += row->payload.size();
    try {
        auto decoded = decode_entry(key, row->recipe, row->payload, trust);
        if (auto *code = std::get_if<stored_code>(&decoded))
            return std::move(*code);
        const auto reason = to_text(std::get<reject_reason>(decoded));
        ++process_counters().disk_errors;
        reject(key, row->payload);
        warn_once(fmt::format("disk_cache.rejected:{}", directory_.string()),
                  fmt::format("an entry of the disk cache in \"{}\" was rejected: {}", directory_.string(), reason));
    } catch (...) {
        ++process_counters().disk_errors;
    }
    return std::nullopt;
}

process_lock::outcome disk_cache::lock_for_making(process_lock &lock, const cache_key &key,
                                                  std::chrono::milliseconds patience, miss_reason *why) noexcept {
    constexpr auto none = process_lock::outcome::none; // whoever stores the code will say why
    try {
        if (directory_.empty())
            return none;
        const bool remote = network_file_system(directory_).has_value();
        const auto users = users_trusted_by_environment();
        if (!may_make_file(users, remote && !chosen_)) {
            if (why != nullptr)
                *why = miss_reason::unusable;
            return none;
        }
        return remote ? none : lock.acquire(directory_, users, key, patience);
    } catch (...) {
        return none;
    }
}

// Makes the file, if it is not there yet, with the directory.
bool disk_cache::may_make_file(const trusted_users &users, bool avoided) {
    {
        std::lock_guard guard(mutex_);
        if (!refusal_.empty() || avoided)
            return false;
    }
    try {
        ensure_cache_file(directory_, users);
        return true;
    } catch (const std::runtime_error &) {
        return false;
    }
}

// Only if the row still holds the rejected bytes: another process may have replaced it.
void disk_cache::reject(const cache_key &key, const std::vector<std::byte> &payload) noexcept {
    or_step_aside([&] {
        auto &open = session_to_write();
        sqlite_transaction transaction(open.db());
        open.tables().erase_if(key, payload);
        transaction.commit();
    });
}

void disk_cache::erase(const cache_key &key) noexcept {
    if (directory_.empty())
        return;
    or_step_aside([&] {
        auto *open = session(if_missing::give_up, patience_of_constructions);
        if (open == nullptr || !open->writable())
            return;
        sqlite_transaction transaction(open->db());
        open->tables().erase(key);
        transaction.commit();
    });
}

// ---- Insertion

// All uses count when it is decided what to evict. Those after the entry's own place are written down once more, behind
// it, and stay in the list if other entries wait to be stored among them.
bool disk_cache::store_row(const new_row &row) {
    auto &open = session_to_write();
    auto &tables = open.tables();
    sqlite_transaction transaction(open.db());
    const auto size = disk_tables::size_of(row.recipe, row.payload);
    const auto limit = tables.limit();
    const auto uses_before = uses_.size() - count_uses_after(row.place);
    if (unreadable_ == row.key)
        tables.erase(row.key);
    const bool there = tables.contains(row.key);
    tables.touch(uses_);
    if (there) {
        tables.touch(std::span(&row.key, 1));
    } else if (size <= limit) {
        tables.evict_down_to(limit - size);
        tables.insert(row.key, row.recipe, row.payload, row.cost);
    }
    tables.touch(std::span(uses_).subspan(uses_before));
    transaction.commit();
    const bool others_wait = places_kept_ > (row.place != nullptr ? 1u : 0u);
    uses_.erase(uses_.begin(), others_wait ? uses_.begin() + static_cast<std::ptrdiff_t>(uses_before) : uses_.end());
    unreadable_.reset();
    patient_ = true;
    if (!there && size <= limit) {
        ++process_counters().disk_stores;
        process_counters().bytes_stored += row.payload.size();
    }
    return there || size <= limit;
}

// Damage that a fresh connection sees too is real. Emptying loses no more than what can be computed again.
bool disk_cache::store_row_or_rebuild(const new_row &row) {
    const auto failed_by_damage = [&](bool &stored) {
        try {
            stored = store_row(row);
            return false;
        } catch (const sqlite_error &error) {
            if (error.kind() != sqlite_failure::damaged)
                throw;
            session_.reset();
            return true;
        }
    };
    bool stored = false;
    if (!failed_by_damage(stored) || !failed_by_damage(stored))
        return stored;
    rebuild_damaged_database(directory_, patience_of_constructions);
    ++process_counters().disk_errors;
    return store_row(row);
}

bool disk_cache::store(const cache_key &key, const stored_code &code, const kept_place *place) noexcept {
    if (directory_.empty()) {
        warn_once("disk_cache.no_directory",
                  "there is no directory for the disk cache (no home, no BROOK_CACHE_DIR): nothing is kept on disk");
        return false;
    }
    const auto own = or_step_aside([&] {
        check_not_refused();
        return std::optional(secret_of(directory_));
    });
    if (!own)
        return false;
    std::vector<std::byte> payload;
    try {
        payload = encode_entry(key, code, {seal_kind::mac, *own});
    } catch (...) {
        ++process_counters().disk_errors;
        return false;
    }
    if (payload.size() > largest_payload || code.recipe.size() > largest_payload)
        return false;
    return or_step_aside([&] { return store_row_or_rebuild({key, code.recipe, payload, code.cost, place}); });
}

// ---- Management

std::int64_t disk_cache::size() {
    return or_throw("measure", [](disk_session &open) { return open.tables().total(); });
}

std::int64_t disk_cache::limit() {
    return or_throw("read the limit of", [](disk_session &open) { return open.tables().limit(); });
}

void disk_cache::set_limit(std::int64_t limit) {
    if (limit < 0)
        throw_invalid_argument("the limit of the disk cache must not be negative, but {} was given", limit);
    or_throw("set the limit of", [&](disk_session &open) {
        sqlite_transaction transaction(open.db());
        open.tables().touch(uses_);
        open.tables().set_limit(limit);
        open.tables().evict_down_to(limit);
        transaction.commit();
        uses_.clear();
        open.tables().shrink_file();
    });
}

void disk_cache::clear() {
    or_throw("clear", [&](disk_session &open) {
        sqlite_transaction transaction(open.db());
        open.tables().erase_all();
        transaction.commit();
        uses_.clear();
        open.tables().shrink_file();
    });
}

} // namespace detail
BROOK_END_NAMESPACE
