// SPDX-License-Identifier: MPL-2.0
// Tests of the guard against subnormal numbers.
#include "support/flush_subnormals.hpp"

#include <cfenv>
#include <cfloat>

#include "test/support/catch.hpp"

using brook::detail::flush_subnormals;

namespace {

// Volatile, so that the arithmetic happens where it is written.
bool subnormals_live() {
    volatile double smallest = DBL_MIN;
    volatile double half = smallest * 0.5;
    volatile double whole = half * 2;
    return half != 0 && whole != 0;
}

} // namespace

TEST_CASE("subnormal numbers vanish inside the guard only") {
    REQUIRE(subnormals_live());
    {
        flush_subnormals outer;
        CHECK(subnormals_live() != flush_subnormals::supported);
        {
            flush_subnormals inner;
            CHECK(subnormals_live() != flush_subnormals::supported);
        }
        CHECK(subnormals_live() != flush_subnormals::supported);
    }
    CHECK(subnormals_live());
}

TEST_CASE("the guard leaves exception flags alone") {
    std::feclearexcept(FE_ALL_EXCEPT);
    {
        flush_subnormals guard;
        volatile double zero = 0, one = 1, quotient = one / zero;
        (void)quotient;
    }
    CHECK(std::fetestexcept(FE_DIVBYZERO) != 0);
    std::feclearexcept(FE_ALL_EXCEPT);
}
