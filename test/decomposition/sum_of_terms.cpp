// SPDX-License-Identifier: MPL-2.0
// What sums do with common factors.
#include "decomposition/sum_of_terms.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <brook/math/functions.hpp>

#include "decomposition/decompose.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

program program_of(const std::vector<expression> &functions) {
    const std::vector<std::string> names{"a", "b", "c", "d", "x", "y"};
    return decompose(functions, names, fp_type::f64);
}

// Products of two values, counting those that are fused.
std::size_t products(const program &p) {
    std::size_t n = 0;
    for (const auto &d : p.definitions)
        if (d.op == &sum_of_products_operation)
            n += d.args.size() / 2;
    return n;
}

const auto vars = make_vars("a", "b", "c", "d", "x", "y");
const auto &a = vars[0], &b = vars[1], &c = vars[2], &d = vars[3], &x = vars[4], &y = vars[5];

} // namespace

TEST_CASE("a common factor is multiplied with the sum of what it multiplies", "[sum_of_terms]") {
    CHECK(products(program_of({a * x + b * x})) == 1);
    CHECK(products(program_of({2. * a * x - b * x + x})) == 1);
    CHECK(products(program_of({a * x + b * x + c * y + d * y})) == 2);
    CHECK(products(program_of({a * b * x + c * d * x})) == 3);
    // The same in both equations: the sum is one.
    const auto p = program_of({a * x + b * x, a * y + b * y}), q = program_of({(a + b) * x, (a + b) * y});
    CHECK(p.definitions.size() == q.definitions.size());
    CHECK(products(p) == 2);
}

TEST_CASE("products stay together where factoring saves none", "[sum_of_terms]") {
    CHECK(products(program_of({x * a + x})) == 1);
    CHECK(program_of({x * a + x}).definitions.size() == 2); // a product and a sum
    CHECK(products(program_of({a * b + c * d})) == 2);
    CHECK(program_of({a * b + c * d}).definitions.size() == 1);
    // What others use, too, is there anyway.
    CHECK(products(program_of({a * x + b * x, sin(a * x)})) == 2);
    // Parameters are no factors: a product with one costs as much as a term of a sum.
    CHECK(products(program_of({par[0] * x + par[0] * y})) == 2);
}

TEST_CASE("common factors of long sums are found in linear time", "[sum_of_terms]") {
    std::vector<expression> terms;
    for (int i = 0; i < 20000; ++i)
        terms.push_back(double(i + 1) * sin(double(i + 1) * x) * y +
                        cos(double(i + 1) * a) * sin(double(i / 2 + 1) * x));
    const auto p = program_of({sum(terms)});
    CHECK(products(p) < 25000);
}
