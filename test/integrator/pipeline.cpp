// SPDX-License-Identifier: MPL-2.0
// The code of a stepper is that of its program with long sums split, packed into blocks of canonical width.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "benchmark/support/mascons.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "codegen/jet.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"
#include "integrator/build.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

constexpr std::uint32_t order = 12;

struct type_and_width {
    fp_type type;
    std::uint32_t width;
    const char *vector; ///< in IR
};

constexpr type_and_width types[] = {{fp_type::f64, 8, "<8 x double>"}, {fp_type::f32, 16, "<16 x float>"}};

plan packed(const program &p, std::uint32_t width) { return make_plan(p, pack(p, width), order); }

program split_program(const ode_system &system, const type_and_width &t) {
    return split_sums(decompose(system, t.type), t.width);
}

std::string ir_of(const plan &p, fp_type type, const target &t) {
    std::string text;
    for (const auto &m : emit_jet(p, type, t.vectors, "jet"))
        text += m.text();
    return text;
}

std::uint32_t widest(const stepper_code &code) {
    std::uint32_t w = 0;
    for (const auto &s : code.states)
        w = std::max(w, s.stride);
    return w;
}

void check_code(const ode_system &system, const type_and_width &t) {
    const auto &target = find_target("");
    const auto expected = packed(split_program(system, t), t.width);
    CHECK((*build_stepper(system, t.type, order, {}) == memory_of(expected, 1)));
    const bool same_ir = ir_text(stepper_unit(system, t.type, order, {}), target) == ir_of(expected, t.type, target);
    CHECK(same_ir);
}

} // namespace

TEST_CASE("the code of six bodies is packed, in blocks of canonical width", "[pipeline]") {
    const fresh_caches fresh;
    const ode_system system(problems::outer_solar_system().system);
    for (const auto &t : types) {
        CAPTURE(t.vector);
        check_code(system, t);
        CHECK(widest(*build_stepper(system, t.type, order, {})) == t.width);
        const bool has_vectors =
            ir_text(stepper_unit(system, t.type, order, {}), find_target("")).find(t.vector) != std::string::npos;
        CHECK(has_vectors);
    }
}

TEST_CASE("the code of long sums is that of their parts", "[pipeline]") {
    const fresh_caches fresh;
    const ode_system system(problems::mascon_orbit().system);
    for (const auto &t : types) {
        CAPTURE(t.vector);
        const auto whole = packed(decompose(system, t.type), t.width);
        REQUIRE(whole.scratch_size != packed(split_program(system, t), t.width).scratch_size);
        check_code(system, t);
    }
}
