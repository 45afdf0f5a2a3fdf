// SPDX-License-Identifier: MPL-2.0
// Oscillators: tiny systems, where every overhead shows, and a chain of them.
#include "benchmark/support/oscillators.hpp"
#include "benchmark/suite/peers.hpp"

namespace suite {

std::vector<entry> oscillators() {
    return {{problems::pendulum(), 200., 10., peers_of<2>(problems::pendulum_rhs)},
            {problems::van_der_pol(), 100., 10., peers_of<2>(problems::van_der_pol_rhs)},
            {problems::henon_heiles(), 200., 20., peers_of<4>(problems::henon_heiles_rhs)},
            {problems::pendulum_chain(32), 50., 5., peers_of<64>(problems::pendulum_chain_rhs)}};
}

} // namespace suite
