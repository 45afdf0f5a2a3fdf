// SPDX-License-Identifier: MPL-2.0
// Every function of the registry, compiled: alone and in batches it gives the bits of the reference.
#include <random>
#include <vector>

#include <brook/cfunc/cfunc.hpp>

#include "cfunc/build.hpp"
#include "jit/target.hpp"
#include "test/laws/case_system.hpp"
#include "test/support/catch.hpp"
#include "test/support/reference_jet.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::test;

TEMPLATE_LIST_TEST_CASE("functions of the registry are compiled", "[registry]", code_types) {
    using T = TestType;
    constexpr std::size_t n = 29; // batches, and some that are left over
    const auto fused = detail::fp_has_vectors(detail::fp_type_of<T>) && detail::find_target("").vectors.fused;
    std::mt19937 random(5);
    for (const auto &c : registered_cases()) {
        for (const auto parameters : parameter_patterns(c)) {
            std::vector<expression> args, vars;
            for (std::uint32_t i = 0; i < c.args.size(); ++i) {
                vars.emplace_back("x" + std::to_string(i));
                args.push_back(c.args[i].is_number          ? expression(c.args[i].low)
                               : (parameters >> i) % 2 != 0 ? par[i]
                                                            : vars.back());
            }
            const std::vector<expression> fn{expression(func(rule_of(c), args))};
            const cfunc<T> f(fn, vars);
            std::vector<T> in(vars.size() * n), pars(f.get_nparams() * n), times(n), out(n), one(1);
            for (std::size_t k = 0; k < n; ++k) {
                const auto point = draw_all<T>(c.widest(), random);
                times[k] = T(k) / 8;
                for (std::size_t i = 0; i < point.size(); ++i) {
                    in[i * n + k] = point[i];
                    if (i < f.get_nparams())
                        pars[i * n + k] = point[i];
                }
            }
            f(typename cfunc<T>::out_2d(out.data(), 1, n), typename cfunc<T>::in_2d(in.data(), vars.size(), n),
              kw::pars = typename cfunc<T>::in_2d(pars.data(), f.get_nparams(), n), kw::time = times);
            const auto program = detail::program_of(detail::function_set(fn, vars), detail::fp_type_of<T>);
            std::size_t bad = 0;
            for (std::size_t k = 0; k < n; ++k) {
                std::vector<T> point, own;
                for (std::size_t i = 0; i < vars.size(); ++i)
                    point.push_back(in[i * n + k]);
                for (std::size_t i = 0; i < f.get_nparams(); ++i)
                    own.push_back(pars[i * n + k]);
                const detail::reference_jet<T> reference(program, 0, fused, point, own, times[k]);
                f(one, point, kw::pars = own, kw::time = times[k]);
                const T expected = reference[program.outputs[0]][0];
                for (const T x : {one[0], out[k]})
                    bad += !same_bits(x, expected) && !(x != x && expected != expected);
            }
            INFO(name_of(c) << ", parameters " << parameters);
            CHECK(bad == 0);
        }
    }
}
