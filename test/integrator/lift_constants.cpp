// SPDX-License-Identifier: MPL-2.0
// Integrators with lifted constants: one machine code for all values, and the results of ordinary ones.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::code_types;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

template <typename T>
equations pendulum(T g) {
    const auto [x, v] = make_vars("x", "v");
    return {prime(x) = v, prime(v) = -(g * sin(x))};
}

// Two bodies of masses m1 and m2 in a plane, what both feel written once; both attracted by a fixed mass as well.
template <typename T>
equations two_bodies(T m1, T m2) {
    const auto [x1, y1, x2, y2, u1, v1, u2, v2] = make_vars("x1", "y1", "x2", "y2", "u1", "v1", "u2", "v2");
    const auto dx = x2 - x1, dy = y2 - y1;
    const auto w = pow(dx * dx + dy * dy, -1.5);
    const auto sun1 = T(1.25L) * pow(x1 * x1 + y1 * y1, -1.5), sun2 = T(1.25L) * pow(x2 * x2 + y2 * y2, -1.5);
    const auto fx = dx * w, fy = dy * w;
    return {prime(x1) = u1,
            prime(y1) = v1,
            prime(x2) = u2,
            prime(y2) = v2,
            prime(u1) = m2 * fx - sun1 * x1,
            prime(v1) = m2 * fy - sun1 * y1,
            prime(u2) = -(m1 * fx) - sun2 * x2,
            prime(v2) = -(m1 * fy) - sun2 * y2};
}
template <typename T>
std::vector<T> two_bodies_state() {
    return {T(1), T(0), T(0), T(-2), T(0), T(1.1L), T(0.8L), T(0)};
}

// Numbers everywhere: alone, in sums, in products, in arguments, as bases; with parameters and the time.
template <typename T>
equations with_everything() {
    const auto [x, v, w] = make_vars("x", "v", "w");
    return {prime(x) = v + T(0.25L), prime(v) = T(-1.5L) * sin(T(2.5L) * x + T(0.1L)) - par[0] * T(0.3L) * v * w,
            prime(w) = T(0.5L) * cos(T(1.5L) * brook::time) / (T(3) + x * x) + pow(T(2), -w) +
                       pow(T(2) + x * x, T(0.3L)) + select(gt(x, T(0.5L)), T(0.125L), relu(x, 0.25)) +
                       par[2] * pi * T(0.01L)};
}

// Steps of fixed size until t = 1.
template <typename T>
std::vector<T> at_one(taylor_adaptive<T> ta) {
    for (int i = 0; i < 64; ++i)
        CHECK(std::get<0>(ta.step(T(1) / 64)) == taylor_outcome::time_limit);
    return ta.get_state();
}

// A sum with a hidden parameter rounds in another order: each right-hand side is a few eps off, and these systems do
// not amplify that by more than ten until t = 1.
template <typename T>
void check_close(const std::vector<T> &a, const std::vector<T> &b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        CHECK(std::abs(a[i] - b[i]) <= 50 * std::numeric_limits<T>::epsilon() * std::max(T(1), std::abs(a[i])));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a sweep over a number compiles once", "[counts]", code_types) {
    const fresh_caches fresh;
    std::vector<std::vector<TestType>> lifted;
    const auto value = [](int i) { return TestType(-12.5L + i * 0.29L); }; // of both signs, and never 0, 1 or -1
    const auto c = during([&] {
        for (int i = 0; i < 100; ++i)
            lifted.push_back(
                at_one(taylor_adaptive<TestType>(pendulum(value(i)), {TestType(.5L), 0}, kw::lift_constants = true)));
    });
    CHECK(c.compilations == 1);
    CHECK(c.decompositions == 1);
    CHECK(c.links == 1);
    // The number is the only factor of the only term, so that nothing is computed in another order.
    for (int i = 0; i < 100; i += 9)
        CHECK(same_bits(lifted[i], at_one(taylor_adaptive<TestType>(pendulum(value(i)), {TestType(.5L), 0}))));
}

TEMPLATE_LIST_TEST_CASE("masses that coincide are no new system", "[counts]", code_types) {
    const fresh_caches fresh;
    const auto mass = [](int i) { return TestType(i * 0.01L + 0.005L); };
    std::vector<std::vector<TestType>> lifted;
    const auto c = during([&] {
        for (int i = 0; i < 100; ++i) // equal at i = 40, and equal to the attraction of the fixed mass at the end
            lifted.push_back(
                at_one(taylor_adaptive<TestType>(two_bodies(i < 99 ? mass(i) : TestType(1.25L), mass(40)),
                                                 two_bodies_state<TestType>(), kw::lift_constants = true)));
    });
    CHECK(c.compilations == 1);
    CHECK(c.decompositions == 1);
    for (int i : {0, 13, 40, 98})
        check_close(lifted[i],
                    at_one(taylor_adaptive<TestType>(two_bodies(mass(i), mass(40)), two_bodies_state<TestType>())));
}

TEST_CASE("0, 1 and -1 have code of their own, which is that of ordinary integrators", "[counts]") {
    const fresh_caches fresh;
    const auto sweep = [](bool lift) {
        return during([lift] {
            for (const double g : {0.3, 0., 2., 1., -1., -0.5, 1., 0.})
                taylor_adaptive<double>(pendulum(g), kw::lift_constants = lift);
        });
    };
    CHECK(sweep(true).compilations == 4);
    CHECK(sweep(false).compilations == 3); // those of 0.3, 2 and -0.5
}

TEMPLATE_LIST_TEST_CASE("lifted and ordinary integrators agree up to rounding", "", code_types) {
    const std::vector<TestType> state{TestType(.4L), TestType(.2L), TestType(.1L)}, pars{TestType(.7L), 0, 2};
    const auto integrator = [&](auto... options) {
        return taylor_adaptive<TestType>(with_everything<TestType>(), state, kw::pars = pars, options...);
    };
    const auto plain = at_one(integrator());
    check_close(plain, at_one(integrator(kw::lift_constants = true)));
    check_close(plain, at_one(integrator(kw::lift_constants = true, kw::compact_mode = true)));
    check_close(plain, at_one(integrator(kw::lift_constants = true, kw::opt_level = 2)));
    CHECK(same_bits(plain, at_one(integrator(kw::lift_constants = false))));
}

TEST_CASE("numbers that are wider than the type are rounded once") {
    const auto in_type = at_one(taylor_adaptive<float>(pendulum(9.81f), {.5f, 0.f}, kw::lift_constants = true));
    CHECK(same_bits(in_type, at_one(taylor_adaptive<float>(pendulum(9.81), {.5f, 0.f}, kw::lift_constants = true))));
    CHECK(same_bits(in_type, at_one(taylor_adaptive<float>(pendulum(9.81L), {.5f, 0.f}, kw::lift_constants = true))));
}

TEST_CASE("users see their own parameters") {
    const auto x = make_vars("x");
    const equations growth{prime(x) = par[1] * 2.5 * x + 0.25};
    const auto grown = [&](const std::vector<double> &pars) {
        taylor_adaptive<double> ta(growth, {1.}, kw::pars = pars);
        ta.step(0.1);
        return ta.get_state();
    };
    taylor_adaptive<double> ta(growth, {1.}, kw::lift_constants = true);
    CHECK(ta.get_pars() == std::vector{0., 0.});
    CHECK(ta.get_sys() == growth);
    const auto step = [](taylor_adaptive<double> from_one) {
        from_one.get_state_data()[0] = 1.;
        from_one.step(0.1);
        return from_one.get_state();
    };
    check_close(step(ta), grown({0., 0.}));
    ta.get_pars_data()[1] = 0.7;
    check_close(step(ta), grown({0., 0.7}));
    *(ta.get_pars_range().begin() + 1) = -0.3;
    check_close(step(ta), grown({0., -0.3}));
    CHECK(ta.get_pars() == std::vector{0., -0.3});

    // Copies keep the numbers, and have parameters of their own.
    auto copy = ta;
    taylor_adaptive<double> assigned;
    assigned = std::move(ta);
    copy.get_pars_data()[1] = 0.4;
    check_close(step(copy), grown({0., 0.4}));
    check_close(step(assigned), grown({0., -0.3}));

    std::ostringstream printed;
    printed << copy;
    CHECK_THAT(printed.str(), Catch::Matchers::ContainsSubstring("Parameters              : [0, 0.4]\n"));
    std::ostringstream without;
    without << taylor_adaptive<double>(pendulum(9.81), kw::lift_constants = true);
    CHECK_THAT(without.str(), !Catch::Matchers::ContainsSubstring("Parameters"));

    using Catch::Matchers::ContainsSubstring;
    CHECK_THROWS_WITH(taylor_adaptive<double>(growth, kw::lift_constants = true, kw::pars = {1.}),
                      ContainsSubstring("each of the 2 parameters (or none, for zeros), but 1 were given"));
    CHECK_THROWS_WITH(taylor_adaptive<double>(growth, kw::lift_constants = true, kw::pars = {1., 2., 3., 4.}),
                      ContainsSubstring("each of the 2 parameters (or none, for zeros), but 4 were given"));
}

TEST_CASE("the decomposition and the module show hidden parameters behind the others") {
    const auto x = make_vars("x");
    const taylor_adaptive<double> ta({prime(x) = par[0] * sin(2.5 * x)}, {1.}, kw::lift_constants = true);
    std::set<std::uint32_t> indices;
    for (const auto &[ex, hidden] : ta.get_decomposition())
        if (const auto *p = std::get_if<param>(&ex.value()))
            indices.insert(p->idx());
    CHECK(indices == std::set<std::uint32_t>{0, 1});
    CHECK(std::get<llvm_state>(ta.get_llvm_state()).is_compiled());
}

namespace {

// a = b c, for arguments of any kind.
struct times_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.arg(0)[0] * e.arg(1)[0]);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto b = e.arg(0), c = e.arg(1);
        const auto [s] =
            e.template convolve<1>(0, n, [&](auto j, auto &acc) { acc[0] = e.fma(b[j], c[n - j], acc[0]); });
        e.set(e.result(0), s);
    }
};
constinit const operation times_operation = make_operation<times_recurrence>("lifted_times");

} // namespace

TEST_CASE("functions of users get numbers where they expand, and parameters where they run", "[counts]") {
    const fresh_caches fresh;
    const auto x = make_vars("x");
    const user_function times({.name = "lifted_times", .arity = 2, .taylor = &times_operation, .identity = "1"});
    const user_function root({.name = "lifted_root", .arity = 2, .expand = [](const func &f) {
                                  const auto degree = std::get<number>(f.args()[1].value());
                                  return pow(f.args()[0], expression(number(1.) / degree));
                              }});
    const auto system = [&](double a, double b) {
        return equations{prime(x) = times(a, sin(x)) - b * root(2. + x * x, 4.)};
    };
    std::vector<double> lifted[2];
    const auto c = during([&] {
        lifted[0] = at_one(taylor_adaptive<double>(system(2.5, .75), {.5}, kw::lift_constants = true));
        lifted[1] = at_one(taylor_adaptive<double>(system(-.5, .25), {.5}, kw::lift_constants = true));
    });
    CHECK(c.compilations == 1);
    CHECK(c.decompositions == 1);
    check_close(lifted[0], at_one(taylor_adaptive<double>(system(2.5, .75), {.5})));
    check_close(lifted[1], at_one(taylor_adaptive<double>(system(-.5, .25), {.5})));
}
