// SPDX-License-Identifier: MPL-2.0
// Tests of the guard around everything that computes constants.
#include "support/default_arithmetic.hpp"

#include <cfenv>
#include <cfloat>

#include "support/flush_subnormals.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;

namespace {

// Volatile, so that the arithmetic happens where it is written.
double third() {
    volatile double one = 1, three = 3;
    return one / three;
}

bool subnormals_live() {
    volatile double smallest = DBL_MIN;
    return smallest * 0.5 != 0;
}

} // namespace

TEST_CASE("inside the guard numbers are rounded to nearest, and outside as before") {
    const auto nearest = third();
    std::fesetround(FE_UPWARD);
    const auto above = third();
    {
        const default_arithmetic arithmetic;
        CHECK(third() == nearest);
    }
    CHECK(third() == above);
    CHECK(std::fegetround() == FE_UPWARD);
    std::fesetround(FE_TONEAREST);
    CHECK(above > nearest);
}

TEST_CASE("inside the guard there are subnormal numbers, and outside as before") {
    const flush_subnormals outer;
    {
        const default_arithmetic arithmetic;
        CHECK(subnormals_live());
    }
    CHECK(subnormals_live() != flush_subnormals::supported);
}

TEST_CASE("computing constants leaves exception flags alone") {
    std::feclearexcept(FE_ALL_EXCEPT);
    {
        const default_arithmetic arithmetic;
        (void)third();
    }
    CHECK(std::fetestexcept(FE_INEXACT) == 0);
    std::feraiseexcept(FE_DIVBYZERO);
    { const default_arithmetic arithmetic; }
    CHECK(std::fetestexcept(FE_DIVBYZERO) != 0);
    std::feclearexcept(FE_ALL_EXCEPT);
}
