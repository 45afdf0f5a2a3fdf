// SPDX-License-Identifier: MPL-2.0
// Functions are compiled once, and found afterwards.
#include "cfunc/build.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <brook/cfunc/cfunc.hpp>
#include <brook/expression/user_function.hpp>
#include <brook/math/functions.hpp>
#include <brook/support/error.hpp>

#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/own_process.hpp"

using namespace brook;

namespace {

const auto [x, y, z] = make_vars("x", "y", "z");

detail::counter_values making(const std::vector<expression> &fn, const std::vector<expression> &vars) {
    return during([&] { cfunc<double>(fn, vars); });
}

bool is_hit(const detail::counter_values &c) {
    return c.ir_builds + c.compilations + c.links == 0 && c.memory_hits == 1;
}

// a = 2 b, a function of the user's without an identity.
struct twice {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.literal(2.) * e.arg(0)[0]);
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(2.) * e.arg(0)[e.n()]);
    }
};
constinit const operation twice_operation = make_operation<twice>("twice");
constinit const function_rule twice_rule{.name = "twice", .taylor = &twice_operation}, useless_rule{.name = "useless"};

} // namespace

TEST_CASE("functions are compiled once, then found in memory, then on disk", "[build]") {
    const fresh_caches fresh;
    const std::vector<expression> fn{x * sin(y), x + y};
    const auto cold = making(fn, {x, y});
    CHECK(cold.misses == 1);
    CHECK(cold.disk_stores == 1);
    CHECK(cold.links == 1);
    CHECK(is_hit(making(fn, {x, y})));
    llvm_state::clear_memcache();
    const auto from_disk = making(fn, {x, y});
    CHECK(from_disk.ir_builds + from_disk.compilations == 0);
    CHECK(from_disk.disk_hits == 1);
    CHECK(from_disk.links == 1);
}

TEST_CASE("names do not matter, and what matters is told apart", "[build]") {
    const fresh_caches fresh;
    CHECK_FALSE(is_hit(making({x * sin(y)}, {x, y})));
    CHECK(is_hit(making({z * sin(x)}, {z, x})));
    CHECK_FALSE(is_hit(making({x * sin(y)}, {y, x})));
    CHECK_FALSE(is_hit(making({x * sin(y)}, {x, y, z})));
    CHECK_FALSE(is_hit(making({x * sin(y), x}, {x, y})));
    CHECK_FALSE(is_hit(making({x * sin(y) + 0.25}, {x, y})));
    CHECK_FALSE(is_hit(making({par[0] * sin(y)}, {x, y})));
    CHECK_FALSE(is_hit(during([] { cfunc<float>({x * sin(y)}, {x, y}); })));
    CHECK_FALSE(is_hit(during([] { cfunc<double>({x * sin(y)}, {x, y}, kw::batch_size = 2); })));
    CHECK_FALSE(is_hit(during([] { cfunc<double>({x * sin(y)}, {x, y}, kw::opt_level = 2); })));
    CHECK_FALSE(is_hit(during([] { cfunc<double>({x * sin(y)}, {x, y}, kw::compact_mode = true); })));
    CHECK(is_hit(during([] { cfunc<double>({x * sin(y)}, {x, y}, kw::mname = "f", kw::parjit = false); })));
    CHECK(is_hit(during([] { cfunc<double>({x * sin(y)}, {x, y}, kw::opt_level = 1, kw::high_accuracy = true); })));
}

TEST_CASE("linked code is shared, and lives as long as it is used", "[build]") {
    const fresh_caches fresh;
    const detail::function_set f({x / y}, {x, y});
    detail::found_code origin;
    auto a = detail::build_function(f, detail::fp_type::f64, {}, origin);
    CHECK(origin.source == code_source::compiler);
    const auto b = detail::build_function(f, detail::fp_type::f64, {}, origin);
    CHECK(origin.source == code_source::memory);
    CHECK(a == b);
    llvm_state::clear_memcache();
    origin = {};
    a.reset();
    double out = 0;
    const double in[] = {1., 4.}, time = 0;
    b->one(nullptr, nullptr, &time, &out, in, 1);
    CHECK(out == .25);
    const std::weak_ptr<const detail::function_code> left = b;
    CHECK(left.use_count() == 1);
}

TEST_CASE("in a process that verifies its hits", "[.verifying_child]") {
    const fresh_caches fresh;
    making({x * x}, {x});
    const auto second = making({x * x}, {x});
    CHECK(second.verified_hits == 1);
    CHECK(second.compilations == 0);
    llvm_state::clear_memcache();
    CHECK(making({x * x}, {x}).verified_hits == 1);
}

TEST_CASE("hits are verified where that is asked for", "[build]") {
    const environment_guard verify("BROOK_CACHE_VERIFY", "1"); // which is read once
    CHECK(own_process("[.verifying_child]").succeeds());
}

TEST_CASE("of threads that want the same, one compiles", "[build]") {
    const fresh_caches fresh;
    const auto counts = during([] {
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([] { cfunc<double>({cos(x) / y}, {x, y}); });
        for (auto &t : threads)
            t.join();
    });
    CHECK(counts.misses == 1);
}

TEST_CASE("functions of the user's without an identity are found by their bitcode", "[build]") {
    const fresh_caches fresh;
    const auto make = [](const expression &v) { return making({call(twice_rule, {v}) + v}, {v}); };
    CHECK(make(x).compilations > 0);
    const auto second = make(y);
    CHECK(second.ir_builds > 0);
    CHECK(second.compilations + second.links == 0);
    std::vector<double> out(1);
    cfunc<double>({call(twice_rule, {x}) + x}, {x})(out, std::vector{1.5});
    CHECK(out[0] == 4.5);
    CHECK_THROWS_AS(cfunc<double>({call(useless_rule, {x})}, {x}), not_implemented_error);
}

TEST_CASE("how many points are evaluated at once", "[build]") {
    using detail::points_at_once;
    CHECK(points_at_once(detail::fp_type::f64, 0) == 8);
    CHECK(points_at_once(detail::fp_type::f32, 0) == 16);
    CHECK(points_at_once(detail::fp_type::f64, 1) == 1);
    CHECK(points_at_once(detail::fp_type::f64, 7) == 4);
    CHECK(points_at_once(detail::fp_type::f64, ~0u) == 8);
    if (detail::fp_has_code(detail::fp_type::f80))
        CHECK(points_at_once(detail::fp_type::f80, 0) == 1);
}

TEST_CASE("in a process of its own", "[.build_child]") {
    const auto counts = making({x * x * y}, {x, y});
    CHECK(counts.disk_hits == 1);
    CHECK(counts.compilations == 0);
}

TEST_CASE("another process finds the code on disk", "[build]") {
    const fresh_caches fresh;
    const environment_guard directory("BROOK_CACHE_DIR", fresh.directory.path().c_str());
    CHECK(making({x * x * y}, {x, y}).disk_stores == 1);
    CHECK(own_process("[.build_child]").succeeds());
}
