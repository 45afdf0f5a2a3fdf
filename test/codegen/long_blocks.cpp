// SPDX-License-Identifier: MPL-2.0
// Blocks with few loads and stores, which LLVM compiles in a time that grows with the code and no faster.
#include "codegen/long_blocks.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <brook/math/functions.hpp>

#include "codegen/function.hpp"
#include "codegen/jet.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "jit/compile.hpp"
#include "test/support/catch.hpp"
#include "test/support/functions.hpp"
#include "test/support/jets.hpp"
#include "test/support/same_bits.hpp"

using namespace brook;
using detail::function_shape;

namespace {

// Of the loads and stores of IR, those of the block that has most.
std::size_t most_in_a_block(const std::string &ir) {
    std::istringstream lines(ir);
    std::size_t most = 0, n = 0;
    for (std::string line; std::getline(lines, line);) {
        const bool access = line.find(" load ") != std::string::npos || line.find(" store ") != std::string::npos;
        const bool inside = line.rfind("  ", 0) == 0;
        n = inside ? n + (access ? 1 : 0) : 0; // labels and braces begin and end a block
        most = std::max(most, n);
    }
    return most;
}

struct functions {
    std::vector<expression> vars, fn;

    explicit functions(std::size_t n) {
        for (std::size_t i = 0; i < n; ++i)
            vars.emplace_back("v" + std::to_string(i));
    }
    detail::program program() const {
        std::vector<std::string> names;
        for (const auto &v : vars)
            names.push_back(std::get<variable>(v.value()).name());
        return detail::decompose(fn, names, detail::fp_type::f64);
    }
};

// What nothing merges: copies in order and not, squares, and products of variables far apart.
std::vector<functions> cases(std::size_t n) {
    std::vector<functions> all(4, functions(n));
    for (std::size_t i = 0; i < n; ++i) {
        const auto &v = all[0].vars;
        all[0].fn.push_back(v[i]);
        all[1].fn.push_back(v[n - 1 - i]);
        all[2].fn.push_back(v[i] * v[i]);
        all[3].fn.push_back(v[i] * v[(7 * i + 1) % n] + par[i % 5]);
    }
    return all;
}

std::vector<function_shape> shapes() {
    std::vector<function_shape> all(4);
    all[1].straight = 0;
    all[2].strided = true;
    all[3].strided = true;
    all[3].points = 8;
    all[3].straight = 0;
    return all;
}

std::size_t different_outputs(const detail::program &p, const detail::bundles &b, const function_shape &shape) {
    const auto &target = detail::find_target("native");
    test::compiled_function<double> f(p, b, target, shape);
    CHECK(most_in_a_block(f.text()) <= detail::most_accesses);
    CHECK(most_in_a_block(f.text()) > detail::accesses_of_piece / 2);
    const std::size_t n = shape.points;
    std::vector<double> in, pars, out(p.outputs.size() * n);
    for (std::size_t i = 0; i < p.n_states * n; ++i)
        in.push_back(1. + double(i) / 7);
    for (std::size_t i = 0; i < 5 * n; ++i)
        pars.push_back(double(i) / 3);
    const std::vector<double> time(n);
    f(out.data(), in.data(), pars.data(), time.data(), n);
    std::size_t different = 0;
    for (std::size_t k = 0; k < n; ++k) {
        std::vector<double> own, own_pars;
        for (std::size_t i = k; i < in.size(); i += n)
            own.push_back(in[i]);
        for (std::size_t i = k; i < pars.size(); i += n)
            own_pars.push_back(pars[i]);
        const auto expected = test::reference_outputs<double>(p, target.vectors.fused, own, own_pars, 0.);
        for (std::size_t i = 0; i < expected.size(); ++i)
            different += !test::same_bits(out[i * n + k], expected[i]);
    }
    return different;
}

} // namespace

TEST_CASE("blocks of long functions are short", "[long_blocks]") {
    for (const auto &c : cases(1000)) {
        const auto p = c.program();
        CAPTURE(c.fn[2]);
        for (const auto &shape : shapes()) {
            CAPTURE(shape.straight, shape.points);
            CHECK(different_outputs(p, single_lanes(p), shape) == 0);
        }
    }
}

TEST_CASE("LLVM's optimiser leaves the cuts", "[long_blocks]") {
    const auto p = cases(1000)[3].program();
    const auto &target = detail::find_target("native");
    function_shape shape;
    shape.name = "f";
    shape.strided = true;
    auto emitted = detail::emit_function(make_plan(p, single_lanes(p), 0), detail::fp_type::f64, target.vectors, shape);
    for (auto &m : emitted.modules) {
        const auto before = most_in_a_block(m.text());
        REQUIRE(before > detail::accesses_of_piece / 2);
        detail::optimise(m, target, {3, false});
        // Some loads move to another block.
        CHECK(most_in_a_block(m.text()) < before + detail::accesses_of_piece / 2);
    }
}

TEST_CASE("blocks of jets are short, too", "[long_blocks]") {
    auto c = cases(600)[3];
    auto p = c.program();
    p.derivatives = p.outputs;
    p.outputs.clear();
    const auto &target = detail::find_target("native");
    const std::vector<double> pars{.1, .2, .3, .4, .5};
    std::vector<double> state;
    for (std::size_t i = 0; i < 600; ++i)
        state.push_back(1. / double(i + 1));
    for (const std::uint32_t width : {1u, 4u}) {
        CAPTURE(width);
        const auto b = width == 1 ? single_lanes(p) : pack(p, width);
        for (const auto shape : {detail::jet_shape::loops, detail::jet_shape::unrolled}) {
            test::compiled_jet<double> jet(p, b, 3, target, 1, shape);
            const auto type = detail::fp_type::f64;
            for (const auto &m : detail::emit_jet(jet.plan(), type, target.vectors, "jet", shape))
                CHECK(most_in_a_block(m.text()) <= detail::most_accesses);
            const auto expected = test::reference_coefficients<double>(p, 3, target.vectors.fused, state, pars, 0.);
            CHECK(test::different_bits(jet(state, pars, 0.), expected) == 0);
        }
    }
}

TEST_CASE("equal outputs are stored by a loop", "[long_blocks]") {
    functions c(3);
    const auto &v = c.vars;
    c.fn.push_back(v[0]);
    for (int i = 0; i < 500; ++i)
        c.fn.push_back(v[0] * v[1]);
    c.fn.push_back(v[2]);
    for (int i = 0; i < 500; ++i)
        c.fn.push_back(0_dbl);
    const auto p = c.program();
    const auto &target = detail::find_target("native");
    for (const bool strided : {false, true}) {
        function_shape shape;
        shape.strided = strided;
        test::compiled_function<double> f(p, single_lanes(p), target, shape);
        CHECK(most_in_a_block(f.text()) < 10);
        std::vector<double> out(p.outputs.size(), -1.);
        const std::vector<double> in{3., 5., 7.};
        const double time = 0;
        f(out.data(), in.data(), nullptr, &time);
        const auto expected = test::reference_outputs<double>(p, target.vectors.fused, in, {}, 0.);
        CHECK(test::same_bits(out, expected));
    }
}
