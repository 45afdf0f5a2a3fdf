// SPDX-License-Identifier: MPL-2.0
// Generated jets against the reference, bit for bit, at every width, type, order and optimisation level.
// covers: jet, pieces, jet_emitter, block_loops, block_gathers, block_memory, ir_module, chunk_loop
#include <optional>

#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/random_program.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::test;

namespace {

template <typename T>
std::size_t mismatches(const copied_program &p, std::uint32_t width, std::uint32_t order, const detail::target &t,
                       unsigned opt_level, unsigned seed, detail::jet_shape shape = detail::jet_shape::loops) {
    const auto state = p.template random_state<T>(seed);
    const std::vector<T> pars{T(.7L), T(.4L), T(.9L)};
    compiled_jet<T> jet(p.program, p.bundles(width), order, t, opt_level, shape);
    const auto expected = reference_coefficients<T>(p.program, order, t.vectors.fused, state, pars, T(.3L));
    return different_bits(jet(state, pars, T(.3L)), expected);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("generated jets equal the reference bit for bit at every width", "[codegen]", code_types) {
    const auto &t = detail::find_target("native");
    for (unsigned seed = 0; seed < 10; ++seed) {
        const copied_program p(full_block<TestType> + (seed % 3 == 0 ? 3 : 0), seed, 10);
        verify(p.program);
        for (const auto width : block_widths<TestType>()) {
            INFO("seed " << seed << " width " << width);
            CHECK(mismatches<TestType>(p, width, 2 + seed % 20, t, 1, seed) == 0);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("unrolled jets equal the reference bit for bit", "[codegen]", code_types) {
    const auto &t = detail::find_target("native");
    for (unsigned seed = 300; seed < 304; ++seed) {
        const copied_program p(3, seed, 8);
        for (const auto width : block_widths<TestType>()) {
            INFO("seed " << seed << " width " << width);
            CHECK(mismatches<TestType>(p, width, 2 + seed % 11, t, 1, seed, detail::jet_shape::unrolled) == 0);
        }
    }
}

// Enough copies for loops over the blocks of a group, and for blocks that are left over.
TEMPLATE_LIST_TEST_CASE("loops over chunks of blocks equal the reference bit for bit", "[codegen]", code_types) {
    const auto &t = detail::find_target("native");
    for (unsigned seed = 400; seed < 404; ++seed) {
        const copied_program p(75, seed, 8);
        for (const auto width : block_widths<TestType>()) {
            INFO("seed " << seed << " width " << width);
            CHECK(mismatches<TestType>(p, width, 3 + seed % 9, t, 1, seed) == 0);
        }
    }
}

// Parts of a few operations each, in one module and in many.
TEMPLATE_LIST_TEST_CASE("jets cut into parts equal the reference bit for bit", "[codegen]", code_types) {
    const auto &t = detail::find_target("native");
    for (unsigned seed = 500; seed < 505; ++seed) {
        const copied_program p(seed == 503 ? 75 : full_block<TestType>, seed, 10);
        const std::uint32_t order = 2 + seed % 9;
        const auto state = p.template random_state<TestType>(seed);
        const std::vector<TestType> pars{TestType(.7L), TestType(.4L), TestType(.9L)};
        const auto expected =
            reference_coefficients<TestType>(p.program, order, t.vectors.fused, state, pars, TestType(.3L));
        for (const auto width : block_widths<TestType>()) {
            for (const std::size_t module_size : {1, 300, 100000000}) {
                INFO("seed " << seed << " width " << width << " module " << module_size);
                compiled_jet<TestType> jet(p.program, p.bundles(width), order, t, seed % 4, detail::jet_shape::loops,
                                           {0, 100, module_size});
                CHECK((jet.modules() == 1) == (module_size == 100000000));
                CHECK(different_bits(jet(state, pars, TestType(.3L)), expected) == 0);
            }
        }
    }
}

// In loops, in straight lines and in parts.
TEST_CASE("high orders of numbers that are the sum of two have upper halves only", "[codegen]") {
    const auto &t = detail::find_target("native");
    constexpr std::uint32_t order = 32, first_short = 28;
    for (unsigned seed = 600; seed < 602; ++seed) {
        const copied_program p(5, seed, 4);
        const auto state = p.template random_state<dd>(seed);
        const std::vector<dd> pars{dd(.7L), dd(.4L), dd(.9L)};
        const auto all_digits = reference_coefficients<dd>(p.program, order, t.vectors.fused, state, pars, dd(.3L));
        std::optional<jet_coefficients<dd>> first;
        for (const std::uint32_t width : {1, 4})
            for (const auto shape : {detail::jet_shape::loops, detail::jet_shape::unrolled})
                for (const bool cut : {false, true}) {
                    INFO("seed " << seed << " width " << width << " unrolled " << (shape == detail::jet_shape::unrolled)
                                 << " cut " << cut);
                    compiled_jet<dd> jet(p.program, p.bundles(width), order, t, 1, shape,
                                         cut ? detail::jet_cut{0, 100, 300} : detail::jet_cut());
                    const auto c = jet(state, pars, dd(.3L));
                    if (!first)
                        first = c;
                    CHECK(different_bits(c, *first) == 0);
                    std::size_t longer = 0, different = 0;
                    for (std::size_t i = 0; i < c.size(); ++i)
                        for (std::uint32_t m = 0; m <= order; ++m)
                            // Coefficient m of a state follows from those of order m - 1.
                            if (m > first_short)
                                longer += c[i][m].lo() != 0;
                            else
                                different += !same_bits(c[i][m], all_digits[i][m]);
                    CHECK(longer == 0);
                    CHECK(different == 0);
                }
    }
}

TEST_CASE("only long code is cut, and long code is", "[codegen]") {
    const auto modules = [](int steps, std::uint32_t width) {
        const copied_program p(8, 6, steps);
        return emit_jet(make_plan(p.program, p.bundles(width), 10), detail::fp_type::f64, {true, 32, 16}, "test");
    };
    const auto small = modules(20, 8), large = modules(6000, 8);
    REQUIRE(small.size() == 1);
    CHECK_THAT(small[0].text(), !Catch::Matchers::ContainsSubstring("jet.part"));
    REQUIRE(large.size() > 1);
    CHECK_THAT(large[0].text(), Catch::Matchers::ContainsSubstring("define void @jet("));
    CHECK_THAT(large[1].text(), Catch::Matchers::ContainsSubstring("define hidden void @jet.part"));
    std::size_t longest = 0, shortest = ~std::size_t(0);
    for (const auto &m : large) {
        longest = std::max(longest, m.text().size());
        shortest = std::min(shortest, &m == &large.back() ? shortest : m.text().size());
    }
    CHECK(longest < 3 * shortest);
}

TEST_CASE("the code of many equal operations is hardly longer than that of a few", "[codegen]") {
    const auto &t = detail::find_target("native");
    const auto size = [&](std::uint32_t copies) {
        const copied_program p(copies, 5, 8);
        return compiled_jet<double>(p.program, p.bundles(1), 10, t).code_size();
    };
    CHECK(size(1600) < size(100) + size(100) / 4);
}

TEST_CASE("only tiny programs are unrolled, and only at low orders", "[codegen]") {
    const auto shape = [](std::uint32_t copies, std::uint32_t order) {
        const copied_program p(copies, 5, 3);
        return choose_shape(make_plan(p.program, p.bundles(1), order));
    };
    CHECK(shape(1, 10) == detail::jet_shape::unrolled);
    CHECK(shape(1, 200) == detail::jet_shape::loops);
    CHECK(shape(500, 10) == detail::jet_shape::loops);
}

TEMPLATE_LIST_TEST_CASE("optimisation levels change no bit", "[codegen]", code_types) {
    const auto &t = detail::find_target("native");
    for (unsigned seed = 100; seed < 102; ++seed) {
        const copied_program p(full_block<TestType>, seed, 8);
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
        const copied_program p(16, seed, 8);
        INFO("seed " << seed);
        CHECK(mismatches<double>(p, 8, 15, t, 1, seed) == 0);
        CHECK(mismatches<float>(p, 16, 15, t, 1, seed) == 0);
        CHECK(mismatches<float>(p, 4, 15, t, 1, seed) == 0);
    }
}

TEST_CASE("equal programs give equal bitcode", "[codegen]") {
    const auto &t = detail::find_target("native");
    const copied_program p(8, 7, 10), q(8, 7, 10);
    CHECK(compiled_jet<double>(p.program, p.bundles(8), 20, t).bitcode() ==
          compiled_jet<double>(q.program, q.bundles(8), 20, t).bitcode());
}

// LLVM's passes would make loops that store zeros into calls of memset, which no unit of code can link to.
TEST_CASE("derivatives that are constant need no library", "[codegen]") {
    const auto &t = detail::find_target("native");
    detail::program p;
    p.n_states = 16;
    p.derivatives.assign(16, p.add({&detail::parameter_operation, {}, {}, {number(0.)}, 0, false}));
    auto b = detail::single_lanes(p);
    b.states = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
    for (const unsigned opt_level : {0u, 1u, 2u, 3u}) {
        INFO("level " << opt_level);
        compiled_jet<float> jet(p, b, 20, t, opt_level);
        const std::vector<float> state(16, .5f), pars{.7f};
        CHECK(different_bits(jet(state, pars, 0.f),
                             reference_coefficients<float>(p, 20, t.vectors.fused, state, pars, 0.f)) == 0);
    }
}
