// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: the settings of the caches, and the logger.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

namespace heyoka = brook;

using heyoka::llvm_state;

namespace {

std::vector<double> decay(double rate) {
    using namespace heyoka;
    const auto x = make_vars("x");
    auto ta = taylor_adaptive<double>{{prime(x) = -rate * x}, {1.}};
    ta.propagate_until(1.);
    return ta.get_state();
}

} // namespace

TEST_CASE("the cache in memory") {
    llvm_state::clear_memcache();
    CHECK(llvm_state::get_memcache_size() == 0u);
    CHECK(llvm_state::get_memcache_limit() == std::size_t{2} << 30);
    const auto cold = decay(2.);
    const auto one = llvm_state::get_memcache_size();
    CHECK(one > 0u);
    CHECK(decay(2.) == cold);
    CHECK(llvm_state::get_memcache_size() == one);
    decay(3.); // another constant, another entry
    CHECK(llvm_state::get_memcache_size() > one);

    llvm_state::set_memcache_limit(0);
    CHECK(decay(2.) == cold);
    CHECK(llvm_state::get_memcache_size() == 0u);
    llvm_state::set_memcache_limit(std::size_t{2} << 30);
}

TEST_CASE("the cache on disk") {
    const temporary_directory directory;
    const auto path_before = llvm_state::get_diskcache_path();
    const bool enabled_before = llvm_state::get_diskcache_enabled();
    llvm_state::set_diskcache_path(directory.path() / "code");
    llvm_state::set_diskcache_enabled(true);
    CHECK(llvm_state::get_diskcache_path() == directory.path() / "code");
    CHECK_FALSE(std::filesystem::exists(directory.path() / "code")); // nothing is touched before it is needed
    CHECK(llvm_state::get_diskcache_size() == 0);
    CHECK(llvm_state::get_diskcache_limit() == std::int64_t{20} << 30);

    llvm_state::clear_memcache();
    const auto cold = decay(4.);
    CHECK(llvm_state::get_diskcache_size() > 0);
    llvm_state::clear_memcache();
    CHECK(decay(4.) == cold);

    CHECK_THROWS_AS(llvm_state::set_diskcache_limit(-1), std::invalid_argument);
    llvm_state::set_diskcache_limit(std::int64_t{1} << 20);
    CHECK(llvm_state::get_diskcache_limit() == std::int64_t{1} << 20);
    llvm_state::clear_diskcache();
    CHECK(llvm_state::get_diskcache_size() == 0);

    llvm_state::set_diskcache_enabled(enabled_before);
    llvm_state::set_diskcache_path(path_before);
}

TEST_CASE("the levels of the logger") {
    heyoka::set_logger_level_trace();
    heyoka::set_logger_level_debug();
    heyoka::set_logger_level_info();
    heyoka::set_logger_level_err();
    heyoka::set_logger_level_critical();
    heyoka::set_logger_level_warn();
    CHECK_NOTHROW(decay(5.));
}

TEST_CASE("the version is known to the preprocessor") {
    const auto expected = std::to_string(BROOK_VERSION_MAJOR) + "." + std::to_string(BROOK_VERSION_MINOR) + "." +
                          std::to_string(BROOK_VERSION_PATCH);
    CHECK(std::string(BROOK_VERSION_STRING) == expected);
}
