// SPDX-License-Identifier: MPL-2.0
// Sums that are split have the same terms, and their parts fill blocks.
#include <cmath>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/ode/system.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"
#include "test/support/reference_jet.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

// The attraction of a moving point by `n` fixed ones, along two axes. Equal weights make it a sum of products, others a
// linear form of products.
program attraction(int n, double more = .1) {
    const auto [x, y, u, v] = make_vars("x", "y", "u", "v");
    std::vector<expression> along_x, along_y;
    for (int i = 0; i < n; ++i) {
        const auto dx = x - std::cos(1. + i), dy = y - std::sin(2. + 3 * i);
        const auto w = pow(dx * dx + dy * dy, -1.5);
        along_x.push_back((1. + more * i) * dx * w);
        along_y.push_back((1. + more * i) * dy * w);
    }
    return decompose(ode_system({prime(x) = u, prime(y) = v, prime(u) = -sum(along_x), prime(v) = -sum(along_y)}));
}

std::size_t sums_of(const program &p, std::size_t args, const operation &op = linear_operation) {
    return static_cast<std::size_t>(std::count_if(p.definitions.begin(), p.definitions.end(), [&](const definition &d) {
        return d.op == &op && d.args.size() == args;
    }));
}

} // namespace

TEST_CASE("long sums become as many partial sums as a block has lanes", "[split_sums]") {
    const auto p = attraction(37);
    REQUIRE(sums_of(p, 37) == 2);
    const auto split = split_sums(p, 8);
    verify(split);
    CHECK(sums_of(split, 37) == 0);
    CHECK(sums_of(split, 4) == 16);
    CHECK(sums_of(split, 5) == 2); // 37 - 32 terms
    CHECK(sums_of(split, 9) == 2); // the partial sums
}

TEST_CASE("long sums of products are split in the same way", "[split_sums]") {
    const auto p = attraction(37, 0.);
    REQUIRE(sums_of(p, 2 * 37, sum_of_products_operation) == 2);
    const auto split = split_sums(p, 8);
    verify(split);
    CHECK(sums_of(split, 2 * 4, sum_of_products_operation) == 16);
    CHECK(sums_of(split, 2 * 5, sum_of_products_operation) == 2);
    CHECK(sums_of(split, 9) == 2);
}

TEST_CASE("a split sum has the value of the whole one, up to rounding", "[split_sums]") {
    for (const auto more : {0., .1}) {
        const auto p = attraction(50, more);
        const std::vector<double> state{3., 2., .1, -.2};
        const reference_jet<double> whole(p, 12, true, state, {}, 0.), split(split_sums(p, 8), 12, true, state, {}, 0.);
        for (std::uint32_t i = 0; i < 4; ++i)
            for (std::size_t k = 0; k <= 12; ++k)
                CHECK(split[i][k] == Approx(whole[i][k]).epsilon(1e-12));
    }
}

TEST_CASE("sums that are short, or as many as a block holds, stay whole", "[split_sums]") {
    const auto short_sums = attraction(31);
    CHECK(split_sums(short_sums, 8).definitions.size() == short_sums.definitions.size());
    const auto p = attraction(37);
    CHECK(split_sums(p, 2).definitions.size() == p.definitions.size());
    CHECK(split_sums(p, 1).definitions.size() == p.definitions.size());
}

TEST_CASE("sums of quite other lengths do not keep a long one whole", "[split_sums]") {
    std::vector<std::pair<expression, expression>> equations;
    const auto x = [](std::size_t i) { return expression("x" + std::to_string(i)); };
    for (std::size_t i = 0; i < 5; ++i) {
        std::vector<expression> terms;
        for (std::size_t t = 0; t < (i == 0 ? 300u : 32u); ++t)
            terms.push_back((1. + double(t + i)) * x(t));
        equations.push_back(prime(x(i)) = sum(terms));
    }
    for (std::size_t i = 5; i < 300; ++i)
        equations.push_back(prime(x(i)) = x(0));
    const auto p = decompose(ode_system(equations));
    REQUIRE((sums_of(p, 300) == 1 && sums_of(p, 32) == 4));
    CHECK(sums_of(split_sums(p, 8), 300) == 0);
    CHECK(sums_of(split_sums(p, 8), 32) == 0); // four of eight lanes
    CHECK(sums_of(split_sums(p, 4), 32) == 4);
}

TEST_CASE("partial sums read their terms without gathers", "[split_sums]") {
    const auto gathers = [](const program &p) {
        std::size_t n = 0;
        for (const auto &g : make_plan(p, pack(p, 8), 10).groups)
            n += g.gathers.size();
        return n;
    };
    const auto p = attraction(64);
    CHECK(gathers(p) >= 64);
    CHECK(gathers(split_sums(p, 8)) <= 16);
}
