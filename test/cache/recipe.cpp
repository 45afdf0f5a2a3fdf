// SPDX-License-Identifier: MPL-2.0
// Tests of recipes: canonical text, keys, and reading back.
#include "cache/recipe.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <unordered_set>

#include "test/support/catch.hpp"

using namespace brook::detail;

namespace {

recipe example() {
    recipe r("taylor_jet", 3);
    r.add("order", 20).add("target.cpu", "znver3").add("high_accuracy", false).add("tolerance", 1e-9);
    return r;
}

} // namespace

TEST_CASE("the text of a recipe is one line a field, in order") {
    CHECK(example().text() == "recipe: taylor_jet\nformat: 3\norder: 20\ntarget.cpu: znver3\nhigh_accuracy: false\n"
                              "tolerance: 0x3e112e0be826d695\n");
    REQUIRE(example().find("order") != nullptr);
    CHECK(*example().find("order") == "20");
    CHECK(example().find("nothing") == nullptr);
    CHECK(recipe("k", 1).add_digest("graph", std::as_bytes(std::span("abc", 3))).fields().back().value ==
          "blake2b:bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_CASE("the key changes with every field, its order, and the bits of numbers") {
    std::unordered_set<cache_key> keys;
    const auto fresh = [&](const recipe &r) { return keys.insert(r.key()).second; };
    CHECK(fresh(example()));
    CHECK_FALSE(fresh(example()));
    CHECK(fresh(example().add("x", 1)));
    CHECK(fresh(recipe("taylor_jet", 4)));
    CHECK(fresh(recipe("other", 3)));
    CHECK(fresh(recipe("k", 1).add("a", 1).add("b", 2)));
    CHECK(fresh(recipe("k", 1).add("b", 2).add("a", 1)));
    CHECK(fresh(recipe("k", 1).add("a", 0.)));
    CHECK(fresh(recipe("k", 1).add("a", -0.)));
    CHECK(fresh(recipe("k", 1).add("a", std::numeric_limits<double>::quiet_NaN())));
    CHECK(fresh(recipe("k", 1).add("a", std::nan("1"))));
    CHECK(recipe("k", 1).key().hex().size() == 64);
}

TEST_CASE("no value can pretend to be a field") {
    const auto forged = recipe("k", 1).add("a", "1\nb: 2");
    CHECK(forged.text() == "recipe: k\nformat: 1\na: 1\\x0ab: 2\n");
    CHECK(forged.key() != recipe("k", 1).add("a", "1").add("b", "2").key());
    CHECK(recipe("k", 1).add("a", "\\x0a").key() != recipe("k", 1).add("a", "\n").key());
    for (const char *bad : {"", "a b", "a:", "a\n", "\xc3\xa4"})
        CHECK_THROWS_AS(recipe("k", 1).add(bad, 1), std::invalid_argument);
    CHECK_THROWS_AS(recipe("", 1), std::invalid_argument);
}

TEST_CASE("parsing is the inverse of writing, for any bytes") {
    std::mt19937 random(1);
    for (int trial = 0; trial < 200; ++trial) {
        auto r = example();
        for (unsigned field = random() % 5; field != 0; --field) {
            std::string value(random() % 20, ' ');
            for (auto &c : value)
                c = static_cast<char>(random());
            r.add("f" + std::to_string(field), value);
        }
        CHECK(recipe::parse(r.text()) == r);
    }
}

TEST_CASE("what the writer would not have written is refused") {
    const std::string head = "recipe: k\nformat: 1\n";
    CHECK_NOTHROW(recipe::parse(head));
    CHECK_NOTHROW(recipe::parse("recipe: k\nformat: 18446744073709551615\n"));
    for (const std::string &bad : {std::string(),
                                   std::string("recipe: k\n"),
                                   std::string("format: 1\nrecipe: k\n"),
                                   std::string("recipe: \nformat: 1\n"),
                                   std::string("recipe: k\nformat: x\n"),
                                   std::string("recipe: k\nformat: \n"),
                                   std::string("recipe: k\nformat: 01\n"),
                                   std::string("recipe: k\nformat: -1\n"),
                                   std::string("recipe: k\nformat: 18446744073709551616\n"),
                                   head + "a: 1",
                                   head + "a:1\n",
                                   head + "\n",
                                   head + ": 1\n",
                                   head + "a b: 1\n",
                                   head + "a: \\\n",
                                   head + "a: \\x\n",
                                   head + "a: \\x0\n",
                                   head + "a: \\x0A\n",
                                   head + "a: \\x41\n",
                                   head + "a: \\n\n",
                                   head + "a: \r\n",
                                   head + "a: \xff\n",
                                   head + std::string("a: \0\n", 5)})
        CHECK_THROWS_AS(recipe::parse(bad), std::invalid_argument);
}
