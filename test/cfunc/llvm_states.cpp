// SPDX-License-Identifier: MPL-2.0
// The code of functions as states.
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <brook/cfunc/cfunc.hpp>
#include <brook/math/functions.hpp>

#include "support/counters.hpp"
#include "test/support/at_once.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;

namespace {

const auto [x, y] = make_vars("x", "y");
const std::vector<expression> functions{sin(x) * par[0] + y, brook::time / y, x};

template <typename T>
using plain = void(T *, const T *, const T *, const T *) noexcept;
template <typename T>
using strided = void(T *, const T *, const T *, const T *, std::size_t) noexcept;

// The values of `functions` at points 0.5, 1.5, ... by the functions at these addresses, against those of f.
template <typename T>
std::size_t differences(const cfunc<T> &f, std::uintptr_t one, std::uintptr_t one_strided, std::uintptr_t batch) {
    const std::size_t n = f.get_batch_size(), stride = n + 2, outs = functions.size();
    std::vector<T> in(2 * stride), pars(stride), time(stride), out(outs * stride), expected(outs), single(outs);
    for (std::size_t i = 0; i < stride; ++i)
        in[i] = T(.5) + T(i), in[stride + i] = T(2.5) - T(i), pars[i] = T(i), time[i] = T(i) / 4;
    reinterpret_cast<strided<T> *>(batch)(out.data(), in.data(), pars.data(), time.data(), stride);
    std::size_t bad = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const std::vector<T> point{in[k], in[stride + k]}, par{pars[k]};
        f(expected, point, kw::pars = par, kw::time = time[k]);
        reinterpret_cast<plain<T> *>(one)(single.data(), point.data(), par.data(), &time[k]);
        for (std::size_t i = 0; i < outs; ++i)
            bad += !test::same_bits(single[i], expected[i]) + !test::same_bits(out[i * stride + k], expected[i]);
        std::vector<T> far(outs * stride);
        reinterpret_cast<strided<T> *>(one_strided)(far.data(), in.data() + k, pars.data() + k, &time[k], stride);
        for (std::size_t i = 0; i < outs; ++i)
            bad += !test::same_bits(far[i * stride], expected[i]);
    }
    return bad;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("the states have the bits of the functions", "[llvm_states]", test::code_types) {
    using T = TestType;
    const unsigned opt_level = GENERATE(0u, 1u, 3u);
    const cfunc<T> f(functions, {x, y}, kw::opt_level = opt_level, kw::mname = "mine", kw::batch_size = 4);
    const auto &states = std::get<0>(f.get_llvm_states());
    for (const auto &s : states) {
        CHECK(s.is_compiled());
        CHECK(s.module_name() == "mine");
        CHECK(s.get_opt_level() == opt_level);
        CHECK_FALSE(s.get_ir().empty());
    }
    CHECK(differences(f, states[0].jit_lookup("cfunc"), states[1].jit_lookup("cfunc_strided"),
                      states[2].jit_lookup("cfunc_batch")) == 0);
}

TEMPLATE_LIST_TEST_CASE("in compact mode they are one multi state", "[llvm_states]", test::code_types) {
    using T = TestType;
    const cfunc<T> f(functions, {x, y}, kw::compact_mode = true, kw::parjit = false);
    const auto &state = std::get<1>(f.get_llvm_states());
    CHECK(state.get_n_modules() == 4);
    CHECK_FALSE(state.get_parjit());
    CHECK(differences(f, state.jit_lookup("cfunc"), state.jit_lookup("cfunc_strided"),
                      state.jit_lookup("cfunc_batch")) == 0);
}

TEST_CASE("the states are made once, for all copies, outside of the caches", "[llvm_states]") {
    const fresh_caches fresh;
    const cfunc<double> f(functions, {x, y});
    const auto copy = f;
    (void)llvm_state::get_diskcache_size(); // waits until everything is stored
    const auto before = detail::process_counters().snapshot();
    std::array<const void *, 4> found{};
    test::at_once(4, [&](int i) { found[i] = &(i % 2 == 0 ? f : copy).get_llvm_states(); });
    for (const auto *state : found)
        CHECK(state == &f.get_llvm_states());
    const auto done = detail::process_counters().snapshot() - before;
    CHECK(done.memory_hits + done.disk_hits + done.misses + done.disk_stores == 0);
    CHECK_THROWS_AS(cfunc<double>().get_llvm_states(), std::invalid_argument);
}
