// SPDX-License-Identifier: MPL-2.0
// Two bodies, three and six, whose equations have some parallelism.
#include "benchmark/suite/peers.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/restricted_three_body.hpp"

namespace suite {

std::vector<entry> few_bodies() {
    return {{problems::two_bodies(), 100., 7., peers_of<12>(problems::two_bodies_rhs)},
            {problems::restricted_three_body(), 50., 5., peers_of<6>(problems::restricted_three_body_rhs)},
            {problems::planetary_three_bodies(), 1000., 20., peers_of<18>(problems::planetary_three_bodies_rhs)},
            {problems::outer_solar_system(), 1000., 20., peers_of<36>(problems::outer_solar_system_rhs)}};
}

} // namespace suite
