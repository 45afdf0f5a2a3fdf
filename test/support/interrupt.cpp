// SPDX-License-Identifier: MPL-2.0
// Tests of the interrupt flag.
#include <brook/support/interrupt.hpp>

#include <csignal>

#include "test/support/catch.hpp"

TEST_CASE("an interrupt stays in force until it is cleared") {
    CHECK_FALSE(brook::interrupt_requested());
    std::signal(SIGUSR1, [](int) { brook::request_interrupt(); });
    std::raise(SIGUSR1);
    std::signal(SIGUSR1, SIG_DFL);
    CHECK(brook::interrupt_requested());
    CHECK(brook::interrupt_requested());
    brook::clear_interrupt();
    CHECK_FALSE(brook::interrupt_requested());
}
