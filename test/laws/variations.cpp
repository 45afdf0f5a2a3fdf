// SPDX-License-Identifier: MPL-2.0
// Variational equations of random systems, up to order 4: their Taylor coefficients, and the values they begin with,
// against power series in the time and in displacements, in high precision.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/ode/var_ode_sys.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/vary.hpp"
#include "test/laws/series.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"
#include "test/support/reference_jet.hpp"

using namespace brook;
using namespace brook::test;
using detail::multi_indices;
using detail::varied;

namespace {

using equations = var_ode_sys::equations_type;

const std::vector<std::string> names{"x", "y", "z"};

// What is differentiated by, and how often.
struct differentiation {
    std::vector<varied> args;
    std::uint32_t order;
};

const varied y0{varied::kind::state, 1}, x0{varied::kind::state, 0}, p0{varied::kind::parameter, 0},
    p1{varied::kind::parameter, 1}, t0{varied::kind::time, 0};
const std::vector<differentiation> kinds{{{y0}, 4},         {{p0}, 4},         {{x0, p1}, 3},
                                         {{y0, x0, t0}, 2}, {{p1, x0, p0}, 2}, {{p0, t0}, 4}};

equations random_system(random_expressions &random) {
    equations system;
    for (const auto &f : random.several(names.size(), 2 + random.below(4)))
        system.emplace_back(expression(names[system.size()]), f);
    // All that is differentiated by is there.
    system.back().second = system.back().second + par[0] * system[1].first - .5 * par[1];
    return system;
}

double random_number(random_expressions &random) { return double(1 + random.below(1 << 20)) / (1 << 19); }

class one_system {
public:
    one_system(random_expressions &random, const differentiation &d, unsigned time_order)
        : system_(random_system(random)), d_(d), indices_(static_cast<std::uint32_t>(d.args.size()), d.order),
          monomials_(static_cast<unsigned>(d.args.size()), time_order, d.order) {
        for (auto *numbers : {&state_, &pars_})
            for (int i = 0; i < 3; ++i)
                numbers->push_back(random_number(random));
        time_ = random_number(random);
        pars_.pop_back();
    }

    const equations &system() const { return system_; }
    const std::vector<double> &state() const { return state_; }
    const std::vector<double> &pars() const { return pars_; }
    double time() const { return time_; }
    const detail::multi_indices &indices() const { return indices_; }

    detail::program program(detail::fp_type type) const {
        return vary(decompose(detail::ode_system(system_)), d_.args, indices_, type);
    }
    var_ode_sys variational() const {
        std::vector<expression> args;
        for (const auto &a : d_.args)
            args.push_back(a.what == varied::kind::state       ? expression(names[a.index])
                           : a.what == varied::kind::parameter ? par[a.index]
                                                               : brook::time);
        return {system_, args, d_.order};
    }

    // Derivatives of the state at the beginning: those of `all`, in the order of the integrator's state.
    series_surroundings beginning(const std::vector<double> &all) const {
        auto at = without_displaced_state(false);
        for (std::uint32_t number = 0; number < all.size(); ++number) {
            const auto [state, index] = find_derivative(indices_, 3, number);
            at.variables.at(names[state]).c[monomial(0, index)] = real(all[number]) / indices_.factorial(index);
        }
        return at;
    }

    // The solution that begins displaced, at a displaced time, and is told at the undisplaced one.
    std::vector<series> told_at_the_beginning() const {
        auto at = without_displaced_state(true);
        for (std::uint32_t a = 0; a < d_.args.size(); ++a)
            if (d_.args[a].what == varied::kind::state)
                at.variables.at(names[d_.args[a].index]).c[first_degree(a)] = 1;
        integrate(monomials_, system_, at);
        std::vector<series> told;
        for (const auto &name : names)
            told.push_back(at_undisplaced_time(at.variables.at(name)));
        return told;
    }

    // The coefficient of t^n times that of the multi-index.
    std::size_t monomial(unsigned n, std::uint32_t index) const {
        monomials::exponents m{n};
        m.insert(m.end(), indices_[index].begin(), indices_[index].end());
        return monomials_.find(m);
    }
    const monomials &all_monomials() const { return monomials_; }

private:
    std::size_t first_degree(std::uint32_t a) const { return monomial(0, indices_.begin(1) + a); }

    series_surroundings without_displaced_state(bool displaced_time) const {
        series_surroundings at;
        for (std::size_t i = 0; i < names.size(); ++i)
            at.variables.emplace(names[i], constant_series(monomials_, state_[i]));
        for (const double p : pars_)
            at.pars.push_back(constant_series(monomials_, p));
        at.time = constant_series(monomials_, time_, monomials_.order() > 0 ? monomial(1, 0) : 0);
        for (std::uint32_t a = 0; a < d_.args.size(); ++a) {
            if (d_.args[a].what == varied::kind::parameter)
                at.pars[d_.args[a].index].c[first_degree(a)] = 1;
            if (d_.args[a].what == varied::kind::time && displaced_time)
                at.time.c[first_degree(a)] = 1;
        }
        return at;
    }

    // t = -d, where d is the displacement of the time.
    series at_undisplaced_time(const series &s) const {
        series result(s.c.size());
        result.reliable = s.reliable;
        const auto a = std::find(d_.args.begin(), d_.args.end(), t0) - d_.args.begin();
        for (std::size_t i = 0; i < s.c.size(); ++i) {
            auto m = monomials_[i];
            const unsigned n = std::exchange(m[0], 0);
            if (n > 0 && static_cast<std::size_t>(a) == d_.args.size())
                continue;
            if (n > 0)
                m[static_cast<std::size_t>(a) + 1] += n;
            if (const auto to = monomials_.find(m); to < monomials_.size()) {
                result.c[to] += n % 2 == 0 ? s.c[i] : -s.c[i];
                result.error[to] += s.error[i] + abs(s.c[i]);
            }
        }
        return result;
    }

    equations system_;
    const differentiation &d_;
    multi_indices indices_;
    monomials monomials_;
    std::vector<double> state_, pars_;
    double time_;
};

// The bounds are of first order, and know nothing of how recurrences compute a coefficient.
constexpr double slack = 64;

template <typename T>
bool is_right(T got, const real &expected, const real &error) {
    // What has left the range of the type is no matter here.
    if (!is_normal<T>(expected) && expected != 0)
        return true;
    return abs(real(got) - expected) <= slack * real(std::numeric_limits<T>::epsilon()) * (error + abs(expected));
}

struct tally {
    int compared = 0, changing = 0;
};

// Coefficients as `got(state variable, order)` has them. A system that is not reliable is passed over.
template <typename Got>
void compare(const one_system &s, const std::vector<double> &all, const Got &got, tally &counts) {
    auto at = s.beginning(all);
    integrate(s.all_monomials(), s.system(), at);
    for (std::uint32_t number = 0; number < all.size(); ++number) {
        const auto [state, index] = find_derivative(s.indices(), 3, number);
        const auto &x = at.variables.at(names[state]);
        for (unsigned n = 1; n <= s.all_monomials().order() && x.reliable; ++n) {
            const auto k = s.monomial(n, index);
            const auto factor = s.indices().factorial(index);
            INFO(names[state] << "' = " << s.system()[state].second << "\nindex " << index << ", order " << n << ": "
                              << got(number, n) << " instead of " << x.c[k] * factor << ", off by "
                              << abs(real(got(number, n)) - x.c[k] * factor) << ", error " << x.error[k] * factor);
            CHECK(is_right(got(number, n), x.c[k] * factor, x.error[k] * factor));
            ++counts.compared;
            counts.changing += index > 0 && x.c[k] != 0;
        }
    }
}

std::vector<double> with_derivatives(const one_system &s, random_expressions &random) {
    auto all = s.state();
    while (all.size() < 3 * s.indices().size())
        all.push_back(random_number(random) - 1);
    return all;
}

} // namespace

TEST_CASE("power series of known functions", "[series]") {
    const monomials m(2, 3, 2);
    REQUIRE(m.size() == 4 * 6);
    series_surroundings at;
    at.variables.emplace("x", constant_series(m, real(0.5), m.find({0, 1, 0})));
    at.variables.emplace("y", constant_series(m, real(2), m.find({0, 0, 1})));
    at.time = constant_series(m, real(1), m.find({1, 0, 0}));
    const auto [x, y] = make_vars("x", "y");
    const auto is = [](const real &a, const real &b) { return abs(a - b) < real("1e-25"); };
    const auto e = series_of(m, exp(2. * x) * brook::time, at);
    CHECK(is(e.c[m.find({1, 2, 0})], 2 * exp(real(1))));
    CHECK(e.c[m.find({2, 1, 0})] == 0);
    CHECK(m.find({0, 1, 2}) == m.size()); // of degree 3: cut off
    CHECK(is(series_of(m, x / y, at).c[m.find({0, 1, 1})], real(-0.25)));
    CHECK(is(series_of(m, pow(y, x), at).c[m.find({0, 1, 1})], (1 + log(real(2)) / 2) / sqrt(real(2))));
    CHECK(is(series_of(m, atan2(x, y), at).c[m.find({0, 0, 2})], real(0.5) * 2 / (real(4.25) * real(4.25))));
    CHECK(!series_of(m, sqrt(x - 0.5), at).reliable);
    // x' = x^2, x = d/(1 - d t) where d = 1/2 + a.
    integrate(m, {{x, x * x}}, at);
    CHECK(is(at.variables.at("x").c[m.find({3, 2, 0})], real(6) / 4));
    CHECK(at.variables.at("x").reliable);
}

TEST_CASE("variational equations have the coefficients of power series", "[random]") {
    random_expressions random(60);
    tally counts;
    for (std::size_t i = 0; i < 120; ++i) {
        const one_system s(random, kinds[i % kinds.size()], 3);
        const auto all = with_derivatives(s, random);
        const std::vector<long double> state(all.begin(), all.end()), pars(s.pars().begin(), s.pars().end());
        const detail::reference_jet<long double> jet(s.program(detail::fp_type::f80), 3, i % 2 == 0, state, pars,
                                                     static_cast<long double>(s.time()));
        compare(
            s, all, [&](std::uint32_t number, unsigned n) { return jet[number][n]; }, counts);
    }
    CHECK(counts.compared > 3000);
    CHECK(counts.changing > 1000);
}

TEST_CASE("integrators of variational systems have the coefficients of power series", "[random]") {
    random_expressions random(61);
    tally counts;
    for (std::size_t i = 0; i < 3 * kinds.size(); ++i) {
        const one_system s(random, kinds[i % kinds.size()], 2);
        const auto all = with_derivatives(s, random);
        taylor_adaptive<double> ta(s.variational(), s.state(), kw::time = s.time());
        std::copy_n(s.pars().begin(), ta.get_pars().size(), ta.get_pars_data());
        std::copy(all.begin(), all.end(), ta.get_state_data());
        ta.step(0., true);
        const auto stride = ta.get_order() + 1;
        compare(
            s, all, [&](std::uint32_t number, unsigned n) { return ta.get_tc()[number * stride + n]; }, counts);
    }
    CHECK(counts.compared > 400);
    CHECK(counts.changing > 100);
}

TEST_CASE("derivatives begin with those of the solution at the initial time", "[random]") {
    random_expressions random(62);
    int compared = 0, changing = 0;
    for (std::size_t i = 0; i < 24; ++i) {
        const auto &kind = kinds[i % kinds.size()];
        const one_system s(random, kind, kind.order);
        const taylor_adaptive<double> ta(s.variational(), s.state(), kw::pars = s.pars(), kw::time = s.time());
        const auto told = s.told_at_the_beginning();
        for (std::uint32_t number = 0; number < ta.get_dim(); ++number) {
            const auto [state, index] = find_derivative(s.indices(), 3, number);
            const auto k = s.monomial(0, index);
            if (!told[state].reliable)
                continue;
            const auto factor = s.indices().factorial(index);
            INFO(names[state] << "' = " << s.system()[state].second << "\nindex " << index << ": "
                              << ta.get_state()[number] << " instead of " << told[state].c[k] * factor);
            CHECK(is_right(ta.get_state()[number], told[state].c[k] * factor, told[state].error[k] * factor));
            ++compared;
            changing += index > 0 && told[state].c[k] != 0;
        }
    }
    CHECK(compared > 200);
    CHECK(changing > 25);
}
