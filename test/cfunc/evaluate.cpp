// SPDX-License-Identifier: MPL-2.0
// Shares of work, and who does it.
#include "cfunc/evaluate.hpp"

#include <atomic>
#include <cstddef>
#include <vector>

#include <brook/brook.hpp>

#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/reference_jet.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::detail;

TEST_CASE("threads get shares that outweigh their start", "[evaluate]") {
    function_layout layout;
    layout.points = 8;
    layout.work = 50;
    CHECK(least_share(layout) == 8000);
    layout.work = 0;
    CHECK(least_share(layout) == 400000);
    layout.work = 1 << 30; // one batch at least
    CHECK(least_share(layout) == 8);
}

namespace {

// Evaluates functions with plain numbers, Points at once.
template <typename T, std::size_t Points>
struct interpreter {
    static void run(void *, const void *pars, const void *time, void *out, const void *in, std::size_t stride,
                    const void *context) {
        const auto &self = *static_cast<const interpreter *>(context);
        ++self.calls;
        for (std::size_t k = 0; k < Points; ++k) {
            const auto column = [&](const void *rows, std::size_t n) {
                std::vector<T> values;
                for (std::size_t i = 0; i < n; ++i)
                    values.push_back(static_cast<const T *>(rows)[i * stride + k]);
                return values;
            };
            const auto own = column(pars, self.n_pars);
            const reference_jet<T> values(self.p, 0, self.fused, column(in, self.p.n_states), own,
                                          static_cast<const T *>(time)[k]);
            for (std::size_t j = 0; j < self.p.outputs.size(); ++j)
                static_cast<T *>(out)[j * stride + k] = values[self.p.outputs[j]][0];
        }
    }

    program p;
    std::size_t n_pars;
    bool fused;
    mutable std::atomic<std::size_t> calls = 0;
};

} // namespace

TEMPLATE_LIST_TEST_CASE("an interpreter evaluates functions like compiled code", "[evaluate]", test::code_types) {
    using T = TestType;
    const fresh_caches fresh;
    const auto x = "x"_var, y = "y"_var;
    const function_set functions({par[1] * sin(x) - y, exp(-x * x) / (y + brook::time)}, {x, y});
    constexpr auto type = fp_type_of<T>;
    found_code origin;
    const auto compiled = build_function(functions, type, {}, origin);

    const bool fused = fp_has_vectors(type) && find_target("").vectors.fused;
    const interpreter<T, 1> one{program_of(functions, type), functions.n_pars(), fused};
    const interpreter<T, 5> many{program_of(functions, type), functions.n_pars(), fused};
    function_code interpreted;
    interpreted.layout = compiled->layout;
    interpreted.layout.points = 5;
    interpreted.layout.scratch_one = interpreted.layout.scratch_many = 0;
    interpreted.one = {interpreter<T, 1>::run, &one};
    interpreted.many = {interpreter<T, 5>::run, &many};

    constexpr std::size_t n = 43;
    std::vector<T> in, pars, times;
    for (std::size_t i = 0; i < 2 * n; ++i) {
        in.push_back(T(i) / 64 - T(.25));
        pars.push_back(T(i) / 7);
    }
    for (std::size_t i = 0; i < n; ++i)
        times.push_back(T(i) + 2);
    for (const std::size_t points : {std::size_t(3), n}) {
        for (const bool parallel : {false, true}) {
            std::vector<T> expected(2 * points), got(2 * points);
            evaluate_many<T>(*compiled, 2, {expected.data(), in.data(), pars.data(), times.data(), points}, parallel);
            evaluate_many<T>(interpreted, 2, {got.data(), in.data(), pars.data(), times.data(), points}, parallel);
            for (std::size_t i = 0; i < expected.size(); ++i)
                CHECK(test::same_bits(got[i], expected[i]));
        }
    }
    CHECK(many.calls >= 2 * (1 + 9));

    T expected[2], got[2];
    evaluate_one<T>(*compiled, expected, in.data(), pars.data(), times.data());
    evaluate_one<T>(interpreted, got, in.data(), pars.data(), times.data());
    CHECK(test::same_bits(got[0], expected[0]));
    CHECK(test::same_bits(got[1], expected[1]));
    CHECK(one.calls == 1);
}
