// SPDX-License-Identifier: MPL-2.0
// Forks from the first moment on, while threads construct: whatever is set up at its first use may be half done then.
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include <brook/cfunc/cfunc.hpp>
#include <brook/expression/user_function.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/own_process.hpp"

using namespace brook;

namespace {

expression with_new_rules(const expression &x, int i) {
    const auto name = "twice" + std::to_string(i);
    function_rule rule{.name = name, .value = [](std::span<const number> a) { return a[0] + a[0]; }};
    rule.expand = [](const func &f) { return f.args()[0] + f.args()[0]; };
    const constant c("c" + std::to_string(i), [](unsigned) { return std::string("0.5"); });
    return user_function(rule)(x) * expression(func(c));
}

// Systems that share nothing, and between them everything that is made at its first use.
bool constructs(int i) {
    const auto [x, v] = make_vars("x", "v");
    const auto push = i % 2 == 0 ? erf(x) + atan2(v, x) + brook::time * pi : with_new_rules(x, i);
    taylor_adaptive<double> ta({prime(x) = v, prime(v) = push - (1. + i) * sin(x)}, {.05, .025},
                               kw::opt_level = static_cast<unsigned>(i) % 4);
    ta.step();
    const cfunc<double> f({x * v + double(i)}, {x, v});
    std::vector<double> in(4000, 2.), out(2000);
    f(mdspan<double, dextents<std::size_t, 2>>(out.data(), 1, out.size()),
      mdspan<const double, dextents<std::size_t, 2>>(in.data(), 2, out.size()), kw::batch_parallel = true);
    return std::isfinite(ta.get_state()[0]) && out[1999] == 4. + i;
}

} // namespace

TEST_CASE("a child of a process whose threads construct is never left waiting", "[forks]") {
    if (!threads_may_fork)
        return;
    const fresh_caches fresh;
    for (int process = 0; process < 6; ++process) {
        const auto directory = fresh.directory.path() / std::to_string(process);
        const environment_guard cache("BROOK_CACHE_DIR", directory.c_str());
        const environment_guard enabled("BROOK_CACHE", process % 2 == 0 ? nullptr : "off");
        const environment_guard seed("BROOK_TEST_SEED", std::to_string(process).c_str());
        CHECK(own_process("[forks-child]").succeeds());
    }
}

TEST_CASE("the process of the test above that forks", "[.][forks-child]") {
    const auto seed = static_cast<useconds_t>(std::atoi(std::getenv("BROOK_TEST_SEED")));
    std::atomic<bool> stop{false};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = t; !stop; i += 4)
                    constructs(i);
            });
        usleep(700 * seed);
        for (int i = 0; i < 3; ++i)
            CHECK(true_in_child([&] {
                alarm(60); // ends a child that waits for ever
                return constructs(100000 + i);
            }));
        stop = true;
    }
}
