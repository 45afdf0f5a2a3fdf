// SPDX-License-Identifier: MPL-2.0
// Comparisons, logic, choices and rectifiers in programs: generated code against the reference bit for bit where
// arguments are zero, infinite or no numbers, and the coefficients of the piece that is chosen.
// covers: relational, logical, select, relu
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"

using namespace brook;
using namespace brook::detail;
using namespace brook::test;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

std::vector<expression> piecewise_functions() {
    return {eq(x, y),
            neq(x, y),
            lt(x, y),
            gt(x, y),
            lte(x, y),
            gte(x, 0.),
            logical_and({x, y, gt(x, y)}),
            logical_or({lt(x, y), eq(y, 1.), gt(x, par[0])}),
            select(x, y, brook::time),
            select(gt(x, 0.), log(x), exp(x)),
            select(logical_and({lt(x, 1.), gte(y, 0.)}), sqrt(y), 2.) * y,
            select(par[0], x * y, par[0]),
            select(lt(x, y), 1., par[0]),
            relu(x),
            relu(x * y, .25),
            sqrt(relu(x)) + y,
            asin(select(gt(x, 0.), 1., x)) * y,
            relup(x) + y,
            relup(x, .25) * y};
}

// x and y meet all kinds of numbers: y is of the same kind as x, of the next, or of the third after it.
constexpr std::size_t n_kinds = 8, n_copies = 3 * n_kinds;
template <typename T>
T kind_of_number(std::size_t i) {
    using limits = std::numeric_limits<T>;
    const T kinds[n_kinds] = {
        T(-.75), T(1.5), T(0), T(-0.), T(1), limits::infinity(), -limits::infinity(), limits::quiet_NaN()};
    return kinds[i % n_kinds];
}

// Copies of x' = f(x, y), y' = x.
struct copies {
    explicit copies(const expression &f) {
        for (std::size_t i = 0; i < n_copies; ++i) {
            const auto k = std::to_string(i);
            equations.emplace_back("x" + k, rename_variables(f, {{"x", "x" + k}, {"y", "y" + k}}));
        }
        for (std::size_t i = 0; i < n_copies; ++i)
            equations.emplace_back("y" + std::to_string(i), "x" + std::to_string(i));
    }

    template <typename T>
    std::vector<T> state() const {
        std::vector<T> s;
        for (std::size_t i = 0; i < n_copies; ++i)
            s.push_back(kind_of_number<T>(i));
        for (std::size_t i = 0; i < n_copies; ++i)
            s.push_back(kind_of_number<T>(i + std::array{0, 1, 3}[i / n_kinds]));
        return s;
    }

    std::vector<std::pair<expression, expression>> equations;
};

std::uint32_t widest(const plan &p) {
    std::uint32_t w = 0;
    for (const auto &g : p.groups)
        for (const auto &b : g.blocks)
            w = std::max(w, b.width);
    return w;
}

template <typename T>
void check_bits(const expression &f, std::uint32_t order, const target &t, unsigned first_level,
                const std::vector<std::uint32_t> &widths) {
    const copies c(f);
    const auto program = decompose(ode_system(c.equations), fp_type_of<T>);
    const auto state = c.state<T>();
    const std::vector<T> pars{T(.7)};
    const auto expected = reference_coefficients<T>(program, order, t.vectors.fused, state, pars, T(.3));
    std::set<T> slopes;
    for (std::size_t i = 0; i < n_copies; ++i)
        if (!std::isnan(expected[i][1]))
            slopes.insert(expected[i][1]);
    CHECK(slopes.size() > 1); // or only one piece would be met
    unsigned level = first_level;
    for (const auto width : widths) {
        INFO("width " << width << " level " << level % 4);
        compiled_jet<T> jet(program, pack(program, width), order, t, level++ % 4);
        CHECK(widest(jet.plan()) == width);
        CHECK(different_bits(jet(state, pars, T(.3)), expected) == 0);
    }
}

// Coefficients of right-hand sides in z, w with z' = w, w' = -z.
std::vector<std::vector<double>> coefficients_of(const std::vector<expression> &exs, double z, double w) {
    std::vector<std::pair<expression, expression>> equations{{"z"_var, "w"_var}, {"w"_var, -"z"_var}};
    for (std::size_t i = 0; i < exs.size(); ++i)
        equations.emplace_back("a" + std::to_string(i), exs[i]);
    std::vector<double> state(equations.size());
    state[0] = z;
    state[1] = w;
    auto all = reference_coefficients<double>(decompose(ode_system(equations)), 15, true, state, {}, 0.);
    all.erase(all.begin(), all.begin() + 2);
    return all;
}

} // namespace

TEMPLATE_TEST_CASE("piecewise functions at every width equal the reference bit for bit", "[piecewise]", float, double) {
    const auto &t = find_target("native");
    unsigned i = 0;
    for (const auto &f : piecewise_functions()) {
        CAPTURE(f);
        check_bits<TestType>(f, 5 + i % 4, t, i, block_widths<TestType>());
        ++i;
    }
}

#if defined(__x86_64__)
TEMPLATE_TEST_CASE("piecewise functions without fused operations", "[piecewise]", float, double) {
    const auto &t = find_target("x86-64-v2");
    unsigned i = 0;
    for (const auto &f : piecewise_functions()) {
        CAPTURE(f);
        check_bits<TestType>(f, 6, t, i, {1, full_block<TestType>});
        ++i;
    }
}
#endif

TEST_CASE("a choice has the coefficients of the piece at the expansion point", "[piecewise]") {
    const auto [z, w] = make_vars("z", "w");
    const auto low = exp(z) * w, high = log(z); // high is a NaN below zero
    for (const double at : {-.5, .5}) {
        const auto c = coefficients_of({select(gt(z, 0.), high, low), high, low}, at, .75);
        CHECK(c[0] == c[at > 0 ? 1 : 2]);
        CHECK(std::all_of(c[0].begin(), c[0].end(), [](double v) { return std::isfinite(v); }));
    }
}

TEST_CASE("a rectifier has the coefficients of its argument or a multiple of them", "[piecewise]") {
    const auto [z, w] = make_vars("z", "w");
    const auto g = z * w;
    for (const double at : {-.5, 0., .5}) {
        const auto c = coefficients_of({relu(g), relu(g, .25), g, .25 * g, relup(g), relup(g, .25)}, at, .75);
        CHECK(c[0] == (at > 0 ? c[2] : std::vector<double>(16)));
        CHECK(c[1] == c[at > 0 ? 2 : 3]);
        // A derivative of right-hand sides: orders are one higher than those of the function.
        std::vector<double> step(16);
        step[1] = at > 0 ? 1 : 0;
        CHECK(c[4] == step);
        step[1] = at > 0 ? 1 : .25;
        CHECK(c[5] == step);
    }
}

TEST_CASE("functions of a piece that stays at the end of their domain are constant", "[piecewise]") {
    const auto [z, w] = make_vars("z", "w");
    const auto flat = relu(z - 5.), one = select(gt(z, -5.), 1., z);
    const std::vector<expression> exs{
        sqrt(flat), pow(flat, 1.5), pow(flat, 2.75),       asin(one),
        acos(-one), acosh(one),     atan2(flat, flat * w), sqrt(flat) * w - 2. * w * acos(one)};
    const auto c = coefficients_of(exs, -.5, .75);
    for (std::size_t i = 0; i < exs.size(); ++i) {
        INFO(exs[i]);
        CHECK(std::all_of(c[i].begin() + 2, c[i].end(), [](double v) { return v == 0; }));
    }
    CHECK(c[3][1] == std::asin(1.));
    // Elsewhere they have no series, and say so.
    for (const auto &ex : {sqrt(z + .5), sqrt(z * z - .25), pow(pow(z + .5, 2.), .5), asin(z - .5), acosh(w + .25),
                           atan2(z + .5, w - .75)}) {
        INFO(ex);
        const auto coefficients = coefficients_of({ex}, -.5, .75)[0];
        CHECK(std::any_of(coefficients.begin(), coefficients.end(), [](double v) { return !std::isfinite(v); }));
    }
}

TEST_CASE("a slope may be any expression", "[piecewise]") {
    const auto [z, w] = make_vars("z", "w");
    const auto f = subs(relu(z, .25), std::map<expression, expression>{{.25_dbl, w}});
    const auto c = coefficients_of({f, z, z * w}, -.5, .75), d = coefficients_of({f, z, z * w}, .5, .75);
    CHECK(c[0] == c[2]);
    CHECK(d[0] == d[1]);
}
