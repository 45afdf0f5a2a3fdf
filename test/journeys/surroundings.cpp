// SPDX-License-Identifier: MPL-2.0
// Processes that are hard on compiled code: without executable memory, or with another LLVM in them.
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <dlfcn.h>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "jit/target.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/no_executable_memory.hpp"

using namespace brook;

namespace {

taylor_adaptive<double> oscillator(double frequency = 1) {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<double>({prime(x) = v, prime(v) = -frequency * x}, {1., 0.});
}

bool integrates() {
    const fresh_caches fresh;
    const auto before = detail::process_counters().snapshot();
    auto ta = oscillator();
    ta.propagate_until(10.);
    const auto done = detail::process_counters().snapshot() - before;
    return done.compilations == 1 && std::abs(ta.get_state()[0] - std::cos(10.)) < 1e-13;
}

// Libraries of LLVM under the names of their distributions, but for the version that brook uses.
std::vector<std::string> other_llvms() {
    const auto own = detail::llvm_version(); // "LLVM 19.1.7"
    std::vector<std::string> found;
    for (int version = 14; version <= 25; ++version) {
        if (own.starts_with("LLVM " + std::to_string(version) + "."))
            continue;
        for (const auto &name :
             {"libLLVM.so." + std::to_string(version) + ".1", "libLLVM-" + std::to_string(version) + ".so.1"})
            if (true_in_child([&] { return dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL) != nullptr; }))
                found.push_back(name);
    }
    return found;
}

} // namespace

TEST_CASE("child: an integration", "[.child]") { CHECK(integrates()); }

TEST_CASE("another LLVM in the process does no harm, before or after", "[journeys]") {
    const auto others = threads_may_fork ? other_llvms() : std::vector<std::string>();
    if (others.empty())
        WARN("skipped: there is no other LLVM");
    for (const auto &other : others) {
        INFO(other);
        CHECK(test_passes_with("LD_PRELOAD", other.c_str(), "child: an integration"));
        CHECK(true_in_child([&] { return dlopen(other.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr && integrates(); }));
        CHECK(true_in_child(
            [&] { return integrates() && dlopen(other.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr && integrates(); }));
    }
}

TEST_CASE("without executable memory an integrator says so, and the cache on disk stays", "[journeys]") {
    if (!threads_may_fork || !true_in_child([] { return forbid_executable_memory(); })) {
        WARN("skipped: this process cannot forbid itself executable memory");
        return;
    }
    const fresh_caches fresh;
    oscillator(2);
    llvm_state::clear_memcache();
    const auto size = llvm_state::get_diskcache_size();
    CHECK(size > 0);
    CHECK(true_in_child([&] {
        forbid_executable_memory();
        for (const double frequency : {2., 3.}) { // on disk, and not
            try {
                oscillator(frequency);
                return false;
            } catch (const std::runtime_error &e) {
                if (std::string(e.what()).find("forbids executable memory") == std::string::npos)
                    return false;
            }
        }
        return llvm_state::get_diskcache_size() == size;
    }));
}
