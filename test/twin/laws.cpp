// SPDX-License-Identifier: MPL-2.0
// A type of two doubles in lockstep is one row of the table of types, and everything works with it: both halves have
// the bits of double.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

using namespace brook;
using brook_test::twin;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

std::vector<twin> twins_of(const std::vector<double> &x) { return {x.begin(), x.end()}; }

// Not the same numbers in both halves.
std::vector<twin> twins_of(const std::vector<double> &x, const std::vector<double> &y) {
    std::vector<twin> both;
    for (std::size_t i = 0; i < x.size(); ++i)
        both.emplace_back(x[i], y[i]);
    return both;
}

bool same_halves(const std::vector<twin> &both, const std::vector<double> &x) {
    bool same = both.size() == x.size();
    for (std::size_t i = 0; i < x.size() && same; ++i)
        same = both[i].first == x[i] && both[i].second == x[i];
    return same;
}

equations pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -9.8 * sin(x)}};
}

// Everything that has an order zero of its own.
equations functions() {
    const auto [x, y] = make_vars("x", "y");
    return {{x, atan2(y, x) + tan(x / 9.) + pow(x, par[0]) + erf(y) + select(gt(x, 1.5), exp(-x), cosh(x))},
            {y, asin(x / 9.) - log(y) * tanh(x) + sqrt(y) / x + cos(brook::time) + pi}};
}

equations bodies(std::size_t n) {
    equations all;
    std::vector<std::vector<expression>> q(n), a(n);
    const auto name = [](const char *what, std::size_t i) { return expression(what + std::to_string(i)); };
    for (std::size_t i = 0; i < n; ++i) {
        q[i] = {name("x", i), name("y", i), name("z", i)};
        a[i].resize(3, expression(0.));
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (i != j) {
                const auto dx = q[j][0] - q[i][0], dy = q[j][1] - q[i][1], dz = q[j][2] - q[i][2];
                const auto w = pow(dx * dx + dy * dy + dz * dz, -1.5);
                const expression d[] = {dx, dy, dz};
                for (std::size_t k = 0; k < 3; ++k)
                    a[i][k] += 1. / double(i + j + 1) * d[k] * w;
            }
    const char *const velocities[] = {"u", "v", "w"};
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < 3; ++k) {
            all.emplace_back(q[i][k], name(velocities[k], i));
            all.emplace_back(name(velocities[k], i), a[i][k]);
        }
    return all;
}

std::vector<double> state_for(const equations &all) {
    std::vector<double> x;
    for (std::size_t i = 0; i < all.size(); ++i)
        x.push_back(1.25 + std::sin(3. * double(i * i)));
    return x;
}

} // namespace

TEST_CASE("a twin steps like two doubles", "[twin]") {
    const auto [name, system, pars] = GENERATE(table<const char *, equations, std::vector<double>>({
        {"pendulum", pendulum(), {}},
        {"functions", functions(), {2.5}},
        {"six bodies", bodies(6), {}},
    }));
    const bool compact = GENERATE(false, true), high_accuracy = GENERATE(false, true);
    CAPTURE(name, compact, high_accuracy);
    const auto x = state_for(system);
    taylor_adaptive<double> one(system, x, kw::pars = pars, kw::compact_mode = compact,
                                kw::high_accuracy = high_accuracy);
    taylor_adaptive<twin> two(system, twins_of(x), kw::pars = twins_of(pars), kw::compact_mode = compact,
                              kw::high_accuracy = high_accuracy);
    REQUIRE(two.get_order() == one.get_order());
    REQUIRE(two.get_decomposition().size() == one.get_decomposition().size());
    for (int i = 0; i < 20; ++i) {
        const auto [oc, h] = two.step(true);
        REQUIRE(oc == std::get<0>(one.step(true)));
        REQUIRE(h.first == one.get_last_h());
        REQUIRE(h.second == one.get_last_h());
        REQUIRE(same_halves(two.get_tc(), one.get_tc()));
    }
    REQUIRE(same_halves(two.get_state(), one.get_state()));
    const auto of_one = one.propagate_for(1.5);
    const auto of_two = two.propagate_for(twin(1.5));
    REQUIRE(of_two.n_steps() == of_one.n_steps());
    REQUIRE(of_two.outcome() == of_one.outcome());
    REQUIRE(two.get_time().second == one.get_time());
    REQUIRE(same_halves(two.get_state(), one.get_state()));
}

TEST_CASE("batches of twins step like batches of doubles", "[twin]") {
    const auto [name, system, pars] = GENERATE(table<const char *, equations, std::vector<double>>({
        {"pendulum", pendulum(), {}},
        {"functions", functions(), {2.5}},
        {"three bodies", bodies(3), {}},
    }));
    const std::uint32_t size = GENERATE(1u, 2u, 4u, 5u);
    CAPTURE(name, size);
    std::vector<double> x, p;
    for (const double v : state_for(system))
        for (std::uint32_t k = 0; k < size; ++k)
            x.push_back(v + k / 64.);
    for (const double v : pars)
        p.insert(p.end(), size, v);
    taylor_adaptive_batch<double> one(system, x, size, kw::pars = p);
    taylor_adaptive_batch<twin> two(system, twins_of(x), size, kw::pars = twins_of(p));
    one.propagate_until(0.75);
    two.propagate_until(twin(0.75));
    REQUIRE(same_halves(two.get_state(), one.get_state()));
    REQUIRE(same_halves(two.get_time(), one.get_time()));
}

TEST_CASE("compiled functions of twins are those of each half", "[twin]") {
    const auto system = functions();
    std::vector<expression> outputs, variables;
    for (const auto &[x, rhs] : system) {
        outputs.push_back(rhs);
        variables.push_back(x);
    }
    const auto time = GENERATE(0.25, 4.), par = 2.5;
    const cfunc<double> one(outputs, variables);
    const cfunc<twin> two(outputs, variables);
    // The halves are on different sides of the choice.
    const std::vector<double> x{1.25, 1.75}, y{1.75, 0.5};
    std::vector<double> of_x(2), of_y(2);
    std::vector<twin> of_both(2);
    one(of_x, x, kw::pars = std::vector<double>{par}, kw::time = time);
    one(of_y, y, kw::pars = std::vector<double>{par}, kw::time = time);
    two(of_both, twins_of(x, y), kw::pars = std::vector<twin>{par}, kw::time = twin(time));
    for (std::size_t i = 0; i < 2; ++i) {
        REQUIRE(of_both[i].first == of_x[i]);
        REQUIRE(of_both[i].second == of_y[i]);
    }
}

TEST_CASE("numbers are twins, too", "[twin]") {
    const expression x("x");
    const auto text = [](const auto &thing) {
        std::ostringstream out;
        out << thing;
        return out.str();
    };
    REQUIRE(text(expression(twin(0.1))) == text(expression(0.1)));
    REQUIRE(text(number(twin(0.1)) + number(0.25f)) == text(number(0.1 + 0.25)));
    REQUIRE(number(twin(1)) + number(1.f) == number(twin(2)));
    REQUIRE(sin(expression(twin(0.5))) == expression(sin(twin(0.5))));
    REQUIRE(text(diff(expression(twin(3)) * x * x, x)) == text(diff(3. * x * x, x)));
    // The digits of a constant are rounded to the type.
    const cfunc<twin> f({pi * x}, {x});
    std::vector<twin> out(1);
    f(out, std::vector<twin>{twin(1., 2.)});
    REQUIRE(out[0].first == std::numbers::pi);
    REQUIRE(out[0].second == 2 * std::numbers::pi);
}
