// SPDX-License-Identifier: MPL-2.0
// stats, list, show and why: they look and change nothing.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "cache/store/cache_file.hpp"
#include "cache/store/disk_tables.hpp"
#include "jit/code_unit.hpp"
#include "jit/disassemble.hpp"
#include "jit/object_files.hpp"
#include "jit/recipe_options.hpp"
#include "support/error.hpp"
#include "tool/brook_cache/entries.hpp"

namespace brook_cache {

using namespace brook::detail;

namespace {

constexpr std::size_t short_key = 12; // digits

std::string kind_of(const catalogue_entry &entry) { return field(entry.recipe, "recipe"); }

// ---- stats

struct kind_totals {
    std::int64_t entries = 0, bytes = 0;
};

struct totals {
    std::map<std::string, kind_totals> kinds;
    std::int64_t bytes = 0;
    std::chrono::nanoseconds cost{};
};

totals add_up(const std::vector<catalogue_entry> &entries) {
    totals t;
    for (const auto &entry : entries) {
        auto &kind = t.kinds[kind_of(entry)];
        ++kind.entries;
        kind.bytes += entry.size;
        t.bytes += entry.size;
        t.cost += entry.cost;
    }
    return t;
}

std::int64_t bytes_of_files(const std::filesystem::path &directory) {
    std::int64_t sum = 0;
    for (const char *suffix : {"", "-wal", "-shm", "-journal"}) {
        std::error_code error;
        const auto size = std::filesystem::file_size(cache_file_in(directory).string() + suffix, error);
        sum += error ? 0 : static_cast<std::int64_t>(size);
    }
    return sum;
}

// ---- list

void sort_by(listing_order order, std::vector<std::pair<std::size_t, const catalogue_entry *>> &ranked) {
    if (order == listing_order::size)
        std::stable_sort(ranked.begin(), ranked.end(),
                         [](const auto &a, const auto &b) { return a.second->size > b.second->size; });
    if (order == listing_order::cost)
        std::stable_sort(ranked.begin(), ranked.end(),
                         [](const auto &a, const auto &b) { return a.second->cost > b.second->cost; });
}

// ---- show

json fields_as_json(const std::string &recipe_text) {
    const auto r = parse(recipe_text);
    return json_list(r ? r->fields() : std::vector<recipe_field>(), [](const recipe_field &f) {
        return json(json_object().add("name", f.name).add("value", f.value));
    });
}

stored_code code_of(disk_session &database, const catalogue_entry &entry, const std::filesystem::path &directory) {
    auto checked = read_entry(database, entry.key, own_trust(directory));
    if (!checked.code)
        throw_runtime_error("the entry {} cannot be used: {}", entry.key.hex(), checked.reason);
    return std::move(*checked.code);
}

// What a remade entry would be keyed by, compared with what it is keyed by.
std::string note_on(const recipe &stored, const recipe &now) {
    std::string names;
    for (const auto &f : now.fields())
        if (const auto *value = stored.find(f.name); value == nullptr || *value != f.value)
            names += (names.empty() ? "" : ", ") + f.name;
    return names.empty() ? names : "this is what brook would make now; the entry was made with another " + names;
}

struct shown {
    std::string text, note;
};

shown ir_of(const catalogue_entry &entry, const stored_code &code) {
    const auto stored = parse(entry.recipe);
    try {
        const auto unit = stored_unit(*stored, code.source);
        const auto *own = target_of(*stored);
        const auto &t = own != nullptr ? *own : find_target("");
        return {ir_text(*unit, t), note_on(*stored, describe(*unit, t))};
    } catch (const std::runtime_error &error) {
        throw_runtime_error("the entry {} cannot be made anew: {}", entry.key.hex(), error.what());
    }
}

shown assembly_of(const catalogue_entry &entry, const stored_code &code) {
    const auto cpu = field(entry.recipe, "cpu"), features = field(entry.recipe, "features");
    shown all;
    const auto objects = unpack_objects(code.object);
    if (objects.empty())
        all.note = "the trajectories of this batch run in turn, with the code of one, which is an entry of its own";
    for (const auto &object : objects)
        all.text += disassemble(std::as_bytes(std::span(object)), cpu, features);
    return all;
}

// ---- why

struct difference {
    std::string name, other, own;
};

// Of long lists with commas, only what differs.
difference shortened(difference d) {
    if (d.name != "features")
        return d;
    const auto elements = [](const std::string &text) {
        std::set<std::string> result;
        std::istringstream in(text);
        for (std::string element; std::getline(in, element, ',');)
            result.insert(element);
        return result;
    };
    const auto without = [](const std::set<std::string> &a, const std::set<std::string> &b) {
        std::string text;
        for (const auto &element : a)
            if (!b.contains(element))
                text += (text.empty() ? "" : ",") + element;
        return text;
    };
    const auto own = elements(d.own), other = elements(d.other);
    return {d.name, without(other, own), without(own, other)};
}

std::vector<difference> compare(const recipe &own, const recipe &other) {
    std::vector<difference> result;
    for (const auto &f : own.fields()) {
        const auto *value = other.find(f.name);
        if (value == nullptr || *value != f.value)
            result.push_back({f.name, value != nullptr ? *value : "(none)", f.value});
    }
    for (const auto &f : other.fields())
        if (own.find(f.name) == nullptr)
            result.push_back({f.name, f.value, "(none)"});
    return result;
}

// Of a system, or of functions.
bool same_system(const std::vector<difference> &differences, const recipe &own) {
    const auto says_what = [](const std::string &name) { return name == "system" || name == "functions"; };
    return (own.find("system") != nullptr || own.find("functions") != nullptr) &&
           std::none_of(differences.begin(), differences.end(), [&](const auto &d) { return says_what(d.name); });
}

struct neighbour {
    const catalogue_entry *entry = nullptr;
    std::vector<difference> differences;
    bool same_system = false;

    // Smaller is nearer.
    std::pair<bool, std::size_t> distance() const { return {!same_system, differences.size()}; }
};

neighbour nearest_to(const catalogue_entry &entry, const std::vector<catalogue_entry> &entries) {
    neighbour nearest;
    const auto own = parse(entry.recipe);
    for (const auto &other : entries) {
        const auto r = parse(other.recipe);
        if (!own || !r || other.key == entry.key)
            continue;
        auto differences = compare(*own, *r);
        const bool same = same_system(differences, *own);
        neighbour candidate{&other, std::move(differences), same};
        if (nearest.entry == nullptr || candidate.distance() < nearest.distance())
            nearest = std::move(candidate);
    }
    return nearest;
}

} // namespace

int stats(const context &c) {
    const auto database = open_database(c.directory);
    const auto entries = entries_of(database.get());
    const auto all = add_up(entries);
    const auto bound = database ? database->tables().limit() : disk_tables::default_limit;
    const auto files = bytes_of_files(c.directory);
    const auto cost = seconds_of(all.cost);
    if (c.as_json) {
        print(json_object()
                  .add("directory", c.directory.string())
                  .add("entries", entries.size())
                  .add("bytes", all.bytes)
                  .add("file_bytes", files)
                  .add("limit", bound)
                  .add("seconds_compiling", cost)
                  .add("kinds", json_list(all.kinds, [](const auto &kind) {
                           return json(json_object()
                                           .add("kind", kind.first)
                                           .add("entries", kind.second.entries)
                                           .add("bytes", kind.second.bytes));
                       })));
        return done;
    }
    fmt::print("directory : {}\nentries   : {}\nsize      : {}, in files of {}\nlimit     : {}\n"
               "cost      : {:.3g} s of compilation\n",
               c.directory.string(), entries.size(), with_unit(all.bytes), with_unit(files), with_unit(bound), cost);
    for (const auto &[kind, sum] : all.kinds)
        fmt::print("  {:<20} {:>8} entries {:>12}\n", kind, sum.entries, with_unit(sum.bytes));
    return done;
}

int list(const context &c, listing_order order, std::optional<std::size_t> limit) {
    const auto database = open_database(c.directory);
    const auto entries = entries_of(database.get());
    std::vector<std::pair<std::size_t, const catalogue_entry *>> ranked;
    for (const auto &entry : entries)
        ranked.emplace_back(ranked.size() + 1, &entry);
    sort_by(order, ranked);
    ranked.resize(std::min(ranked.size(), limit.value_or(ranked.size())));
    if (c.as_json) {
        print(json_list(ranked, [](const auto &r) {
            const auto &entry = *r.second;
            return json(json_object()
                            .add("key", entry.key.hex())
                            .add("kind", kind_of(entry))
                            .add("type", field(entry.recipe, "type"))
                            .add("order", field(entry.recipe, "order"))
                            .add("bytes", entry.size)
                            .add("seconds", seconds_of(entry.cost))
                            .add("use", r.first));
        }));
        return done;
    }
    fmt::print("{:<{}}  {:<20} {:<5} {:>5} {:>12} {:>10} {:>5}\n", "key", short_key, "kind", "type", "order", "size",
               "cost", "use");
    for (const auto &[rank, entry] : ranked)
        fmt::print("{}  {:<20} {:<5} {:>5} {:>12} {:>8.3g} s {:>5}\n", entry->key.hex().substr(0, short_key),
                   kind_of(*entry), field(entry->recipe, "type"), field(entry->recipe, "order"), with_unit(entry->size),
                   seconds_of(entry->cost), rank);
    return done;
}

int show(const context &c, const std::string &key, show_what what) {
    const auto database = open_database(c.directory);
    const auto entries = entries_of(database.get());
    const auto &entry = find_entry(entries, key);
    json_object answer;
    answer.add("key", entry.key.hex()).add("bytes", entry.size).add("seconds", seconds_of(entry.cost));
    if (what == show_what::recipe) {
        if (c.as_json)
            print(answer.add("recipe", fields_as_json(entry.recipe)));
        else
            fmt::print("key: {}\n{}", entry.key.hex(), entry.recipe);
        return done;
    }
    const auto code = code_of(*database, entry, c.directory);
    const auto answered = what == show_what::ir ? ir_of(entry, code) : assembly_of(entry, code);
    if (c.as_json) {
        print(answer.add(what == show_what::ir ? "ir" : "asm", answered.text).add("note", answered.note));
        return done;
    }
    if (!answered.note.empty())
        fmt::print(stderr, "brook-cache: {}\n", answered.note);
    fmt::print("{}", answered.text);
    return done;
}

int why(const context &c, const std::string &key) {
    const auto database = open_database(c.directory);
    const auto entries = entries_of(database.get());
    if (entries.empty())
        throw no_such_entry("the cache is empty");
    const auto &entry = key.empty() ? entries.front() : find_entry(entries, key);
    const auto [other, differences, same] = nearest_to(entry, entries);
    if (other == nullptr)
        throw no_such_entry("there is no other entry to compare with");
    if (c.as_json) {
        print(json_object()
                  .add("key", entry.key.hex())
                  .add("nearest", other->key.hex())
                  .add("same_system", same)
                  .add("differences", json_list(differences, [](const difference &d) {
                           return json(json_object().add("name", d.name).add("nearest", d.other).add("own", d.own));
                       })));
        return done;
    }
    fmt::print("The entry {} was not found in the nearest other one, {}:\n{}\n", entry.key.hex().substr(0, short_key),
               other->key.hex().substr(0, short_key), same ? "same system, but" : "another system, and");
    for (const auto &d : differences) {
        const auto s = shortened(d);
        fmt::print("  {}: {} -> {}\n", s.name, s.other, s.own);
    }
    return done;
}

} // namespace brook_cache
