// SPDX-License-Identifier: MPL-2.0
// covers: plain_arithmetic
// The arithmetic of constants, which LLVM carries out at once: that of C++, and lanes of structures part by part.
#include "codegen/arithmetic.hpp"

#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "codegen/plain_arithmetic.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

struct site {
    llvm::LLVMContext context;
    llvm::Module module{"constants", context};
    llvm::IRBuilder<> builder{context};
    machine target{.fused = true, .math_bytes = 32};
};

bool holds_bits(llvm::Value *x, const number &expected, const arithmetic &a) { return x == a.entry(expected); }

} // namespace

TEMPLATE_LIST_TEST_CASE("constants are computed as in C++", "[arithmetic]", brook::test::code_types) {
    using T = TestType;
    site s;
    const auto a = make_arithmetic(fp_type_of<T>, {s.module, s.builder, s.target});
    const auto constant = [&](T x) { return a->constant_number(number(x)); };
    const T x = T(1) / 3, y = -T(2) / 7;
    auto *const cx = constant(x), *const cy = constant(y);
    REQUIRE(holds_bits(a->add(cx, cy), number(x + y), *a));
    REQUIRE(holds_bits(a->subtract(cx, cy), number(x - y), *a));
    REQUIRE(holds_bits(a->multiply(cx, cy), number(x * y), *a));
    REQUIRE(holds_bits(a->divide(cx, cy), number(x / y), *a));
    REQUIRE(holds_bits(a->negate(cx), number(-x), *a));
    REQUIRE(a->compare(comparison::lt, cy, cx) == constant(1));
    REQUIRE(a->compare(comparison::gte, cy, cx) == constant(0));
    REQUIRE(a->choose(constant(1), cx, cy) == cx);
    REQUIRE(a->choose(constant(0), cx, cy) == cy);
    // Exact factors are no products.
    REQUIRE(a->multiply(cx, constant(1)) == cx);
    REQUIRE(holds_bits(a->fma(cx, constant(-1), cy), number(y - x), *a));
    REQUIRE(a->fused() == fp_has_vectors(fp_type_of<T>));
}

TEST_CASE("lanes of structures move part by part", "[arithmetic]") {
    site s;
    plain_arithmetic a(fp_type::f64, {s.module, s.builder, s.target});
    // Lane l of part p is 10 p + l.
    const auto lanes = [&](std::vector<int> which, int part) {
        std::vector<number> numbers;
        for (const int l : which)
            numbers.emplace_back(10. * part + l);
        return llvm::cast<llvm::Constant>(a.constant(numbers));
    };
    const auto pair = [&](const std::vector<int> &which) -> llvm::Value * {
        return llvm::ConstantStruct::getAnon({lanes(which, 0), lanes(which, 1)});
    };
    auto *const x = pair({0, 1, 2, 3}), *const y = pair({4, 5, 6, 7});
    REQUIRE(a.lanes_of(x, 1, 2) == pair({1, 2}));
    REQUIRE(a.lanes_of(x, 3, 1) == pair({3}));
    REQUIRE(a.lanes_of(x, 0, 4) == x);
    REQUIRE(a.splat(pair({5}), 4) == pair({5, 5, 5, 5}));
    REQUIRE(a.splat(pair({5}), 1) == pair({5}));
    REQUIRE(a.joined(std::array{x, y}) == pair({0, 1, 2, 3, 4, 5, 6, 7}));
    REQUIRE(a.joined(std::array{pair({2}), pair({7}), pair({1})}) == pair({2, 7, 1}));
    REQUIRE(a.joined(std::array{x}) == x);
    REQUIRE(a.shuffled(x, std::array{3, 1}) == pair({3, 1}));
    REQUIRE(a.shuffled(x, y, std::array{0, 4, 3, 7}) == pair({0, 4, 3, 7}));
    REQUIRE(a.lanes_of(a.widened(pair({6}), 4), 0, 1) == pair({6}));
}
