// SPDX-License-Identifier: MPL-2.0
// covers: table_evaluator
// Dense output as generated code: the bits of the code that is compiled ahead of time, made once for all systems of one
// shape.
#include "output/build.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "output/table_evaluator.hpp"
#include "support/flush_subnormals.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/remaking.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/targets_here.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::build_dense_output;
using detail::dense_shape;
using detail::fp_type_of;
using test::same_bits;

namespace {

template <typename T>
void check_bits(const dense_shape &shape, const char *target) {
    std::mt19937 random(shape.order);
    const auto number = [&] { return (T(random() % 2001) - 1000) / 977; };
    const detail::table_evaluator<T> ahead_of_time(shape);
    auto generated = ahead_of_time;
    generated.use(build_dense_output(shape, fp_type_of<T>, target));
    REQUIRE(generated.has_code());
    for (const std::size_t rows : {0u, 1u, 2u, 7u}) {
        std::vector<T> table(rows * (shape.order + 1) * shape.stride);
        for (auto &x : table)
            x = number();
        std::vector<T> low(rows * shape.stride);
        for (auto &x : low)
            x = number() * std::numeric_limits<T>::epsilon();
        for (const T h :
             {T(0), T(.75), T(-1.5), T(1e-3), std::numeric_limits<T>::max() / 4, std::numeric_limits<T>::quiet_NaN()}) {
            std::vector<T> expected(rows * shape.stride), got(rows * shape.stride);
            for (std::uint32_t k = 0; k < shape.stride; ++k) {
                ahead_of_time(table.data() + k, low.data() + k, rows, h, expected.data() + k);
                generated(table.data() + k, low.data() + k, rows, h, got.data() + k);
            }
            for (std::size_t i = 0; i < got.size(); ++i) {
                CAPTURE(rows, h, i);
                REQUIRE((same_bits(got[i], expected[i]) || (got[i] != got[i] && expected[i] != expected[i])));
            }
        }
    }
}

std::vector<std::pair<expression, expression>> pendulum(double g) {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -g * sin(x)}};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("generated dense output has the bits of the other", "[dense_output]", test::code_types) {
    for (const auto *target : test::targets_here())
        for (const std::uint32_t order : {2u, 3u, 4u, 9u, 20u, 33u})
            for (const std::uint32_t stride : {1u, 3u})
                for (const bool compensated : {false, true}) {
                    CAPTURE(target, order, stride, compensated);
                    check_bits<TestType>({order, stride, compensated}, target);
                }
}

TEST_CASE("systems of one shape share dense output", "[dense_output]") {
    const fresh_caches fresh;
    taylor_adaptive<double> first(pendulum(9.8), {.5, 0.}), second(pendulum(1.6), {.5, 0.});
    const auto record = [](auto &ta) { ta.propagate_for(1., kw::c_output = true); };
    auto made = during([&] { record(first); });
    REQUIRE(made.ir_builds == 1);
    REQUIRE(made.compilations == 1);
    made = during([&] {
        record(first);
        record(second);
    });
    REQUIRE(made.ir_builds + made.compilations + made.links == 0);
    REQUIRE(made.memory_hits == 1);
    // As in another process.
    llvm_state::clear_memcache();
    auto third = taylor_adaptive<double>(pendulum(9.8), {.5, 0.});
    made = during([&] { record(third); });
    REQUIRE(made.compilations == 0);
    REQUIRE(made.disk_hits == 1);
}

TEST_CASE("many evaluations are worth code of their own", "[dense_output]") {
    const fresh_caches fresh;
    taylor_adaptive<double> ta(pendulum(9.8), {.5, 0.});
    std::vector<double> grid;
    for (int i = 0; i < 20000; ++i)
        grid.push_back(i / 8192.);
    auto other = ta;
    const auto few = during([&] { other.propagate_grid({0., 1.}); });
    REQUIRE(few.compilations == 0);
    std::vector<double> states;
    const auto many = during([&] { states = ta.propagate_grid(grid).output(); });
    REQUIRE(many.compilations == 1);
    // The same bits, without it.
    other.set_time(0.);
    other.get_state_data()[0] = .5;
    other.get_state_data()[1] = 0.;
    std::vector<double> piece(grid.begin(), grid.begin() + 5000);
    const auto first = other.propagate_grid(piece).output();
    REQUIRE(same_bits(first, std::vector<double>(states.begin(), states.begin() + 10000)));
}

TEST_CASE("dense output is made anew, bit for bit", "[remake]") {
    test::check_remade([] { build_dense_output({20, 1, false}, detail::fp_type::f64, ""); }, "@dense(");
    test::check_remade([] { build_dense_output({19, 8, true}, detail::fp_type::f32, ""); }, "@dense(");
}
