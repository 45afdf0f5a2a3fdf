// SPDX-License-Identifier: MPL-2.0
// Resolves targets. Keys must hold what the CPU can do, never the word "native": a cache may move to another machine.
#include "jit/target.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include <llvm/Config/llvm-config.h> // of which only the version is needed

#include <brook/support/made_once.hpp>

#include "jit/host.hpp"
#include "support/error.hpp"
#include "support/forks.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

struct portable {
    std::string_view name;
    machine vectors;
    // What tells the CPUs of the level from those that have a part of it only (avx2 without fma, avx512f without vl).
    std::array<std::string_view, 5> needs;
};
constexpr std::array<portable, 3> portable_targets{{
    {"x86-64-v2", {false, 16, 16, 16}, {"cx16", "popcnt", "ssse3", "sse4.1", "sse4.2"}},
    {"x86-64-v3", {true, 32, 16, 32}, {"avx2", "bmi2", "f16c", "fma", "movbe"}},
    {"x86-64-v4", {true, 64, 32, 64}, {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}},
}};

#if defined(__x86_64__) || defined(__i386__)
constexpr bool on_x86 = true;
#else
constexpr bool on_x86 = false;
#endif

host_machine this_machine() {
    host_machine m;
    brook_describe_host(m);
    return m;
}

bool has(const std::map<std::string, bool> &features, const std::string &name) {
    const auto it = features.find(name);
    return it != features.end() && it->second;
}

// SLEEF's fused variants are built for AVX2 and more, which a CPU with fused operations may lack.
std::uint32_t math_bytes_when_fused(bool avx512, bool avx2) { return avx512 ? 64 : avx2 ? 32 : 0; }

target host() {
    const auto [triple, cpu, features] = this_machine();
    target t{triple, cpu, {}, {}};
    for (const auto &[name, on] : features)
        t.features += (t.features.empty() ? "" : ",") + std::string(on ? "+" : "-") + name;
    const bool avx512 = has(features, "avx512f") && has(features, "avx512vl") && has(features, "avx512dq");
    if (on_x86) {
        const bool fused = has(features, "fma"), avx = has(features, "avx");
        t.vectors = {fused,
                     avx512 ? 64u
                     : avx  ? 32u
                            : 16u,
                     avx512 ? 32u : 16u,
                     fused ? math_bytes_when_fused(avx512, has(features, "avx2"))
                     : avx ? 32u
                           : 16u};
    } else {
        t.vectors = {true, 16, 32, 0}; // AArch64 and POWER fuse, and have 32 registers of 128 bits
    }
    return t;
}

const portable &portable_called(std::string_view name) {
    const auto it = std::find_if(portable_targets.begin(), portable_targets.end(),
                                 [&](const portable &p) { return p.name == name; });
    if (it == portable_targets.end() || !on_x86) {
        throw_invalid_argument(
            "Unknown target '{}': expected 'native', or on x86 'x86-64-v2', 'x86-64-v3' or 'x86-64-v4'", name);
    }
    return *it;
}

void check_host(std::string_view name) {
    const auto features = this_machine().features;
    for (const auto feature : portable_called(name).needs)
        if (!has(features, std::string(feature)))
            throw_invalid_argument("The target '{}' needs the CPU feature {}, which this machine lacks", name, feature);
}

target pinned(std::string_view name) {
    return {this_machine().triple, std::string(name), "", portable_called(name).vectors};
}

std::string name_or_default(std::string_view name) {
    const auto wanted = name.empty() ? environment_variable("BROOK_TARGET").value_or("") : std::string(name);
    return wanted.empty() ? "native" : wanted;
}

} // namespace

const target &find_target(std::string_view wanted) {
    using names = std::set<std::string, std::less<>>;
    static constinit made_once<names> checked; // asking the CPU takes longer than a look-up of code
    const auto name = name_or_default(wanted);
    if (name != "native") {
        const global_lock lock(global_mutex::targets);
        auto &good = checked.get([] { return names(); });
        if (!good.contains(name)) {
            check_host(name);
            good.emplace(name);
        }
    }
    return find_target_of_any_machine(name);
}

const target &find_target_of_any_machine(std::string_view wanted) {
    using targets = std::map<std::string, target, std::less<>>;
    static constinit made_once<targets> all;
    const auto name = name_or_default(wanted);
    const global_lock lock(global_mutex::targets);
    auto &known = all.get([] { return targets(); });
    auto it = known.find(name);
    if (it == known.end())
        it = known.emplace(name, name == "native" ? host() : pinned(name)).first;
    return it->second;
}

const target *find_target_like(std::string_view triple, std::string_view cpu, std::string_view features) {
    for (const std::string_view name : {"native", "x86-64-v2", "x86-64-v3", "x86-64-v4"}) {
        if (name != "native" && !on_x86)
            break;
        const auto &t = find_target_of_any_machine(name);
        if (t.triple == triple && t.cpu == cpu && t.features == features)
            return &t;
    }
    return nullptr;
}

std::string llvm_version() { return "LLVM " LLVM_VERSION_STRING; }

} // namespace detail
BROOK_END_NAMESPACE
