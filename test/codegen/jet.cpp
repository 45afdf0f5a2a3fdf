// SPDX-License-Identifier: MPL-2.0
// Generated jets against the reference, bit for bit, at every width, type, order and optimisation level.
// covers: jet, jet_emitter, jet_control, ir_module
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/random_program.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::test;

namespace {

template <typename T>
std::size_t mismatches(const copied_program &p, std::uint32_t width, std::uint32_t order, const detail::target &t,
                       unsigned opt_level, unsigned seed) {
    const auto state = p.template random_state<T>(seed);
    const std::vector<T> pars{T(.7L)};
    compiled_jet<T> jet(p.program, p.bundles(width), order, t, opt_level);
    const auto expected = reference_coefficients<T>(p.program, order, t.vectors.fused, state, pars, T(.3L));
    return different_bits(jet(state, pars, T(.3L)), expected);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("generated jets equal the reference bit for bit at every width", "[codegen]", code_types) {
    const auto &t = detail::find_target("native");
    for (unsigned seed = 0; seed < 10; ++seed) {
        const copied_program p(seed % 3 == 0 ? 11 : 8, seed, 10);
        verify(p.program);
        for (const auto width : block_widths<TestType>()) {
            INFO("seed " << seed << " width " << width);
            CHECK(mismatches<TestType>(p, width, 2 + seed % 20, t, 1, seed) == 0);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("optimisation levels change no bit", "[codegen]", code_types) {
    const auto &t = detail::find_target("native");
    for (unsigned seed = 100; seed < 102; ++seed) {
        const copied_program p(8, seed, 8);
        for (const unsigned opt_level : {0u, 1u, 2u, 3u}) {
            INFO("seed " << seed << " level " << opt_level);
            CHECK(mismatches<TestType>(p, block_widths<TestType>().back(), 12, t, opt_level, seed) == 0);
            CHECK(mismatches<TestType>(p, 1, 12, t, opt_level, seed) == 0);
        }
    }
}

TEST_CASE("code without fused multiply-add equals the unfused reference", "[codegen]") {
    const auto &t = detail::find_target("x86-64-v2");
    for (unsigned seed = 200; seed < 203; ++seed) {
        const copied_program p(8, seed, 8);
        INFO("seed " << seed);
        CHECK(mismatches<double>(p, 8, 15, t, 1, seed) == 0);
        CHECK(mismatches<float>(p, 4, 15, t, 1, seed) == 0);
    }
}

TEST_CASE("equal programs give equal bitcode", "[codegen]") {
    const auto &t = detail::find_target("native");
    const copied_program p(8, 7, 10), q(8, 7, 10);
    CHECK(compiled_jet<double>(p.program, p.bundles(8), 20, t).bitcode()
          == compiled_jet<double>(q.program, q.bundles(8), 20, t).bitcode());
}
