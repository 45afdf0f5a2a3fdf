// SPDX-License-Identifier: MPL-2.0
// A plug-in that uses brook, of a program that does not know brook.
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

using namespace brook;

extern "C" __attribute__((visibility("default"))) double angle_after_one(double frequency) {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<double> ta({prime(x) = v, prime(v) = -frequency * sin(x)}, {.05, .025});
    ta.propagate_until(1);
    return ta.get_state()[0];
}
