// SPDX-License-Identifier: MPL-2.0
// What is stored of modules: one and several, alone and in threads.
#include "jit/compile_modules.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "codegen/jet.hpp"
#include "jit/compile.hpp"
#include "jit/object_files.hpp"
#include "jit/recipe_options.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_program.hpp"

using namespace brook;
using detail::code_options;
using detail::compile_modules;
using detail::digest_of;
using detail::ir_module;

namespace {

std::vector<ir_module> modules(unsigned seed, std::size_t module_size = 100) {
    const test::copied_program p(8, seed, 10);
    return emit_jet(make_plan(p.program, p.bundles(2), 10), detail::fp_type::f64, {true, 32, 16}, "jet",
                    detail::jet_shape::loops, {0, 50, module_size});
}

} // namespace

TEST_CASE("modules are identified by all of their bitcode", "[jit]") {
    const auto several = modules(1), again = modules(1), others = modules(2), one = modules(1, 100000000);
    REQUIRE(several.size() > 4);
    REQUIRE(one.size() == 1);
    CHECK(digest_of(several).hash == digest_of(again).hash);
    CHECK(digest_of(several).hash != digest_of(others).hash);
    CHECK(digest_of(several).hash != digest_of(one).hash);
    CHECK(digest_of(std::span(several).first(3)).hash != digest_of(several).hash);
    CHECK(digest_of(one).size == one[0].bitcode().size());
    std::size_t size = 0;
    for (const auto &m : several)
        size += m.bitcode().size();
    CHECK(digest_of(several).size == size);
}

TEST_CASE("what is stored are the object files in order, and what was given with them", "[jit]") {
    const auto &t = detail::find_target("native");
    const std::vector<std::byte> metadata(5, std::byte(1)), source(7, std::byte(2));
    for (const bool parjit : {false, true}) {
        code_options options;
        options.parjit = parjit;
        const auto stored = compile_modules("test", modules(3), options, t, metadata, source);
        const auto objects = detail::unpack_objects(stored.object);
        auto expected = modules(3);
        REQUIRE(objects.size() == expected.size());
        for (std::size_t i = 0; i < objects.size(); ++i) {
            const auto bytes = compile(expected[i], t, compile_options_of(options));
            CHECK(std::ranges::equal(std::as_bytes(std::span(objects[i])), bytes));
        }
        CHECK(stored.metadata == metadata);
        CHECK(stored.source == source);
    }
    CHECK(compile_modules("test", modules(3), {}, t, {}, {}).source.empty());
}
