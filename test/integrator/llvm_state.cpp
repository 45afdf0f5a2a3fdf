// SPDX-License-Identifier: MPL-2.0
// The module behind an integrator.
#include <string>
#include <variant>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "codegen/jet.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "integrator/build.hpp"
#include "jit/target.hpp"
#include "support/aligned_buffer.hpp"
#include "support/counters.hpp"
#include "test/support/at_once.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

template <typename T, typename... Args>
taylor_adaptive<T> pendulum(Args &&...args) {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<T>({prime(x) = v, prime(v) = -sin(x)}, {T(.5), T(0)}, std::forward<Args>(args)...);
}

} // namespace

TEST_CASE("the state of an integrator is the module of its code", "[llvm_state]") {
    const fresh_caches fresh;
    const auto ta = pendulum<double>(kw::mname = "my pendulum", kw::tol = 1e-9);
    const auto &state = ta.get_llvm_state();
    REQUIRE(state.index() == 0);
    const auto &s = std::get<0>(state);
    CHECK(s.is_compiled());
    CHECK(s.module_name() == "my pendulum");
    CHECK(s.get_opt_level() == 1);
    CHECK_THAT(s.get_ir(), ContainsSubstring("@jet("));
    CHECK(s.jit_lookup("jet") != 0);

    // At level 1 no passes run: the IR is what the generator writes.
    const detail::ode_system system(ta.get_sys());
    const auto &t = detail::find_target("");
    const auto program = detail::decompose(system);
    const auto plan = make_plan(program, pack(program, 8), ta.get_order());
    const auto modules = emit_jet(plan, detail::fp_type::f64, t.vectors, "my pendulum");
    REQUIRE(modules.size() == 1);
    const auto body = [](const std::string &text) { return text.substr(text.find("define")); };
    CHECK(body(s.get_ir()) == body(modules[0].text()));
}

TEST_CASE("threads that ask for the state get one, which copies share", "[llvm_state]") {
    const auto ta = pendulum<double>(kw::opt_level = 0);
    const auto copy = ta;
    std::vector<const std::string *> code(4);
    test::at_once(4, [&](int i) {
        code[i] = &std::get<llvm_state>((i % 2 == 0 ? ta : copy).get_llvm_state()).get_object_code();
    });
    for (const auto *c : code)
        CHECK(c == &std::get<llvm_state>(ta.get_llvm_state()).get_object_code());
}

TEST_CASE("the state is made when it is asked for, outside of the caches", "[llvm_state]") {
    const fresh_caches fresh;
    const auto ta = pendulum<double>();
    const auto size = llvm_state::get_memcache_size();
    (void)llvm_state::get_diskcache_size(); // waits until everything is stored
    const auto before = detail::process_counters().snapshot();
    const auto &state = ta.get_llvm_state();
    const auto copy = ta;
    CHECK(&ta.get_llvm_state() == &state);
    CHECK(&copy.get_llvm_state() == &state);
    const auto done = detail::process_counters().snapshot() - before;
    CHECK(done.ir_builds == 1);
    CHECK(done.compilations == 1);
    CHECK(done.links == 1);
    CHECK(done.memory_hits + done.disk_hits + done.misses + done.disk_stores == 0);
    CHECK(llvm_state::get_memcache_size() == size);
    CHECK(pendulum<double>().get_state() == ta.get_state());
}

TEST_CASE("the code of the state is what the integrator runs", "[llvm_state]") {
    auto ta = pendulum<float>(kw::tol = 1e-4f, kw::opt_level = 3);
    const auto &s = std::get<0>(ta.get_llvm_state());
    CHECK(s.get_opt_level() == 3);
    detail::stepper_options options;
    options.opt_level = 3;
    const auto code =
        detail::build_stepper(detail::ode_system(ta.get_sys()), detail::fp_type::f32, ta.get_order(), options);
    detail::aligned_buffer<float> a(code->scratch_size), b(code->scratch_size);
    const float time = 0;
    for (const auto &x : code->states)
        a.data()[x.offset] = b.data()[x.offset] = .5f;
    code->jet(a.data(), nullptr, &time);
    const decltype(code->jet) found{reinterpret_cast<decltype(code->jet)::function *>(s.jit_lookup("jet"))};
    found(b.data(), nullptr, &time);
    for (std::size_t i = 0; i < code->scratch_size; ++i)
        CHECK(a.data()[i] == b.data()[i]);
}

TEST_CASE("in compact mode the state is a multi state", "[llvm_state]") {
    const auto ta = pendulum<double>(kw::compact_mode = true, kw::parjit = false);
    const auto &state = ta.get_llvm_state();
    REQUIRE(state.index() == 1);
    const auto &s = std::get<1>(state);
    CHECK(s.is_compiled());
    CHECK(s.get_n_modules() == 2);
    CHECK_FALSE(s.get_parjit());
    CHECK_THAT(s.get_ir()[0], ContainsSubstring("@jet("));
    CHECK(s.jit_lookup("jet") != 0);
}

TEST_CASE("integrators obey the code model", "[llvm_state]") {
    auto small = pendulum<double>();
    const auto until = [](taylor_adaptive<double> &ta) {
        ta.propagate_until(10.);
        return ta.get_state();
    };
    const auto expected = until(small);
    auto large = pendulum<double>(kw::code_model = code_model::large);
    CHECK(until(large) == expected);
    CHECK(std::get<0>(large.get_llvm_state()).get_code_model() == code_model::large);
    CHECK(std::get<0>(large.get_llvm_state()).get_object_code() !=
          std::get<0>(small.get_llvm_state()).get_object_code());
}
