// SPDX-License-Identifier: MPL-2.0
// Long right-hand sides: variational equations, a field of many masses, a matrix.
#include "benchmark/suite/peers.hpp"
#include "benchmark/support/linear_system.hpp"
#include "benchmark/support/mascons.hpp"
#include "benchmark/support/variational.hpp"

namespace suite {

std::vector<entry> fields() {
    return {{problems::variational_three_bodies(), 200., 10., peers_of<342>(problems::variational_three_bodies_rhs)},
            {problems::mascon_orbit(), 200., 10., peers_of<6>(problems::mascon_orbit_rhs)},
            {problems::linear_system(), 20., 2., peers_of<200>(problems::linear_system_rhs)}};
}

} // namespace suite
