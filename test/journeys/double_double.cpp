// SPDX-License-Identifier: MPL-2.0
// Everything there is, in double-double numbers: what a user does with a double, with 32 digits.
// covers: codegen/dd_arithmetic
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <brook/brook.hpp>
#include <brook/expression/format.hpp>

#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/same_bits.hpp"

using namespace brook;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

constexpr double eps = 0x1p-105;

double difference(dd a, dd b) { return static_cast<double>(abs(a - b)); }

equations oscillator() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -x}};
}

equations pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -par[0] * sin(x)}};
}

dd energy(const std::vector<dd> &s) { return s[1] * s[1] / 2 - dd("9.8") * cos(s[0]); }

taylor_adaptive<dd> swinging() {
    return taylor_adaptive<dd>(pendulum(), {dd("0.05"), dd("2.5")}, kw::pars = std::vector<dd>{dd("9.8")});
}

// Everything that has an order zero of its own.
equations functions() {
    const auto [x, y] = make_vars("x", "y");
    return {{x, atan2(y, x) + tan(x / 9.) + pow(x, par[0]) + erf(y) + select(gt(x, 1.5), exp(-x), cosh(x)) + asinh(x) +
                    acosh(x + 1.) + sigmoid(y)},
            {y, asin(x / 9.) - log(y) * tanh(x) + sqrt(y) / x + cos(brook::time) + acos(y / 9.) + atan(x) +
                    atanh(y / 9.) + sinh(x) + pow(x, -1.5) + pow(y, 0.3_dd)}};
}

} // namespace

TEST_CASE("a pendulum of 32 digits keeps its energy and comes back", "[dd]") {
    auto ta = swinging();
    CHECK(ta.get_order() == 38);
    CHECK(ta.get_tol() == std::numeric_limits<dd>::epsilon());
    const auto begin = ta.get_state();
    const dd before = energy(begin);
    CHECK(ta.propagate_until(dd(20)).outcome() == taylor_outcome::time_limit);
    CHECK(ta.get_time() == 20);
    CHECK(difference(energy(ta.get_state()), before) < 200 * eps);
    ta.propagate_until(dd(0));
    for (int i = 0; i < 2; ++i)
        CHECK(difference(ta.get_state()[i], begin[i]) < 2000 * eps);
}

TEST_CASE("an oscillator has the values of sine and cosine to 31 digits", "[dd]") {
    const bool high_accuracy = GENERATE(false, true), compact = GENERATE(false, true);
    taylor_adaptive<dd> ta(oscillator(), {dd(1), dd(0)}, kw::high_accuracy = high_accuracy, kw::compact_mode = compact);
    ta.propagate_until(dd("10.1"));
    CHECK(difference(ta.get_state()[0], cos(dd("10.1"))) < 30 * eps);
    CHECK(difference(ta.get_state()[1], -sin(dd("10.1"))) < 30 * eps);
}

// 1/m!, with all digits that count in a step.
TEST_CASE("coefficients of double-double numbers are those of the solution", "[dd]") {
    taylor_adaptive<dd> ta(oscillator(), {dd(1), dd(0)});
    ta.step(true);
    dd expected = 1;
    for (std::uint32_t m = 1; m <= ta.get_order(); ++m) {
        expected /= dd(m);
        const auto own = abs(ta.get_tc()[(m % 2) * (ta.get_order() + 1) + m]);
        CHECK(difference(own, expected) <= double(expected) * (m <= 28 ? 40 * eps : 1e-15));
    }
}

// Entire functions have terms that fall late: what half of the digits would lose at order 22 adds up here to 3.5e-31.
TEST_CASE("oscillators lose no digits in high orders", "[dd]") {
    double squares = 0;
    constexpr int members = 40;
    for (int k = 0; k < members; ++k) {
        const dd phase = dd(k) / 7;
        taylor_adaptive<dd> ta(oscillator(), {cos(phase), -sin(phase)});
        ta.propagate_until(dd(100));
        squares += std::pow(difference(ta.get_state()[0], cos(phase + 100)), 2);
    }
    CHECK(std::sqrt(squares / members) < 2.5e-31); // 2.0e-31 with all digits
}

TEST_CASE("the outer Solar System keeps its energy to 30 digits", "[dd]") {
    std::vector<expression> masses;
    for (const double m : outer_solar_system::masses)
        masses.emplace_back(number(dd(m)));
    const expression G{number(dd(outer_solar_system::G))};
    const auto system = model::nbody(6, kw::masses = masses, kw::Gconst = G);
    std::vector<expression> variables;
    for (const auto &equation : system)
        variables.push_back(equation.first);
    const cfunc<dd> energy({model::nbody_energy(6, kw::masses = masses, kw::Gconst = G)}, variables);
    taylor_adaptive<dd> ta(system,
                           {outer_solar_system::initial_state.begin(), outer_solar_system::initial_state.end()});
    std::vector<dd> before(1), after(1);
    energy(before, ta.get_state());
    ta.propagate_until(dd(100));
    energy(after, ta.get_state());
    CHECK(difference(after[0] / before[0], 1) < 40 * eps);
}

TEST_CASE("batches of double-double numbers have the bits of single runs", "[dd]") {
    const std::uint32_t size = GENERATE(1u, 2u, 4u, 5u);
    const auto [name, system] = GENERATE(table<const char *, equations>({
        {"pendulum", pendulum()},
        {"functions", functions()},
    }));
    CAPTURE(name, size);
    std::vector<dd> state, pars;
    for (std::uint32_t i = 0; i < 2; ++i)
        for (std::uint32_t k = 0; k < size; ++k)
            state.push_back(dd(1 + i) + dd(k) / 7);
    for (std::uint32_t k = 0; k < size; ++k)
        pars.push_back(dd(2) + dd(k) / 9);
    taylor_adaptive_batch<dd> batch(system, state, size, kw::pars = pars);
    batch.propagate_until(dd(1) / 5);
    for (std::uint32_t k = 0; k < size; ++k) {
        taylor_adaptive<dd> one(system, {state[k], state[size + k]}, kw::pars = std::vector<dd>{pars[k]});
        one.propagate_until(dd(1) / 5);
        for (std::uint32_t i = 0; i < 2; ++i)
            CHECK(same_bits(batch.get_state()[i * size + k], one.get_state()[i]));
    }
}

TEST_CASE("double-double code has the same bits at every level of optimisation", "[dd]") {
    std::optional<std::vector<dd>> first;
    for (const unsigned level : {0u, 1u, 2u, 3u}) {
        taylor_adaptive<dd> ta(functions(), {dd("1.1"), dd("1.7")}, kw::pars = std::vector<dd>{dd("2.3")},
                               kw::opt_level = level);
        for (int i = 0; i < 3; ++i)
            ta.step();
        if (!first)
            first = ta.get_state();
        CHECK(same_bits(ta.get_state(), *first));
    }
}

TEST_CASE("compiled functions of double-double numbers are those of the rules", "[dd]") {
    const auto [x, y] = make_vars("x", "y");
    std::vector<expression> outputs;
    for (const auto &[variable, rhs] : functions())
        outputs.push_back(rhs);
    outputs.insert(outputs.end(), {x * y, x / y - 0.1_dd, pow(x, 3.), sqrt(x * x + y * y)});
    const cfunc<dd> f(outputs, {x, y});
    const test::surroundings<dd> at{{{"x", dd("1.3")}, {"y", dd("0.7")}}, {dd("2.1")}, dd("0.4")};
    std::vector<dd> values(outputs.size());
    f(values, std::vector<dd>{dd("1.3"), dd("0.7")}, kw::pars = at.pars, kw::time = at.time);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const dd expected = test::evaluate(outputs[i], at);
        CHECK(difference(values[i], expected) < 40 * eps * (1 + std::abs(expected.hi())));
    }
    // At many points.
    std::vector<dd> in, out(7 * outputs.size()), pars(7, dd("2.1"));
    for (int i = 0; i < 14; ++i)
        in.push_back(dd(i + 3) / 8);
    f(mdspan<dd, dextents<std::size_t, 2>>(out.data(), outputs.size(), 7),
      mdspan<const dd, dextents<std::size_t, 2>>(in.data(), 2, 7),
      kw::pars = mdspan<const dd, dextents<std::size_t, 2>>(pars.data(), 1, 7),
      kw::time = std::vector<dd>(7, dd("0.4")));
    for (std::size_t k = 0; k < 7; ++k) {
        f(values, std::vector<dd>{in[k], in[7 + k]}, kw::pars = at.pars, kw::time = at.time);
        for (std::size_t i = 0; i < outputs.size(); ++i)
            CHECK(same_bits(out[i * 7 + k], values[i]));
    }
}

TEST_CASE("events, grids, outputs and maps of double-double numbers", "[dd]") {
    const auto [x, v] = make_vars("x", "v");
    std::vector<dd> crossings;
    nt_event<dd> crossing(x, [&](auto &, dd t, int) { crossings.push_back(t); });
    taylor_adaptive<dd> ta(oscillator(), {dd(1), dd(0)}, kw::nt_events = {crossing});
    const auto result = ta.propagate_until(dd(20), kw::c_output = true);
    REQUIRE(crossings.size() == 6);
    for (int k = 0; k < 6; ++k)
        CHECK(difference(crossings[k], std::numbers::pi_v<dd> * (k + .5)) < 100 * eps);
    auto output = result.continuous_output().value();
    CHECK(difference(output(dd("7.3"))[0], cos(dd("7.3"))) < 60 * eps);

    taylor_adaptive<dd> stopped(oscillator(), {dd(1), dd(0)}, kw::t_events = {t_event<dd>(x)});
    CHECK(stopped.propagate_until(dd(20)).outcome() == taylor_outcome{-1});
    CHECK(difference(stopped.get_time(), std::numbers::pi_v<dd> / 2) < 30 * eps);

    taylor_adaptive<dd> along(oscillator(), {dd(1), dd(0)});
    const std::vector<dd> grid{0, dd("0.7"), 3, dd("9.9")};
    const auto values = std::get<5>(along.propagate_grid(grid));
    for (std::size_t i = 0; i < grid.size(); ++i)
        CHECK(difference(values[2 * i], cos(grid[i])) < 40 * eps);

    taylor_adaptive<dd> varied(var_ode_sys(oscillator(), {x, v}), {dd(1), dd(0)});
    varied.propagate_until(dd(3));
    CHECK(difference(varied.get_state()[2], cos(dd(3))) < 30 * eps);
    CHECK(difference(varied.get_state()[3], sin(dd(3))) < 30 * eps);
}

TEST_CASE("double-double numbers and fast_math exclude each other", "[dd]") {
    const auto refused = Catch::Matchers::ContainsSubstring("kw::fast_math is not possible");
    const auto message_of = [](auto f) -> std::string {
        try {
            f();
        } catch (const std::invalid_argument &e) {
            return e.what();
        }
        return {};
    };
    const auto [x, v] = make_vars("x", "v");
    CHECK_THAT(message_of([] { taylor_adaptive<dd>(oscillator(), {dd(1), dd(0)}, kw::fast_math = true); }), refused);
    CHECK_THAT(message_of([&] { cfunc<dd>({x * v}, {x, v}, kw::fast_math = true); }), refused);
    llvm_state state(kw::fast_math = true);
    CHECK_THAT(message_of([&] { add_cfunc<dd>(state, "f", {x * v}, {x, v}); }), refused);
}

TEST_CASE("archives and caches know double-double numbers", "[dd]") {
    const fresh_caches caches;
    auto ta = swinging();
    ta.propagate_until(dd("1.5"));
    auto loaded = from_archive<taylor_adaptive<dd>>(to_archive(ta));
    CHECK(same_bits(loaded.get_state(), ta.get_state()));
    ta.propagate_until(dd(4));
    loaded.propagate_until(dd(4));
    CHECK(same_bits(loaded.get_state(), ta.get_state()));
    CHECK_THROWS(from_archive<taylor_adaptive<double>>(to_archive(ta)));

    llvm_state::clear_memcache();
    auto again = swinging();
    again.propagate_until(dd(4));
    auto direct = swinging();
    direct.propagate_until(dd(4));
    CHECK(same_bits(again.get_state(), direct.get_state()));
}

TEST_CASE("numbers of expressions may be double-double", "[dd]") {
    const auto x = make_vars("x");
    CHECK(fmt::format("{}", 1.1_dd * x) == "(1.1 * x)");
    CHECK(0.1_dd == expression(dd("0.1")));
    CHECK(1'000.5_dd == expression(dd(1000.5)));
    CHECK(expression(number(dd(1)) + number(.5)) == 1.5_dd);
    CHECK(diff(3_dd * x, x) == 3_dd);
    const cfunc<dd> f({pi * x}, {x});
    std::vector<dd> out(1);
    f(out, std::vector<dd>{dd(1)});
    CHECK(out[0] == std::numbers::pi_v<dd>);
    CHECK(sin(0.5_dd) == expression(sin(dd(.5))));
}
