// SPDX-License-Identifier: MPL-2.0
#include "benchmark/suite/odeint.hpp"
#include "benchmark/support/n_bodies.hpp"

namespace suite {

std::vector<entry> many_bodies() {
    return {{problems::twenty_bodies(), 1., 0.1, with_odeint<120>(problems::equal_bodies_rhs<20>())},
            {problems::scattered_bodies(100), 2., 0.4, with_odeint<600>(problems::equal_bodies_rhs<100>())}};
}

} // namespace suite
