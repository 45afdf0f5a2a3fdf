// SPDX-License-Identifier: MPL-2.0
// Entries for callers without scratch memory. What they compute is tested with add_cfunc().
#include "codegen/plain_entry.hpp"

#include <string>
#include <vector>

#include <brook/math/functions.hpp>

#include "codegen/function.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "jit/compile.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

// The IR of an entry "f" whose code takes so many numbers of scratch memory.
std::string text_of_entry(std::size_t scratch_size, std::uint32_t batch = 1, bool strided = false) {
    const auto [x, y] = make_vars("x", "y");
    const auto p = detail::decompose(std::vector{x * y}, std::vector<std::string>{"x", "y"}, detail::fp_type::f64);
    detail::function_shape shape;
    shape.name = "f.code";
    shape.points = batch > 1 ? 2 : 1;
    shape.strided = strided || batch > 1;
    const auto &target = detail::find_target("native");
    auto emitted = emit_function(make_plan(p, single_lanes(p), 0), detail::fp_type::f64, target.vectors, shape);
    REQUIRE(emitted.modules.size() == 1);
    add_plain_entry(emitted.modules[0], detail::fp_type::f64,
                    {"f", "f.code", shape.points, batch, strided, scratch_size});
    verify(emitted.modules[0]);
    return emitted.modules[0].text();
}

std::size_t calls_in(const std::string &text) {
    std::size_t n = 0;
    for (auto at = text.find("call void @f.code("); at != std::string::npos;
         at = text.find("call void @f.code(", at + 1))
        ++n;
    return n;
}

} // namespace

TEST_CASE("an entry hides what it calls", "[plain_entry]") {
    const auto text = text_of_entry(0);
    CHECK_THAT(text, ContainsSubstring("define internal void @f.code("));
    CHECK_THAT(text, ContainsSubstring("define void @f("));
    CHECK_THAT(text, !ContainsSubstring("alloca"));
}

TEST_CASE("scratch memory is on the stack, unless there is much", "[plain_entry]") {
    CHECK_THAT(text_of_entry(100), ContainsSubstring("alloca") && !ContainsSubstring("aligned_alloc"));
    CHECK_THAT(text_of_entry(100), ContainsSubstring("align 64"));
    const auto large = text_of_entry(100000);
    CHECK_THAT(large, ContainsSubstring("aligned_alloc(i64 64, i64 800000)") && ContainsSubstring("@free("));
    CHECK_THAT(large, !ContainsSubstring("alloca"));
}

TEST_CASE("a batch takes one call, a loop of calls, and one more for the rest", "[plain_entry]") {
    CHECK(calls_in(text_of_entry(0, 2)) == 1);
    CHECK_THAT(text_of_entry(0, 2), !ContainsSubstring("phi"));
    CHECK(calls_in(text_of_entry(0, 3)) == 2);
    CHECK_THAT(text_of_entry(0, 8), ContainsSubstring("phi"));
    CHECK(calls_in(text_of_entry(0, 8)) == 1);
    CHECK(calls_in(text_of_entry(0, 9, true)) == 2);
}
