// SPDX-License-Identifier: MPL-2.0
// The hash of the code-generating sources.
#include <algorithm>
#include <cctype>

#include "jit/source_hash.hpp"
#include "test/support/catch.hpp"

TEST_CASE("the hash of the code-generating sources is a SHA-256 that does not change while the process runs", "[jit]") {
    const auto h = brook::detail::codegen_source_hash();
    CHECK(h.size() == 64);
    CHECK(std::all_of(h.begin(), h.end(), [](unsigned char c) { return std::isxdigit(c) != 0; }));
    CHECK(std::any_of(h.begin(), h.end(), [&](char c) { return c != h[0]; }));
    CHECK(h == brook::detail::codegen_source_hash());
}
