// SPDX-License-Identifier: MPL-2.0
// The order as a function of the tolerance.
#include <limits>

#include "integrator/order.hpp"
#include "test/support/catch.hpp"

using brook::detail::order_from_tolerance;

TEST_CASE("the order follows the tolerance") {
    CHECK(order_from_tolerance(1.) == 2u);
    CHECK(order_from_tolerance(.5) == 2u);
    CHECK(order_from_tolerance(.1) == 3u);
    CHECK(order_from_tolerance(1e300) == 2u);
    CHECK(order_from_tolerance(1e-9) == 12u);
    CHECK(order_from_tolerance(1e-18) == 22u);
    CHECK(order_from_tolerance(std::numeric_limits<double>::epsilon()) == 20u);
    CHECK(order_from_tolerance(std::numeric_limits<float>::epsilon()) == 9u);
    CHECK(order_from_tolerance(0x1p-63L) == 23u);
    CHECK(order_from_tolerance(.1f) == 3u);
    CHECK(order_from_tolerance(std::numeric_limits<double>::denorm_min()) == 374u);
}
