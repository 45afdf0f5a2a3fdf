// SPDX-License-Identifier: MPL-2.0
// Expressions through archives: bits, names, and what is one object.
// covers: graph, fields
#include <brook/archive/archive.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/calculus/diff.hpp>
#include <brook/expression/rule.hpp>
#include <brook/expression/traversal.hpp>
#include <brook/expression/user_function.hpp>
#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/polynomial_table.hpp>

#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

template <typename X>
X through_archive(const X &x) {
    return from_archive<X>(to_archive(x));
}

} // namespace

TEST_CASE("random expressions come back from archives") {
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        test::random_expressions random(seed);
        const auto all = random.several(1 + random.below(4), 1 + random.below(30));
        CAPTURE(seed);
        const auto back = through_archive(all);
        REQUIRE(back.size() == all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            CHECK(detail::structural_hash(back[i]) == detail::structural_hash(all[i]));
            CHECK(detail::structural_hash(through_archive(all[i])) == detail::structural_hash(all[i]));
        }
        CHECK(to_archive(back) == to_archive(all));
    }
}

TEST_CASE("what is one object is one object again, and what is two is two") {
    const auto [x, y] = make_vars("x", "y");
    const auto shared = sin(x * y), twin = sin(x * y);
    const auto back = through_archive(std::vector<expression>{shared + y, shared * y, twin * x});
    const auto object = [](const expression &ex, std::size_t i) {
        return std::get<func>(std::get<func>(ex.value()).args()[i].value()).get_ptr();
    };
    const auto place = [&](const expression &ex) {
        const auto &args = std::get<func>(ex.value()).args();
        for (std::size_t i = 0; i < args.size(); ++i)
            if (const auto *f = std::get_if<func>(&args[i].value()); f != nullptr && f->get_name() == "sin")
                return object(ex, i);
        return static_cast<const void *>(nullptr);
    };
    REQUIRE(place(back[0]) != nullptr);
    CHECK(place(back[0]) == place(back[1]));
    CHECK(place(back[0]) != place(back[2]));
}

TEST_CASE("graphs with more ways than memory, and deep ones, come back") {
    auto wide = expression("x");
    for (int i = 0; i < 200; ++i)
        wide = sin(wide) * wide;
    CHECK(detail::structural_hash(through_archive(wide)) == detail::structural_hash(wide));

    auto deep = expression("x");
    for (int i = 0; i < 300000; ++i)
        deep = sin(deep);
    CHECK(detail::structural_hash(through_archive(deep)) == detail::structural_hash(deep));
}

TEST_CASE("numbers keep type and bits in archives") {
    const auto check = [](auto x) {
        using T = decltype(x);
        using limits = std::numeric_limits<T>;
        for (const T value : {x, -x, T(0), -T(0), limits::denorm_min(), limits::max(), limits::infinity(),
                              limits::quiet_NaN(), std::nextafter(T(1), T(2))})
            CHECK(detail::identical(through_archive(number(value)), number(value)));
    };
    check(0.1f);
    check(0.1);
    check(0.1l);
}

TEST_CASE("variables and parameters of all names and indices come back") {
    for (const auto &name : {std::string("x"), std::string(), std::string("\0 \n\xff", 4), std::string(100000, 'n')})
        CHECK(through_archive(variable(name)) == variable(name));
    for (const auto index : {0u, 127u, 128u, 4294967295u})
        CHECK(through_archive(param(index)) == param(index));
    CHECK(through_archive(expression(pi)) == expression(pi));
    CHECK(through_archive(expression(brook::time)) == expression(brook::time));
}

TEST_CASE("shared arguments stay shared") {
    const auto sine = sin(expression("x"));
    const auto &rule = std::get<func>(sine.value()).rule();
    const auto list = std::make_shared<const std::vector<expression>>(1, expression("x"));
    const std::vector<expression> all{expression(func(rule, func_args(list))), expression(func(rule, func_args(list)))};
    const auto back = through_archive(all);
    const auto shared = [&](std::size_t i) { return std::get<func>(back[i].value()).shared_args(); };
    REQUIRE(shared(0) != nullptr);
    CHECK(shared(0) == shared(1));
    CHECK(through_archive(func_args(list)).get_shared_args() != nullptr);
    CHECK(through_archive(func_args(*list)).get_shared_args() == nullptr);
}

TEST_CASE("functions of one's own come back by name, and are missed if they are not there") {
    static const function_rule rule = [] {
        function_rule r;
        r.name = "archived";
        r.identity = "1";
        r.arity = 1;
        return r;
    }();
    const auto ex = user_function(rule)({expression("x")});
    CHECK(through_archive(ex) == ex);

    // The same archive, of a function that nobody made.
    auto archive = to_archive(ex);
    const auto content = archive.substr(0, archive.size() - 32);
    CHECK_THROWS_AS(from_archive<expression>(content), std::runtime_error);
}

TEST_CASE("tables of polynomials come back from archives, once each") {
    const auto x = "x"_var, y = "y"_var;
    const polynomial_table a({0, 1, 3}, {{1, 2}, {3, -0.}}, polynomial_basis::chebyshev, beyond_breaks::extrapolate),
        b({0, 1}, {{1, 2, 3}});
    const std::vector<expression> all{piecewise_polynomial(x, a) + piecewise_polynomial(y, b),
                                      sin(piecewise_polynomial(x * y, a)), diff(piecewise_polynomial(x, b), "x")};
    const auto back = through_archive(all);
    CHECK(back == all);
    CHECK(to_archive(back) == to_archive(all));
    const auto rule = [](const expression &ex) { return &std::get<func>(ex.value()).rule(); };
    const auto arg = [](const expression &ex, std::size_t i) { return std::get<func>(ex.value()).args()[i]; };
    CHECK((rule(arg(back[0], 0)) == rule(arg(back[1], 0)) || rule(arg(back[0], 1)) == rule(arg(back[1], 0))));
}

TEST_CASE("a table in an archive must be that of its name") {
    const auto good = to_archive(piecewise_polynomial("x"_var, {0, 1}, {{1, 2}}));
    std::size_t refused = 0;
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        try {
            from_archive<expression>(bad);
        } catch (const std::runtime_error &) {
            ++refused;
        }
    }
    CHECK(refused == good.size());
}
