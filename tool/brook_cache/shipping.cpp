// SPDX-License-Identifier: MPL-2.0
// export, import and prewarm: entries that travel.
#include <algorithm>
#include <functional>
#include <map>

#include "cache/bundles/bundle.hpp"
#include "cache/store/cache_file.hpp"
#include "cache/store/disk_cache.hpp"
#include "cache/store/entry_format.hpp"
#include "cache/trust/secret.hpp"
#include "cache/trust/trusted_keys.hpp"
#include "jit/code_unit.hpp"
#include "jit/environment.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"
#include "tool/brook_cache/entries.hpp"
#include "tool/brook_cache/progress.hpp"

namespace brook_cache {

using namespace brook::detail;

namespace {

secret secret_for(const std::filesystem::path &directory) { return secret_of(std::filesystem::absolute(directory)); }

// Whom the user believes who imports: the keys that are listed, and the user.
layer_trust trust_in_bundles(const std::filesystem::path &directory, bool trust_unsigned) {
    layer_trust trust;
    trust.keys = listed_keys();
    trust.keys.push_back(signing_key_of(secret_for(directory)));
    trust.digests = trust_unsigned;
    return trust;
}

// What could not be used, by reason.
class refusals {
public:
    void add(const std::string &reason) { ++counts_[reason]; }
    bool empty() const { return counts_.empty(); }
    json as_json() const {
        return json_list(
            counts_, [](const auto &c) { return json(json_object().add("reason", c.first).add("entries", c.second)); });
    }
    void print(const char *what) const {
        for (const auto &[reason, count] : counts_)
            fmt::print("{} {}: {}\n", count, what, reason);
    }

private:
    std::map<std::string, std::size_t> counts_;
};

// ---- export

// Calls `put` with each selected entry, sealed anew, and what it holds. Returns how many there were.
std::size_t for_each_sealed(const context &c, const std::vector<std::string> &keys, sealed_with seal,
                            const std::function<void(const bundle_entry &, const stored_code &)> &put, refusals &bad) {
    const auto database = open_database(c.directory);
    const auto entries = select(entries_of(database.get()), keys);
    const auto trust = own_trust(c.directory);
    const sealer how{seal == sealed_with::signature ? seal_kind::signature : seal_kind::digest, *trust.own};
    std::size_t count = 0;
    progress bar("export", entries.size());
    for (const auto &entry : entries) {
        const auto [code, reason] = read_entry(*database, entry.key, trust);
        if (code) {
            put({entry.key, entry.recipe, encode_entry(entry.key, *code, how)}, *code);
            ++count;
        } else {
            bad.add(reason);
        }
        bar.advance();
    }
    return count;
}

int report_export(const context &c, std::size_t count, sealed_with seal, const refusals &bad) {
    const bool is_signed = seal == sealed_with::signature;
    const auto signer = is_signed ? to_hex(signing_key_of(secret_for(c.directory))) : std::string();
    if (c.as_json) {
        print(json_object().add("exported", count).add("signed_by", signer).add("left_out", bad.as_json()));
    } else {
        fmt::print("{} entries exported", count);
        if (is_signed)
            fmt::print(", signed by the key\n    {}\nwhich whoever imports them has to list in trusted_keys, unless "
                       "the secret is the same",
                       signer);
        fmt::print("\n");
        bad.print("left out");
    }
    return bad.empty() ? done : negative;
}

// Where the users of a site layer may only read, there is no place for a write-ahead log.
void make_readable_for_all(const std::filesystem::path &directory) {
    using std::filesystem::perms;
    constexpr auto read = perms::group_read | perms::others_read, enter = perms::group_exec | perms::others_exec;
    std::filesystem::permissions(cache_file_in(directory), read, std::filesystem::perm_options::add);
    std::filesystem::permissions(directory, read | enter, std::filesystem::perm_options::add);
}

// ---- import

// What decides, besides system, options and target, whether this process would ever look for an entry.
bool of_this_version(const std::string &recipe_text) {
    recipe now("versions", 1);
    add_versions(now);
    const auto r = parse(recipe_text);
    return r && std::all_of(now.fields().begin() + 2, now.fields().end(), [&](const recipe_field &f) {
               const auto *value = r->find(f.name);
               return value != nullptr && *value == f.value;
           });
}

// In place of "not trusted", what to do about it.
std::string explained(const std::string &reason, const std::vector<std::byte> &payload) {
    const auto claim = claimed_seal_of(payload);
    if (!claim || reason != to_text(reject_reason::not_trusted))
        return reason;
    if (claim->kind == seal_kind::digest)
        return "not signed; --trust-unsigned accepts it, if you trust all who could have changed the file";
    if (claim->kind == seal_kind::signature)
        return fmt::format("signed by an unknown key; to trust it, add the line\n    {}\nto the file trusted_keys in "
                           "the state directory, or set BROOK_CACHE_TRUSTED_KEYS",
                           to_hex(claim->signer));
    return "sealed for the cache of one user, and not for others: it was not exported";
}

// Why an entry is not imported; empty if it is.
std::string import_one(disk_cache &cache, const bundle_entry &entry, const layer_trust &trust, bool all) {
    const auto checked = check_entry(entry.key, entry.recipe, entry.payload, trust);
    if (!checked.code)
        return explained(checked.reason, entry.payload);
    if (!all && !of_this_version(entry.recipe))
        return "made by another version of brook, LLVM or the mathematical library, and so of no use; --all takes it "
               "nevertheless, and `prewarm` makes it anew";
    if (!cache.store(entry.key, *checked.code))
        throw_runtime_error("an entry cannot be stored: it is larger than the limit, or the cache cannot be written");
    return {};
}

// ---- prewarm

using source_sink = std::function<void(const std::string &recipe, const checked_entry &)>;

void for_each_in_bundle(const std::filesystem::path &file, const layer_trust &trust, const source_sink &take) {
    bundle_reader bundle(file);
    progress bar("prewarm", bundle.size());
    for (std::uint64_t i = 0; i < bundle.size(); ++i) {
        const auto entry = bundle.next();
        auto checked = check_entry(entry.key, entry.recipe, entry.payload, trust);
        checked.reason = explained(checked.reason, entry.payload);
        take(entry.recipe, checked);
        bar.advance();
    }
}

void for_each_in_directory(const std::filesystem::path &directory, layer_trust trust, const source_sink &take) {
    const auto place = std::filesystem::absolute(directory);
    const auto database = open_database(place);
    if (!database)
        throw_runtime_error("there is no cache in \"{}\"", directory.string());
    trust.own = secret_of(place);
    trust.digests = trust_in_site_layer(place, users_trusted_by_environment(), {}).digests;
    const auto entries = entries_of(database.get());
    progress bar("prewarm", entries.size());
    for (const auto &entry : entries) {
        take(entry.recipe, read_entry(*database, entry.key, trust));
        bar.advance();
    }
}

class warmer {
public:
    warmer(const std::filesystem::path &directory, const std::vector<std::string> &targets) : cache_(directory) {
        for (const auto &name : targets)
            targets_.push_back(&find_target_of_any_machine(name));
        if (targets.empty())
            targets_.push_back(&find_target(""));
    }

    void operator()(const std::string &recipe_text, const checked_entry &entry) {
        if (!entry.code)
            return unusable_.add(entry.reason);
        try {
            const auto unit = stored_unit(recipe::parse(recipe_text), entry.code->source);
            for (const auto *t : targets_)
                add(*unit, *t);
        } catch (const cannot_store &) {
            throw;
        } catch (const std::exception &error) {
            unusable_.add(error.what());
        }
    }

    std::size_t made = 0, there = 0;
    const refusals &left_out() const { return unusable_; }

private:
    class cannot_store : public std::runtime_error {
        using std::runtime_error::runtime_error;
    };

    void add(const code_unit &unit, const target &t) {
        const auto key = describe(unit, t).key();
        if (cache_.find(key)) {
            ++there;
            return;
        }
        if (!cache_.store(key, make_code(unit, t)))
            throw cannot_store("code cannot be stored: it is larger than the limit, or the cache cannot be written");
        ++made;
    }

    disk_cache cache_;
    std::vector<const target *> targets_;
    refusals unusable_;
};

} // namespace

int export_bundle(const context &c, const std::filesystem::path &file, const std::vector<std::string> &keys,
                  sealed_with seal) {
    refusals bad;
    bundle_writer bundle(file);
    const auto count = for_each_sealed(
        c, keys, seal, [&](const bundle_entry &entry, const stored_code &) { bundle.add(entry); }, bad);
    bundle.finish();
    return report_export(c, count, seal, bad);
}

int export_site(const context &c, const std::filesystem::path &directory, const std::vector<std::string> &keys,
                sealed_with seal) {
    refusals bad;
    const auto place = std::filesystem::absolute(directory);
    const auto site = disk_session::open(place, if_missing::create, patience);
    if (!site->writable())
        throw_runtime_error("the site layer in \"{}\" cannot be written", place.string());
    const auto count = for_each_sealed(
        c, keys, seal,
        [&](const bundle_entry &entry, const stored_code &code) {
            sqlite_transaction transaction(site->db());
            site->tables().erase(entry.key);
            site->tables().insert(entry.key, entry.recipe, entry.payload, code.cost);
            transaction.commit();
        },
        bad);
    site->db().execute("PRAGMA journal_mode=DELETE");
    std::filesystem::remove(lock_file_in(place));
    make_readable_for_all(place);
    return report_export(c, count, seal, bad);
}

int import_bundle(const context &c, const std::filesystem::path &file, const import_options &options) {
    bundle_reader bundle(file);
    const auto trust = trust_in_bundles(c.directory, options.trust_unsigned);
    disk_cache cache(c.directory);
    refusals refused;
    std::size_t count = 0;
    {
        progress bar("import", bundle.size());
        for (std::uint64_t i = 0; i < bundle.size(); ++i) {
            const auto reason = import_one(cache, bundle.next(), trust, options.all);
            if (reason.empty())
                ++count;
            else
                refused.add(reason);
            bar.advance();
        }
    }
    if (c.as_json) {
        print(json_object().add("imported", count).add("refused", refused.as_json()));
    } else {
        fmt::print("{} entries imported\n", count);
        refused.print("refused");
    }
    return refused.empty() ? done : negative;
}

int prewarm(const context &c, const std::filesystem::path &from, const std::vector<std::string> &targets,
            bool trust_unsigned) {
    warmer warm(c.directory, targets);
    const auto trust = trust_in_bundles(c.directory, trust_unsigned);
    const auto take = [&](const std::string &recipe, const checked_entry &entry) { warm(recipe, entry); };
    if (std::filesystem::is_directory(from))
        for_each_in_directory(from, trust, take);
    else
        for_each_in_bundle(from, trust, take);
    if (c.as_json) {
        print(json_object()
                  .add("compiled", warm.made)
                  .add("present", warm.there)
                  .add("left_out", warm.left_out().as_json()));
    } else {
        fmt::print("{} compiled, {} were there\n", warm.made, warm.there);
        warm.left_out().print("left out");
    }
    return warm.left_out().empty() ? done : negative;
}

} // namespace brook_cache
