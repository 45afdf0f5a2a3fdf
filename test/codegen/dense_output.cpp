// SPDX-License-Identifier: MPL-2.0
// The IR of dense output. What it computes is tested in test/output.
#include "codegen/dense_output.hpp"

#include <string>

#include "jit/target.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;

namespace {

std::string ir_of(const dense_shape &shape, fp_type type) {
    return emit_dense_output(shape, type, find_target("x86-64-v3").vectors).text();
}

std::size_t count(const std::string &text, const std::string &word) {
    std::size_t n = 0;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1))
        ++n;
    return n;
}

} // namespace

TEST_CASE("the schemes of Horner go side by side", "[dense_output]") {
    const auto text = ir_of({21, 1, false}, fp_type::f64);
    REQUIRE(count(text, "load <4 x double>") == 5);
    REQUIRE(count(text, "fma") == 0); // bits do not depend on the machine
    REQUIRE(count(ir_of({21, 1, true}, fp_type::f64), "load <4 x double>") == 4);
}

TEST_CASE("coefficients of several trajectories are read one by one", "[dense_output]") {
    REQUIRE(count(ir_of({21, 4, false}, fp_type::f64), "load <") == 0);
    REQUIRE(count(ir_of({21, 1, false}, fp_type::f80), "load <") == 0);
    REQUIRE(count(ir_of({21, 4, true}, fp_type::f64), "load <") == 0);
}

TEST_CASE("the code of dense output is as long as the order", "[dense_output]") {
    for (const bool compensated : {false, true})
        REQUIRE(ir_of({40, 1, compensated}, fp_type::f64).size() <
                3 * ir_of({20, 1, compensated}, fp_type::f64).size());
}
