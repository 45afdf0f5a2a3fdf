// SPDX-License-Identifier: MPL-2.0
// Large, deep and heavily shared graphs through everything that comes before machine code. The stack is small, so that
// recursion along a graph would not go unnoticed; and walks along trees instead of graphs would never end.
#include <exception>
#include <functional>
#include <map>
#include <sstream>
#include <unordered_map>

#include <pthread.h>

#include <brook/brook.hpp>

#include "decomposition/decompose.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

// Runs `work` on a thread with a stack of 4 MiB: forty bytes for each level of the deepest graphs below.
void on_small_stack(std::function<void()> work) {
    struct task {
        std::function<void()> work;
        std::exception_ptr error;
    } t{std::move(work), nullptr};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    REQUIRE(pthread_attr_setstacksize(&attributes, std::size_t(4) << 20) == 0);
    pthread_t thread;
    const auto run = [](void *data) -> void * {
        auto &mine = *static_cast<task *>(data);
        try {
            mine.work();
        } catch (...) {
            mine.error = std::current_exception();
        }
        return nullptr;
    };
    REQUIRE(pthread_create(&thread, &attributes, run, &t) == 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
    if (t.error)
        std::rethrow_exception(t.error);
}

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

std::string text_of(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

detail::program program_of(const expression &ex) {
    return detail::decompose(detail::ode_system({prime(x) = ex, prime(y) = x}));
}

// Whatever can be asked of a graph whose only variables are x and y. `make` builds it from x.
void visit_everything(const std::function<expression(const expression &)> &make) {
    const auto ex = make(x), twin = copy(ex), other = make(y);
    CHECK(ex == twin);
    CHECK(ex != other);
    CHECK(std::hash<expression>{}(ex) == std::hash<expression>{}(twin));
    CHECK_FALSE(std::less<expression>{}(ex, twin));
    CHECK(std::less<expression>{}(ex, other) != std::less<expression>{}(other, ex));
    CHECK(rename_variables(ex, {{"x", "y"}}) == other);
    CHECK(subs(ex, std::unordered_map<std::string, expression>{{"x", y}}) == other);
    CHECK(subs(ex, std::map<expression, expression>{{x, y}}) == other);
    CHECK(subs(ex, std::map<expression, expression>{{twin, y}}) == y);
    CHECK(subs(std::vector{ex, twin}, std::map<expression, expression>{{x, y}}) == std::vector{other, other});
    CHECK(get_variables(ex).front() == "x");
    CHECK(get_params({ex, twin}).empty());
    CHECK(get_param_size(ex) == 0);
    CHECK_FALSE(is_time_dependent(ex));
    get_n_nodes(ex);
    CHECK(text_of(ex).size() <= 1003);
    CHECK(diff(ex, "x") == diff(twin, x));
    CHECK(diff(ex, par[0]) == 0_dbl);
}

} // namespace

TEST_CASE("chains of 100,000 functions", "[journeys][deep]") {
    on_small_stack([] {
        const auto chain = [](const expression &start) {
            auto ex = start;
            for (int i = 0; i < 100'000; ++i)
                ex = ex + y;
            return ex;
        };
        visit_everything(chain);
        visit_everything([](const expression &start) {
            auto ex = start;
            for (int i = 0; i < 100'000; ++i)
                ex = y - ex;
            return ex;
        });
        visit_everything([](const expression &start) {
            auto ex = start;
            for (int i = 0; i < 100'000; ++i)
                ex = sin(ex);
            return ex;
        });
    });
}

TEST_CASE("graphs whose trees have 2^1000 nodes", "[journeys][deep]") {
    on_small_stack([] {
        visit_everything([](const expression &start) { return test::doubled(1000, start); });
        visit_everything([](const expression &start) { return test::doubled(1000, sin(start) * y); });
        CHECK(get_n_nodes(test::doubled(1000, x)) == 0);
        CHECK(diff(test::doubled(1000, x), x) == expression(std::ldexp(1., 1000)));
        // Two copies, which share nothing with each other, and differ at the bottom in what == does not see.
        const auto sum = std::get<func>((x + y).value());
        const auto zero = [&](double z) { return expression(func(sum.rule(), {x, expression(z)})); };
        CHECK(test::doubled(1000, zero(0.)) == test::doubled(1000, zero(-0.)));
        CHECK_FALSE(std::less<expression>{}(test::doubled(1000, zero(0.)), test::doubled(1000, zero(-0.))));
        CHECK(test::doubled(1000, zero(0.)) != test::doubled(1000, zero(1.)));
    });
}

TEST_CASE("a million functions", "[journeys][deep]") {
    on_small_stack([] {
        // A pyramid: each function is used twice by the row above.
        visit_everything([](const expression &start) {
            std::vector<expression> row;
            for (int i = 0; i < 1414; ++i)
                row.push_back(cos(start + double(i)));
            while (row.size() > 1) {
                for (std::size_t i = 0; i + 1 < row.size(); ++i)
                    row[i] = row[i] + row[i + 1];
                row.pop_back();
            }
            return row[0];
        });
    });
}

TEST_CASE("decomposition of chains takes linear time", "[journeys][deep]") {
    on_small_stack([] {
        auto sums = x, differences = x, products = x, sines = x;
        for (int i = 0; i < 100'000; ++i) {
            sums = sums + y;
            differences = y - differences;
            products = products * y;
            sines = sin(sines);
        }
        const auto p = program_of(sums);
        REQUIRE(p.definitions.size() == 1);
        CHECK(p.definitions[0].op == &detail::linear_operation);
        CHECK(p.definitions[0].args.size() == 2); // x + 100,000 y
        CHECK(program_of(differences).definitions.size() == 1);
        CHECK(program_of(products).definitions.size() < 100'000);
        CHECK(program_of(sines).definitions.size() == 100'000);
    });
}

TEST_CASE("decomposition of shared graphs takes each function once", "[journeys][deep]") {
    on_small_stack([] {
        CHECK(program_of(test::doubled(1000, x)).definitions.size() == 1); // 2^1000 x
        auto squares = x;
        for (int i = 0; i < 1000; ++i)
            squares = squares * squares;
        CHECK(program_of(squares).definitions.size() == 1000);
        constexpr int n = 100'000;
        const auto definitions = [](auto term) {
            std::vector<expression> terms;
            for (int i = 0; i < n; ++i)
                terms.push_back(term(double(i)));
            return program_of(sum(std::move(terms))).definitions.size();
        };
        // x + i and y + i, without x + 0 and y + 0, and the sines of them; a sum of products for each coefficient, and
        // a sum unless the coefficient is 1.
        const auto product = [](double i) { return sin(x + i) * cos(y + i); };
        CHECK(definitions([&](double i) { return product(i); }) == 4 * n - 1);
        CHECK(definitions([&](double i) { return (i < n / 2 ? 2. : 3.) * product(i); }) == 4 * n + 1);
        CHECK(definitions([&](double i) { return (i + 2.) * product(i); }) == 5 * n - 1);
        // With a common factor, a sum of sines and one product.
        CHECK(definitions([](double i) { return sin(x + i) * y; }) == 2 * n + 1);
        CHECK(definitions([](double i) { return (i + 2.) * (sin(x + i) * y); }) == 2 * n + 1);
        CHECK(definitions([](double i) { return (i + 2.) * sin(x + i); }) == 2 * n);
    });
}
