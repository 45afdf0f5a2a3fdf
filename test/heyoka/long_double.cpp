// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: long double.
#include <cmath>
#include <limits>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

namespace heyoka = brook;

#if __LDBL_MANT_DIG__ == 64 // see doc/supported_platforms.md

TEST_CASE("an oscillator in long double") {
    using namespace heyoka;
    auto [x, v] = make_vars("x", "v");
    auto ta = taylor_adaptive{{prime(x) = v, prime(v) = -1.5_ldbl * x}, {1.L, 0.L}, kw::high_accuracy = true};
    static_assert(std::is_same_v<decltype(ta), taylor_adaptive<long double>>);
    CHECK(ta.get_tol() == std::numeric_limits<long double>::epsilon());
    ta.propagate_until(10.L);
    const auto error = std::abs(ta.get_state()[0] - std::cos(10 * std::sqrt(1.5L)));
    CHECK(error < 100 * std::numeric_limits<long double>::epsilon());
}

#endif
