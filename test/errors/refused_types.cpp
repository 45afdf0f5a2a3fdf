// SPDX-License-Identifier: MPL-2.0
// Truth values are no numbers, and neither are negative numbers sizes: refused by the compiler, or with a message.
#include <concepts>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "test/errors/message.hpp"
#include "test/support/catch.hpp"

using namespace brook;

namespace {

using equations = std::vector<std::pair<expression, expression>>;
using numbers = std::vector<double>;
using one = taylor_adaptive<double>;
using batch = taylor_adaptive_batch<double>;
using function = cfunc<double>;

const auto x = make_vars("x");

template <typename... Args>
constexpr bool makes_one = std::is_constructible_v<one, equations, numbers, Args...>;
template <typename... Args>
constexpr bool makes_batch = std::is_constructible_v<batch, equations, numbers, Args...>;
template <typename... Args>
constexpr bool makes_function =
    std::is_constructible_v<function, std::vector<expression>, std::vector<expression>, Args...>;

// Of constructors.
static_assert(makes_one<> && makes_one<decltype(kw::tol = 1e-9)> && makes_one<decltype(kw::tol = 1)>);
static_assert(!makes_one<decltype(kw::tol = true)> && !makes_one<decltype(kw::time = false)> &&
              !makes_one<decltype(kw::pars = {true, false})> && !makes_one<decltype(kw::opt_level = true)> &&
              !makes_one<decltype(kw::prec = true)> && !makes_one<decltype(kw::tol = '1')> &&
              !makes_one<decltype(kw::high_accuracy = 1)> && !makes_one<decltype(kw::batch_size = 1)>);
static_assert(makes_batch<int> && makes_batch<std::size_t> && makes_batch<int, decltype(kw::time = 1.)>);
static_assert(!makes_batch<bool> && !makes_batch<double> && !makes_batch<char> &&
              !makes_batch<int, decltype(kw::time = true)> && !makes_batch<int, decltype(kw::time = {true, false})>);
static_assert(std::is_constructible_v<batch, equations, long> && !std::is_constructible_v<batch, equations, bool>);
static_assert(makes_function<> && makes_function<decltype(kw::batch_size = 4)>);
static_assert(!makes_function<decltype(kw::batch_size = true)> && !makes_function<decltype(kw::batch_size = 4.)> &&
              !makes_function<decltype(kw::tol = 1.)>);
static_assert(std::is_constructible_v<llvm_state, decltype(kw::opt_level = 1)> &&
              !std::is_constructible_v<llvm_state, decltype(kw::opt_level = true)>);
static_assert(std::is_constructible_v<param, int> && !std::is_constructible_v<param, bool> &&
              !std::is_constructible_v<param, double>);
static_assert(std::is_constructible_v<leaky_relu, double> && !std::is_constructible_v<leaky_relu, bool> &&
              std::is_constructible_v<leaky_relup, int> && !std::is_constructible_v<leaky_relup, bool>);
static_assert(!std::is_constructible_v<number, bool> && !std::is_constructible_v<expression, bool>);

// Of functions that take numbers, sizes and indices.
template <typename Value>
concept a_time = requires(one &ta, batch &all, const function &f, numbers v, Value value) {
    ta.propagate_until(value);
    ta.propagate_for(value, kw::max_delta_t = value);
    ta.set_time(value);
    ta.update_d_output(value, true);
    all.propagate_until(value);
    all.propagate_for(value, kw::max_delta_t = {value, value});
    all.set_time(value);
    all.update_d_output(value);
    f(v, v, kw::time = value);
    relu(x, value);
    relup(x, value);
};
static_assert(a_time<double> && a_time<float> && a_time<int>);
constexpr auto takes_truth_values = []<typename Value>(Value) {
    return requires(one & ta, Value value) { ta.propagate_until(value); }
    || requires(one & ta, Value value) { ta.propagate_for(value); }
    || requires(one & ta, Value value) { ta.propagate_for(1., kw::max_delta_t = value); }
    || requires(one & ta, Value value) { ta.set_time(value); }
    || requires(one & ta, Value value) { ta.update_d_output(value, true); }
    || requires(batch & ta, Value value) { ta.propagate_until(value); }
    || requires(batch & ta, Value value) { ta.propagate_for(value); }
    || requires(batch & ta, Value value) { ta.propagate_for(1., kw::max_delta_t = {value, value}); }
    || requires(batch & ta, Value value) { ta.set_time(value); }
    || requires(batch & ta, Value value) { ta.update_d_output(value); }
    || requires(const function &f, numbers v, Value value) { f(v, v, kw::time = value); }
    || requires(Value value) { relu(x, value); }
    || requires(Value value) { relup(x, value); }
    || requires(Value value) { par[value]; }
    || requires(Value value) { llvm_state::set_memcache_limit(value); }
    || requires(Value value) { llvm_state::set_diskcache_limit(value); };
};
static_assert(!takes_truth_values(true));

constexpr auto counts = []<typename Value>(Value) {
    return requires(Value value) { par[value]; }
    &&requires(Value value) { llvm_state::set_memcache_limit(value); };
};
static_assert(counts(1) && counts(1ull) && !counts(1.) && !counts('1'));

} // namespace

TEST_CASE("sizes and indices are not negative, and fit") {
    const equations sys{prime(x) = -x};
    CHECK(message([&] { batch(sys, numbers{1.}, -1); }) ==
          "batch_size must be an integer from 0 to 4294967295, but it is -1");
    CHECK(message([&] { batch(sys, 1ll << 32); }) ==
          "batch_size must be an integer from 0 to 4294967295, but it is 4294967296");
    CHECK(message([&] { taylor_adaptive_batch(sys, {1.}, -3); }) ==
          "batch_size must be an integer from 0 to 4294967295, but it is -3");
    CHECK(message([] { par[-1]; }) == "The index of a parameter must be an integer from 0 to 4294967295, but it is -1");
    CHECK(message([] { param(1ull << 32); }) ==
          "The index of a parameter must be an integer from 0 to 4294967295, but it is 4294967296");
    const auto before = llvm_state::get_memcache_limit();
    CHECK(message([] { llvm_state::set_memcache_limit(-1); }) ==
          "The limit of the memory cache must be an integer from 0 to 18446744073709551615, but it is -1");
    CHECK(llvm_state::get_memcache_limit() == before);
    CHECK(message([] { llvm_state::set_diskcache_limit(~0ull); }) ==
          "The limit of the disk cache must be an integer from -9223372036854775808 to 9223372036854775807, but it is "
          "18446744073709551615");
    const constant third("third", [](unsigned) { return ".33333333333333333333333333333333333333333333333333"; });
    CHECK(message([&] { third(-1); }) ==
          "The precision of a constant must be an integer from 0 to 4294967295, but it is -1");
}

TEST_CASE("integer keywords are not negative, and fit") {
    const equations sys{prime(x) = -x};
    const auto says = [&](auto keyword) { return message([&] { one(sys, {1.}, keyword); }); };
    CHECK(says(kw::opt_level = -1) == "The option opt_level must be an integer from 0 to 4294967295, but it is -1");
    CHECK(says(kw::prec = -1) == "The precision must be a number of bits, or 0, but it is -1");
    CHECK(says(kw::prec = ~0ull) == "The option prec must be an integer from -9223372036854775808 to "
                                    "9223372036854775807, but it is 18446744073709551615");
    one ta(sys, {1.});
    CHECK(message([&] { ta.propagate_until(1., kw::max_steps = -1); }) ==
          "The option max_steps must be an integer from 0 to 18446744073709551615, but it is -1");
    CHECK(ta.get_time() == 0.);
}
