// SPDX-License-Identifier: MPL-2.0
// Variational equations as a pass from program to program: what the equations of the derivatives, written as
// expressions, give.
// covers: vary, variation_emitter, homogeneous, multi_indices
#include "decomposition/vary.hpp"

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <brook/calculus/diff.hpp>
#include <brook/expression/expression.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

#include "decomposition/decompose.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"
#include "test/support/reference_jet.hpp"

using namespace brook;
using detail::multi_indices;
using detail::varied;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

// The same equations by the chain rule: each derivative that is a state variable is differentiated once more.
class by_hand {
public:
    by_hand(equations system, const std::vector<varied> &args, const multi_indices &indices)
        : all_(std::move(system)), n_(static_cast<std::uint32_t>(all_.size())), args_(args), indices_(indices) {
        for (std::uint32_t degree = 1; degree <= indices.order(); ++degree) {
            equations next;
            for (std::uint32_t i = 0; i < n_; ++i)
                for (auto index = indices.begin(degree); index < indices.end(degree); ++index)
                    next.emplace_back(name(i, index), differentiated(i, index));
            all_.insert(all_.end(), next.begin(), next.end());
        }
    }

    const equations &all() const { return all_; }

private:
    expression name(std::uint32_t i, std::uint32_t index) const {
        return index == 0 ? all_[i].first : expression("d" + std::to_string(i) + "_" + std::to_string(index));
    }

    // From the equation of the derivative that has one differentiation less, by the last argument.
    expression differentiated(std::uint32_t i, std::uint32_t index) const {
        auto exponents = indices_[index];
        std::uint32_t a = static_cast<std::uint32_t>(exponents.size()) - 1;
        while (exponents[a] == 0)
            --a;
        --exponents[a];
        std::uint32_t lower = 0;
        while (indices_[lower] != exponents)
            ++lower;
        const auto &g = all_[variational_state(indices_, n_, i, lower)].second;
        std::vector<expression> terms;
        for (std::uint32_t j = 0; j < n_; ++j)
            for (std::uint32_t k = 0; k < index; ++k)
                if (const auto more = indices_.sum(k, indices_.begin(1) + a)) {
                    const auto v = name(j, k);
                    if (const auto d = diff(g, v); d != expression(0.))
                        terms.push_back(d * name(j, *more));
                }
        if (args_[a].what == varied::kind::parameter)
            terms.push_back(diff(g, par[args_[a].index]));
        return sum(terms);
    }

    equations all_;
    std::uint32_t n_;
    const std::vector<varied> &args_;
    const multi_indices &indices_;
};

void compare(const equations &system, const std::vector<varied> &args, std::uint32_t order, std::vector<long double> x,
             const std::vector<long double> &pars) {
    const auto n = static_cast<std::uint32_t>(system.size());
    const multi_indices indices(static_cast<std::uint32_t>(args.size()), order);
    const auto p = vary(decompose(detail::ode_system(system)), args, indices, detail::fp_type::f80);
    verify(p);
    const by_hand other(system, args, indices);
    const auto q = decompose(detail::ode_system(other.all()));
    REQUIRE(p.n_states == n * indices.size());
    REQUIRE(q.n_states == p.n_states);
    std::mt19937 gen(7);
    while (x.size() < p.n_states)
        x.push_back(std::uniform_real_distribution<long double>(-1, 1)(gen));
    const std::uint32_t jet_order = 6;
    const detail::reference_jet<long double> mine(p, jet_order, false, x, pars, .3L),
        theirs(q, jet_order, false, x, pars, .3L);
    for (std::uint32_t i = 0; i < p.n_states; ++i)
        for (std::uint32_t k = 0; k <= jet_order; ++k) {
            INFO("state " << i << ", order " << k);
            CHECK(std::abs(mine[i][k] - theirs[i][k]) <= 1e-14L * (1 + std::abs(theirs[i][k])) * std::pow(4.L, k));
        }
}

} // namespace

TEST_CASE("multi-indices are those of dtens", "[vary]") {
    const multi_indices i(3, 2);
    REQUIRE(i.size() == 10);
    CHECK(i.order() == 2);
    CHECK(i[0] == std::vector<std::uint32_t>{0, 0, 0});
    CHECK(i[1] == std::vector<std::uint32_t>{1, 0, 0});
    CHECK(i[4] == std::vector<std::uint32_t>{2, 0, 0});
    CHECK(i[5] == std::vector<std::uint32_t>{1, 1, 0});
    CHECK(i[9] == std::vector<std::uint32_t>{0, 0, 2});
    for (const auto &[args, order] :
         std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 5}, {2, 4}, {5, 3}, {60, 1}}) {
        const multi_indices all(args, order);
        for (std::uint32_t k = 0; k < all.size(); ++k)
            CHECK(all.find(all[k]) == k);
        CHECK(!all.find(multi_indices::exponents(args, order + 1)));
        CHECK(!all.find(multi_indices::exponents(args + 1, 0)));
    }
    CHECK(i.sum(1, 2) == 5);
    CHECK(!i.sum(4, 1));
    CHECK(i.factorial(4) == 2);
    CHECK(variational_state(i, 2, 1, 0) == 1);
    CHECK(variational_state(i, 2, 0, 1) == 2);
    CHECK(variational_state(i, 2, 1, 1) == 5);
    CHECK(variational_state(i, 2, 0, 4) == 8);
}

TEST_CASE("every function varies as its derivatives say", "[vary]") {
    const auto [x, y] = make_vars("x", "y");
    const auto p = par[0];
    const auto small = .3 * x + .2 * y * p; // within (-1, 1), and not zero
    const std::vector<expression> functions{x * y,
                                            x * x * p,
                                            x / y,
                                            p / x,
                                            pow(x, 3.),
                                            pow(x, -1.5),
                                            pow(x * x + y * y, -1.5),
                                            sqrt(x),
                                            pow(x, p),
                                            pow(p, x),
                                            pow(x, y),
                                            pow(x, p + 1.) * y,
                                            exp(x * p),
                                            log(x + p),
                                            sin(x),
                                            cos(x * y),
                                            sin(p * x) + cos(p * x),
                                            tan(small),
                                            asin(small),
                                            acos(small),
                                            atan(x),
                                            sinh(x),
                                            cosh(small),
                                            tanh(x),
                                            asinh(x),
                                            acosh(2. + x),
                                            atanh(small),
                                            atan2(x, y + p),
                                            erf(small),
                                            sigmoid(x),
                                            kepE(.5 * x, y + p),
                                            kepE(p, x),
                                            kepF(.4 * x, -.3 * y, p + x),
                                            kepF(.3, p, x * y),
                                            kepDE(.5 * y, .6 * p, x),
                                            kepDE(p, small, .8),
                                            sin(kepE(.5 * x, y)) * cos(kepE(.5 * x, y)),
                                            select(gt(x, y), x * x, y * y * p),
                                            relu(x - .1),
                                            2. * gt(x, y) + 1.,
                                            (gt(x, y) + lt(y, p)) * x,
                                            sqrt(3. - gt(x, y) * lt(y, 9.)) + exp(neq(x, y) - .5),
                                            2. * x - 3. * y + 1.,
                                            x + brook::time * y,
                                            sin(brook::time * x) + p * brook::time,
                                            expression(1.5),
                                            p,
                                            p * p,
                                            exp(p) * x};
    for (const auto &f : functions) {
        CAPTURE(f);
        compare({{x, f}, {y, x * .5 - y}}, {{varied::kind::state, 0}, {varied::kind::parameter, 0}}, 3, {.7L, .4L},
                {.6L});
        compare({{x, y + p}, {y, f + x}}, {{varied::kind::state, 1}}, 4, {.7L, .4L}, {.6L});
    }
}

TEST_CASE("the work of variations is that of the intermediate results", "[vary]") {
    // Three bodies in space: 18 state variables.
    const std::vector<std::string> names{"x", "y", "z", "u", "v", "w"};
    equations system;
    const auto variable_of = [&](int body, std::size_t c) { return expression(names[c] + std::to_string(body)); };
    std::vector<std::vector<expression>> forces(9);
    for (int i = 0; i < 3; ++i)
        for (int j = i + 1; j < 3; ++j) {
            std::vector<expression> to, squares;
            for (std::size_t c = 0; c < 3; ++c) {
                to.push_back(variable_of(j, c) - variable_of(i, c));
                squares.push_back(pow(to[c], 2.));
            }
            for (std::size_t c = 0; c < 3; ++c) {
                const auto force = to[c] * pow(sum(squares), -1.5);
                forces[std::size_t(i) * 3 + c].push_back(force);
                forces[std::size_t(j) * 3 + c].push_back(-force);
            }
        }
    for (int i = 0; i < 3; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            system.emplace_back(variable_of(i, c), variable_of(i, c + 3));
        for (std::size_t c = 0; c < 3; ++c)
            system.emplace_back(variable_of(i, c + 3), sum(forces[std::size_t(i) * 3 + c]));
    }
    std::vector<varied> args;
    for (std::uint32_t i = 0; i < 18; ++i)
        args.push_back({varied::kind::state, i});
    const auto p = vary(decompose(detail::ode_system(system)), args, multi_indices(18, 1), detail::fp_type::f64);
    std::size_t convolutions = 0;
    for (const auto &d : p.definitions)
        if (d.op == &detail::sum_of_products_operation)
            convolutions += d.args.size() / 2;
    CHECK(convolutions > 300);
    CHECK(convolutions < 600);
}
