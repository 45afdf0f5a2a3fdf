// SPDX-License-Identifier: MPL-2.0
// verify, gc, limit, clear and doctor.
#include "cache/store/cache_file.hpp"
#include "test/tool/helper.hpp"

using namespace tool_test;

TEST_CASE("verify finds what is bad, and repairs only when asked", "[tool]") {
    const person p;
    p.fill(4);
    CHECK(p.run({"verify"}).code == 0);
    CHECK(p.run({"verify", "--json"}).json("d['good'] and d['checked'] == 4") == "True");
    const auto damages = {
        "UPDATE entries SET payload = zeroblob(length(payload)) WHERE key = (SELECT min(key) FROM entries)",
        "UPDATE entries SET recipe = recipe || 'x' WHERE key = (SELECT min(key) FROM entries)",
        "UPDATE entries SET size = size + 1 WHERE key = (SELECT min(key) FROM entries)",
        "INSERT INTO entries VALUES(x'00', 1, 1, '', x'00')",
    };
    for (const auto *damage : damages) {
        INFO(damage);
        p.change(damage);
        const auto before = p.run({"stats", "--json"}).json("d['bytes']");
        CHECK(p.run({"verify"}).code == 1);
        const auto a = p.run({"verify", "--json"});
        CHECK(a.code == 1);
        CHECK(a.json("d['good'] or len(d['bad']) + d['stray_rows'] != 1") == "False");
        CHECK(p.run({"stats", "--json"}).json("d['bytes']") == before);
        CHECK(p.run({"verify", "--repair"}).code == 0);
        CHECK(p.run({"verify", "--json"}).json("d['good']") == "True");
    }
    CHECK(p.keys().size() == 1);
}

TEST_CASE("verify empties a damaged database only when asked", "[tool]") {
    const person p;
    p.fill(4);
    p.change("PRAGMA wal_checkpoint(TRUNCATE)");
    const auto file = detail::cache_file_in(p.cache());
    auto bytes = content_of(file);
    for (std::size_t i = 16384; i < bytes.size(); i += 64)
        bytes[i] = static_cast<char>(bytes[i] + 1);
    write(file, bytes);
    CHECK(p.run({"verify"}).code == 1);
    CHECK(content_of(file) == bytes);
    const auto a = p.run({"verify", "--repair", "--json"});
    CHECK(a.code == 0);
    CHECK(a.json("d['damage'] != '' and d['repaired']") == "True");
    CHECK(p.run({"verify", "--json"}).json("d['good'] and d['checked'] == 0") == "True");
    p.fill(2);
    CHECK(p.keys().size() == 2);
}

TEST_CASE("limit evicts at once, gc keeps to it, clear empties", "[tool]") {
    const person p;
    p.fill(4);
    const auto all = std::stol(p.run({"stats", "--json"}).json("d['bytes']"));
    CHECK(p.run({"limit", "1500MB", "--json"}).json("d['limit']") == "1500000000");
    CHECK(p.run({"limit", "2GiB"}).code == 0);
    CHECK(p.run({"limit", "--json"}).json("d['limit'] == 2 << 30") == "True");
    CHECK(p.run({"limit", std::to_string(all - 1)}).code == 0);
    CHECK(p.keys().size() == 3);
    CHECK(p.run({"gc"}).code == 0);
    CHECK(p.keys().size() == 3);
    p.change("UPDATE settings SET value = value / 3 WHERE name = 'limit'");
    CHECK(p.run({"gc", "--json"}).json("d['bytes'] > 0") == "True");
    CHECK(p.keys().size() == 1);
    CHECK(p.run({"clear"}).code == 2); // nobody to ask
    CHECK(p.keys().size() == 1);
    CHECK(p.run({"clear", "--yes", "--json"}).json("d['deleted']") == "1");
    CHECK(p.keys().empty());
}

TEST_CASE("doctor says what is effective and what to do", "[tool]") {
    const person p;
    const auto state_of = [](const answer &a, const std::string &name) {
        return a.json("[x['state'] for x in d['checks'] if x['name'] == '" + name + "']");
    };
    const auto fresh = p.run({"doctor", "--json"});
    CHECK(fresh.code == 0);
    CHECK(fresh.json("d['healthy']") == "True");
    CHECK(fresh.json("[x['value'] for x in d['checks'] if x['name'] == 'secret']").find("none yet") !=
          std::string::npos);
    CHECK_FALSE(std::filesystem::exists(p.state()));
    p.fill(1);
    const auto filled = p.run({"doctor", "--json"});
    for (const auto *name : {"LLVM", "CPU", "target", "SQLite", "directory", "permissions", "database", "writing",
                             "free space", "public key", "secret", "executable memory", "BROOK_CACHE_DIR"}) {
        INFO(name);
        CHECK(state_of(filled, name) == "['ok']");
    }
    const auto odd = p.run({"doctor", "--json"},
                           "BROOK_CACHE=offf BROOK_TARGET=nonsense BROOK_CACHE_GROUP=yes BROOK_COMPILE_THREADS=0 "
                           "BROOK_PERF=1 BROOK_GDB=");
    CHECK(odd.code == 1);
    CHECK(state_of(odd, "BROOK_CACHE") == "['warning']");
    CHECK(state_of(odd, "BROOK_CACHE_GROUP") == "['warning']");
    CHECK(state_of(odd, "BROOK_COMPILE_THREADS") == "['warning']");
    CHECK(state_of(odd, "BROOK_PERF") == "['ok']");
    CHECK(odd.json("[x['value'] for x in d['checks'] if x['name'] == 'BROOK_GDB']").starts_with("['unset ("));
    CHECK(state_of(odd, "target") == "['problem']");
    std::filesystem::permissions(p.state() / "brook" / "secret", std::filesystem::perms::all);
    const auto open = p.run({"doctor"});
    CHECK(open.code == 1);
    CHECK(open.says("problem  secret"));
    CHECK(open.says("-> without it"));
}
