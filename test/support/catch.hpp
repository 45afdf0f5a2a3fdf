// SPDX-License-Identifier: MPL-2.0
// Catch2, version 2 or 3, under the names of version 3.
#ifndef BROOK_TEST_SUPPORT_CATCH_HPP
#define BROOK_TEST_SUPPORT_CATCH_HPP

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>

namespace Catch {
using Detail::Approx;

namespace Matchers {
inline auto ContainsSubstring(const std::string &text, CaseSensitive::Choice sensitivity = CaseSensitive::Yes) {
    return Contains(text, sensitivity);
}
} // namespace Matchers
} // namespace Catch
#endif

// As version 2 does anyway, so that a test cannot compile with it only.
using Catch::Approx;

#endif
