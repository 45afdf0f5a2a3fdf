// SPDX-License-Identifier: MPL-2.0
// Problems of all kinds, from two variables to 200, and from many equal operations to none.
#pragma once

#include <vector>

#include "benchmark/support/linear_system.hpp"
#include "benchmark/support/mascons.hpp"
#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/network.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/problem.hpp"
#include "benchmark/support/restricted_three_body.hpp"
#include "benchmark/support/tangle.hpp"
#include "benchmark/support/variational.hpp"

namespace problems {

inline std::vector<problem> all() {
    return {pendulum(),
            van_der_pol(),
            henon_heiles(),
            two_bodies(),
            restricted_three_body(),
            planetary_three_bodies(),
            outer_solar_system(),
            variational_three_bodies(),
            mascon_orbit(),
            pendulum_chain(32),
            twenty_bodies(),
            linear_system(),
            network(40),
            small_bodies(11),
            tangle(60)};
}

} // namespace problems
