// SPDX-License-Identifier: MPL-2.0
// Instruction sets: jets for all that this machine can run agree bit for bit within each group, fused or not, at every
// width; others are compiled only. Targets made by hand stand for what no host is: SSE2 alone, numbers without vectors,
// and the shapes of AVX-512 and AArch64, for which LLVM splits or joins vectors.
// covers: machine
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <brook/brook.hpp>

#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"
#include "jit/disassemble.hpp"
#include "jit/llvm.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/targets_here.hpp"

// Weak, because not every build of LLVM has them.
extern "C" {
__attribute__((weak)) void LLVMInitializeAArch64TargetInfo();
__attribute__((weak)) void LLVMInitializeAArch64Target();
__attribute__((weak)) void LLVMInitializeAArch64TargetMC();
__attribute__((weak)) void LLVMInitializeAArch64AsmPrinter();
}

using namespace brook;
using detail::target;

namespace {

struct named_target {
    std::string name;
    target t;
};

const target &host() { return detail::find_target("native"); }

bool host_is_x86() { return llvm::Triple(host().triple).isX86(); }

target host_as(const detail::machine &m) {
    auto t = host();
    t.vectors = m;
    return t;
}

// What this machine can run, with or without fused operations. Vectors of the math library are as long as its own at
// most.
std::vector<named_target> runnable(bool fused) {
    std::vector<named_target> all;
    for (const char *name : test::targets_here())
        if (detail::find_target(name).vectors.fused == fused)
            all.push_back({name, detail::find_target(name)});
    if (fused && !host().vectors.fused)
        return all;
    const auto math = fused ? host().vectors.math_bytes : host_is_x86() ? 16u : 0u;
    const auto at_most = [&](std::uint32_t bytes) { return std::min(bytes, math); };
    all.push_back({"as AVX-512", host_as({fused, 64, 32, math})});
    all.push_back({"as AVX", host_as({fused, 32, 16, math})});
    all.push_back({"as AArch64", host_as({fused, 16, 32, 0})});
    all.push_back({"as SSE2", host_as({fused, 16, 16, at_most(16)})});
    all.push_back({"numbers only", host_as({fused, 8, 16, 0})});
    if (host_is_x86()) {
        const std::string features = fused ? "+fma" : "";
        all.push_back({"x86-64 " + features, {host().triple, "x86-64", features, {fused, 16, 16, at_most(16)}}});
        all.push_back({"x86-64, numbers only " + features, {host().triple, "x86-64", features, {fused, 8, 16, 0}}});
    }
    return all;
}

struct case_of_jet {
    problems::problem problem;
    std::vector<double> pars;
};

// Eighteen equations: every kind of operation, with the time and parameters, and as many copies as fill a block.
case_of_jet all_kinds() {
    case_of_jet c{{"all kinds", {}, {}}, {.7, .4}};
    for (std::size_t i = 0; i < 9; ++i) {
        const auto x = problems::variable("x", i), v = problems::variable("v", i);
        const auto y = problems::variable("v", (i + 1) % 9), t = brook::time;
        c.problem.system.push_back(prime(x) = v / (2. + x) + exp(-x * y) - log(1. + x) +
                                              select(gt(v, .8), par[0] * x, par[1] - v));
        c.problem.system.push_back(prime(v) = pow(x + 1., 1.7) * atan2(v, 1. + x) + pow(v, x) - tanh(x - y) * cos(t) +
                                              sin(par[0] * t) + relu(y - .5, .1) +
                                              logical_and({gt(x, .4), lte(x, .7)}) * x);
        c.problem.state.push_back(.2 + .07 * double(i));
        c.problem.state.push_back(1. - .06 * double(i));
    }
    return c;
}

std::vector<case_of_jet> cases() {
    return {{problems::pendulum(), {}}, {problems::outer_solar_system(), {}}, all_kinds()};
}

template <typename T>
detail::program program_of(const case_of_jet &c) {
    const auto type = detail::fp_type_of<T>;
    return split_sums(decompose(detail::ode_system(c.problem.system), type), detail::canonical_width(type));
}

constexpr std::uint32_t order = 11;

// Jets of several widths on this target, and unrolled where that pays, against those bits.
template <typename T>
void check_target(const target &t, const detail::program &p, const std::vector<T> &state, const std::vector<T> &pars,
                  const test::jet_coefficients<T> &expected) {
    for (const auto width : {1u, 4u, detail::canonical_width(detail::fp_type_of<T>)}) {
        INFO("width " << width);
        const auto blocks = width == 1 ? single_lanes(p) : pack(p, width, 0);
        test::compiled_jet<T> jet(p, blocks, order, t);
        CHECK(test::different_bits(jet(state, pars, T(.3)), expected) == 0);
        if (width == 1 && choose_shape(jet.plan()) == detail::jet_shape::unrolled) {
            test::compiled_jet<T> unrolled(p, blocks, order, t, 1, detail::jet_shape::unrolled);
            CHECK(test::different_bits(unrolled(state, pars, T(.3)), expected) == 0);
        }
    }
}

template <typename T>
void check_group(bool fused) {
    for (const auto &c : cases()) {
        const auto p = program_of<T>(c);
        const std::vector<T> state(c.problem.state.begin(), c.problem.state.end()), pars(c.pars.begin(), c.pars.end());
        const auto expected = test::reference_coefficients<T>(p, order, fused, state, pars, T(.3));
        for (const auto &[name, t] : runnable(fused)) {
            INFO(c.problem.name << " on " << name);
            check_target(t, p, state, pars, expected);
        }
    }
}

// The object file of a jet, for a machine that need not be this one.
std::vector<std::byte> object_for(const target &t, const case_of_jet &c, const detail::compile_options &options = {}) {
    const auto p = program_of<double>(c);
    auto modules = emit_jet(make_plan(p, pack(p, 8, 0), order), detail::fp_type::f64, t.vectors, "test");
    REQUIRE(modules.size() == 1);
    return compile(modules[0], t, options);
}

bool contains(const std::vector<std::byte> &object, const std::string &text) {
    return std::string_view(reinterpret_cast<const char *>(object.data()), object.size()).find(text) !=
           std::string_view::npos;
}

// Bytes 18 and 19 of an ELF file for little-endian machines.
int elf_machine(const std::vector<std::byte> &object) {
    return std::to_integer<int>(object.at(18)) + 256 * std::to_integer<int>(object.at(19));
}

} // namespace

TEMPLATE_TEST_CASE("all targets with fused operations give the same bits", "[targets]", float, double) {
    check_group<TestType>(true);
}

TEMPLATE_TEST_CASE("all targets without fused operations give the same bits", "[targets]", float, double) {
    check_group<TestType>(false);
}

TEST_CASE("each instruction set of x86 is used where code is compiled for it", "[targets]") {
    if (!host_is_x86())
        return;
    const auto assembly = [](const target &t) {
        return detail::disassemble(object_for(t, all_kinds(), {}), t.cpu, t.features);
    };
    const auto has = [](const std::string &text, const char *word) { return text.find(word) != std::string::npos; };
    const auto sse2 = assembly({host().triple, "x86-64", "", {false, 16, 16, 16}}),
               v2 = assembly(detail::find_target_of_any_machine("x86-64-v2")),
               v3 = assembly(detail::find_target_of_any_machine("x86-64-v3")),
               v4 = assembly(detail::find_target_of_any_machine("x86-64-v4"));
    const auto only_fused = assembly({host().triple, "x86-64", "+fma", {true, 16, 16, 16}});
    CHECK(has(only_fused, "vfmadd"));
    CHECK(has(only_fused, "brook_exp_f64_fma_x2"));
    for (const auto &plain : {sse2, v2}) {
        CHECK(has(plain, "mulpd"));
        CHECK_FALSE(has(plain, "vfmadd"));
        CHECK_FALSE(has(plain, "%ymm"));
        CHECK(has(plain, "brook_exp_f64_x2"));
    }
    CHECK(has(v2, "blendv")); // of SSE 4.1
    CHECK_FALSE(has(sse2, "blendv"));
    CHECK(has(v3, "vfmadd"));
    CHECK(has(v3, "%ymm"));
    CHECK_FALSE(has(v3, "%zmm"));
    CHECK(has(v3, "brook_exp_f64_fma_x4"));
    CHECK(has(v4, "%zmm")); // although LLVM prefers shorter vectors for it
    CHECK(has(v4, "brook_exp_f64_fma_x8"));
}

TEST_CASE("object code for AArch64 is made on any host", "[targets]") {
    if (LLVMInitializeAArch64Target == nullptr) {
        WARN("this LLVM has no code generator for AArch64");
        return;
    }
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64Target();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmPrinter();
    const target t{"aarch64-unknown-linux-gnu", "generic", "", {true, 16, 32, 0}};
    for (const auto &c : cases()) {
        INFO(c.problem.name);
        const auto object = object_for(t, c);
        REQUIRE(contains(object, std::string("\177ELF\2\1", 6))); // of 64 bits, little-endian
        CHECK(elf_machine(object) == 183);
        CHECK_FALSE(contains(object, "_x2"));                     // SLEEF's vectors are of x86 only
        CHECK_FALSE(contains(object, std::string("\0fma\0", 5))); // the CPU has that
    }
    CHECK(contains(object_for(t, all_kinds()), "brook_exp_f64_fma"));
}
