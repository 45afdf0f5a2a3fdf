// SPDX-License-Identifier: MPL-2.0
// Everything that takes part in a compilation is in the key.
#include <brook/config.hpp>

#include "jit/environment.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;

namespace {

recipe described(const target &t, const compile_options &options) {
    recipe r("test", 1);
    add_environment(r, t, options);
    return r;
}

} // namespace

TEST_CASE("environment: versions, options and the resolved target are in the recipe") {
    const auto r = described(find_target("native"), {});
    CHECK(*r.find("brook") == BROOK_VERSION_STRING);
    CHECK(*r.find("llvm") == llvm_version());
    CHECK(r.find("sources")->size() == 64);
#if defined(__linux__)
    CHECK(r.find("llvm_build")->size() >= 16); // Debian's packages are shared libraries with build IDs
    CHECK(r.find("math_library_builds")->size() >= 16);
#endif
    CHECK(*r.find("opt_level") == "1");
    CHECK(*r.find("code_model") == "small");
    CHECK(*r.find("features") == find_target("native").features);
}

TEST_CASE("environment: whatever changes one ingredient changes the key") {
    const auto &native = find_target("native");
    const auto key = described(native, {}).key();
    CHECK(described(native, {}).key() == key);
    CHECK(described(native, {.opt_level = 2}).key() != key);
    CHECK(described(native, {.slp_vectorize = true}).key() != key);
    CHECK(described(native, {.force_avx512 = true}).key() != key);
    CHECK(described(native, {.model = brook::code_model::large}).key() != key);
    for (auto member : {&target::triple, &target::cpu, &target::features}) {
        auto other = native;
        other.*member += "x";
        CHECK(described(other, {}).key() != key);
    }
}
