// SPDX-License-Identifier: MPL-2.0
// The pendulum.
#include <brook/model/pendulum.hpp>

#include <brook/math/functions.hpp>

#include "model/checks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

void check(const char *model, const pendulum_options &options) {
    check_finite(model, "The acceleration of gravity", options.gconst);
    check_positive(model, "The length", options.length);
}

} // namespace

model_equations make_pendulum(const pendulum_options &options) {
    check("pendulum", options);
    const auto [x, v] = make_vars("x", "v");
    return {prime(x) = v, prime(v) = -(options.gconst / options.length) * sin(x)};
}

expression make_pendulum_energy(const pendulum_options &options) {
    check("pendulum_energy", options);
    const auto [x, v] = make_vars("x", "v");
    const auto &[g, l] = options;
    return 0.5 * (l * l) * (v * v) + g * l * (1. - cos(x));
}

} // namespace detail
BROOK_END_NAMESPACE
