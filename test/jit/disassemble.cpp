// SPDX-License-Identifier: MPL-2.0
// Object code as assembly.
#include "jit/disassemble.hpp"

#include <stdexcept>

#include "test/jit/helper.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string assembly_of(const std::vector<std::byte> &object) {
    const auto &t = detail::find_target("native");
    return detail::disassemble(object, t.cpu, t.features);
}

} // namespace

TEST_CASE("object code is shown with its symbols and what it refers to", "[jit]") {
    detail::ir_module m("two");
    add_constant_function(m, "answer", 42);
    add_forwarding_function(m, "forward", "elsewhere");
    const auto text = assembly_of(compiled(m));
    CHECK_THAT(text, ContainsSubstring("\nanswer:\n"));
    CHECK_THAT(text, ContainsSubstring("\nforward:\n"));
    CHECK_THAT(text, ContainsSubstring("0x2a"));
    CHECK_THAT(text, ContainsSubstring("\tret"));
    CHECK_THAT(text, ContainsSubstring("elsewhere\n"));
    CHECK(assembly_of(compiled(m)) == text);
}

TEST_CASE("what is no object file is refused", "[jit]") {
    CHECK_THROWS_AS(assembly_of({}), std::runtime_error);
    CHECK_THROWS_AS(assembly_of(std::vector<std::byte>(100)), std::runtime_error);
    auto object = constant_object(1);
    for (std::size_t size = 0; size < object.size(); size += 7) { // an error or a part, but no crash
        try {
            assembly_of({object.begin(), object.begin() + static_cast<std::ptrdiff_t>(size)});
        } catch (const std::runtime_error &) {
        }
    }
}
