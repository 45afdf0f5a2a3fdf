// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: the life of an llvm_state, as far as it goes without LLVM's headers.
#include <cstddef>
#include <sstream>
#include <stdexcept>
#include <variant>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

namespace heyoka = brook;

using namespace heyoka;

TEST_CASE("the settings of a state") {
    llvm_state s{kw::mname = "mine", kw::opt_level = 2u, kw::fast_math = true, kw::slp_vectorize = true};
    CHECK(s.module_name() == "mine");
    CHECK(s.get_opt_level() == 2u);
    CHECK(s.fast_math());
    CHECK(s.get_slp_vectorize());
    CHECK_FALSE(s.force_avx512());
    CHECK(s.get_code_model() == code_model::small);
    CHECK(llvm_state{}.get_opt_level() == 3u);

    CHECK_FALSE(s.is_compiled());
    CHECK_FALSE(s.get_ir().empty());
    CHECK_THROWS_AS(s.get_object_code(), std::invalid_argument);
    CHECK_THROWS_AS(s.jit_lookup("f"), std::invalid_argument);
    auto twin = s.make_similar();
    s.compile();
    CHECK(s.is_compiled());
    CHECK_FALSE(s.get_object_code().empty());
    CHECK_THROWS_AS(s.compile(), std::invalid_argument);
    CHECK_THROWS_AS(s.jit_lookup("f"), std::invalid_argument);
    CHECK_FALSE(twin.is_compiled());

    std::ostringstream text;
    text << twin << code_model::large;
    CHECK_THAT(text.str(), Catch::Matchers::ContainsSubstring("mine"));
    CHECK_THAT(text.str(), Catch::Matchers::ContainsSubstring("large"));
}

TEST_CASE("several states as one") {
    llvm_multi_state m{std::vector(3, llvm_state{})};
    CHECK(m.get_n_modules() == 4u);
    m.compile();
    CHECK(m.get_object_code().size() == 4u);
    CHECK_THROWS_AS(llvm_multi_state{std::vector<llvm_state>{}}, std::invalid_argument);
}

TEST_CASE("the code of an integrator") {
    const auto x = "x"_var;
    const auto plain = taylor_adaptive<double>{{prime(x) = -x}, {1.}};
    CHECK(plain.get_llvm_state().index() == 0u);
    CHECK_FALSE(std::get<llvm_state>(plain.get_llvm_state()).get_ir().empty());
    const auto compact = taylor_adaptive<double>{{prime(x) = -x}, {1.}, kw::compact_mode = true};
    CHECK(compact.get_llvm_state().index() == 1u);
}

TEST_CASE("compiled functions in a state of one's own") {
    const auto [x, y] = make_vars("x", "y");
    llvm_state s;
    const auto dc = add_cfunc<double>(s, "f", {x + y * par[0], x * y}, {x, y});
    CHECK(dc.size() >= 4u);
    add_cfunc<double>(s, "g", {x + y}, {x, y}, kw::batch_size = 2u, kw::high_accuracy = true, kw::strided = true);
    CHECK_THROWS_AS(add_cfunc<double>(s, "h", {x}, {x}, kw::batch_size = 0u), std::invalid_argument);
    s.compile();
    CHECK_THROWS_AS(add_cfunc<double>(s, "h", {x}, {x}), std::invalid_argument);

    auto *f = reinterpret_cast<void (*)(double *, const double *, const double *, const double *) noexcept>(
        s.jit_lookup("f"));
    const double in[]{2., 3.}, pars[]{10.};
    double out[2];
    f(out, in, pars, nullptr);
    CHECK(out[0] == 32.);
    CHECK(out[1] == 6.);
    auto *g =
        reinterpret_cast<void (*)(double *, const double *, const double *, const double *, std::size_t) noexcept>(
            s.jit_lookup("g"));
    const double wide[]{1., 2., -1., 30., 40., -1.};
    double sums[3];
    g(sums, wide, nullptr, nullptr, 3u);
    CHECK(sums[0] == 31.);
    CHECK(sums[1] == 42.);
}

TEST_CASE("the code of a compiled function") {
    const auto x = "x"_var;
    const cfunc<double> plain{{x * x}, {x}}, compact{{x * x}, {x}, kw::compact_mode = true};
    CHECK(std::get<0>(plain.get_llvm_states()).size() == 3u);
    CHECK_FALSE(std::get<0>(plain.get_llvm_states())[2].get_ir().empty());
    CHECK(std::get<1>(compact.get_llvm_states()).get_n_modules() == 4u);
    CHECK(plain.get_batch_size() == recommended_simd_size<double>());
}

TEST_CASE("the code of a continuous output") {
    const auto x = "x"_var;
    auto ta = taylor_adaptive<double>{{prime(x) = -x}, {1.}};
    const auto d_out = std::get<4>(ta.propagate_until(3., kw::c_output = true));
    CHECK(d_out->get_llvm_state().is_compiled());
}
