// SPDX-License-Identifier: MPL-2.0
// Gravitation among 20 and 100 bodies, where long code and much memory matter.
#include "benchmark/suite/peers.hpp"
#include "benchmark/support/n_bodies.hpp"

namespace suite {

std::vector<entry> many_bodies() {
    return {{problems::twenty_bodies(), 1., 0.1, peers_of<120>(problems::equal_bodies_rhs<20>())},
            {problems::scattered_bodies(100), 2., 0.4, peers_of<600>(problems::equal_bodies_rhs<100>())}};
}

} // namespace suite
