// SPDX-License-Identifier: MPL-2.0
// Look-ups in a database that is somebody else's.
#include "cache/bundles/site_layer.hpp"

#include <variant>

#include <fmt/format.h>

#include "cache/store/entry_format.hpp"
#include "cache/trust/trusted_keys.hpp"
#include "support/counters.hpp"
#include "support/log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

const layer_trust &site_layer::trust() {
    {
        std::lock_guard lock(mutex_);
        if (trust_)
            return *trust_;
    }
    // Not under the mutex: the list of keys may give rise to warnings, and those run the user's code.
    auto trust = trust_in_site_layer(directory_, users_trusted_by_environment(), listed_keys());
    std::lock_guard lock(mutex_);
    if (!trust_)
        trust_ = std::make_unique<const layer_trust>(std::move(trust));
    return *trust_;
}

std::optional<disk_row> site_layer::read(const cache_key &key) {
    std::lock_guard lock(mutex_);
    if (session_ && !session_->is_of_this_process())
        (void)session_.release(); // the parent's
    if (session_ && !session_->is_current())
        session_.reset();
    if (!session_)
        session_ = disk_session::open_immutable(directory_);
    try {
        return session_ ? session_->tables().read(key) : std::nullopt;
    } catch (...) {
        session_.reset(); // a fresh one may not fail
        throw;
    }
}

std::optional<stored_code> site_layer::find(const cache_key &key) noexcept try {
    try {
        if (!cache_file_exists(directory_))
            return std::nullopt;
        const auto &believed = trust();
        const auto row = read(key);
        if (!row)
            return std::nullopt;
        process_counters().bytes_read += row->payload.size();
        auto decoded = decode_entry(key, row->recipe, row->payload, believed);
        if (auto *code = std::get_if<stored_code>(&decoded))
            return std::move(*code);
        ++process_counters().disk_errors;
        warn_once(fmt::format("site_layer.rejected:{}", directory_.string()),
                  fmt::format("an entry of the read-only cache in \"{}\" was rejected: {}", directory_.string(),
                              to_text(std::get<reject_reason>(decoded))));
    } catch (const std::exception &error) {
        ++process_counters().disk_errors;
        warn_once(fmt::format("site_layer.failed:{}", directory_.string()),
                  fmt::format("the read-only cache in \"{}\" cannot be used: {}", directory_.string(), error.what()));
    }
    return std::nullopt;
} catch (...) {
    return std::nullopt; // no memory for a message
}

} // namespace detail
BROOK_END_NAMESPACE
