// SPDX-License-Identifier: MPL-2.0
// The code of functions, in all its shapes: equal to the reference, and as short as it can be.
// covers: function_emitter
#include "codegen/function.hpp"

#include <string>
#include <vector>

#include <brook/math/functions.hpp>

#include "benchmark/support/n_bodies.hpp"
#include "decomposition/decompose.hpp"
#include "test/support/catch.hpp"
#include "test/support/functions.hpp"
#include "test/support/random_program.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::function_shape;

namespace {

const auto [x, y] = make_vars("x", "y");

std::size_t count(const std::string &text, const std::string &word) {
    std::size_t n = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++n;
    return n;
}

detail::program program_of(const std::vector<expression> &fn, const std::vector<std::string> &vars,
                           detail::fp_type type = detail::fp_type::f64) {
    return detail::decompose(fn, vars, type);
}

// Straight, in parts, in loops, and in parts with loops.
std::vector<function_shape> shapes() {
    std::vector<function_shape> all(4);
    all[1].whole = 100;
    all[1].part = 60;
    all[1].module = 200;
    all[2].straight = 0;
    all[3] = all[1];
    all[3].straight = 0;
    return all;
}

// The outputs of `f` at `points` points that differ.
template <typename T>
std::vector<T> at_points(test::compiled_function<T> &f, std::uint32_t points, const std::vector<T> &in,
                         const std::vector<T> &pars, std::size_t n_outputs) {
    std::vector<T> ins, all_pars, times, out(n_outputs * points);
    for (std::size_t i = 0; i < in.size(); ++i)
        for (std::uint32_t k = 0; k < points; ++k)
            ins.push_back(in[i] * T(1 + k));
    for (const auto p : pars)
        for (std::uint32_t k = 0; k < points; ++k)
            all_pars.push_back(p + T(k));
    for (std::uint32_t k = 0; k < points; ++k)
        times.push_back(T(k) / 4);
    f(out.data(), ins.data(), all_pars.data(), times.data(), points);
    return out;
}

template <typename T>
void check_all_shapes(const detail::program &p, const detail::bundles &packed, const std::vector<T> &in,
                      const std::vector<T> &pars) {
    const auto &target = detail::find_target("native");
    const auto fused = detail::fp_has_vectors(detail::fp_type_of<T>) && target.vectors.fused;
    for (auto shape : shapes()) {
        CAPTURE(shape.straight, shape.whole);
        for (const auto &b : {packed, single_lanes(p)}) {
            test::compiled_function<T> f(p, b, target, shape);
            std::vector<T> out(p.outputs.size());
            const T time = 0;
            f(out.data(), in.data(), pars.data(), &time);
            const auto expected = test::reference_outputs<T>(p, fused, in, pars, time);
            for (std::size_t i = 0; i < out.size(); ++i)
                CHECK(test::same_bits(out[i], expected[i]));
        }
        for (const std::uint32_t points : {1u, 2u, 8u}) {
            if (points > 1 && !detail::fp_has_vectors(detail::fp_type_of<T>))
                continue;
            shape.points = points;
            shape.strided = true;
            test::compiled_function<T> f(p, single_lanes(p), target, shape);
            const auto out = at_points<T>(f, points, in, pars, p.outputs.size());
            for (std::uint32_t k = 0; k < points; ++k) {
                std::vector<T> own, own_pars;
                for (const auto v : in)
                    own.push_back(v * T(1 + k));
                for (const auto v : pars)
                    own_pars.push_back(v + T(k));
                const auto expected = test::reference_outputs<T>(p, fused, own, own_pars, T(k) / 4);
                std::size_t bad = 0;
                for (std::size_t i = 0; i < expected.size(); ++i)
                    bad += !test::same_bits(out[i * points + k], expected[i]) && expected[i] == expected[i];
                CHECK(bad == 0);
            }
        }
    }
}

} // namespace

TEMPLATE_LIST_TEST_CASE("every shape of the code gives the same bits", "[function]", test::code_types) {
    constexpr auto type = detail::fp_type_of<TestType>;
    const auto bodies = problems::twenty_bodies();
    const detail::ode_system system(bodies.system);
    const auto p = detail::decompose(system.right_hand_sides(), system.variables(), type);
    check_all_shapes<TestType>(p, pack(p, detail::canonical_width(type)),
                               std::vector<TestType>(bodies.state.begin(), bodies.state.end()), {});
}

TEST_CASE("blocks of all widths, broadcasts, gathers, parameters and the time", "[function]") {
    for (unsigned seed = 0; seed < 8; ++seed) {
        test::copied_program copied(8, seed, 25);
        auto &p = copied.program;
        p.outputs = p.derivatives;
        p.derivatives.clear();
        p.outputs.push_back(3); // an input
        CAPTURE(seed);
        for (const std::uint32_t width : {4u, 8u})
            check_all_shapes<double>(p, copied.bundles(width), copied.random_state<double>(seed), {.5, .25, 2.});
    }
}

TEST_CASE("short functions use no memory but the caller's", "[function]") {
    const auto &target = detail::find_target("native");
    const auto p = program_of({sin(x) * y + 1., x - y}, {"x", "y"});
    test::compiled_function<double> one(p, single_lanes(p), target, {});
    CHECK(one.scratch_size() == 0);
    CHECK(count(one.text(), "store ") == 2);
    CHECK(count(one.text(), "load ") == 2);
    function_shape eight;
    eight.points = 8;
    eight.strided = true;
    test::compiled_function<double> many(p, single_lanes(p), target, eight);
    CHECK(many.scratch_size() == 0);
    CHECK(count(many.text(), "store <8 x double>") == 2);
    CHECK(count(many.text(), "load <8 x double>") == 2);
}

TEST_CASE("what no output needs is not computed", "[function]") {
    const auto &target = detail::find_target("native");
    // Of the pair of sine and cosine, one.
    const auto p = program_of({sin(x)}, {"x"});
    test::compiled_function<double> f(p, single_lanes(p), target, {});
    CHECK(count(f.text(), "call double") == 1);
}

TEST_CASE("long code is cut into parts and modules, at the same bits", "[function]") {
    expression link = x;
    for (int i = 0; i < 4000; ++i)
        link = link * (y + double(i)) / (1. + link * link);
    const auto p = program_of({link}, {"x", "y"});
    const auto &target = detail::find_target("native");
    test::compiled_function<double> f(p, single_lanes(p), target, {});
    CHECK(f.modules() > 1);
    CHECK(f.scratch_size() > 0);
    std::vector<double> out(1);
    const std::vector<double> in{.5, .25};
    const double time = 0;
    f(out.data(), in.data(), nullptr, &time);
    CHECK(test::same_bits(out[0], test::reference_outputs<double>(p, target.vectors.fused, in, {}, 0.)[0]));
}
