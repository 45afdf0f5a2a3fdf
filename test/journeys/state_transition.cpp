// SPDX-License-Identifier: MPL-2.0
// Derivatives of solutions that are known otherwise: the flow of Hamiltonian systems preserves areas, and the problem
// of two bodies has a solution whose differences in 50 digits are its derivatives.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

using equations = var_ode_sys::equations_type;

// ---- symplectic flows ----

// State variables are coordinates, then momenta. How far M^T J M is from J at most, relative to the products that it
// is the sum of.
double off_symplectic(const equations &system, const std::vector<double> &state, double end,
                      const std::vector<double> &pars = {}) {
    taylor_adaptive<double> ta(var_ode_sys(system, var_args::vars), state, kw::pars = pars);
    if (ta.propagate_until(end).outcome() != taylor_outcome::time_limit)
        return INFINITY;
    const auto n = static_cast<std::uint32_t>(state.size() / 2);
    const auto M = [&](std::uint32_t i, std::uint32_t j) { return ta.get_state()[ta.get_vslice(i, 1).first + j]; };
    double most = 0;
    for (std::uint32_t a = 0; a < 2 * n; ++a)
        for (std::uint32_t b = 0; b < 2 * n; ++b) {
            double form = 0, size = 1;
            for (std::uint32_t i = 0; i < n; ++i) {
                form += M(i, a) * M(n + i, b) - M(n + i, a) * M(i, b);
                size += std::abs(M(i, a) * M(n + i, b)) + std::abs(M(n + i, a) * M(i, b));
            }
            most = std::max(most, std::abs(form - (b == a + n ? 1 : a == b + n ? -1 : 0)) / size);
        }
    return most;
}

const std::vector<expression> q{"q0"_var, "q1"_var, "q2"_var}, p{"p0"_var, "p1"_var, "p2"_var};

expression kinetic(std::size_t n) {
    std::vector<expression> terms;
    for (std::size_t i = 0; i < n; ++i)
        terms.push_back(0.5 * p[i] * p[i]);
    return sum(terms);
}

std::vector<expression> first(const std::vector<expression> &x, std::size_t n) { return {x.begin(), x.begin() + n}; }

// ---- two bodies ----

using digits_50 = boost::multiprecision::cpp_bin_float_50;
using vector3 = std::array<digits_50, 3>;

digits_50 dot(const vector3 &a, const vector3 &b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// What solutions depend on: position and velocity at a time, G times the mass, and the time.
using arguments = std::array<digits_50, 8>;

// The difference E of eccentric anomalies after a time: n t = E + sigma / sqrt(a) (1 - cos E) - (1 - r / a) sin E. R.
// H. Battin, An Introduction to the Mathematics and Methods of Astrodynamics (1999), section 4.3.
digits_50 anomaly_after(const digits_50 &mean, const digits_50 &c, const digits_50 &s) {
    digits_50 E = mean;
    for (int i = 0; i < 60; ++i)
        E -= (E + c * (1 - cos(E)) - s * sin(E) - mean) / (1 + c * sin(E) - s * cos(E));
    return E;
}

// Position and velocity on an ellipse at a later time, by Lagrange's coefficients.
std::array<digits_50, 6> two_bodies(const arguments &x, const digits_50 &at_time) {
    const vector3 r{x[0], x[1], x[2]}, v{x[3], x[4], x[5]};
    const digits_50 mu = x[6], t = at_time - x[7], r0 = sqrt(dot(r, r)), a = 1 / (2 / r0 - dot(v, v) / mu);
    const digits_50 c = dot(r, v) / sqrt(mu * a), s = 1 - r0 / a;
    const digits_50 E = anomaly_after(sqrt(mu / a) / a * t, c, s);
    const digits_50 now = a * (1 - s * cos(E) + c * sin(E));
    const digits_50 f = 1 - a / r0 * (1 - cos(E)), g = t + a * sqrt(a / mu) * (sin(E) - E);
    const digits_50 df = -sqrt(mu * a) / (now * r0) * sin(E), dg = 1 - a / now * (1 - cos(E));
    std::array<digits_50, 6> result;
    for (std::size_t i = 0; i < 3; ++i) {
        result[i] = f * r[i] + g * v[i];
        result[3 + i] = df * r[i] + dg * v[i];
    }
    return result;
}

// d^2 / (dx_a dx_b), or d / dx_a if b is none of the arguments, by central differences.
std::array<digits_50, 6> derivative(const arguments &x, const digits_50 &t, std::size_t a, std::size_t b) {
    const digits_50 h("1e-10");
    std::array<digits_50, 6> d{};
    for (const int i : {-1, 1})
        for (const int j : {-1, 1}) {
            auto moved = x;
            moved[a] += i * h;
            if (b < x.size())
                moved[b] += j * h;
            const auto y = two_bodies(moved, t);
            for (std::size_t k = 0; k < 6; ++k)
                d[k] += b < x.size() ? i * j * y[k] / (4 * h * h) : i * y[k] / (4 * h);
        }
    return d;
}

equations two_body_system() {
    const auto [x, y, z, u, v, w] = make_vars("x", "y", "z", "u", "v", "w");
    const auto pull = -par[0] * pow(x * x + y * y + z * z, -1.5);
    return {{x, u}, {y, v}, {z, w}, {u, pull * x}, {v, pull * y}, {w, pull * z}};
}

} // namespace

TEST_CASE("flows of Hamiltonian systems are symplectic", "[variational]") {
    const auto henon_heiles =
        kinetic(2) + 0.5 * (q[0] * q[0] + q[1] * q[1]) + q[0] * q[0] * q[1] - q[1] * q[1] * q[1] / 3.;
    const auto system = hamiltonian(henon_heiles, first(q, 2), first(p, 2));
    for (const double speed : {0.1, 0.3, 0.5})
        CHECK(off_symplectic(system, {0., -0.1, speed, 0.1}, 50.) < 1e-13);

    // Three dimensions, and the time; a mass that depends on the place.
    const auto driven = kinetic(3) - cos(q[0] - q[1]) - par[0] * cos(q[1] - q[2] + brook::time) + pow(q[0], 4.);
    CHECK(off_symplectic(hamiltonian(driven, q, p), {0.5, 0.2, -0.4, 0.1, 0.7, 0.}, 20., {0.75}) < 1e-13);
    const auto on_sphere = 0.5 * (p[0] * p[0] + p[1] * p[1] / pow(sin(q[0]), 2.)) - cos(q[0]);
    CHECK(off_symplectic(hamiltonian(on_sphere, first(q, 2), first(p, 2)), {1., 0., 0.3, 0.5}, 20.) < 1e-13);

    // Near the smaller body, where the flow stretches, and far away.
    for (const auto &state : {std::vector{-0.8, 0., 0.1, 0., -0.6, 0.1}, std::vector{-0.45, 0.8, 0.1, -0.8, -0.45, 0.}})
        CHECK(off_symplectic(model::cr3bp(kw::mu = 0.0121505856), state, 12.) < 1e-13);
    CHECK(off_symplectic(model::bcp(), {0.3, 0.1, 0.05, -0.5, 1.8, 0.1}, 3.) < 1e-13);
}

TEST_CASE("derivatives of two bodies are those of Kepler's solution", "[variational]") {
    const std::vector<double> start{1., 0.1, -0.2, 0.1, 0.9, 0.3};
    const double mu = 1.25, begin = 0.5, end = 14.; // a few turns
    taylor_adaptive<double> ta(var_ode_sys(two_body_system(), var_args::all, 2), start, kw::pars = {mu},
                               kw::time = begin);
    REQUIRE(ta.get_dim() == 6 * 45);
    REQUIRE(ta.propagate_until(end).outcome() == taylor_outcome::time_limit);

    arguments x;
    std::copy(start.begin(), start.end(), x.begin());
    x[6] = mu;
    x[7] = begin;
    double error = 0, size = 0;
    const auto compare = [&](double got, const digits_50 &expected) {
        error = std::max(error, std::abs(got - double(expected)));
        size = std::max(size, std::abs(double(expected)));
    };
    const auto solution = two_bodies(x, end);
    for (std::size_t k = 0; k < 6; ++k)
        compare(ta.get_state()[k], solution[k]);
    CHECK(error < 1e-13 * size);
    for (const std::uint32_t order : {1u, 2u}) {
        error = size = 0;
        for (auto i = ta.get_vslice(order).first; i < ta.get_vslice(order).second; ++i) {
            const auto [component, index] = ta.get_mindex(i);
            // Once by each of two, twice by one, or once by one.
            const std::size_t a = index.front().first, b = order == 1 ? x.size() : index.back().first;
            compare(ta.get_state()[i], derivative(x, end, a, b)[component]);
        }
        CAPTURE(order, size, error);
        CHECK(size > std::pow(10., order));
        CHECK(error < 1e-12 * size);
    }
}
