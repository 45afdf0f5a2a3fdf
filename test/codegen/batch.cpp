// SPDX-License-Identifier: MPL-2.0
// Generated code of batches: every trajectory has the bits that it has by itself, at every width.
#include "decomposition/batch.hpp"

#include <random>
#include <vector>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/restricted_three_body.hpp"
#include "decomposition/decompose.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"

#include <brook/brook.hpp>

using namespace brook;

namespace {

constexpr std::uint32_t order = 12;

template <typename T>
void check_batch(const problems::problem &problem, const std::vector<T> &pars, const std::string &target_name) {
    const auto &target = detail::find_target(target_name);
    const auto p = decompose(detail::ode_system(problem.system), detail::fp_type_of<T>);
    std::mt19937 random(7);
    for (const std::uint32_t size : {1u, 2u, 3u, 8u, 13u}) {
        std::vector<T> states(problem.state.size() * size), all_pars(pars.size() * size);
        std::vector<T> times;
        std::vector<test::jet_coefficients<T>> expected;
        for (std::uint32_t k = 0; k < size; ++k) {
            std::vector<T> state, own;
            for (std::size_t i = 0; i < problem.state.size(); ++i) {
                const auto x = T(problem.state[i]) * (T(1) + T(random() % 1000) / T(4000));
                state.push_back(x);
                states[i * size + k] = x;
            }
            for (std::size_t i = 0; i < pars.size(); ++i) {
                own.push_back(pars[i] + T(k) / T(8));
                all_pars[i * size + k] = own.back();
            }
            times.push_back(T(k) / T(4));
            expected.push_back(test::reference_coefficients(p, order, target.vectors.fused, state, own, times.back()));
        }
        for (const auto width : test::block_widths<T>()) {
            test::compiled_jet<T> jet(replicate(p, size), side_by_side(p, size, width), order, target);
            jet.load(states);
            jet.run(all_pars.data(), times.data());
            const auto all = jet.coefficients();
            for (std::uint32_t k = 0; k < size; ++k) {
                test::jet_coefficients<T> one;
                for (std::size_t i = 0; i < problem.state.size(); ++i)
                    one.push_back(all[i * size + k]);
                CAPTURE(problem.name, size, width, k);
                CHECK(test::different_bits(one, expected[k]) == 0);
            }
        }
    }
}

} // namespace

TEMPLATE_TEST_CASE("each trajectory of a batch has the bits that it has alone", "[batch]", float, double) {
    const auto [x, v] = make_vars("x", "v");
#if defined(__x86_64__)
    const auto targets = {"native", "x86-64-v2"};
#else
    const auto targets = {"native"};
#endif
    for (const auto *target : targets) {
        check_batch<TestType>(problems::pendulum(), {}, target);
        check_batch<TestType>(problems::two_bodies(), {}, target);
        check_batch<TestType>(
            {"driven",
             {prime(x) = v + brook::time, prime(v) = par[1] * exp(-x * x) - par[0] * v / (2. + x) + sin(brook::time)},
             {1., .5}},
            {TestType(.1), TestType(-1)}, target);
    }
}
