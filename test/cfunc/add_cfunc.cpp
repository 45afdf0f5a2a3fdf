// SPDX-License-Identifier: MPL-2.0
// Functions in modules of users: their bits are those of cfunc, whatever the shape of the batch.
#include <brook/cfunc/add_cfunc.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/cfunc/cfunc.hpp>
#include <brook/expression/user_function.hpp>
#include <brook/jit/llvm_multi_state.hpp>
#include <brook/math/functions.hpp>
#include <brook/support/error.hpp>

#include "benchmark/support/n_bodies.hpp"
#include "test/cfunc/numbers.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

const auto [x, y, z] = make_vars("x", "y", "z");

template <typename T>
using plain = void(T *, const T *, const T *, const T *) noexcept;
template <typename T>
using strided = void(T *, const T *, const T *, const T *, std::size_t) noexcept;

template <typename T>
std::size_t differences(const std::vector<T> &a, const std::vector<T> &b) {
    std::size_t bad = a.size() != b.size();
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        bad += !test::same_bits(a[i], b[i]) && !(a[i] != a[i] && b[i] != b[i]);
    return bad;
}

// A matrix of rows of `n` numbers as one of rows of `stride` numbers, and back.
template <typename T>
std::vector<T> with_stride(const std::vector<T> &rows, std::size_t n, std::size_t stride) {
    std::vector<T> all(rows.size() / n * stride, T(-3));
    for (std::size_t i = 0; i < rows.size(); ++i)
        all[i / n * stride + i % n] = rows[i];
    return all;
}
template <typename T>
std::vector<T> without_stride(const std::vector<T> &all, std::size_t n, std::size_t stride) {
    std::vector<T> rows;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (i % stride < n)
            rows.push_back(all[i]);
    return rows;
}

const std::vector<std::uint32_t> batch_sizes{1, 2, 3, 4, 8, 11, 16, 29};

// All batch sizes, with a stride and without, in one module.
template <typename T>
std::size_t differences_from_cfunc(const std::vector<expression> &fn, const std::vector<expression> &vars,
                                   unsigned opt_level) {
    const cfunc<T> f(fn, vars, kw::opt_level = opt_level);
    llvm_state state(kw::opt_level = opt_level);
    for (const auto n : batch_sizes) {
        add_cfunc<T>(state, "f" + std::to_string(n), fn, vars, kw::batch_size = n);
        add_cfunc<T>(state, "g" + std::to_string(n), fn, vars, kw::batch_size = n, kw::strided = true);
    }
    state.compile();
    std::size_t bad = 0;
    for (const auto n : batch_sizes) {
        const auto in = numbers<T>(vars.size() * n, n), pars = numbers<T>(f.get_nparams() * n, n + 1),
                   time = numbers<T>(n, n + 2);
        std::vector<T> expected(fn.size() * n), out(fn.size() * n, T(-7));
        f(typename cfunc<T>::out_2d(expected.data(), fn.size(), n), typename cfunc<T>::in_2d(in.data(), vars.size(), n),
          kw::pars = typename cfunc<T>::in_2d(pars.data(), f.get_nparams(), n), kw::time = time);
        reinterpret_cast<plain<T> *>(state.jit_lookup("f" + std::to_string(n)))(out.data(), in.data(), pars.data(),
                                                                                time.data());
        bad += differences(out, expected);
        for (const std::size_t stride : {std::size_t(n), std::size_t(n + 3)}) {
            auto far = with_stride(out, n, stride);
            const auto untouched = far;
            std::fill(far.begin(), far.end(), T(-3));
            reinterpret_cast<strided<T> *>(state.jit_lookup("g" + std::to_string(n)))(
                far.data(), with_stride(in, n, stride).data(), with_stride(pars, n, stride).data(), time.data(),
                stride);
            bad += differences(without_stride(far, n, stride), expected) + differences(far, untouched);
        }
    }
    return bad;
}

// a = 2 b, a function without a value or a recurrence.
constinit const function_rule useless_rule{.name = "useless"};

} // namespace

TEMPLATE_LIST_TEST_CASE("an added function computes what cfunc does, bit for bit", "[add_cfunc]", test::code_types) {
    using T = TestType;
    const unsigned opt_level = GENERATE(0u, 1u, 3u);
    CAPTURE(opt_level);
    CHECK(differences_from_cfunc<T>({x * y + 1., sin(x) / y}, {x, y}, opt_level) == 0);
    CHECK(differences_from_cfunc<T>({par[1] * x, cos(brook::time) + par[0], x, expression(2.)}, {x}, opt_level) == 0);
    CHECK(differences_from_cfunc<T>({expression(2.), par[0] * 3., brook::time + 1.}, {}, opt_level) == 0);
}

TEMPLATE_LIST_TEST_CASE("an added function is right for random expressions", "[add_cfunc]", test::code_types) {
    const auto seed = GENERATE(range(1u, 13u));
    CAPTURE(seed);
    test::random_expressions make(seed);
    CHECK(differences_from_cfunc<TestType>(make.several(4, 12), {x, y, z}, seed % 4) == 0);
}

TEMPLATE_LIST_TEST_CASE("added functions may be long, in loops that need memory", "[add_cfunc]", test::code_types) {
    const auto system = problems::n_bodies(std::vector<double>(GENERATE(6u, 60u), .125), 1.);
    std::vector<expression> fn, vars;
    for (const auto &[variable, rhs] : system) {
        vars.push_back(variable);
        fn.push_back(rhs);
    }
    const cfunc<TestType> f(fn, vars);
    llvm_state state(kw::opt_level = 1);
    const std::uint32_t n = 19;
    add_cfunc<TestType>(state, "one", fn, vars);
    add_cfunc<TestType>(state, "many", fn, vars, kw::batch_size = n);
    state.compile();
    const auto in = numbers<TestType>(vars.size() * n, 5);
    std::vector<TestType> expected(fn.size() * n), out(fn.size() * n);
    f(typename cfunc<TestType>::out_2d(expected.data(), fn.size(), n),
      typename cfunc<TestType>::in_2d(in.data(), vars.size(), n));
    reinterpret_cast<plain<TestType> *>(state.jit_lookup("many"))(out.data(), in.data(), nullptr, nullptr);
    CHECK(differences(out, expected) == 0);
    const std::vector<TestType> point(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(vars.size()));
    expected.resize(fn.size());
    out.resize(fn.size());
    f(expected, point);
    reinterpret_cast<plain<TestType> *>(state.jit_lookup("one"))(out.data(), point.data(), nullptr, nullptr);
    CHECK(differences(out, expected) == 0);
}

TEST_CASE("the decomposition is that of cfunc, and copies of a state have the function", "[add_cfunc]") {
    llvm_state state;
    CHECK(add_cfunc<double>(state, "f", {x * sin(y), x + y}, {x, y}) ==
          cfunc<double>({x * sin(y), x + y}, {x, y}).get_dc());
    CHECK(add_cfunc<float>(state, "g", {x * 2.}, {x}, kw::high_accuracy = false, kw::prec = 0).size() > 1);
    auto copy = state;
    copy.compile();
    const double in[]{2., 0.};
    double out[2];
    reinterpret_cast<plain<double> *>(copy.jit_lookup("f"))(out, in, nullptr, nullptr);
    CHECK(out[0] == 0.);
    CHECK(out[1] == 2.);
    std::vector<llvm_state> states{state, state.make_similar()};
    add_cfunc<double>(states[1], "h", {x * 3.}, {x});
    llvm_multi_state several(states);
    several.compile();
    reinterpret_cast<plain<double> *>(several.jit_lookup("h"))(out, in, nullptr, nullptr);
    CHECK(out[0] == 6.);
}

TEST_CASE("what cannot be added leaves the module as it was", "[add_cfunc]") {
    llvm_state state;
    add_cfunc<double>(state, "f", {x}, {x});
    const auto before = state.get_ir();
    const auto refuses = [&](const std::string &text, auto &&...args) {
        CHECK_THROWS_AS(add_cfunc<double>(state, args...), std::invalid_argument);
        CHECK_THROWS_WITH(add_cfunc<double>(state, args...), ContainsSubstring(text));
    };
    using all = std::vector<expression>;
    refuses("'f'", "f", all{x}, all{x});
    refuses("empty", "", all{x}, all{x});
    refuses("batch_size is 0", "g", all{x}, all{x}, kw::batch_size = 0);
    refuses("batch_size", "g", all{x}, all{x}, kw::batch_size = -1);
    refuses("precision", "g", all{x}, all{x}, kw::prec = -1);
    refuses("at least one function", "g", all{}, all{x});
    refuses("'y'", "g", all{x + y}, all{x});
    refuses("given 2 times", "g", all{x}, all{x, x});
    CHECK_THROWS_AS(add_cfunc<double>(state, "g", {call(useless_rule, {x})}, {x}), not_implemented_error);
    CHECK(state.get_ir() == before);
    state.compile();
    refuses("compiled", "g", all{x}, all{x});
    auto taken = std::move(state);
    refuses("moved from", "g", all{x}, all{x});
}
