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
    CHECK(described(native, {.model = brook::code_model::large}).key() != key);
    for (auto member : {&target::triple, &target::cpu, &target::features}) {
        auto other = native;
        other.*member += "x";
        CHECK(described(other, {}).key() != key);
    }
}

TEST_CASE("environment: what cannot change code does not change the key") {
    const auto &native = find_target("native");
    const auto matters = [](const target &t, compile_options plain, bool compile_options::*option) {
        auto other = plain;
        other.*option = true;
        return described(t, plain).key() != described(t, other).key();
    };
    for (const unsigned level : {0u, 1u, 2u, 3u}) {
        CHECK(matters(native, {.opt_level = level}, &compile_options::slp_vectorize) == (level == 3));
        CHECK(matters(native, {.opt_level = level, .passes = pipeline::llvm}, &compile_options::slp_vectorize) ==
              (level >= 1));
    }
#if defined(__x86_64__)
    const machine wide{true, 64, 32, 64}, narrow{true, 32, 16, 32};
    const auto forces = [&](const char *cpu, const machine &vectors, unsigned level, pipeline passes) {
        return matters({native.triple, cpu, "", vectors}, {.opt_level = level, .passes = passes},
                       &compile_options::force_avx512);
    };
    CHECK(forces("skylake-avx512", wide, 2, pipeline::llvm)); // its maker prefers 256 bits
    CHECK_FALSE(forces("skylake-avx512", wide, 0, pipeline::llvm));
    CHECK_FALSE(forces("skylake-avx512", wide, 3, pipeline::brook));
    CHECK_FALSE(forces("knl", wide, 2, pipeline::llvm));
    CHECK_FALSE(forces("x86-64-v3", narrow, 2, pipeline::llvm));
#endif
}
