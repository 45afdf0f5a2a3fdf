// SPDX-License-Identifier: MPL-2.0
// Equality, order and hashes of expressions.
// covers: structural_hash
#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <set>
#include <unordered_set>
#include <vector>

#include <brook/brook.hpp>

#include "expression/structural_hash.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

const std::less<expression> before;
const std::hash<expression> hash;

const expression a_nan(std::numeric_limits<double>::quiet_NaN());
const expression negative_nan(-std::numeric_limits<double>::quiet_NaN());

expression raw_sum(expression a, expression b) {
    const auto *rule = &std::get<func>(("x"_var + "y"_var).value()).rule();
    return expression(func(*rule, {std::move(a), std::move(b)}));
}

} // namespace

TEST_CASE("equality looks at kind, name and arguments", "[compare]") {
    const auto [x, y] = make_vars("x", "y");
    CHECK(x + y == x + y);
    CHECK(x + y != y + x);
    CHECK(x + y != x * y);
    CHECK(sum({x, y}) != sum({x, y, x}));
    CHECK(sin(x) != x);
    CHECK(x != par[0]);
    CHECK(raw_sum(x, 0_dbl) == raw_sum(x, expression(-0.)));
    CHECK(raw_sum(x, a_nan) == raw_sum(x, negative_nan));
    CHECK(raw_sum(x, 0_dbl) != raw_sum(x, 0_flt));
}

TEST_CASE("random expressions: equal means equal hashes, and the order is total", "[compare]") {
    test::random_expressions random(1, {.variables = {"x", "y"}, .n_pars = 1});
    std::vector<expression> all{0_dbl, expression(-0.), 0_flt, a_nan, negative_nan, "x"_var, par[0]};
    for (int i = 0; i < 60; ++i) {
        all.push_back(random(1 + random.below(4)));
        all.push_back(copy(all[random.below(all.size())]));
        all.push_back(raw_sum(all[random.below(all.size())], expression(i % 2 == 0 ? 0. : -0.)));
    }
    for (const auto &a : all) {
        for (const auto &b : all) {
            CHECK(int(before(a, b)) + int(before(b, a)) + int(a == b) == 1);
            CHECK((a == b) == (b == a));
            if (a == b)
                CHECK(hash(a) == hash(b));
            if (detail::structural_hash(a) == detail::structural_hash(b))
                CHECK(a == b);
        }
    }
    auto shuffled = all;
    std::sort(all.begin(), all.end(), before);
    std::reverse(shuffled.begin(), shuffled.end());
    std::sort(shuffled.begin(), shuffled.end(), before);
    CHECK(std::equal(all.begin(), all.end(), shuffled.begin()));
}

TEST_CASE("the order of kinds, names and arguments", "[compare]") {
    const std::vector<expression> sorted{2_flt,
                                         1_dbl,
                                         2_dbl,
                                         a_nan,
                                         0_ldbl,
                                         par[0],
                                         par[1],
                                         "a"_var,
                                         "b"_var,
                                         cos("b"_var),
                                         pow("a"_var, 2.),
                                         pow("a"_var, 3.),
                                         sin(1. + "a"_var),
                                         sin("a"_var)};
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        for (std::size_t j = i + 1; j < sorted.size(); ++j) {
            CAPTURE(sorted[i], sorted[j]);
            // A function comes after any leaf, so that sin(a) comes before sin(1 + a).
            const bool swapped = i == sorted.size() - 2 && j == sorted.size() - 1;
            CHECK(before(sorted[i], sorted[j]) == !swapped);
        }
    }
    CHECK(before(sum({"a"_var, "b"_var}), sum({"a"_var, "b"_var, "c"_var})));
}

TEST_CASE("the structural hash tells apart what equality does not", "[compare]") {
    const auto of = [](const expression &ex) { return detail::structural_hash(ex); };
    const auto x = "x"_var;
    CHECK(of(raw_sum(x, 0_dbl)) != of(raw_sum(x, expression(-0.))));
    CHECK(of(raw_sum(x, a_nan)) != of(raw_sum(x, negative_nan)));
    CHECK(of(raw_sum(x, 1_dbl)) != of(raw_sum(x, 1_ldbl)));
    CHECK(of(raw_sum(x, par[0])) != of(raw_sum(x, par[1])));
    CHECK(of("p0"_var) != of(par[0]));
    CHECK(of(sin(x)) != of(cos(x)));
    CHECK(of(sin(x)) == of(sin("x"_var)));
    CHECK(of("a long name, beyond sixteen bytes"_var) != of("a long name, beyond sixteen bytez"_var));
}

TEST_CASE("each bit of what is hashed changes half of the hash", "[compare]") {
    for (int bit = 0; bit < 128; ++bit) {
        double changed = 0;
        constexpr int rounds = 200;
        for (int i = 0; i < rounds; ++i) {
            const auto hash_with = [&](int flipped) {
                detail::structural_hasher h(1);
                h.absorb(static_cast<std::uint64_t>(i) ^ (flipped < 64 ? std::uint64_t(1) << flipped : 0),
                         flipped >= 64 && flipped < 128 ? std::uint64_t(1) << (flipped - 64) : 0);
                return h.finish();
            };
            const auto a = hash_with(128), b = hash_with(bit);
            changed += std::popcount(a.lo ^ b.lo) + std::popcount(a.hi ^ b.hi);
        }
        CAPTURE(bit);
        CHECK(changed / rounds == Catch::Approx(64).margin(3));
    }
}

TEST_CASE("the hash is XXH3", "[compare]") {
    // As xxhsum -H2 prints it for an empty file.
    CHECK(detail::hash_of_words(nullptr, 0, 0) == detail::hash128{0x6001c324468d497f, 0x99aa06d3014798d8});
}

TEST_CASE("each word counts, however many there are", "[compare]") {
    for (const std::size_t n_pairs : {1, 14, 15, 16, 29, 30, 100}) {
        std::set<std::pair<std::uint64_t, std::uint64_t>> hashes;
        for (std::size_t changed = 0; changed <= 2 * n_pairs; ++changed) {
            detail::structural_hasher h(n_pairs);
            for (std::size_t i = 0; i < n_pairs; ++i)
                h.absorb(2 * i == changed, 2 * i + 1 == changed);
            hashes.emplace(h.finish().lo, h.finish().hi);
        }
        CAPTURE(n_pairs);
        CHECK(hashes.size() == 2 * n_pairs + 1);
    }
}

TEST_CASE("small structures do not collide", "[compare]") {
    std::set<std::pair<std::uint64_t, std::uint64_t>> hashes;
    std::set<std::uint64_t> low;
    std::size_t n = 0;
    std::vector<expression> pool{"x"_var, "y"_var, par[0], 1_dbl, 2_dbl};
    for (std::size_t i = 0; i < 300; ++i)
        pool.push_back(raw_sum(pool[i], pool[i / 2]));
    for (const auto &a : pool) {
        for (const auto &b : pool) {
            const auto h = detail::structural_hash(raw_sum(a, b));
            hashes.emplace(h.lo, h.hi);
            low.insert(h.lo);
            ++n;
        }
    }
    CHECK(hashes.size() == n);
    CHECK(low.size() == n);
}

TEST_CASE("comparison of deep and of heavily shared graphs", "[compare][deep]") {
    const auto deep = [](double zero) {
        expression ex = raw_sum("x"_var, expression(zero));
        for (int i = 0; i < 100'000; ++i)
            ex = raw_sum(ex, "y"_var);
        return ex;
    };
    CHECK(deep(0.) == deep(-0.));
    CHECK(deep(0.) != deep(1.));
    CHECK_FALSE(before(deep(0.), deep(-0.)));
    CHECK(before(deep(0.), deep(1.)));

    const auto a = test::doubled(60, raw_sum("x"_var, 0_dbl)), b = test::doubled(60, raw_sum("x"_var, expression(-0.)));
    CHECK(a == b);
    CHECK(hash(a) == hash(b));
    CHECK_FALSE(before(a, b));
    CHECK(before(a, test::doubled(60, raw_sum("x"_var, 1_dbl))));
    CHECK(std::unordered_set<expression>{a, b}.size() == 1);
    CHECK(std::map<expression, int>{{a, 1}, {b, 2}}.size() == 1);
}
