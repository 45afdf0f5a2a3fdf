// SPDX-License-Identifier: MPL-2.0
// stats, list, show, why, and how one asks.
#include "test/tool/helper.hpp"

using namespace tool_test;

TEST_CASE("wrong usage is told from bad news", "[tool]") {
    const person p;
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"nonsense"},
        {"stats", "extra"},
        {"list", "--sort", "colour"},
        {"list", "--limit", "-1"},
        {"show"},
        {"show", "xyz"},
        {"show", "00", "--ir", "--asm"},
        {"limit", "-5"},
        {"limit", "many"},
        {"limit", "99999999999999999999"},
        {"clear"},
        {"export"},
        {"export", "a", "--site", "b"},
        {"export", "a", "--seal", "wax"},
        {"import"},
        {"prewarm"},
        {"prewarm", "/nonexistent/file"},
    };
    for (const auto &arguments : wrong) {
        const auto a = p.run(arguments);
        INFO((arguments.empty() ? "" : arguments[0]) << ": " << a.out << a.errors);
        CHECK(a.code == 2);
        CHECK(a.out.empty());
        CHECK_FALSE(a.errors.empty());
    }
    for (const auto *name : {"--help", "--version"}) {
        const auto a = p.run({name});
        CHECK(a.code == 0);
        CHECK(a.errors.empty());
    }
    CHECK(p.run({"--help"}).says("doctor"));
    CHECK(p.run({"show", "--help"}).says("--asm"));
}

TEST_CASE("nothing is made where there is no cache", "[tool]") {
    const person p;
    const std::vector<std::vector<std::string>> harmless{
        {"stats"}, {"list"}, {"verify"}, {"verify", "--repair"}, {"gc"}, {"limit"}, {"clear", "--yes"}, {"doctor"}};
    for (auto arguments : harmless) {
        CHECK(p.run(arguments).code == 0);
        arguments.emplace_back("--json");
        const auto a = p.run(arguments);
        INFO(arguments[0] << a.out << a.errors);
        CHECK(a.code == 0);
        a.json();
    }
    CHECK(p.run({"why"}).code == 1);
    CHECK(p.run({"show", "00"}).code == 1);
    CHECK(p.run({"show", "00", "--json"}).json("d['error']").find("no entry") != std::string::npos);
    CHECK(std::filesystem::is_empty(p.home()));
}

TEST_CASE("a cache that cannot be used is said to be", "[tool]") {
    const person p;
    p.fill(1);
    std::filesystem::permissions(p.cache(), std::filesystem::perms::all);
    for (const auto *command : {"stats", "list", "verify", "gc", "why"}) {
        const auto a = p.run({command});
        INFO(a.out << a.errors);
        CHECK(a.code == 3);
        CHECK(a.says("cannot be used"));
    }
    CHECK(p.run({"doctor"}).code == 1);
    CHECK(p.run({"stats", "--json"}).json("'error' in d") == "True");
}

TEST_CASE("stats and list count what is there", "[tool]") {
    const person p;
    p.fill(3);
    const auto a = p.run({"stats", "--json"});
    CHECK(a.code == 0);
    CHECK(a.json("d['entries']") == "3");
    CHECK(a.json("d['kinds'][0]['kind']") == "taylor_jet");
    CHECK(a.json("d['bytes'] == d['kinds'][0]['bytes'] and 0 < d['bytes'] < d['file_bytes']") == "True");
    CHECK(a.json("d['seconds_compiling'] > 0 and d['limit'] == 20 << 30") == "True");
    CHECK(p.run({"stats"}).says("taylor_jet"));
    const person other; // where the option stands does not matter
    CHECK(other.run({"--directory", p.cache().string(), "stats", "--json"}).json("d['entries']") == "3");
    CHECK(other.run({"stats", "--json", "--directory", p.cache().string()}).json("d['entries']") == "3");

    const auto l = p.run({"list", "--json"});
    const auto keys = p.keys();
    REQUIRE(keys.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto entry = "d[" + std::to_string(i) + "]";
        CHECK(l.json(entry + "['key']") == keys[i]);
        CHECK(l.json(entry + "['use']") == std::to_string(i + 1));
        CHECK(l.json(entry + "['type']") == "f64");
        CHECK(l.json(entry + "['order']") == "20");
    }
    for (const auto *order : {"size", "cost"}) {
        const auto column = std::string(order) == "size" ? "bytes" : "seconds";
        const auto sorted = p.run({"list", "--sort", order, "--json"});
        CHECK(sorted.json("[e['" + std::string(column) + "'] for e in d] == sorted((e['" + column +
                          "'] for e in d), reverse=True)") == "True");
    }
    CHECK(p.run({"list", "--limit", "2", "--json"}).json("len(d)") == "2");
    CHECK(p.run({"list"}).says(keys[2].substr(0, 12)));
}

TEST_CASE("an entry is shown as recipe, IR and instructions", "[tool]") {
    const person p;
    p.fill(1);
    const auto key = p.keys().at(0);
    for (const auto &prefix : {key, key.substr(0, 12), key.substr(0, 1)}) {
        const auto a = p.run({"show", prefix});
        CHECK(a.code == 0);
        CHECK(a.says("key: " + key + "\nrecipe: taylor_jet\n"));
        CHECK(a.says("\nllvm: LLVM "));
    }
    CHECK(p.run({"show", key, "--recipe", "--json"}).json("d['recipe'][0]['value']") == "taylor_jet");
    const auto ir = p.run({"show", key, "--ir"});
    CHECK(ir.code == 0);
    CHECK(ir.errors.empty()); // made by this very version
    CHECK(ir.says("define "));
    CHECK(ir.says("@jet("));
    CHECK(p.run({"show", key, "--ir", "--json"}).json("'@jet(' in d['ir'] and d['note'] == ''") == "True");
    const auto assembly = p.run({"show", key, "--asm"});
    CHECK(assembly.code == 0);
    CHECK(assembly.says("\njet:\n"));
    CHECK(assembly.says("\tret"));
    CHECK(p.run({"show", key, "--asm", "--json"}).json("'jet:' in d['asm']") == "True");
}

TEST_CASE("functions are entries like systems", "[tool]") {
    const person p;
    p.doing([] {
        const auto [x, y] = make_vars("x", "y");
        cfunc<double>({x * y, sin(x)}, {x, y});
    });
    REQUIRE(p.keys().size() == 1);
    const auto key = p.keys().at(0);
    CHECK(p.run({"stats", "--json"}).json("d['kinds'][0]['kind']") == "function");
    CHECK(p.run({"show", key}).says("recipe: function\n"));
    const auto ir = p.run({"show", key, "--ir"});
    CHECK(ir.code == 0);
    CHECK(ir.errors.empty()); // made by this very version
    CHECK(ir.says("@many("));
    CHECK(p.run({"show", key, "--asm"}).says("\nmany:\n"));
    CHECK(p.run({"verify"}).code == 0);
    const person other;
    const auto file = (p.home() / "bundle").string();
    REQUIRE(p.run({"export", file, "--seal", "digest"}).code == 0);
    const auto a = other.run({"prewarm", file, "--trust-unsigned", "--json"});
    CHECK(a.json("[d['compiled'], d['present']]") == "[1, 0]");
    CHECK(other.keys() == p.keys());
    p.doing([] {
        const auto [x, y] = make_vars("x", "y");
        cfunc<double>({x * y, sin(x)}, {x, y}, kw::batch_size = 4);
    });
    const auto why = p.run({"why", "--json"});
    CHECK(why.json("d['same_system']") == "True");
    CHECK(why.json("[x['name'] for x in d['differences']]") == "['points']");
}

TEST_CASE("a prefix of several keys is not enough", "[tool]") {
    const person p;
    p.fill(17); // of which two begin with the same of 16 digits
    std::string shared;
    for (const char digit : std::string("0123456789abcdef")) {
        int count = 0;
        for (const auto &key : p.keys())
            count += key[0] == digit;
        shared = count > 1 ? std::string(1, digit) : shared;
    }
    const auto a = p.run({"show", shared});
    CHECK(a.code == 1);
    CHECK(a.says("more digits"));
}

TEST_CASE("why names the nearest entry and what differs", "[tool]") {
    const person p;
    p.fill(1);
    CHECK(p.run({"why"}).code == 1);
    p.fill(4);
    const auto system_differs = p.run({"why", "--json"});
    CHECK(system_differs.code == 0);
    CHECK(system_differs.json("d['same_system']") == "False");
    CHECK(system_differs.json("[x['name'] for x in d['differences']]") == "['system']");
    p.doing([] { build(2., 1e-6); });
    const auto order_differs = p.run({"why", "--json"});
    CHECK(order_differs.json("d['same_system']") == "True");
    CHECK(order_differs.json("[x['name'] for x in d['differences']]") == "['order']");
    CHECK(order_differs.json("d['key']") == p.keys().at(0));
    CHECK(order_differs.json("[x['nearest'] for x in d['differences']]") == "['20']");
    const auto text = p.run({"why", p.keys().at(0).substr(0, 20)});
    CHECK(text.says("same system, but"));
    CHECK(text.says("order: 20 -> "));
}
