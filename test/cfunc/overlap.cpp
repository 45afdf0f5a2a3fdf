// SPDX-License-Identifier: MPL-2.0
// Outputs that share memory with inputs, parameters or times are those that separate memory gets.
#include "cfunc/overlap.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <brook/cfunc/cfunc.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;

namespace {

const auto [x, y, z] = make_vars("x", "y", "z");

// Every output reads what another one is written over.
template <typename T>
cfunc<T> mixed() {
    return cfunc<T>({y * z + par[1], z - x * brook::time, x + par[0] * y}, {x, y, z});
}

// So many that the code is made of loops and parts.
template <typename T>
cfunc<T> reversed(std::size_t n) {
    std::vector<expression> vars, fn;
    for (std::size_t i = 0; i < n; ++i)
        vars.emplace_back("x" + std::to_string(i));
    for (std::size_t i = 0; i < n; ++i)
        fn.push_back(vars[n - 1 - i] * vars[(i + 1) % n] + sin(vars[i]));
    return cfunc<T>(fn, vars);
}

template <typename T>
std::vector<T> numbers(std::size_t n) {
    std::vector<T> all;
    for (std::size_t i = 0; i < n; ++i)
        all.push_back(T(1) + T(i * 37 % 101) / T(64));
    return all;
}

// Where the arrays begin in a common memory.
struct places {
    std::size_t in, pars, time, out;
};

constexpr std::size_t memory_size = 800;

template <typename T>
std::size_t differences(const cfunc<T> &f, std::size_t n, const places &at, bool parallel) {
    using in_2d = typename cfunc<T>::in_2d;
    auto memory = numbers<T>(memory_size);
    const auto before = memory;
    const auto rows_in = f.get_nvars(), rows_pars = f.get_nparams(), rows_out = f.get_nouts();
    std::vector<T> expected(rows_out * n);
    f(typename cfunc<T>::out_2d(expected.data(), rows_out, n), in_2d(before.data() + at.in, rows_in, n),
      kw::pars = in_2d(before.data() + at.pars, rows_pars, n),
      kw::time = typename cfunc<T>::in_1d(before.data() + at.time, n), kw::batch_parallel = parallel);
    f(typename cfunc<T>::out_2d(memory.data() + at.out, rows_out, n), in_2d(memory.data() + at.in, rows_in, n),
      kw::pars = in_2d(memory.data() + at.pars, rows_pars, n),
      kw::time = typename cfunc<T>::in_1d(memory.data() + at.time, n), kw::batch_parallel = parallel);
    std::size_t bad = 0;
    for (std::size_t i = 0; i < memory_size; ++i) {
        const bool is_output = i >= at.out && i < at.out + expected.size();
        bad += !test::same_bits(memory[i], is_output ? expected[i - at.out] : before[i]);
    }
    return bad;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("outputs over inputs, parameters and times, at many points", "[overlap]", test::code_types) {
    const auto f = mixed<TestType>();
    for (const std::size_t n : {1u, 2u, 7u, 8u, 9u, 16u, 17u, 40u}) {
        const auto rows = 3 * n;
        for (const bool parallel : {false, true}) {
            CAPTURE(n, parallel);
            for (const auto shift : {std::size_t(0), std::size_t(1), n - 1, n, n + 1, rows - 1, rows}) {
                CAPTURE(shift);
                CHECK(differences<TestType>(f, n, {100, 400, 700, 100 + shift}, parallel) == 0);
                CHECK(differences<TestType>(f, n, {100 + shift, 400, 700, 100}, parallel) == 0);
                CHECK(differences<TestType>(f, n, {400, 100 + shift, 700, 100}, parallel) == 0);
                CHECK(differences<TestType>(f, n, {400, 100, 700, 100 + shift}, parallel) == 0);
                CHECK(differences<TestType>(f, n, {400, 600, 100 + shift, 100}, parallel) == 0);
                CHECK(differences<TestType>(f, n, {100, 100, 100, 100}, parallel) == 0);
            }
        }
    }
}

TEMPLATE_LIST_TEST_CASE("long functions in place, at one point and at many", "[overlap]", test::code_types) {
    for (const std::size_t size : {3u, 16u, 80u}) {
        const auto f = reversed<TestType>(size);
        auto state = numbers<TestType>(size);
        std::vector<TestType> expected(size);
        f(expected, state);
        f(state, state);
        CHECK(state == expected);
        for (const std::size_t n : {1u, 8u, 9u}) {
            CAPTURE(size, n);
            CHECK(differences<TestType>(f, n, {0, 0, 0, 0}, false) == 0);
            CHECK(differences<TestType>(f, n, {n, 0, 0, 0}, false) == 0);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("outputs over inputs and parameters, at one point", "[overlap]", test::code_types) {
    using row = typename cfunc<TestType>::in_1d;
    const auto f = mixed<TestType>();
    const auto before = numbers<TestType>(10);
    for (std::size_t in = 0; in + 3 <= before.size(); ++in)
        for (std::size_t pars = 0; pars + 2 <= before.size(); ++pars) {
            auto memory = before;
            std::vector<TestType> expected(3);
            f(expected, row(before.data() + in, 3), kw::pars = row(before.data() + pars, 2), kw::time = memory[4]);
            f(typename cfunc<TestType>::out_1d(memory.data() + 4, 3), row(memory.data() + in, 3),
              kw::pars = row(memory.data() + pars, 2), kw::time = memory[4]);
            CHECK(std::vector<TestType>(memory.begin() + 4, memory.begin() + 7) == expected);
            CHECK(std::equal(memory.begin(), memory.begin() + 4, before.begin()));
            CHECK(std::equal(memory.begin() + 7, memory.end(), before.begin() + 7));
        }
}

TEST_CASE("only what overlaps is copied", "[overlap]") {
    std::vector<double> memory(10);
    using span = mdspan<double, dextents<std::size_t, 1>>;
    const auto is_copied = [&](std::size_t in, std::size_t size_in, std::size_t out, std::size_t size_out) {
        const span from(memory.data() + in, size_in), to(memory.data() + out, size_out);
        return detail::apart_from_outputs<double>(from, to).data() != from.data_handle();
    };
    CHECK(!is_copied(0, 3, 3, 3));
    CHECK(!is_copied(3, 3, 0, 3));
    CHECK(is_copied(0, 4, 3, 3));
    CHECK(is_copied(3, 3, 0, 4));
    CHECK(is_copied(2, 1, 0, 5));
    CHECK(is_copied(0, 5, 2, 1));
    CHECK(!is_copied(2, 0, 0, 5));
    CHECK(!is_copied(0, 5, 2, 0));
    CHECK(detail::apart_from_outputs<double>(span(), span(memory.data(), 2)).data() == nullptr);
}
