// SPDX-License-Identifier: MPL-2.0
// Tests of throwing with formatted messages, and of contracts.
// covers: contract
#include "support/error.hpp"

#include <type_traits>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"

#ifndef BROOK_CONTRACTS
#define BROOK_CONTRACTS
#endif
#include "support/contract.hpp"

using namespace brook;
using namespace brook::detail;

TEST_CASE("errors carry their type and a formatted message") {
    CHECK_THROWS_AS(throw_invalid_argument("{}", 1), std::invalid_argument);
    CHECK_THROWS_AS(throw_error<std::out_of_range>("{}", 1), std::out_of_range);
    CHECK_THROWS_AS(throw_not_implemented("{}", 1), not_implemented_error);
    CHECK_THROWS_WITH(throw_runtime_error("expected {}, got {}", 2, "three"), "expected 2, got three");
    CHECK(std::is_base_of_v<std::runtime_error, not_implemented_error>);
}

TEST_CASE("a contract that holds is silent, and one that breaks aborts") {
    int evaluated = 0;
    BROOK_ENSURE(++evaluated == 1, "evaluated once");
    CHECK(evaluated == 1);
    CHECK_FALSE(true_in_child([] {
        std::fclose(stderr);
        BROOK_ENSURE(1 + 1 == 3, "arithmetic");
        return true;
    }));
}
