// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: the life of an llvm_state, as far as it goes without LLVM's headers.
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
