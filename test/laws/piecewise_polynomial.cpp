// SPDX-License-Identifier: MPL-2.0
// Piecewise polynomials in programs: generated code against the reference bit for bit, whatever the width, the type and
// the order of lanes; series against those of the polynomial of the piece; variations against derivatives.
// covers: polynomial_table, polynomial_rows
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "decomposition/batch.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "ode/bind_tables.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::detail;
using namespace brook::test;

namespace {

polynomial_table random_table(unsigned seed, std::size_t pieces, std::size_t degree, polynomial_basis basis,
                              beyond_breaks beyond = beyond_breaks::nan) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> number(-1, 1);
    std::vector<double> breaks{-2};
    std::vector<std::vector<double>> all(pieces);
    for (auto &piece : all) {
        breaks.push_back(breaks.back() + .25 + std::abs(number(random)));
        for (std::size_t j = 0; j <= degree; ++j)
            piece.push_back(number(random));
    }
    return {breaks, all, basis, beyond};
}

constexpr polynomial_basis bases[] = {polynomial_basis::power, polynomial_basis::chebyshev};

// Equal operations whose arguments are in different pieces, of two tables in turn, one of which ends among them.
std::vector<std::pair<expression, expression>> many_equations(std::size_t n, std::size_t degree,
                                                              polynomial_basis basis) {
    const auto a = random_table(1, 12, degree, basis), b = random_table(2, 3, degree, basis);
    std::vector<std::pair<expression, expression>> equations;
    for (std::size_t i = 0; i < n; ++i) {
        const expression x("x" + std::to_string(i)), y("y" + std::to_string(i));
        equations.emplace_back(x, piecewise_polynomial(x * y, i % 3 == 0 ? b : a) + brook::time);
    }
    for (std::size_t i = 0; i < n; ++i) {
        const expression x("x" + std::to_string(i)), y("y" + std::to_string(i));
        const auto line = i % 2 == 0 ? brook::time * .25 + par[0] : 1. - brook::time * .125;
        equations.emplace_back(y, x - piecewise_polynomial(line, a) * y);
    }
    return equations;
}

template <typename T>
std::vector<T> values(std::size_t n, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> number(-1.4, 1.4);
    std::vector<T> all;
    for (std::size_t i = 0; i < n; ++i)
        all.push_back(static_cast<T>(number(random)));
    return all;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("piecewise polynomials at every width equal the reference bit for bit",
                        "[piecewise_polynomial]", code_types) {
    using T = TestType;
    const auto &t = find_target("native");
    unsigned level = 0;
    for (const auto basis : bases)
        for (const std::size_t degree : {0, 1, 2, 5}) {
            const ode_system system(many_equations(24, degree, basis));
            const auto data = data_of<T>(system.tables());
            const auto program = decompose(system, fp_type_of<T>);
            const auto state = values<T>(48, 7);
            const std::vector<T> pars{T(-.5), T(0)}; // the last one says that the time stands still
            const bool fused = fp_has_vectors(fp_type_of<T>) && t.vectors.fused;
            const auto expected = reference_coefficients<T>(program, 8, fused, state, pars, T(.5), data.get());
            std::size_t numbers = 0;
            for (const auto &c : expected)
                numbers += std::isfinite(c.back());
            CHECK(numbers > 20); // few are outside of the table
            for (const auto width : fp_has_vectors(fp_type_of<T>) ? block_widths<T>() : std::vector<std::uint32_t>{1})
                for (const auto &cut : {jet_cut(), jet_cut{100, 50, 100}}) {
                    CAPTURE(degree, width, cut.part);
                    compiled_jet<T> jet(program, pack(program, width), 8, t, level++ % 4, jet_shape::loops, cut);
                    jet.use_data(data.get());
                    CHECK((cut.whole > 100 || jet.modules() > 1));
                    CHECK(different_bits(jet(state, pars, T(.5)), expected) == 0);
                }
        }
}

TEMPLATE_LIST_TEST_CASE("the series is that of the polynomial of the piece", "[piecewise_polynomial]", code_types) {
    using T = TestType;
    const auto [z, w, f] = make_vars("z", "w", "f");
    for (const auto basis : bases)
        for (const std::size_t degree : {0, 1, 3, 6}) {
            const auto table = random_table(3, 5, degree, basis);
            const ode_system system({{z, w}, {w, -z}, {f, piecewise_polynomial(z, table)}});
            const auto data = data_of<T>(system.tables());
            const auto program = decompose(system, fp_type_of<T>);
            for (std::size_t piece = 0; piece < table.size(); ++piece) {
                const double a = table.breaks()[piece], b = table.breaks()[piece + 1];
                const T at = T(a + .375 * (b - a));
                const auto series =
                    reference_coefficients<T>(program, 10, true, {at, T(.5), T(0)}, {}, T(0), data.get());
                // The same polynomial, as a user would write it.
                const auto u = basis == polynomial_basis::power ? z - a : (z - a) * (2 / (b - a)) - 1.;
                auto last = expression(0.), now = expression(1.), sum = expression(0.);
                for (const double c : table.coefficients(piece)) {
                    sum = sum + c * now;
                    const auto next = basis == polynomial_basis::power ? u * now
                                      : now == expression(1.)          ? u
                                                                       : 2. * u * now - last;
                    last = std::exchange(now, next);
                }
                const auto expected = reference_coefficients<T>(
                    decompose(ode_system({{z, w}, {w, -z}, {f, sum + 0. * z}}), fp_type_of<T>), 10, true,
                    {at, T(.5), T(0)}, {}, T(0));
                const T scale = 4 * (1 + std::abs(at)) / T(b - a);
                for (int n = 1; n <= 10; ++n) {
                    CAPTURE(degree, piece, n);
                    CHECK(std::abs(series[2][std::size_t(n)] - expected[2][std::size_t(n)]) <=
                          2000 * std::numeric_limits<T>::epsilon() * std::pow(scale, T(n)));
                }
            }
        }
}

TEMPLATE_LIST_TEST_CASE("trajectories side by side have the pieces that each has alone", "[piecewise_polynomial]",
                        code_types) {
    using T = TestType;
    const auto [x, v] = make_vars("x", "v");
    for (const auto basis : bases) {
        const auto table = random_table(4, 9, 4, basis, beyond_breaks::extrapolate);
        const std::vector<std::pair<expression, expression>> equations{
            {x, v}, {v, piecewise_polynomial(x, table) * par[0] - x + piecewise_polynomial(brook::time / 4., table)}};
        constexpr std::size_t n = 11;
        const auto state = values<T>(2 * n, 5), pars = values<T>(n, 6);
        taylor_adaptive_batch<T> batch(equations, std::vector<T>(state), std::uint32_t(n), kw::pars = pars);
        batch.propagate_until(T(3));
        for (std::size_t k = 0; k < n; ++k) {
            taylor_adaptive<T> alone(equations, std::vector<T>{state[k], state[n + k]},
                                     kw::pars = std::vector<T>{pars[k]});
            alone.propagate_until(T(3));
            CHECK(same_bits(alone.get_state()[0], batch.get_state()[k]));
            CHECK(same_bits(alone.get_state()[1], batch.get_state()[n + k]));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("compiled functions have the values of the table", "[piecewise_polynomial]", code_types) {
    using T = TestType;
    const auto x = "x"_var;
    for (const auto basis : bases)
        for (const std::size_t degree : {0, 1, 4, 13}) {
            const auto table = random_table(5, 14, degree, basis);
            const cfunc<T> f({piecewise_polynomial(x, table), diff(piecewise_polynomial(x, table), "x"),
                              piecewise_polynomial(x + par[0], table) * brook::time},
                             {x});
            std::vector<T> in;
            for (const double b : table.breaks())
                for (const T d : {T(-.125), T(0), T(.0625)})
                    in.push_back(static_cast<T>(b) + d);
            const auto n = in.size();
            std::vector<T> out(3 * n), one(3);
            const std::vector<T> pars(n, T(.25)), times(n, T(1));
            f(mdspan<T, dextents<std::size_t, 2>>(out.data(), 3, n),
              mdspan<const T, dextents<std::size_t, 2>>(in.data(), 1, n),
              kw::pars = mdspan<const T, dextents<std::size_t, 2>>(pars.data(), 1, n), kw::time = times);
            for (std::size_t k = 0; k < n; ++k) {
                CAPTURE(degree, k);
                f(one, std::vector<T>{in[k]}, kw::pars = std::vector<T>{T(.25)}, kw::time = T(1));
                const T expected[] = {table(in[k]), table.derivative()(in[k]), table(in[k] + T(.25))};
                for (std::size_t i = 0; i < 3; ++i) {
                    const T y = out[i * n + k];
                    CHECK((same_bits(y, one[i]) || (std::isnan(y) && std::isnan(one[i]))));
                    const bool is_derivative = i == 1;
                    if (degree == 0 && is_derivative)
                        CHECK(y == T(0)); // beyond the table, too
                    else if (std::isnan(expected[i]))
                        CHECK(std::isnan(y));
                    else
                        CHECK(std::abs(y - expected[i]) <=
                              T(50. + 400. * double(degree * degree * degree)) * std::numeric_limits<T>::epsilon());
                }
            }
        }
}

TEST_CASE("variations of a piecewise polynomial are its derivatives", "[piecewise_polynomial]") {
    const auto [x, v] = make_vars("x", "v");
    for (const auto basis : bases) {
        const auto table = random_table(6, 4, 5, basis, beyond_breaks::extrapolate);
        const auto &d = table.derivative();
        const auto pull = piecewise_polynomial(.5 * brook::time, table);
        // No piece is shorter than a quarter: x stays in the one that it begins in the middle of.
        const double x0 = (table.breaks()[2] + table.breaks()[3]) / 2, span = .125;
        const auto stops = breaks_of(pull);
        const auto force = par[0] * piecewise_polynomial(x, table) - pull * x;
        const std::vector<std::pair<expression, expression>> equations{{x, v}, {v, force}};
        taylor_adaptive<double> varied(var_ode_sys(equations, {x, v, par[0]}, 2), {x0, .5}, kw::pars = {.125});
        varied.propagate_until(span, kw::stop_at = stops);
        // The same by hand: the equations of the variations, with the derivatives as tables.
        const auto [a, b] = make_vars("a", "b");
        const auto slope = par[0] * piecewise_polynomial(x, d) - pull;
        taylor_adaptive<double> by_hand({{x, v}, {v, force}, {a, b}, {b, slope * a}}, {x0, .5, 1., 0.},
                                        kw::pars = {.125});
        by_hand.propagate_until(span, kw::stop_at = stops);
        CHECK(std::abs(varied.get_state()[2] - by_hand.get_state()[2]) < 1e-14);
        // And by differences, of order two.
        const auto end = [&](double begin) {
            taylor_adaptive<double> ta(equations, {begin, .5}, kw::pars = {.125});
            ta.propagate_until(span, kw::stop_at = stops);
            return ta.get_state()[0];
        };
        const double h = 1e-3, second = (end(x0 + h) - 2 * end(x0) + end(x0 - h)) / (h * h);
        const auto &state = varied.get_state();
        CHECK(std::any_of(state.begin() + 8, state.end(), [&](double y) { return std::abs(y - second) < 1e-4; }));
    }
}
