// SPDX-License-Identifier: MPL-2.0
// What the code has of the machine that it is written for: how many blocks share a loop, and how long the vectors are
// with which the math library is called.
#include "codegen/block_emitter.hpp"

#include <map>
#include <regex>
#include <string>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/number/math_library.hpp>

#include "codegen/jet.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using detail::fp_type;
using detail::machine;

namespace {

constexpr machine sse2{false, 16, 16, 16}, avx{false, 32, 16, 32}, avx2{true, 32, 16, 32}, avx512{true, 64, 32, 64},
    aarch64{true, 16, 32, 0};

// n copies of x' = f(x, v), v' = x, in blocks of `width`.
template <typename F>
detail::plan plan_of(std::size_t n, std::uint32_t width, F f, fp_type type = fp_type::f64) {
    std::vector<std::pair<expression, expression>> equations;
    for (std::size_t i = 0; i < n; ++i) {
        const expression x("x" + std::to_string(i)), v("v" + std::to_string(i));
        equations.emplace_back(x, f(x, v));
        equations.emplace_back(v, x);
    }
    const auto p = detail::decompose(detail::ode_system(equations), type);
    return make_plan(p, width == 1 ? single_lanes(p) : pack(p, width, 0), 10);
}

expression product(const expression &x, const expression &v) { return x * v; }
expression sine(const expression &x, const expression &) { return sin(x); }
expression angle(const expression &x, const expression &v) { return atan2(x, v); }
expression longitude(const expression &x, const expression &v) { return kepF(x, v, 1.); }

std::vector<detail::block> blocks_of(const detail::plan &p, const detail::operation &op) {
    std::vector<detail::block> blocks;
    for (const auto &g : p.groups) {
        for (const auto &b : g.blocks)
            if (b.op == &op)
                blocks.push_back(b);
    }
    return blocks;
}

std::string ir_of(const detail::plan &p, const machine &m, fp_type type = fp_type::f64) {
    return detail::emit_jet(p, type, m, "test")[0].text();
}

std::ptrdiff_t convolution_loops(const std::string &ir) {
    const std::regex label("\nterms[0-9]*:");
    return std::distance(std::sregex_iterator(ir.begin(), ir.end(), label), std::sregex_iterator());
}

// How often each function of the math library is called, as in "4 brook_sin_f64, ".
std::string calls(const std::string &ir) {
    const std::regex call("call [^\n]*@(brook_[A-Za-z0-9_]+)\\(");
    std::map<std::string, int> counts;
    for (std::sregex_iterator i(ir.begin(), ir.end(), call), end; i != end; ++i)
        ++counts[(*i)[1]];
    std::string text;
    for (const auto &[name, n] : counts)
        text += std::to_string(n) + " " + name + ", ";
    return text;
}

// Of sine and cosine, and nothing else.
std::string both(fp_type type, bool fused, std::uint32_t lanes, int n) {
    std::string text;
    for (const char *name : {"cos", "sin"})
        text += std::to_string(n) + " " + detail::math_library::symbol_name(name, type, fused, lanes) + ", ";
    return text;
}

} // namespace

// A product has two accumulators, one for each parity: of eight doubles they take 2 * 64 bytes.
TEST_CASE("as many blocks share a loop as leave the accumulators in registers", "[block_emitter]") {
    const auto p = plan_of(16, 8, product), single = plan_of(2, 1, product);
    const auto blocks = blocks_of(p, detail::sum_of_products_operation);
    REQUIRE(blocks.size() == 2);
    REQUIRE(usage_of(blocks[0]).accumulators == 2);
    const auto jam = [&](const machine &m) { return jam_factor(blocks, fp_type::f64, m); };
    CHECK(jam({true, 16, 16, 16}) == 1); // 12 of 16 registers, and a block takes 8
    CHECK(jam({true, 32, 16, 32}) == 3); // a block takes 4
    CHECK(jam({true, 64, 16, 64}) == 6);
    CHECK(jam({true, 16, 32, 0}) == 2); // 16 of 32
    CHECK(jam({true, 32, 32, 32}) == 4);
    CHECK(jam({true, 64, 32, 64}) == 8);
    CHECK(jam({true, 8, 16, 0}) == 1);
    CHECK(jam_factor(blocks, fp_type::f32, {true, 32, 16, 32}) == 6);
    const auto number = blocks_of(single, detail::sum_of_products_operation);
    CHECK(jam_factor(number, fp_type::f64, {true, 32, 16, 32}) == 6);
    CHECK(jam_factor(number, fp_type::f64, {true, 32, 32, 32}) == 8);
}

TEST_CASE("the number of loops over the terms of a convolution follows the machine", "[block_emitter]") {
    const auto p = plan_of(24, 8, product);
    REQUIRE(blocks_of(p, detail::sum_of_products_operation).size() == 3);
    CHECK(convolution_loops(ir_of(p, sse2)) == 3);
    CHECK(convolution_loops(ir_of(p, aarch64)) == 2);
    CHECK(convolution_loops(ir_of(p, avx2)) == 1);
    CHECK(convolution_loops(ir_of(p, avx512)) == 1);
}

// The code of a block is as long as its sum.
TEST_CASE("sums, which have no loop, are jammed as long as their code stays short", "[block_emitter]") {
    const auto jam = [](std::size_t terms) {
        detail::block b;
        b.op = &detail::linear_operation;
        b.args.resize(terms);
        b.constants.resize(terms, {number(2.)});
        return jam_factor({&b, 1}, fp_type::f64, avx512);
    };
    CHECK(jam(3) == 16);
    CHECK(jam(15) == 8);
    CHECK(jam(31) == 4);
    CHECK(jam(1000) == 2);
}

TEST_CASE("the math library is called with the longest vectors that the machine has", "[block_emitter]") {
    const auto f64 = fp_type::f64, f32 = fp_type::f32;
    const auto p = plan_of(8, 8, sine), q = plan_of(16, 16, sine, f32);
    REQUIRE(blocks_of(p, detail::sine_cosine_operation).size() == 1);
    REQUIRE(blocks_of(q, detail::sine_cosine_operation).size() == 1);
    CHECK(calls(ir_of(p, sse2)) == both(f64, false, 2, 4));
    CHECK(calls(ir_of(p, avx)) == both(f64, false, 4, 2));
    CHECK(calls(ir_of(p, {true, 16, 16, 16})) == both(f64, true, 2, 4));
    CHECK(calls(ir_of(p, avx2)) == both(f64, true, 4, 2));
    CHECK(calls(ir_of(p, avx512)) == both(f64, true, 8, 1));
    CHECK(calls(ir_of(p, aarch64)) == both(f64, true, 1, 8));
    CHECK(calls(ir_of(q, sse2, f32)) == both(f32, false, 4, 4));
    CHECK(calls(ir_of(q, avx2, f32)) == both(f32, true, 8, 2));
    CHECK(calls(ir_of(q, avx512, f32)) == both(f32, true, 16, 1));
    CHECK(calls(ir_of(q, aarch64, f32)) == both(f32, true, 1, 16));
}

TEST_CASE("functions of two arguments are called in vectors, too", "[block_emitter]") {
    CHECK(calls(ir_of(plan_of(8, 8, angle), avx2)) == "2 brook_atan2_f64_fma_x4, ");
    CHECK(calls(ir_of(plan_of(8, 8, longitude), avx2)) == "2 brook_cos_f64_fma_x4, 8 brook_kepF_f64_fma, "
                                                          "2 brook_sin_f64_fma_x4, ");
}

TEST_CASE("blocks shorter than a vector are called with as many lanes as they have", "[block_emitter]") {
    for (const std::uint32_t width : {1u, 2u, 4u}) {
        INFO("width " << width);
        const auto p = plan_of(width, width, sine);
        CHECK(calls(ir_of(p, avx512)) == both(fp_type::f64, true, width, 1));
    }
    // Two floats make no vector of the library's.
    CHECK(calls(ir_of(plan_of(2, 2, sine, fp_type::f32), avx512, fp_type::f32)) == both(fp_type::f32, true, 1, 2));
}

TEST_CASE("numbers without vectors are computed one by one, and without fused operations", "[block_emitter]") {
    if (fp_has_code(fp_type::f80)) {
        const auto ir = ir_of(plan_of(2, 1, sine, fp_type::f80), avx2, fp_type::f80);
        CHECK(calls(ir) == both(fp_type::f80, false, 1, 2));
        CHECK(ir.find("llvm.fma") == std::string::npos);
    }
}
