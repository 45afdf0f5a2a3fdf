// SPDX-License-Identifier: MPL-2.0
#include "tool/brook_cache/entries.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "cache/store/disk_tables.hpp"
#include "cache/store/entry_format.hpp"
#include "cache/trust/secret.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"

namespace brook_cache {

using namespace brook::detail;

std::unique_ptr<disk_session> open_database(const std::filesystem::path &directory) {
    if (directory.empty())
        throw_runtime_error("there is no directory for the cache (no home, no BROOK_CACHE_DIR)");
    try {
        return disk_session::open(std::filesystem::absolute(directory), if_missing::give_up, patience);
    } catch (const sqlite_error &error) {
        if (error.kind() == sqlite_failure::damaged)
            throw; // verify can repair that
        throw_runtime_error("the cache in \"{}\" cannot be used: {}", directory.string(), error.what());
    } catch (const std::runtime_error &error) {
        throw_runtime_error("the cache in \"{}\" cannot be used: {}", directory.string(), error.what());
    }
}

std::vector<catalogue_entry> entries_of(disk_session *database) {
    return database != nullptr ? read_catalogue(database->db()) : std::vector<catalogue_entry>();
}

const catalogue_entry &find_entry(const std::vector<catalogue_entry> &entries, std::string_view prefix) {
    if (prefix.empty() || prefix.size() > 64 || prefix.find_first_not_of("0123456789abcdef") != prefix.npos)
        throw_invalid_argument("a key, or its beginning, consists of up to 64 digits 0-9 and a-f, but '{}' was given",
                               prefix);
    const auto fits = [&](const catalogue_entry &e) { return e.key.hex().starts_with(prefix); };
    const auto found = std::find_if(entries.begin(), entries.end(), fits);
    if (found == entries.end())
        throw_error<no_such_entry>("no entry has a key that begins with {}", prefix);
    if (const auto n = std::count_if(found, entries.end(), fits); n > 1)
        throw_error<no_such_entry>("the keys of {} entries begin with {}: more digits are needed", n, prefix);
    return *found;
}

std::vector<catalogue_entry> select(std::vector<catalogue_entry> entries, const std::vector<std::string> &prefixes) {
    if (prefixes.empty())
        return entries;
    std::vector<catalogue_entry> selected;
    for (const auto &prefix : prefixes)
        selected.push_back(find_entry(entries, prefix));
    return selected;
}

std::optional<recipe> parse(const std::string &text) {
    try {
        return recipe::parse(text);
    } catch (const std::invalid_argument &) {
        return std::nullopt;
    }
}

std::string field(const std::string &recipe_text, std::string_view name) {
    const auto r = parse(recipe_text);
    const auto *value = r ? r->find(name) : nullptr;
    return value != nullptr ? *value : std::string();
}

checked_entry check_entry(const cache_key &key, const std::string &recipe, const std::vector<std::byte> &payload,
                          const layer_trust &trust) {
    if (!parse(recipe))
        return {std::nullopt, "its recipe is malformed"};
    auto decoded = decode_entry(key, recipe, payload, trust);
    if (const auto *reason = std::get_if<reject_reason>(&decoded))
        return {std::nullopt, std::string(to_text(*reason))};
    return {std::get<stored_code>(std::move(decoded)), {}};
}

checked_entry read_entry(disk_session &database, const cache_key &key, const layer_trust &trust) {
    const auto row = database.tables().read(key);
    return row ? check_entry(key, row->recipe, row->payload, trust) : checked_entry{std::nullopt, "it is gone"};
}

layer_trust own_trust(const std::filesystem::path &directory) {
    layer_trust trust;
    trust.own = secret_of(std::filesystem::absolute(directory));
    return trust;
}

std::string with_unit(std::int64_t bytes) {
    constexpr std::array units{"bytes", "kB", "MB", "GB", "TB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1000 && unit + 1 < units.size(); ++unit)
        value /= 1000;
    return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.3g} {}", value, units[unit]);
}

double seconds_of(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

void print(const json &value) { fmt::print("{}\n", value.text); }

} // namespace brook_cache
