// SPDX-License-Identifier: MPL-2.0
// Integrations of piecewise polynomials: exact where steps end at breaks, in both directions; one code for all data.
// covers: bind_tables
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "support/counters.hpp"
#include "test/support/at_once.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::code_types;
using test::same_bits;

namespace {

// Its pieces do not meet: neither the value nor any derivative is continuous.
polynomial_table random_table(unsigned seed, std::size_t pieces, std::size_t degree,
                              polynomial_basis basis = polynomial_basis::power,
                              beyond_breaks beyond = beyond_breaks::nan) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> number(-1, 1);
    std::vector<double> breaks{-1};
    std::vector<std::vector<double>> all(pieces);
    for (auto &piece : all) {
        breaks.push_back(breaks.back() + .5 + std::abs(number(random)));
        for (std::size_t j = 0; j <= degree; ++j)
            piece.push_back(number(random));
    }
    return {breaks, all, basis, beyond};
}

// The integral of a table from its first break to x, of the basis of powers.
long double integral(const polynomial_table &t, long double x) {
    long double sum = 0;
    for (std::size_t i = 0; i < t.size() && t.breaks()[i] < x; ++i) {
        const long double u = std::min<long double>(x, t.breaks()[i + 1]) - t.breaks()[i];
        long double power = u;
        for (std::size_t j = 0; j <= t.degree(); ++j, power *= u)
            sum += t.coefficients(i)[j] * power / static_cast<long double>(j + 1);
    }
    return sum;
}

template <typename T>
std::vector<T> rounded(const std::vector<double> &numbers) {
    return {numbers.begin(), numbers.end()};
}

const auto x = "x"_var;

std::vector<std::pair<expression, expression>> oscillator(const polynomial_table &t) {
    const auto v = "v"_var;
    return {{x, v}, {v, piecewise_polynomial(brook::time, t) - sin(x) + piecewise_polynomial(x / 4., t)}};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("integrals of tables with stops at their breaks are exact, forward and back",
                        "[piecewise_polynomial]", code_types) {
    using T = TestType;
    for (const std::size_t degree : {0, 1, 3, 7})
        for (const double slope : {1., 3., -.75}) {
            const auto table = random_table(static_cast<unsigned>(degree), 9, degree);
            const double shift = .3;
            const auto f = piecewise_polynomial(slope * (brook::time - shift), table);
            CAPTURE(degree, slope);
            const auto stops = breaks_of<T>(f);
            REQUIRE(stops.size() == 10);
            const auto at = [&](T t) { return slope * (static_cast<long double>(t) - shift); };
            const auto expected = [&](T t) { return integral(table, at(t)) / slope; };
            taylor_adaptive<T> ta({{x, f}}, {T(expected(stops[0]))}, kw::time = stops[0]);
            const auto bound = 3000 * std::numeric_limits<T>::epsilon();
            const auto check = [&](T end) {
                REQUIRE(ta.propagate_until(end, kw::stop_at = stops).outcome() == taylor_outcome::time_limit);
                CHECK(std::abs(ta.get_state()[0] - static_cast<T>(expected(end))) < bound);
            };
            check(stops[4]);
            check((stops[6] + stops[7]) / 2);
            check(stops[9]);
            check(stops[5]);
            check((stops[1] + stops[2]) / 2);
            check(stops[0]);
            check(stops[9]);
        }
}

TEST_CASE("a step from the last break onward fails, whoever steps there", "[piecewise_polynomial]") {
    const auto table = random_table(1, 3, 2),
               lenient = random_table(1, 3, 2, table.basis(), beyond_breaks::extrapolate);
    const double first = table.breaks().front(), last = table.breaks().back();
    taylor_adaptive<double> ta({{x, piecewise_polynomial(brook::time, table)}}, {1.}, kw::time = first);
    CHECK(ta.propagate_until(last + 1, kw::stop_at = table.breaks()).outcome() == taylor_outcome::err_nf_state);
    CHECK(ta.get_time() == last);
    CHECK(std::isfinite(ta.get_state()[0]));
    CHECK(ta.propagate_until(first - 1, kw::stop_at = table.breaks()).outcome() == taylor_outcome::err_nf_state);
    CHECK(ta.get_time() == first);
    CHECK(std::abs(ta.get_state()[0] - 1) < 1e-14);
    CHECK(std::get<0>(ta.step_backward()) == taylor_outcome::err_nf_state);
    CHECK(std::get<0>(ta.step(.125)) == taylor_outcome::time_limit);
    CHECK(std::get<0>(ta.step()) == taylor_outcome::err_nf_state); // a polynomial asks for a step without end

    taylor_adaptive<double> on({{x, piecewise_polynomial(brook::time, lenient)}}, {0.}, kw::time = last);
    CHECK(on.propagate_until(last + 1).outcome() == taylor_outcome::time_limit);
    const auto c = lenient.coefficients(2);
    const double a = lenient.breaks()[2];
    const auto primitive = [&](double t) {
        const double u = t - a;
        return u * (c[0] + u * (c[1] / 2 + u * c[2] / 3));
    };
    CHECK(std::abs(on.get_state()[0] - (primitive(last + 1) - primitive(last))) < 1e-14);
}

TEST_CASE("an argument that is a state has the piece that it is in", "[piecewise_polynomial]") {
    // A body falls through layers, each with a density of its own.
    const polynomial_table density({0, 1, 2, 3}, {{4}, {2}, {1}});
    const auto [h, m] = make_vars("h", "m");
    taylor_adaptive<double> ta({{h, expression(-1.)}, {m, piecewise_polynomial(h, density)}}, {2.5, 0.},
                               kw::tol = 1e-12);
    ta.propagate_until(2.25, kw::stop_at = {.5, 1.5});
    // At a break the argument is not known to fall: each step begins in the layer above. So times count, and no more.
    CHECK(ta.get_state()[0] == .25);
    CHECK(std::abs(ta.get_state()[1] - (.5 * 1 + 1 * 1 + .75 * 2)) < 1e-14);
}

TEMPLATE_LIST_TEST_CASE("an integrator with other data of the same shape compiles nothing", "[counts]", code_types) {
    using T = TestType;
    const fresh_caches fresh;
    for (const auto basis : {polynomial_basis::power, polynomial_basis::chebyshev}) {
        const std::vector<T> start{T(.5), T(0)};
        std::vector<std::vector<T>> ends;
        const auto run = [&](unsigned i) {
            const auto table =
                random_table(i, 4 + i % 5, 3, basis, i % 2 == 0 ? beyond_breaks::nan : beyond_breaks::extrapolate);
            taylor_adaptive<T> ta(oscillator(table), std::vector<T>(start));
            ta.propagate_until(T(1), kw::stop_at = rounded<T>(table.breaks()));
            ends.push_back(ta.get_state());
        };
        const auto cold = during([&] { run(0); });
        CHECK(cold.compilations == 1);
        const auto warm = during([&] {
            for (unsigned i = 1; i < 50; ++i)
                run(i);
        });
        CHECK(warm.compilations == 0);
        CHECK(warm.decompositions == 0);
        CHECK(warm.links == 0);
        CHECK(warm.memory_hits == 49);
        for (std::size_t i = 1; i < ends.size(); ++i)
            CHECK(!same_bits(ends[0], ends[i])); // each has its own data
        // On disk, too.
        llvm_state::clear_memcache();
        ends.clear();
        const auto stored = during([&] { run(0); });
        CHECK(stored.compilations == 0);
        CHECK(stored.disk_hits == 1);

        const auto other_degree =
            during([&] { taylor_adaptive<T> ta(oscillator(random_table(1, 4, 4, basis)), std::vector<T>(start)); });
        CHECK(other_degree.compilations == 1);
    }
}

TEMPLATE_LIST_TEST_CASE("functions with other data of the same shape compile nothing", "[counts]", code_types) {
    using T = TestType;
    const fresh_caches fresh;
    std::vector<cfunc<T>> all;
    const auto make = [&](unsigned i) {
        all.emplace_back(std::vector<expression>{piecewise_polynomial(x, random_table(i, 3 + i, 2))},
                         std::vector<expression>{x});
    };
    CHECK(during([&] { make(0); }).compilations > 0); // for one point and for many
    const auto c = during([&] {
        for (unsigned i = 1; i < 20; ++i)
            make(i);
    });
    CHECK(c.compilations == 0);
    CHECK(c.decompositions == 0);
    for (unsigned i = 0; i < 20; ++i) {
        std::vector<T> y(1);
        all[i](y, std::vector<T>{T(.25)});
        CHECK(std::abs(y[0] - random_table(i, 3 + i, 2)(T(.25))) < 10 * std::numeric_limits<T>::epsilon());
    }
}

TEST_CASE("code without tables is not affected by tables", "[piecewise_polynomial]") {
    const fresh_caches fresh;
    taylor_adaptive<double> plain({{x, -x}}, {1.});
    const auto c = during([&] { taylor_adaptive<double> again({{x, -x}}, {1.}); });
    CHECK(c.memory_hits == 1);
}

TEST_CASE("a batch goes in its directions at breaks", "[piecewise_polynomial]") {
    const auto table = random_table(3, 8, 2);
    const auto equations = oscillator(table);
    const std::size_t n = 5;
    std::vector<double> state(2 * n, .25), ends;
    const double start = table.breaks()[4];
    for (std::size_t k = 0; k < n; ++k)
        ends.push_back(table.breaks()[k < 2 ? k + 1 : k == 2 ? 4 : k + 3]);
    taylor_adaptive_batch<double> batch(equations, std::vector<double>(state), std::uint32_t(n),
                                        kw::time = std::vector<double>(n, start));
    batch.propagate_until(ends, kw::stop_at = table.breaks());
    for (std::size_t k = 0; k < n; ++k) {
        CAPTURE(k);
        taylor_adaptive<double> alone(equations, {.25, .25}, kw::time = start);
        alone.propagate_until(ends[k], kw::stop_at = table.breaks());
        CHECK(batch.get_time()[k] == ends[k]);
        CHECK(same_bits(batch.get_state()[k], alone.get_state()[0]));
        CHECK(same_bits(batch.get_state()[n + k], alone.get_state()[1]));
    }
}

TEST_CASE("copies, archives and threads have the same data", "[piecewise_polynomial]") {
    const auto make = [] {
        const auto table = random_table(5, 6, 4, polynomial_basis::chebyshev);
        return std::pair(taylor_adaptive<double>(oscillator(table), {.5, .25}, kw::lift_constants = true), table);
    };
    auto [ta, table] = make(); // the expressions are gone
    ta.propagate_until(.75, kw::stop_at = table.breaks());
    auto copy = ta;
    auto back = from_archive<taylor_adaptive<double>>(to_archive(ta));
    CHECK(back.get_sys() == ta.get_sys());
    ta.propagate_until(2., kw::stop_at = table.breaks());
    for (auto *other : {&copy, &back}) {
        other->propagate_until(2., kw::stop_at = table.breaks());
        CHECK(same_bits(other->get_state(), ta.get_state()));
    }
    std::vector<std::vector<double>> ends(8);
    test::at_once(8, [&](int i) {
        auto own = make().first;
        auto shared = copy;
        own.propagate_until(.75, kw::stop_at = table.breaks());
        own.propagate_until(2., kw::stop_at = table.breaks());
        shared.propagate_until(1., kw::stop_at = table.breaks());
        ends[std::size_t(i)] = own.get_state();
    });
    for (const auto &end : ends)
        CHECK(same_bits(end, ta.get_state()));
}

TEST_CASE("events of tables happen where tables have zeros", "[piecewise_polynomial]") {
    const polynomial_table t({0, 1, 2}, {{-1, 1.5, 0}, {-.25, 0, 1}});
    std::vector<double> times;
    taylor_adaptive<double> ta(
        {{x, -x}}, {1.},
        kw::nt_events = {nt_event<double>(piecewise_polynomial(brook::time, t),
                                          [&](taylor_adaptive<double> &, double at, int) { times.push_back(at); })});
    ta.propagate_until(2., kw::stop_at = t.breaks());
    REQUIRE(times.size() >= 2);
    CHECK(std::abs(times.front() - 2. / 3) < 1e-15);
    CHECK(std::abs(times.back() - 1.5) < 1e-15);
}

TEST_CASE("what cannot have tables says so", "[piecewise_polynomial]") {
    const auto f = piecewise_polynomial(x, random_table(1, 2, 2));
    llvm_state state;
    CHECK_THROWS_AS(add_cfunc<double>(state, "f", {f}, {x}), not_implemented_error);
    const cfunc<double> compiled({f}, {x});
    CHECK_THROWS_AS(compiled.get_llvm_states(), not_implemented_error);
    const polynomial_table near_breaks({2451545, 2451545.0625}, {{1, 2}});
    CHECK_THROWS_AS(taylor_adaptive<float>({{x, piecewise_polynomial(x, near_breaks)}}, {0.f}), std::invalid_argument);
}
