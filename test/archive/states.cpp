// SPDX-License-Identifier: MPL-2.0
// Modules of the user, open and compiled, through archives.
#include <brook/archive/archive.hpp>

#include <stdexcept>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"

using namespace brook;

namespace {

taylor_adaptive<double> swing(bool compact) {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<double>({{x, v}, {v, -sin(x)}}, {0.1, 0.2}, kw::compact_mode = compact);
}

} // namespace

TEST_CASE("an open module comes back open, with its settings") {
    const llvm_state state(kw::mname = "mine", kw::opt_level = 2u, kw::fast_math = true);
    auto twin = from_archive<llvm_state>(to_archive(state));
    CHECK(twin.module_name() == "mine");
    CHECK(twin.get_opt_level() == 2);
    CHECK(twin.fast_math());
    CHECK_FALSE(twin.is_compiled());
    CHECK(twin.get_ir() == state.get_ir());
    twin.compile();
    CHECK(from_archive<llvm_state>(to_archive(twin)).is_compiled());
}

TEST_CASE("a compiled module comes back compiled, with its symbols") {
    const fresh_caches caches;
    const auto state = std::get<llvm_state>(swing(false).get_llvm_state());
    const auto twin = from_archive<llvm_state>(to_archive(state));
    CHECK(twin.is_compiled());
    CHECK(twin.get_object_code() == state.get_object_code());
    CHECK(twin.get_ir() == state.get_ir());
    const auto misses = llvm_state::get_cache_stats().misses;
    CHECK(from_archive<llvm_state>(to_archive(state)).get_object_code() == state.get_object_code());
    CHECK(llvm_state::get_cache_stats().misses == misses);
}

TEST_CASE("several modules come back") {
    const auto state = std::get<llvm_multi_state>(swing(true).get_llvm_state());
    const auto twin = from_archive<llvm_multi_state>(to_archive(state));
    CHECK(twin.get_n_modules() == state.get_n_modules());
    CHECK(twin.get_object_code() == state.get_object_code());

    llvm_multi_state open({llvm_state(kw::mname = "a"), llvm_state(kw::mname = "b")}, false);
    auto open_twin = from_archive<llvm_multi_state>(to_archive(open));
    CHECK_FALSE(open_twin.is_compiled());
    CHECK_FALSE(open_twin.get_parjit());
    CHECK(open_twin.get_n_modules() == 3);
    CHECK(open_twin.get_ir() == open.get_ir());
    open_twin.compile();
    CHECK_THROWS_AS(from_archive<llvm_multi_state>(to_archive(llvm_multi_state())).is_compiled(),
                    std::invalid_argument);
}
