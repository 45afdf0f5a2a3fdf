// SPDX-License-Identifier: MPL-2.0
// doctor: everything that the caches depend on, one line each.
#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <fmt/ranges.h>
#include <sqlite3.h>
#if defined(__linux__)
#include <link.h>
#endif

#include <brook/config.hpp>
#include <brook/number/math_library.hpp>

#include "cache/store/cache_file.hpp"
#include "cache/store/disk_schema.hpp"
#include "cache/trust/secret.hpp"
#include "cache/trust/trusted_keys.hpp"
#include "jit/executable_memory.hpp"
#include "jit/source_hash.hpp"
#include "jit/target.hpp"
#include "support/error.hpp"
#include "support/file_system.hpp"
#include "support/hash.hpp"
#include "support/user_dirs.hpp"
#include "tool/brook_cache/entries.hpp"
#include "tool/brook_cache/variables.hpp"

namespace brook_cache {

using namespace brook::detail;

namespace {

enum class health { ok, warning, problem };

std::string_view to_text(health h) { return h == health::ok ? "ok" : h == health::warning ? "warning" : "problem"; }

struct line {
    std::string what, value;
    health state = health::ok;
    std::string advice = {}; // what to do, or what follows
};

using lines = std::vector<line>;

// A line whose making may fail, which then is the problem.
line checked(const char *what, const char *advice, const std::function<line()> &check) {
    try {
        return check();
    } catch (const std::exception &error) {
        return {what, error.what(), health::problem, advice};
    }
}

// ---- Versions

lines versions() {
    return {{"brook", BROOK_VERSION_STRING},
            {"sources", std::string(codegen_source_hash().substr(0, 16))},
            {"LLVM", llvm_version()},
            {"mathematical library", std::string(math_library::version())},
            {"CPU", find_target("native").cpu},
            checked("target", "set BROOK_TARGET to native or a level that this CPU has", [] {
                const auto &t = find_target("");
                return line{"target", fmt::format("{}, vectors of {} bytes", t.cpu, t.vectors.vector_bytes)};
            })};
}

line sqlite_version() {
    line version{"SQLite", sqlite3_libversion()};
    if (std::strcmp(sqlite3_sourceid(), SQLITE_SOURCE_ID) != 0)
        version.value += fmt::format(" (compiled with {})", SQLITE_VERSION);
    return version;
}

#if defined(__linux__)
// Two copies in a process do not see each other's locks.
lines copies_of_sqlite() {
    std::vector<std::string> copies;
    dl_iterate_phdr(
        [](dl_phdr_info *info, std::size_t, void *list) {
            const std::string_view name = info->dlpi_name != nullptr ? info->dlpi_name : "";
            if (name.find("sqlite3") != name.npos)
                static_cast<std::vector<std::string> *>(list)->emplace_back(name);
            return 0;
        },
        &copies);
    line loaded{"copies of SQLite", std::to_string(std::max<std::size_t>(copies.size(), 1)) + " in this process"};
    if (copies.size() > 1) {
        loaded.state = health::problem;
        loaded.advice = fmt::format("they do not see each other's locks: {}", fmt::join(copies, ", "));
    }
    return {loaded};
}
#else
lines copies_of_sqlite() { return {}; }
#endif

// ---- The environment

lines environment() {
    if (process_is_elevated())
        return {{"environment", "ignored", health::warning,
                 "the process has privileges that its caller has not, so that the disk is not used either"}};
    lines result;
    for (const auto &variable : known_variables()) {
        const auto value = environment_variable(variable.name).value_or("");
        line l{variable.name, fmt::format("{} ({})", value.empty() ? "unset" : value, variable.effect)};
        if (!value.empty())
            l.advice = variable.advice(value);
        if (!l.advice.empty())
            l.state = health::warning;
        result.push_back(std::move(l));
    }
    return result;
}

// ---- The disk

line file_system(const std::filesystem::path &directory) {
    const auto remote = network_file_system(directory);
    line l{"file system", remote.value_or("local")};
    if (remote) {
        l.state = health::warning;
        l.advice =
            "databases and locks of network file systems are unreliable: set BROOK_CACHE_DIR to a local directory";
    }
    return l;
}

line free_space(const std::filesystem::path &directory) {
    constexpr std::uintmax_t little = 100'000'000; // bytes
    const auto left = std::filesystem::space(existing_part(directory)).available;
    line l{"free space", with_unit(static_cast<std::int64_t>(left))};
    if (left < little) {
        l.state = health::warning;
        l.advice = "the cache cannot grow much: `brook-cache limit` and `clear` make room";
    }
    return l;
}

lines database_lines(const std::filesystem::path &directory) {
    const auto file = cache_file_in(directory);
    if (!std::filesystem::exists(file))
        return {{"database", "none yet"}};
    lines result;
    result.push_back(checked("permissions", "nothing is read or stored until that is changed", [&] {
        check_ownership(directory, users_trusted_by_environment());
        return line{"permissions", "only trusted users can write"};
    }));
    result.push_back(
        checked("database", "`brook-cache verify --repair`, or delete the file: what is lost is compiled anew", [&] {
            const auto database = open_database(directory);
            const auto entries = database ? database->db().integer("SELECT count(*) FROM entries") : 0;
            return line{"database", fmt::format("{}, tables of version {}, {} entries", file.filename().string(),
                                                schema_version, entries)};
        }));
    result.push_back(is_writable(directory)
                         ? line{"writing", "possible"}
                         : line{"writing", "not permitted", health::warning, "entries are read, and none is stored"});
    return result;
}

lines disk(const std::filesystem::path &directory) {
    if (directory.empty())
        return {{"directory", "none", health::warning, "nothing is kept on disk: set HOME or BROOK_CACHE_DIR"}};
    lines result{{"directory", directory.string()}};
    const auto database = database_lines(directory);
    result.insert(result.end(), database.begin(), database.end());
    result.push_back(checked("file system", "", [&] { return file_system(directory); }));
    result.push_back(checked("free space", "", [&] { return free_space(directory); }));
    return result;
}

// ---- Trust

lines secret_lines(const std::filesystem::path &directory) {
    lines result;
    const auto advice = "without it nothing is read or stored: correct owner and mode, or delete the file (a lost "
                        "secret costs the entries)";
    result.push_back(checked("secret", advice, [&]() -> line {
        const auto users = users_trusted_by_environment();
        const auto hints = current_directory_hints();
        const auto place = secret_directory(directory, hints, users);
        const auto file = place / "secret";
        if (!std::filesystem::exists(std::filesystem::symlink_status(file)))
            return {"secret", "none yet; it is made with the first entry"};
        const auto own = read_or_make_secret(place, users);
        result.push_back({"public key", to_hex(signing_key_of(own))});
        line found{"secret", file.string()};
        if (state_directory_from(hints).empty()) {
            found.state = health::warning;
            found.advice = "it lies beside the database, since there is no directory for state";
        }
        return found;
    }));
    result.push_back({"trusted keys", std::to_string(listed_keys().size())});
    return result;
}

line executable_memory() {
    return checked("executable memory", "allow it for programs that use brook: nothing can be compiled otherwise", [] {
        check_executable_memory();
        return line{"executable memory", "allowed; no page is writable and executable at once"};
    });
}

} // namespace

int doctor(const context &c) {
    const auto directory = c.directory.empty() ? c.directory : std::filesystem::absolute(c.directory);
    lines all;
    const auto add = [&](const lines &more) { all.insert(all.end(), more.begin(), more.end()); };
    add(versions());
    add({sqlite_version()});
    add(copies_of_sqlite());
    add(environment());
    add(disk(directory));
    if (!directory.empty())
        add(secret_lines(directory));
    add({executable_memory()});

    const bool healthy = std::none_of(all.begin(), all.end(), [](const line &l) { return l.state == health::problem; });
    if (c.as_json) {
        print(json_object().add("healthy", healthy).add("checks", json_list(all, [](const line &l) {
                                                            return json(json_object()
                                                                            .add("name", l.what)
                                                                            .add("state", to_text(l.state))
                                                                            .add("value", l.value)
                                                                            .add("advice", l.advice));
                                                        })));
        return healthy ? done : negative;
    }
    for (const auto &l : all) {
        fmt::print("{:<8} {:<26} {}\n", to_text(l.state), l.what, l.value);
        if (!l.advice.empty())
            fmt::print("{:<8} {:<26} -> {}\n", "", "", l.advice);
    }
    return healthy ? done : negative;
}

} // namespace brook_cache
