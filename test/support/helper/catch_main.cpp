// SPDX-License-Identifier: MPL-2.0
// The main function of all test executables.
#define CATCH_CONFIG_RUNNER
#include "test/support/catch.hpp"

int main(int argc, char **argv) { return Catch::Session().run(argc, argv); }
