// SPDX-License-Identifier: MPL-2.0
// Targets, settings of caches, and integers that fit no option, with their messages.
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <brook/brook.hpp>

#include "test/errors/message.hpp"
#include "test/support/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"

using namespace brook;
using std::invalid_argument;

namespace {

const auto x = "x"_var;

taylor_adaptive<double> integrator_for(const std::string &target) {
    return taylor_adaptive<double>({prime(x) = -x}, {1.}, kw::target = target);
}

} // namespace

TEST_CASE("targets that are none") {
    const auto unknown = [](const std::string &name) {
        return "Unknown target '" + name + "': expected 'native', or on x86 'x86-64-v2', 'x86-64-v3' or 'x86-64-v4'";
    };
    CHECK(message<invalid_argument>([] { integrator_for("pentium"); }) == unknown("pentium"));
    const environment_guard environment("BROOK_TARGET", "abacus");
    CHECK(message<invalid_argument>([] { integrator_for(""); }) == unknown("abacus"));
}

#if defined(__x86_64__)
TEST_CASE("targets that this machine is not") {
    if (__builtin_cpu_supports("avx512f"))
        return;
    CHECK(message<invalid_argument>([] { integrator_for("x86-64-v4"); }) ==
          "The target 'x86-64-v4' needs the CPU feature avx512f, which this machine lacks");
}
#endif

TEST_CASE("settings of the disk cache that are refused") {
    const fresh_caches caches;
    CHECK(message<invalid_argument>([] { llvm_state::set_diskcache_limit(-1); }) ==
          "the limit of the disk cache must not be negative, but -1 was given");

    const auto file = caches.directory.path() / "file";
    std::ofstream(file) << "not a directory";
    const auto where = "the disk cache in \"" + file.string() + "\": ";
    llvm_state::set_diskcache_path(file);
    const auto fails = [&](const std::string &purpose, auto &&f) {
        CHECK_THAT(message<std::runtime_error>(f), Catch::Matchers::StartsWith("cannot " + purpose + " " + where));
    };
    fails("measure", [] { llvm_state::get_diskcache_size(); });
    fails("read the limit of", [] { llvm_state::get_diskcache_limit(); });
    fails("set the limit of", [] { llvm_state::set_diskcache_limit(1); });
    fails("clear", [] { llvm_state::clear_diskcache(); });

    llvm_state::set_diskcache_path({});
    CHECK(message<invalid_argument>([] { llvm_state::get_diskcache_size(); }) ==
          "cannot measure the disk cache: its path is empty");
    CHECK(message<invalid_argument>([] { llvm_state::clear_diskcache(); }) ==
          "cannot clear the disk cache: its path is empty");
}

TEST_CASE("integers that do not fit their option") {
    taylor_adaptive<double> ta({prime(x) = -x}, {1.});
    CHECK(message<invalid_argument>([&] { ta.propagate_until(1., kw::max_steps = -1); }) ==
          "The option max_steps must be an integer from 0 to 18446744073709551615, but it is -1");
    CHECK(message<invalid_argument>([] { taylor_adaptive<double>({prime(x) = -x}, {1.}, kw::opt_level = -1); }) ==
          "The option opt_level must be an integer from 0 to 4294967295, but it is -1");
    CHECK(message<invalid_argument>([] {
              taylor_adaptive<double>({prime(x) = -x}, {1.}, kw::opt_level = 1LL << 40);
          }) == "The option opt_level must be an integer from 0 to 4294967295, but it is 1099511627776");
}
