// SPDX-License-Identifier: MPL-2.0
// The interpreter by itself; that compiled code has its bits is tested where there is code (test/laws).
#include "interpreter/program_interpreter.hpp"

#include <cstddef>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include <brook/expression/weight.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/system.hpp>

#include "decomposition/decompose.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::ode_system;
using detail::program_interpreter;
using test::same_bits;

namespace {

constexpr std::uint32_t order = 15;

template <typename T>
program_interpreter<T> interpreter_of(const std::vector<std::pair<expression, expression>> &equations) {
    return {detail::decompose(ode_system(equations), detail::fp_type_of<T>), order, false};
}

template <typename T>
std::vector<T> memory_with(const program_interpreter<T> &of, const std::vector<T> &state) {
    std::vector<T> memory(of.memory_size());
    for (std::uint32_t i = 0; i < state.size(); ++i)
        memory[of[i]] = state[i];
    return memory;
}

struct shifted {
    template <typename T>
    T operator()(T a, T n, T j) const {
        return a + n * 100 + j;
    }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("series that are known", "[program_interpreter]", test::all_code_types) {
    using T = TestType;
    const auto [x, y, z] = make_vars("x", "y", "z");
    // exp(t), 1 / (1 - t), and t^2 / 2 times a parameter.
    const auto of = interpreter_of<T>({prime(x) = x, prime(y) = y * y, prime(z) = par[0] * brook::time});
    auto memory = memory_with<T>(of, {T(1), T(1), T(0)});
    const std::vector<T> pars{T(6)};
    of.run(memory.data(), pars.data(), T(0));
    const T eps = std::numeric_limits<T>::epsilon();
    T factorial = 1;
    for (std::uint32_t n = 0; n <= order; ++n) {
        factorial *= n == 0 ? T(1) : T(n);
        const T e = memory[of[0] + n] * factorial - 1, g = memory[of[1] + n] - 1;
        CHECK((e < 20 * eps && -e < 20 * eps));
        CHECK((g < 20 * eps && -g < 20 * eps));
        CHECK(memory[of[2] + n] == (n == 2 ? T(3) : T(0)));
    }
}

TEST_CASE("of functions there are the values", "[program_interpreter]") {
    const auto [x, y] = make_vars("x", "y");
    const std::vector<expression> functions{x * y + par[0], sin(x), brook::time - y};
    const std::vector<std::string> variables{"x", "y"};
    const program_interpreter<double> of(detail::decompose(functions, variables), 0, true);
    auto memory = memory_with<double>(of, {.5, 4.});
    const double par = .25;
    of.run(memory.data(), &par, 10.);
    const auto value = [&](std::size_t i) { return memory[of[of.of().outputs[i]]]; };
    CHECK(value(0) == 2.25);
    CHECK(std::abs(value(1) - std::sin(.5)) < 1e-15);
    CHECK(value(2) == 6.);
}

TEST_CASE("memory is used again, and by one thread of many", "[program_interpreter]") {
    const auto [x, v] = make_vars("x", "v");
    const auto of = interpreter_of<double>({prime(x) = v, prime(v) = -pow(x, 1.5) * sin(v) + exp(-x) / (1. + x * x)});
    const auto jet = [&](std::vector<double> &memory, double at) {
        memory[of[0]] = at;
        memory[of[1]] = 2 * at;
        of.run(memory.data(), nullptr, 0.);
        return std::vector<double>(memory.begin(), memory.begin() + 2 * (order + 1));
    };
    std::vector<std::vector<double>> expected;
    for (int i = 1; i <= 20; ++i) {
        auto fresh = memory_with<double>(of, {0., 0.});
        expected.push_back(jet(fresh, .1 * i));
    }
    std::vector<int> different(4);
    std::vector<std::thread> threads;
    for (auto &n : different)
        threads.emplace_back([&] {
            auto memory = memory_with<double>(of, {0., 0.});
            for (int round = 0; round < 50; ++round)
                for (int i = 1; i <= 20; ++i)
                    n += !same_bits(jet(memory, .1 * i), expected[static_cast<std::size_t>(i) - 1]);
        });
    for (auto &t : threads)
        t.join();
    CHECK(different == std::vector<int>(4));
}

TEST_CASE("weights are those of the tables, known or not", "[program_interpreter]") {
    using namespace detail::weights;
    detail::known_weights<double> known;
    const auto one = make_table<shifted>("shifted", number(1.)),
               minus_zero = make_table<shifted>("shifted", number(-0.)),
               zero = make_table<shifted>("shifted", number(0.));
    known.add(one, 7);
    known.add(one, 7);
    known.add(minus_zero, 7);
    known.add(inverse(), 7);
    for (int n = 1; n <= 7; ++n)
        for (int j = 0; j <= n; ++j) {
            REQUIRE(known.find(one, n, j) != nullptr);
            CHECK(*known.find(one, n, j) == 1 + n * 100 + j);
            CHECK(*known.find(minus_zero, n, j) == n * 100 + j);
            CHECK(*known.find(inverse(), n, j) == 1. / n);
        }
    CHECK(known.find(zero, 1, 1) == nullptr);
    CHECK(known.find(one, 8, 1) == nullptr);
    CHECK(known.find(make_table<shifted>("shifted", number(1.f)), 1, 1) == nullptr);
    // Unknown ones are computed.
    std::vector<double> memory(1);
    const detail::numeric_emitter<double> e(false, memory.data(), known, nullptr, 0.);
    CHECK(e.weight(3, 2, zero) == 302);
    CHECK(e.weight(9, 2, one) == 903);
}
