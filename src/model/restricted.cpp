// SPDX-License-Identifier: MPL-2.0
// Restricted problems: a body without mass among bodies on circles.
#include <brook/model/restricted.hpp>

#include <utility>

#include <brook/math/functions.hpp>

#include "model/checks.hpp"
#include "model/vectors.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

void check_mu(const char *model, const expression &mu) {
    check_number(model, "mu", mu, "between 0 and 0.5", [](auto v) { return v > 0 && v < 0.5; });
}

void check(const char *model, const bcp_options &options) {
    check_mu(model, options.mu);
    check_not_negative(model, "mu_s", options.mu_s);
    check_positive(model, "rho_s", options.rho_s);
    check_finite(model, "omega_s", options.omega_s);
}

// Position and momenta in the rotating frame, and the squared distances from the two bodies.
struct rotating_state {
    model_vector r = coordinates(), p = coordinates("p");
    expression from_larger, from_smaller; // along x
    expression square_larger, square_smaller;

    explicit rotating_state(const expression &mu) : from_larger(r[0] - mu), from_smaller(r[0] + (1. - mu)) {
        const auto across = r[1] * r[1] + r[2] * r[2];
        square_larger = from_larger * from_larger + across;
        square_smaller = from_smaller * from_smaller + across;
    }
};

// The terms of the equations of the momenta.
force_terms momentum_terms(const rotating_state &s, const expression &mu) {
    const auto &[x, y, z] = s.r;
    const auto larger = (1. - mu) * pow(s.square_larger, -1.5), smaller = mu * pow(s.square_smaller, -1.5);
    const auto both = larger + smaller;
    return {std::vector{s.p[1], -(larger * s.from_larger), -(smaller * s.from_smaller)},
            std::vector{-s.p[0], -(both * y)}, std::vector{-(both * z)}};
}

std::vector<expression> hamiltonian_terms(const rotating_state &s, const expression &mu) {
    return {0.5 * square_of(s.p), s.r[1] * s.p[0], -(s.r[0] * s.p[1]), -((1. - mu) * pow(s.square_larger, -0.5)),
            -(mu * pow(s.square_smaller, -0.5))};
}

model_equations equations_of(const rotating_state &s, force_terms &&momenta) {
    const auto &[x, y, z] = s.r;
    const auto &[px, py, pz] = s.p;
    return {prime(x) = px + y,
            prime(y) = py - x,
            prime(z) = pz,
            prime(px) = sum(std::move(momenta[0])),
            prime(py) = sum(std::move(momenta[1])),
            prime(pz) = sum(std::move(momenta[2]))};
}

// The direction of the Sun, in the plane.
std::pair<expression, expression> to_the_sun(const bcp_options &options) {
    const auto theta = options.omega_s * brook::time;
    return {cos(theta), -sin(theta)};
}

// From the Sun to the body.
model_vector from_the_sun(const rotating_state &s, const bcp_options &options) {
    const auto [sun_x, sun_y] = to_the_sun(options);
    return {s.r[0] - options.rho_s * sun_x, s.r[1] - options.rho_s * sun_y, s.r[2]};
}

} // namespace

model_equations make_cr3bp(const cr3bp_options &options) {
    check_mu("cr3bp", options.mu);
    const rotating_state s(options.mu);
    return equations_of(s, momentum_terms(s, options.mu));
}

expression make_cr3bp_jacobi(const cr3bp_options &options) {
    check_mu("cr3bp_jacobi", options.mu);
    return sum(hamiltonian_terms(rotating_state(options.mu), options.mu));
}

model_equations make_bcp(const bcp_options &options) {
    check("bcp", options);
    const rotating_state s(options.mu);
    auto momenta = momentum_terms(s, options.mu);
    const auto d = from_the_sun(s, options);
    const auto w = pow(square_of(d), -1.5);
    for (std::size_t c = 0; c < 3; ++c)
        momenta[c].push_back(-options.mu_s * (d[c] * w));
    // The Sun attracts the centre of mass of the two bodies, too, on which the frame stands.
    const auto [sun_x, sun_y] = to_the_sun(options);
    const auto indirect = options.mu_s / (options.rho_s * options.rho_s);
    momenta[0].push_back(-indirect * sun_x);
    momenta[1].push_back(-indirect * sun_y);
    return equations_of(s, std::move(momenta));
}

expression make_bcp_hamiltonian(const bcp_options &options) {
    check("bcp_hamiltonian", options);
    const rotating_state s(options.mu);
    auto terms = hamiltonian_terms(s, options.mu);
    const auto [sun_x, sun_y] = to_the_sun(options);
    terms.push_back(-options.mu_s * pow(square_of(from_the_sun(s, options)), -0.5));
    terms.push_back(options.mu_s / (options.rho_s * options.rho_s) * (s.r[0] * sun_x + s.r[1] * sun_y));
    return sum(std::move(terms));
}

} // namespace detail
BROOK_END_NAMESPACE
