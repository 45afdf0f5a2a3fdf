// SPDX-License-Identifier: MPL-2.0
// Everything there is, in double-double numbers and in quadruple precision: what a user does with a double, with 32
// digits or 34.
// covers: codegen/dd_arithmetic
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <brook/brook.hpp>
#include <brook/expression/format.hpp>
#include <brook/number/fp_functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/outer_solar_system.hpp"
#include "test/support/same_bits.hpp"

using namespace brook;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

#ifdef BROOK_HAS_QUADMATH
using boost::multiprecision::float128;
using long_types = std::tuple<dd, float128>;

float128 from_text(const char *digits, float128) { return brook::detail::float128_from_text(digits); }
#else
using long_types = std::tuple<dd>;
#endif

dd from_text(const char *digits, dd) { return dd(digits); }
template <typename T>
T from(const char *digits) {
    return from_text(digits, T());
}

template <typename T>
const double eps = static_cast<double>(std::numeric_limits<T>::epsilon());
template <typename T>
const T pi_of = brook::detail::fp::pi<T>;

template <typename T>
double difference(const T &a, const T &b) {
    return static_cast<double>(T(abs(T(a - b))));
}

equations oscillator() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -x}};
}

equations pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -par[0] * sin(x)}};
}

template <typename T>
T energy(const std::vector<T> &s) {
    return s[1] * s[1] / 2 - from<T>("9.8") * cos(s[0]);
}

template <typename T>
taylor_adaptive<T> swinging() {
    return taylor_adaptive<T>(pendulum(), {from<T>("0.05"), from<T>("2.5")}, kw::pars = std::vector<T>{from<T>("9.8")});
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

TEMPLATE_LIST_TEST_CASE("a pendulum of 32 digits keeps its energy and comes back", "[dd][float128]", long_types) {
    using T = TestType;
    auto ta = swinging<T>();
    CHECK(ta.get_order() == (std::is_same_v<T, dd> ? 38 : 40));
    CHECK(ta.get_tol() == std::numeric_limits<T>::epsilon());
    const auto begin = ta.get_state();
    const T before = energy<T>(begin);
    CHECK(ta.propagate_until(T(20)).outcome() == taylor_outcome::time_limit);
    CHECK(ta.get_time() == 20);
    CHECK(difference(energy<T>(ta.get_state()), before) < 200 * eps<T>);
    ta.propagate_until(T(0));
    for (int i = 0; i < 2; ++i)
        CHECK(difference(ta.get_state()[i], begin[i]) < 2000 * eps<T>);
}

TEMPLATE_LIST_TEST_CASE("an oscillator has the values of sine and cosine to 31 digits", "[dd][float128]", long_types) {
    using T = TestType;
    const bool high_accuracy = GENERATE(false, true), compact = GENERATE(false, true);
    taylor_adaptive<T> ta(oscillator(), {T(1), T(0)}, kw::high_accuracy = high_accuracy, kw::compact_mode = compact);
    ta.propagate_until(from<T>("10.1"));
    CHECK(difference(ta.get_state()[0], cos(from<T>("10.1"))) < 30 * eps<T>);
    CHECK(difference(ta.get_state()[1], -sin(from<T>("10.1"))) < 30 * eps<T>);
}

// 1/m!, with all digits that count in a step.
TEST_CASE("coefficients of double-double numbers are those of the solution", "[dd]") {
    taylor_adaptive<dd> ta(oscillator(), {dd(1), dd(0)});
    ta.step(true);
    dd expected = 1;
    for (std::uint32_t m = 1; m <= ta.get_order(); ++m) {
        expected /= dd(m);
        const auto own = abs(ta.get_tc()[(m % 2) * (ta.get_order() + 1) + m]);
        CHECK(difference(own, expected) <= double(expected) * (m <= 28 ? 40 * eps<dd> : 1e-15));
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

TEMPLATE_LIST_TEST_CASE("the outer Solar System keeps its energy to 30 digits", "[dd][float128]", long_types) {
    using T = TestType;
    std::vector<expression> masses;
    for (const double m : outer_solar_system::masses)
        masses.emplace_back(number(T(m)));
    const expression G{number(T(outer_solar_system::G))};
    const auto system = model::nbody(6, kw::masses = masses, kw::Gconst = G);
    std::vector<expression> variables;
    for (const auto &equation : system)
        variables.push_back(equation.first);
    const cfunc<T> energy({model::nbody_energy(6, kw::masses = masses, kw::Gconst = G)}, variables);
    taylor_adaptive<T> ta(system, {outer_solar_system::initial_state.begin(), outer_solar_system::initial_state.end()});
    std::vector<T> before(1), after(1);
    energy(before, ta.get_state());
    ta.propagate_until(T(100));
    energy(after, ta.get_state());
    CHECK(difference<T>(after[0] / before[0], 1) < 40 * eps<T>);
}

TEMPLATE_LIST_TEST_CASE("batches of long numbers have the bits of single runs", "[dd][float128]", long_types) {
    using T = TestType;
    const std::uint32_t size = GENERATE(1u, 2u, 4u, 5u);
    const auto [name, system] = GENERATE(table<const char *, equations>({
        {"pendulum", pendulum()},
        {"functions", functions()},
    }));
    CAPTURE(name, size);
    std::vector<T> state, pars;
    for (std::uint32_t i = 0; i < 2; ++i)
        for (std::uint32_t k = 0; k < size; ++k)
            state.push_back(T(1 + i) + T(k) / 7);
    for (std::uint32_t k = 0; k < size; ++k)
        pars.push_back(T(2) + T(k) / 9);
    taylor_adaptive_batch<T> batch(system, state, size, kw::pars = pars);
    batch.propagate_until(T(1) / 5);
    for (std::uint32_t k = 0; k < size; ++k) {
        taylor_adaptive<T> one(system, {state[k], state[size + k]}, kw::pars = std::vector<T>{pars[k]});
        one.propagate_until(T(1) / 5);
        for (std::uint32_t i = 0; i < 2; ++i)
            CHECK(same_bits(batch.get_state()[i * size + k], one.get_state()[i]));
    }
}

TEMPLATE_LIST_TEST_CASE("code for long numbers has the same bits at every level of optimisation", "[dd][float128]",
                        long_types) {
    using T = TestType;
    std::optional<std::vector<T>> first;
    for (const unsigned level : {0u, 1u, 2u, 3u}) {
        taylor_adaptive<T> ta(functions(), {from<T>("1.1"), from<T>("1.7")}, kw::pars = std::vector<T>{from<T>("2.3")},
                              kw::opt_level = level);
        for (int i = 0; i < 3; ++i)
            ta.step();
        if (!first)
            first = ta.get_state();
        CHECK(same_bits(ta.get_state(), *first));
    }
}

TEMPLATE_LIST_TEST_CASE("compiled functions of long numbers are those of the rules", "[dd][float128]", long_types) {
    using T = TestType;
    const auto [x, y] = make_vars("x", "y");
    std::vector<expression> outputs;
    for (const auto &[variable, rhs] : functions())
        outputs.push_back(rhs);
    outputs.insert(outputs.end(), {x * y, x / y - 0.1_dd, pow(x, 3.), sqrt(x * x + y * y)});
    const cfunc<T> f(outputs, {x, y});
    const test::surroundings<T> at{{{"x", from<T>("1.3")}, {"y", from<T>("0.7")}}, {from<T>("2.1")}, from<T>("0.4")};
    std::vector<T> values(outputs.size());
    f(values, std::vector<T>{from<T>("1.3"), from<T>("0.7")}, kw::pars = at.pars, kw::time = at.time);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const T expected = test::evaluate(outputs[i], at);
        CHECK(difference(values[i], expected) < 40 * eps<T> * (1 + std::abs(static_cast<double>(expected))));
    }
    // At many points.
    std::vector<T> in, out(7 * outputs.size()), pars(7, from<T>("2.1"));
    for (int i = 0; i < 14; ++i)
        in.push_back(T(i + 3) / 8);
    f(mdspan<T, dextents<std::size_t, 2>>(out.data(), outputs.size(), 7),
      mdspan<const T, dextents<std::size_t, 2>>(in.data(), 2, 7),
      kw::pars = mdspan<const T, dextents<std::size_t, 2>>(pars.data(), 1, 7),
      kw::time = std::vector<T>(7, from<T>("0.4")));
    for (std::size_t k = 0; k < 7; ++k) {
        f(values, std::vector<T>{in[k], in[7 + k]}, kw::pars = at.pars, kw::time = at.time);
        for (std::size_t i = 0; i < outputs.size(); ++i)
            CHECK(same_bits(out[i * 7 + k], values[i]));
    }
}

TEMPLATE_LIST_TEST_CASE("events, grids, outputs and maps of long numbers", "[dd][float128]", long_types) {
    using T = TestType;
    const auto [x, v] = make_vars("x", "v");
    std::vector<T> crossings;
    nt_event<T> crossing(x, [&](auto &, T t, int) { crossings.push_back(t); });
    taylor_adaptive<T> ta(oscillator(), {T(1), T(0)}, kw::nt_events = {crossing});
    const auto result = ta.propagate_until(T(20), kw::c_output = true);
    REQUIRE(crossings.size() == 6);
    for (int k = 0; k < 6; ++k)
        CHECK(difference(crossings[k], T(pi_of<T> * (k + .5))) < 100 * eps<T>);
    auto output = result.continuous_output().value();
    CHECK(difference(output(from<T>("7.3"))[0], cos(from<T>("7.3"))) < 60 * eps<T>);

    taylor_adaptive<T> stopped(oscillator(), {T(1), T(0)}, kw::t_events = {t_event<T>(x)});
    CHECK(stopped.propagate_until(T(20)).outcome() == taylor_outcome{-1});
    CHECK(difference(stopped.get_time(), T(pi_of<T> / 2)) < 30 * eps<T>);

    taylor_adaptive<T> along(oscillator(), {T(1), T(0)});
    const std::vector<T> grid{0, from<T>("0.7"), 3, from<T>("9.9")};
    const auto values = std::get<5>(along.propagate_grid(grid));
    for (std::size_t i = 0; i < grid.size(); ++i)
        CHECK(difference(values[2 * i], cos(grid[i])) < 40 * eps<T>);

    taylor_adaptive<T> varied(var_ode_sys(oscillator(), {x, v}), {T(1), T(0)});
    varied.propagate_until(T(3));
    CHECK(difference(varied.get_state()[2], cos(T(3))) < 30 * eps<T>);
    CHECK(difference(varied.get_state()[3], sin(T(3))) < 30 * eps<T>);
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

TEMPLATE_LIST_TEST_CASE("archives and caches know long numbers", "[dd][float128]", long_types) {
    using T = TestType;
    const fresh_caches caches;
    auto ta = swinging<T>();
    ta.propagate_until(from<T>("1.5"));
    auto loaded = from_archive<taylor_adaptive<T>>(to_archive(ta));
    CHECK(same_bits(loaded.get_state(), ta.get_state()));
    ta.propagate_until(T(4));
    loaded.propagate_until(T(4));
    CHECK(same_bits(loaded.get_state(), ta.get_state()));
    CHECK_THROWS(from_archive<taylor_adaptive<double>>(to_archive(ta)));

    llvm_state::clear_memcache();
    auto again = swinging<T>();
    again.propagate_until(T(4));
    auto direct = swinging<T>();
    direct.propagate_until(T(4));
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
    CHECK(out[0] == pi_of<dd>);
    CHECK(sin(0.5_dd) == expression(sin(dd(.5))));
}

#ifdef BROOK_HAS_QUADMATH
TEST_CASE("numbers of expressions may have quadruple precision", "[float128]") {
    const auto x = make_vars("x");
    CHECK(fmt::format("{}", 1.1_f128 * x) == "(1.1 * x)");
    CHECK(0.1_f128 == expression(from<float128>("0.1")));
    CHECK(1'000.5_f128 == expression(float128(1000.5)));
    CHECK(expression(number(float128(1)) + number(.5)) == 1.5_f128);
    CHECK(expression(number(dd("0.1")) + number(float128(1))) == expression(float128(dd("0.1")) + 1));
    CHECK(diff(3_f128 * x, x) == 3_f128);
    CHECK_THROWS_AS(1e5000_f128, std::out_of_range);
    const cfunc<float128> f({pi * x, sqrt(x), erf(x)}, {x});
    std::vector<float128> out(3);
    f(out, std::vector<float128>{float128(2)});
    CHECK(out[0] == 2 * pi_of<float128>);
    CHECK(out[1] == sqrt(float128(2)));
    CHECK(out[2] == erf(float128(2)));
    // The derivative of erf, rounded from a constant of 113 bits.
    const cfunc<float128> slope({diff(erf(x), x)}, {x});
    slope(std::span(out).first(1), std::vector<float128>{float128(0)});
    CHECK(difference<float128>(out[0] * sqrt(pi_of<float128>), 2) < 4 * eps<float128>);
}

// Coefficients of order 40 are about the 40th power of the unit, beyond the range of double.
TEST_CASE("steps of quadruple precision have its exponents", "[float128]") {
    for (const char *const size : {"1e-100", "1e-20", "1e20", "1e100"}) {
        CAPTURE(size);
        const auto [x, v] = make_vars("x", "v");
        const auto unit = from<float128>(size);
        // An oscillator with a period of 2 pi units.
        const expression rate{number(float128(1 / unit))};
        taylor_adaptive<float128> ta({{x, rate * v}, {v, -rate * x}}, {float128(1), float128(0)});
        CHECK(ta.propagate_until(float128(3 * unit)).outcome() == taylor_outcome::time_limit);
        CHECK(difference<float128>(ta.get_state()[0], cos(float128(3))) < 30 * eps<float128>);
    }
}
#endif
