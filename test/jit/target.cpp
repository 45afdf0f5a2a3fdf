// SPDX-License-Identifier: MPL-2.0
// Targets: the host as it is, portable instruction sets, and what is refused.
#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "jit/llvm.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/environment.hpp"

using namespace brook;
using detail::find_target;

namespace {

std::vector<std::string> split(const std::string &features) {
    std::vector<std::string> out;
    std::istringstream in(features);
    for (std::string f; std::getline(in, f, ',');)
        out.push_back(f);
    return out;
}

bool host_has(const char *feature) {
    for (const auto &f : llvm::sys::getHostCPUFeatures())
        if (f.getKey() == feature)
            return f.getValue();
    return false;
}

bool on_x86() { return llvm::Triple(llvm::sys::getProcessTriple()).isX86(); }

std::string refusal(const char *name) {
    try {
        find_target(name);
    } catch (const std::invalid_argument &e) {
        return e.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("the native target is spelt out", "[jit]") {
    const auto &t = find_target("native");
    CHECK_FALSE(t.triple.empty());
    CHECK(t.cpu != "native");
    CHECK(t.features.find("native") == std::string::npos);
    const auto features = split(t.features);
    std::vector<std::string> names;
    for (const auto &f : features) {
        REQUIRE(f.size() > 1);
        CHECK((f[0] == '+' || f[0] == '-'));
        names.push_back(f.substr(1));
        CHECK((f[0] == '+') == host_has(names.back().c_str()));
    }
    if (on_x86())
        CHECK(names.size() > 10); // x86 has dozens; an empty list would make all CPUs look alike
    CHECK(std::is_sorted(names.begin(), names.end()));
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST_CASE("what code generation is told about the host is what the host has", "[jit]") {
    if (!on_x86())
        return;
    const auto &v = find_target("native").vectors;
    CHECK(v.fused == host_has("fma"));
    CHECK((v.vector_bytes == 64) == (host_has("avx512f") && host_has("avx512vl") && host_has("avx512dq")));
    CHECK((v.vector_bytes >= 32) == host_has("avx"));
    CHECK(v.registers == (v.vector_bytes == 64 ? 32 : 16));
}

TEST_CASE("portable targets do not depend on the host", "[jit]") {
    if (!on_x86()) {
        CHECK_THROWS_AS(find_target("x86-64-v2"), std::invalid_argument);
        return;
    }
    const auto check = [](const char *name, bool fused, std::uint32_t bytes, std::uint32_t registers) {
        const auto &t = find_target(name);
        CHECK(t.cpu == name);
        CHECK(t.features.empty());
        CHECK(t.triple == find_target("native").triple);
        CHECK(t.vectors.fused == fused);
        CHECK(t.vectors.vector_bytes == bytes);
        CHECK(t.vectors.registers == registers);
    };
    if (host_has("sse4.2"))
        check("x86-64-v2", false, 16, 16);
    if (host_has("avx2") && host_has("fma"))
        check("x86-64-v3", true, 32, 16);
    if (host_has("avx512f") && host_has("avx512vl") && host_has("avx512bw") && host_has("avx512dq")) {
        check("x86-64-v4", true, 64, 32);
    } else {
        const auto text = refusal("x86-64-v4");
        CHECK_THAT(text, Catch::Matchers::ContainsSubstring("'x86-64-v4' needs the CPU feature avx512"));
    }
}

TEST_CASE("unknown targets are refused, with the known ones", "[jit]") {
    for (const char *name : {"x86-64-v5", "NATIVE", "native ", "skylake", "x86-64"}) {
        const auto text = refusal(name);
        CHECK_THAT(text, Catch::Matchers::ContainsSubstring("'" + std::string(name) + "'"));
        CHECK_THAT(text, Catch::Matchers::ContainsSubstring("'native'"));
        CHECK_THAT(text, Catch::Matchers::ContainsSubstring("'x86-64-v3'"));
        CHECK(refusal(name) == text); // a failure is not remembered as a success
    }
}

TEST_CASE("without a name BROOK_TARGET decides, at every call", "[jit]") {
    environment_guard variable("BROOK_TARGET", nullptr);
    const auto &native = find_target("native");
    CHECK(&find_target("") == &native);
    variable.set("");
    CHECK(&find_target("") == &native);
    variable.set("native");
    CHECK(&find_target("") == &native);
    variable.set("pdp11");
    CHECK_THAT(refusal(""), Catch::Matchers::ContainsSubstring("'pdp11'"));
    if (on_x86() && host_has("sse4.2")) {
        variable.set("x86-64-v2");
        CHECK(find_target("").cpu == "x86-64-v2");
        CHECK(&find_target("") == &find_target("x86-64-v2"));
        CHECK(&find_target("native") == &native); // a name outranks the environment
    }
}

TEST_CASE("targets of any machine need not be those of this one", "[jit]") {
    using detail::find_target_like, detail::find_target_of_any_machine;
    const auto &native = find_target("native");
    CHECK(&find_target_of_any_machine("native") == &native);
    CHECK(find_target_like(native.triple, native.cpu, native.features) == &native);
    CHECK(find_target_like(native.triple, native.cpu, native.features + ",+more") == nullptr);
    CHECK(find_target_like("pdp11", native.cpu, native.features) == nullptr);
    CHECK_THROWS_AS(find_target_of_any_machine("x86-64-v5"), std::invalid_argument);
    if (!on_x86())
        return;
    const auto &v4 = find_target_of_any_machine("x86-64-v4");
    CHECK(v4.vectors.vector_bytes == 64);
    CHECK(find_target_like(v4.triple, v4.cpu, "") == &v4);
    if (!host_has("avx512f"))
        CHECK_THROWS_AS(find_target("x86-64-v4"), std::invalid_argument); // asking for any machine changes nothing
}

TEST_CASE("the version of LLVM names itself", "[jit]") {
    CHECK(detail::llvm_version() == std::string("LLVM ") + LLVM_VERSION_STRING);
}
