// SPDX-License-Identifier: MPL-2.0
// Shares of work.
#include "cfunc/evaluate.hpp"

#include "test/support/catch.hpp"

using namespace brook::detail;

TEST_CASE("threads get shares that outweigh their start", "[evaluate]") {
    function_layout layout;
    layout.points = 8;
    layout.work = 50;
    CHECK(least_share(layout) == 8000);
    layout.work = 0;
    CHECK(least_share(layout) == 400000);
    layout.work = 1 << 30; // one batch at least
    CHECK(least_share(layout) == 8);
}
