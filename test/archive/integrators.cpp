// SPDX-License-Identifier: MPL-2.0
// Integrators go on from archives with the bits with which they would have gone on.
#include <brook/archive/archive.hpp>

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <brook/math/functions.hpp>

#include "archive/frame.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/random_expression.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

equations forced_pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -par[0] * sin(x) + 0.1 * cos(1.3 * brook::time) + 0.25 * x}};
}

template <typename X>
X through_archive(const X &x) {
    return from_archive<X>(to_archive(x));
}

template <typename Integrator>
void check_same(const Integrator &a, const Integrator &b) {
    CHECK(same_bits(a.get_state(), b.get_state()));
    CHECK(same_bits(a.get_pars(), b.get_pars()));
    CHECK(same_bits(a.get_tc(), b.get_tc()));
    CHECK(same_bits(a.get_d_output(), b.get_d_output()));
    CHECK(same_bits(a.get_failed_state(), b.get_failed_state()));
    CHECK(same_bits(a.get_scales(), b.get_scales()));
    CHECK(a.get_dtime() == b.get_dtime());
    CHECK(a.get_last_h() == b.get_last_h());
    CHECK(a.get_order() == b.get_order());
    CHECK(a.get_tol() == b.get_tol());
    CHECK(a.get_high_accuracy() == b.get_high_accuracy());
    CHECK(a.get_compact_mode() == b.get_compact_mode());
    CHECK(to_archive(a) == to_archive(b));
}

template <typename T, typename... Args>
void check_goes_on(const equations &sys, std::vector<T> state, Args... args) {
    taylor_adaptive<T> ta(sys, std::move(state), args...);
    ta.set_dtime(T(1000000), std::numeric_limits<T>::epsilon()); // the low part counts
    ta.propagate_for(T(3), kw::write_tc = true);
    ta.update_d_output(T(0.1), true);
    auto twin = through_archive(ta);
    check_same(ta, twin);
    CHECK(ta.get_sys() == twin.get_sys());
    ta.propagate_for(T(5), kw::write_tc = true);
    twin.propagate_for(T(5), kw::write_tc = true);
    check_same(ta, twin);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("an integrator goes on bit for bit from its archive", "", test::code_types) {
    using T = TestType;
    const auto sys = forced_pendulum();
    const std::vector<T> state{T(0.05), T(0.025)};
    check_goes_on<T>(sys, state, kw::pars = {T(9.8)});
    check_goes_on<T>(sys, state, kw::pars = {T(9.8)}, kw::compact_mode = true, kw::tol = T(1e-4));
    check_goes_on<T>(sys, state, kw::pars = {T(9.8)}, kw::high_accuracy = true, kw::scale = {T(0.5), T(2)});
    check_goes_on<T>(sys, state, kw::pars = {T(9.8)}, kw::lift_constants = true, kw::opt_level = 3u);
    check_goes_on<T>(sys, state, kw::fast_math = true, kw::mname = "pendulum", kw::parjit = false);
}

TEMPLATE_LIST_TEST_CASE("a batch goes on bit for bit from its archive", "", test::code_types) {
    using T = TestType;
    for (const auto size : {1u, 2u, 5u, 8u}) {
        taylor_adaptive_batch<T> ta(forced_pendulum(), std::vector<T>(2 * size, T(0.125)), size);
        for (std::uint32_t k = 0; k < size; ++k)
            ta.get_state_data()[k] += T(k) / 8, ta.get_pars_data()[k] = T(1) + T(k);
        ta.propagate_until(T(3), kw::write_tc = true);
        auto twin = through_archive(ta);
        check_same(ta, twin);
        CHECK(ta.get_propagate_res() == twin.get_propagate_res());
        CHECK(ta.get_step_res() == twin.get_step_res());
        ta.propagate_until(T(-2));
        twin.propagate_until(T(-2));
        check_same(ta, twin);
    }
}

TEST_CASE("systems of random expressions go on bit for bit") {
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        test::random_expressions::settings settings;
        settings.variables = {"x", "y"};
        test::random_expressions random(seed, settings);
        const auto sides = random.several(2, 6);
        const bool lift = seed % 2 == 0;
        taylor_adaptive<double> ta(equations{{expression("x"), sides[0]}, {expression("y"), sides[1]}}, {0.3, 0.2},
                                   kw::lift_constants = lift);
        ta.step(0.001);
        auto twin = through_archive(ta);
        check_same(ta, twin);
        ta.step(0.001, true);
        twin.step(0.001, true);
        check_same(ta, twin);
    }
}

TEST_CASE("a failed step is kept in archives") {
    const expression x("x");
    taylor_adaptive<double> ta(equations{{x, x * x}}, {1.});
    ta.propagate_until(2.);
    REQUIRE(ta.get_failed_state()[0] != 0.);
    const auto twin = through_archive(ta);
    check_same(ta, twin);
    CHECK(same_bits(ta.get_failed_h(), twin.get_failed_h()));
}

TEST_CASE("reading an archive compiles nothing where the code is known") {
    const fresh_caches caches;
    taylor_adaptive<double> ta(forced_pendulum(), {0.05, 0.025});
    const auto archive = to_archive(ta);
    const auto misses_before = llvm_state::get_cache_stats().misses;
    const auto twin = from_archive<taylor_adaptive<double>>(archive);
    CHECK(llvm_state::get_cache_stats().misses == misses_before);
    llvm_state::clear_memcache();
    llvm_state::clear_diskcache();
    auto made = from_archive<taylor_adaptive<double>>(archive);
    CHECK(llvm_state::get_cache_stats().misses > misses_before);
    made.propagate_until(1.);
    ta.propagate_until(1.);
    CHECK(same_bits(ta.get_state(), made.get_state()));
}

TEST_CASE("an archive has no machine code") {
    const fresh_caches caches;
    taylor_adaptive<double> ta(forced_pendulum(), {0.05, 0.025});
    CHECK(to_archive(ta).find("ELF") == std::string::npos);
    CHECK(to_archive(ta).size() < 3000);
}

TEST_CASE("integrators without anything come back as such") {
    const auto back = through_archive(taylor_adaptive<double>());
    CHECK_THROWS_AS(back.get_order(), std::invalid_argument);
    CHECK_THROWS_AS(through_archive(taylor_adaptive_batch<float>()).get_order(), std::invalid_argument);
}

TEST_CASE("archives of integrators with numbers that do not fit are refused") {
    taylor_adaptive<double> ta(forced_pendulum(), {0.05, 0.025});
    const auto archive = to_archive(ta);
    const detail::archive_kind kind{"taylor_adaptive<double>", 4};
    const auto record = detail::unframed(archive, kind).bytes;
    std::size_t refused = 0;
    for (std::size_t i = 0; i < record.size(); ++i)
        for (const unsigned change : {1u, 128u}) {
            std::vector<std::byte> bytes(record.begin(), record.end());
            bytes[i] ^= static_cast<std::byte>(change);
            detail::byte_writer out;
            out.append(bytes);
            try {
                from_archive<taylor_adaptive<double>>(detail::framed(kind, std::move(out)));
            } catch (const std::runtime_error &) {
                ++refused;
            }
        }
    CHECK(refused > record.size() / 4);
}
