// SPDX-License-Identifier: MPL-2.0
// The public class: what it computes, what it refuses, and that it is a value.
#include <brook/cfunc/cfunc.hpp>

#include <cmath>
#include <limits>
#include <list>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/number/simd_size.hpp>

#include "cfunc/build.hpp"
#include "jit/target.hpp"
#include "test/cfunc/numbers.hpp"
#include "test/support/catch.hpp"
#include "test/support/foreign_view.hpp"
#include "test/support/random_expression.hpp"
#include "test/support/reference_jet.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

const auto [x, y] = make_vars("x", "y");

template <typename T>
bool equal(T a, T b) {
    return test::same_bits(a, b) || (a != a && b != b);
}

// At one point, and in batches of 1 to 33 points, against the reference.
template <typename T>
std::size_t differences(const std::vector<expression> &fn, const std::vector<expression> &vars, const cfunc<T> &f) {
    using detail::fp_type_of;
    const auto program = detail::program_of(detail::function_set(fn, vars), fp_type_of<T>);
    const auto fused = detail::fp_has_vectors(fp_type_of<T>) && detail::find_target("").vectors.fused;
    std::size_t bad = 0;
    for (std::size_t n = 1; n <= 33; n += n < 9 ? 1 : 3) {
        const auto in = numbers<T>(vars.size() * n, 1), pars = numbers<T>(f.get_nparams() * n, 2),
                   times = numbers<T>(n, 3);
        std::vector<T> out(fn.size() * n, T(-7));
        f(typename cfunc<T>::out_2d(out.data(), fn.size(), n), typename cfunc<T>::in_2d(in.data(), vars.size(), n),
          kw::pars = typename cfunc<T>::in_2d(pars.data(), f.get_nparams(), n), kw::time = times);
        for (std::size_t k = 0; k < n; ++k) {
            std::vector<T> point, own_pars, result(fn.size());
            for (std::size_t i = 0; i < vars.size(); ++i)
                point.push_back(in[i * n + k]);
            for (std::size_t i = 0; i < f.get_nparams(); ++i)
                own_pars.push_back(pars[i * n + k]);
            const detail::reference_jet<T> reference(program, 0, fused, point, own_pars, times[k]);
            f(result, point, kw::pars = own_pars, kw::time = times[k]);
            for (std::size_t i = 0; i < fn.size(); ++i) {
                const auto expected = reference[program.outputs[i]][0];
                bad += !equal(result[i], expected) + !equal(out[i * n + k], expected);
            }
        }
    }
    return bad;
}

template <typename T>
std::size_t differences(const std::vector<expression> &fn, const std::vector<expression> &vars) {
    return differences(fn, vars, cfunc<T>(fn, vars));
}

// Accelerations of n bodies: the state is x, y, z of each.
std::vector<expression> accelerations(std::size_t n, std::vector<expression> &vars) {
    for (std::size_t i = 0; i < 3 * n; ++i)
        vars.emplace_back("q" + std::to_string(i));
    std::vector<expression> out;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            std::vector<expression> terms;
            for (std::size_t j = 0; j < n; ++j) {
                if (i == j)
                    continue;
                std::vector<expression> squares;
                for (std::size_t d = 0; d < 3; ++d)
                    squares.push_back(pow(vars[3 * j + d] - vars[3 * i + d], 2.));
                terms.push_back((vars[3 * j + c] - vars[3 * i + c]) * (1. + .1 * double(j)) * pow(sum(squares), -1.5));
            }
            out.push_back(sum(terms));
        }
    }
    return out;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("by default as many points are evaluated at once as are recommended", "[cfunc]",
                        test::code_types) {
    CHECK(cfunc<TestType>({x * y}, {x, y}).get_batch_size() == recommended_simd_size<TestType>());
}

TEMPLATE_LIST_TEST_CASE("a compiled function computes what the reference does, bit for bit", "[cfunc]",
                        test::code_types) {
    using T = TestType;
    const std::vector<expression> vars{x, y};
    CHECK(differences<T>({x * y + 1., sin(x) / y}, vars) == 0);
    CHECK(differences<T>({x, y, x, expression(3.), par[1], x + par[0], x * x, x * x}, vars) == 0);
    CHECK(differences<T>({cos(brook::time) * x, brook::time}, vars) == 0);
    CHECK(differences<T>({expression(2.), par[0] * 3., brook::time + 1.}, {}) == 0);
    CHECK(differences<T>({y}, {x, y}) == 0);
}

TEMPLATE_TEST_CASE("bodies are packed into lanes", "[cfunc]", float, double) {
    for (const std::size_t n : {2u, 3u, 6u, 20u}) {
        std::vector<expression> vars;
        const auto fn = accelerations(n, vars);
        CAPTURE(n);
        CHECK(differences<TestType>(fn, vars) == 0);
        CHECK(differences<TestType>(fn, vars, cfunc<TestType>(fn, vars, kw::compact_mode = true)) == 0);
    }
}

TEMPLATE_LIST_TEST_CASE("random functions", "[cfunc]", test::code_types) {
    for (unsigned seed = 0; seed < 6; ++seed) {
        test::random_expressions random(seed);
        const auto fn = random.several(4, 12);
        CAPTURE(seed);
        CHECK(differences<TestType>(fn, {expression("x"), expression("y"), expression("z")}) == 0);
    }
}

TEST_CASE("long functions of different operations", "[cfunc]") {
    // A chain that nothing can be packed of, and that is cut into parts.
    expression link = x;
    std::vector<expression> fn;
    for (int i = 0; i < 5000; ++i) {
        link = link * (y + double(i)) / (1. + link * link);
        if (i % 1000 == 0)
            fn.push_back(link);
    }
    fn.push_back(link);
    CHECK(differences<double>(fn, {x, y}) == 0);
    CHECK(differences<double>(fn, {x, y}, cfunc<double>(fn, {x, y}, kw::compact_mode = true)) == 0);
}

TEST_CASE("levels of optimisation and sizes of batches do not change a bit", "[cfunc]") {
    test::random_expressions random(77);
    const auto fn = random.several(5, 20);
    const std::vector<expression> vars{expression("x"), expression("y"), expression("z")};
    for (const unsigned level : {0u, 1u, 2u, 3u})
        CHECK(differences<double>(fn, vars, cfunc<double>(fn, vars, kw::opt_level = level)) == 0);
    for (const unsigned size : {1u, 2u, 3u, 4u, 100u}) {
        const cfunc<double> f(fn, vars, kw::batch_size = size);
        CHECK(f.get_batch_size() == (size == 3 ? 2 : size == 100 ? 8 : size));
        CHECK(differences<double>(fn, vars, f) == 0);
    }
}

TEST_CASE("nothing beyond the arrays is read or written", "[cfunc]") {
    std::vector<expression> vars;
    const auto fn = accelerations(6, vars);
    const cfunc<double> f(fn, vars);
    for (std::size_t n = 1; n < 20; ++n) {
        // Sentinels stand around the outputs; of the inputs, sanitizers see it.
        const auto in = numbers<double>(vars.size() * n, 4);
        std::vector<double> out(fn.size() * n + 2, 12.5);
        f(cfunc<double>::out_2d(out.data() + 1, fn.size(), n), cfunc<double>::in_2d(in.data(), vars.size(), n));
        CHECK(out.front() == 12.5);
        CHECK(out.back() == 12.5);
    }
}

TEST_CASE("threads", "[cfunc]") {
    std::vector<expression> vars;
    auto fn = accelerations(5, vars);
    fn.push_back(par[0] * brook::time);
    const cfunc<double> f(fn, vars);
    constexpr std::size_t n = 3001;
    const auto in = numbers<double>(vars.size() * n, 5), pars = numbers<double>(n, 6), times = numbers<double>(n, 7);
    const auto run = [&](auto parallel) {
        std::vector<double> out(fn.size() * n);
        f(cfunc<double>::out_2d(out.data(), fn.size(), n), cfunc<double>::in_2d(in.data(), vars.size(), n),
          kw::pars = cfunc<double>::in_2d(pars.data(), 1, n), kw::time = times, kw::batch_parallel = parallel);
        return out;
    };
    const auto serial = run(false);
    CHECK(run(true) == serial);
    CHECK(run(std::optional<bool>()) == serial);
    std::vector<std::vector<double>> results(4);
    std::vector<std::thread> threads;
    for (auto &r : results)
        threads.emplace_back([&] { r = run(false); });
    for (auto &t : threads)
        t.join();
    for (const auto &r : results)
        CHECK(r == serial);
}

TEST_CASE("arguments of all sorts", "[cfunc]") {
    const cfunc<double> f{{x + y * par[0], x - y}, {x, y}};
    std::vector<double> out(2), matrix(4);
    const double in[] = {3., 4.};
    f(out, in, kw::pars = {2.});
    CHECK(out == std::vector{11., -1.});
    cfunc<double>::out_1d view(out.data(), 2);
    f(view, cfunc<double>::in_1d(in, 2), kw::pars = std::vector{1.}, kw::time = 0);
    CHECK(out == std::vector{7., -1.});
    std::vector<double> values{1., 2., 10., 20.}, pars{1., 3.};
    const cfunc<double>::out_2d to(matrix.data(), 2, 2), from(values.data(), 2, 2), par_view(pars.data(), 1, 2);
    f(to, from, kw::pars = par_view);
    CHECK(matrix == std::vector{11., 62., -9., -18.});
    f(cfunc<double>::out_2d(nullptr, 2, 0), cfunc<double>::in_2d(nullptr, 2, 0),
      kw::pars = cfunc<double>::in_2d(nullptr, 1, 0)); // no points
    // Ranges of what converts to expressions.
    const std::list<expression> functions{x * 2.};
    const cfunc<double> g(functions, std::set<std::string>{"x"});
    g(std::span(out).first(1), std::span(in).first(1));
    CHECK(out[0] == 6.);
    const cfunc<float> h({x / 3.}, {x}, kw::prec = 0, kw::check_prec = false, kw::high_accuracy = true,
                         kw::parallel_mode = true, kw::parjit = false, kw::mname = "h", kw::opt_level = 2,
                         kw::fast_math = false, kw::batch_size = 4);
    CHECK((h.get_high_accuracy() && h.get_parallel_mode() && !h.get_compact_mode()));
    CHECK(h.get_batch_size() == 4);
}

TEST_CASE("views of others are taken where brook's are", "[cfunc]") {
    const auto [x, y] = make_vars("x", "y");
    const cfunc<double> f({x * y + par[0]}, {x, y});
    double in[6] = {1, 2, 3, 4, 5, 6}, out[3] = {}, pars[3] = {10, 20, 30};
    using test::foreign_view;
    f(foreign_view<double, 1>{out, {1}, {1}}, foreign_view<const double, 1>{in, {2}, {1}},
      kw::pars = foreign_view<double, 1>{pars, {1}, {1}});
    CHECK(out[0] == 12);
    f(foreign_view<double, 2>{out, {1, 3}, {3, 1}}, foreign_view<double, 2>{in, {2, 3}, {3, 1}},
      kw::pars = foreign_view<const double, 2>{pars, {1, 3}, {3, 1}});
    CHECK((out[0] == 14 && out[1] == 30 && out[2] == 48));
    CHECK_THROWS_WITH(f(foreign_view<double, 2>{out, {1, 3}, {1, 1}}, foreign_view<double, 2>{in, {2, 3}, {1, 2}}),
                      Catch::Matchers::ContainsSubstring("row by row"));
    f(mdspan<double, extents<int, 1, 3>>(out), mdspan<double, extents<int, 2, 3>>(in),
      kw::pars = mdspan<double, extents<int, 1, 3>>(pars));
    CHECK(out[2] == 48);
#if defined(__cpp_lib_mdspan)
    f(std::mdspan(out, 1), std::mdspan(in, 2), kw::pars = std::mdspan(pars, 1));
    CHECK(out[0] == 12);
    f(std::mdspan(out, 1, 3), std::mdspan(in, 2, 3), kw::pars = std::mdspan(pars, 1, 3), kw::time = std::mdspan(in, 3));
    CHECK((out[0] == 14 && out[1] == 30 && out[2] == 48));
#endif
    static_assert(!std::is_invocable_v<decltype(f), foreign_view<const double, 1>, foreign_view<double, 1>>);
}

TEST_CASE("what a compiled function knows of itself", "[cfunc]") {
    const cfunc<double> f{{x * par[2] + brook::time, y}, {y, x}};
    CHECK(f.is_valid());
    CHECK(f.get_fn() == std::vector<expression>{x * par[2] + brook::time, y});
    CHECK(f.get_vars() == std::vector<expression>{y, x});
    CHECK(f.get_nparams() == 3);
    CHECK(f.get_nvars() == 2);
    CHECK(f.get_nouts() == 2);
    CHECK(f.is_time_dependent());
    CHECK(f.get_batch_size() == 8);
    const auto dc = f.get_dc();
    CHECK(dc[0] == y);
    CHECK(dc[1] == x);
    CHECK(dc.back() == expression("u_0"));
    std::ostringstream out;
    out << f;
    const auto text = out.str();
    CHECK_THAT(text, ContainsSubstring("C++ datatype: double\n"));
    CHECK_THAT(text, ContainsSubstring("Variables: [y, x]\n"));
    CHECK_THAT(text, ContainsSubstring("Output #1: y\n"));
    CHECK(fmt::format("{}", f) == text);
}

TEMPLATE_LIST_TEST_CASE("a compiled function is a value", "[cfunc]", test::code_types) {
    using F = cfunc<TestType>;
    static_assert(std::is_nothrow_copy_constructible_v<F> && std::is_nothrow_move_constructible_v<F> &&
                  std::is_nothrow_copy_assignable_v<F> && std::is_nothrow_move_assignable_v<F> &&
                  std::is_nothrow_default_constructible_v<F>);
    F f{{x + 1.}, {x}};
    const auto copy = f;
    CHECK(&copy.get_fn() == &f.get_fn());
    const auto moved = std::move(f);
    std::vector<TestType> out(1);
    moved(out, std::vector{TestType(2)});
    CHECK(out[0] == 3);
    for (const auto &empty : {F(), f}) {
        CHECK(!empty.is_valid());
        CHECK_THROWS_AS(empty.get_fn(), std::invalid_argument);
        CHECK_THROWS_AS(empty.get_vars(), std::invalid_argument);
        CHECK_THROWS_AS(empty.get_dc(), std::invalid_argument);
        CHECK_THROWS_AS(empty.get_batch_size(), std::invalid_argument);
        CHECK_THROWS_AS(empty.get_nouts(), std::invalid_argument);
        CHECK_THROWS_AS(empty.get_compile_info(), std::invalid_argument);
        CHECK_THROWS_AS(empty(out, out), std::invalid_argument);
        CHECK_THROWS_AS(empty(typename F::out_2d(), typename F::in_2d()), std::invalid_argument);
        CHECK_THAT(fmt::format("{}", empty), ContainsSubstring("Default-constructed state."));
    }
    f = copy;
    CHECK(f.is_valid());
}

TEST_CASE("subnormal numbers are numbers like others", "[cfunc]") {
    const cfunc<double> f{{x * .5}, {x}};
    const double tiny = std::numeric_limits<double>::min();
    std::vector<double> out(1);
    f(out, std::vector{tiny});
    CHECK(out[0] == tiny / 2);
}
