// SPDX-License-Identifier: MPL-2.0
// The canonical form: what it does not see, and what it does.
#include "expression/canonical.hpp"

#include <limits>
#include <system_error>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

const std::vector<std::string> xyz{"x", "y", "z"};

std::vector<std::byte> bytes_of(const std::vector<expression> &roots, const std::vector<std::string> &names = xyz) {
    const auto graph = detail::canonicalise(roots, names);
    CHECK_FALSE(graph.unknown_variable);
    return graph.bytes;
}

// Every function a node of its own, in the order of a recursive walk from the last argument.
expression without_sharing(const expression &ex) {
    const auto *f = std::get_if<func>(&ex.value());
    if (f == nullptr)
        return ex;
    auto args = f->args();
    for (std::size_t i = args.size(); i-- > 0;)
        args[i] = without_sharing(args[i]);
    return expression(f->make_copy_with_new_args(std::move(args)));
}

} // namespace

TEST_CASE("names, sharing and the order of construction do not matter", "[canonical]") {
    test::random_expressions random(8);
    for (int i = 0; i < 100; ++i) {
        const auto roots = random.several(3, 8);
        const auto bytes = bytes_of(roots);
        const auto renamed = rename_variables(roots, {{"x", "z"}, {"y", "longer than sixteen bytes"}, {"z", ""}});
        CHECK(bytes_of(renamed, {"z", "longer than sixteen bytes", ""}) == bytes);
        std::vector<expression> unshared;
        for (std::size_t k = roots.size(); k-- > 0;)
            unshared.insert(unshared.begin(), without_sharing(roots[k]));
        CHECK(bytes_of(unshared) == bytes);
        CHECK(bytes_of(copy(roots)) == bytes);
    }
}

TEST_CASE("the canonical form changes with everything that decides the code", "[canonical]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const std::vector<std::vector<expression>> different{
        {x},
        {y},
        {par[0]},
        {par[1]},
        {0_dbl},
        {expression(-0.)},
        {0_flt},
        {0_ldbl},
        {expression(-0.l)},
        {expression(std::numeric_limits<double>::quiet_NaN())},
        {expression(-std::numeric_limits<double>::quiet_NaN())},
        {brook::time},
        {},
        {x, x},
        {x, y},
        {y, x},
        {x + y},
        {y + x},
        {sum({x, y, z})},
        {(x + y) + z},
        {x + (y + z)},
        {x * y},
        {sin(x)},
        {cos(x)},
        {sin(x), cos(x)},
        {cos(x), sin(x)},
        {sin(x), sin(x)},
        {sin(x), sin(y)},
        {sin(sin(x))},
        {pow(x, 2.)},
        {pow(x, 2.f)},
        {pow(x, -2.)},
    };
    for (std::size_t i = 0; i < different.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            CAPTURE(i, j);
            CHECK(bytes_of(different[i]) != bytes_of(different[j]));
        }
    }
    CHECK(bytes_of({x}, {"x"}) != bytes_of({x}, {"x", "y"}));
}

TEST_CASE("random expressions have equal canonical forms only if they are the same", "[canonical]") {
    test::random_expressions random(9, {.variables = {"x", "y"}, .n_pars = 1, .with_time = true, .folded = false});
    std::vector<expression> all;
    for (int i = 0; i < 150; ++i)
        all.push_back(random(1 + random.below(3)));
    std::vector<std::vector<std::byte>> forms;
    for (const auto &ex : all)
        forms.push_back(bytes_of({ex}));
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            CHECK((forms[i] == forms[j]) == (detail::structural_hash(all[i]) == detail::structural_hash(all[j])));
}

TEST_CASE("the layout of the canonical form is fixed", "[canonical]") {
    // sin(x) + par[40] * 1.5f with two variables
    const auto product = expression(1.5f) * par[40];
    const auto bytes = bytes_of({sin("x"_var) + product, "y"_var}, {"x", "y"});
    const std::vector<unsigned> expected{2,    2, 2,                                             //
                                         1,    3, 's', 'i', 'n', 0,   1, 1,                      // sin of variable 0
                                         2,    4, 'p', 'r', 'o', 'd', 0, 2, 3, 0, 0, 0xc0, 0x3f, // float 1.5 ...
                                         0xa2, 1,                                                // ... parameter 40
                                         3,    3, 's', 'u', 'm', 0,   2, 0, 4,                   // functions 0 and 1
                                         0,    8, 5};                                            // roots
    std::vector<unsigned> found;
    for (const auto b : bytes)
        found.push_back(std::to_integer<unsigned>(b));
    CHECK(found == expected);
}

TEST_CASE("what else is found on the way", "[canonical]") {
    const auto [x, y] = make_vars("x", "y");
    const std::vector<expression> roots{x + par[4], sin(y) * brook::time};
    const auto graph = detail::canonicalise(roots, xyz);
    CHECK(graph.n_pars == 5);
    CHECK(graph.time_dependent);

    const std::vector<std::string> only_x{"x"};
    const auto incomplete = detail::canonicalise(roots, only_x);
    CHECK(incomplete.unknown_variable == "y");
    CHECK(incomplete.bytes.empty());

    const std::vector<expression> too_many{par[std::numeric_limits<std::uint32_t>::max()]};
    CHECK_THROWS_AS(detail::canonicalise(too_many, xyz), std::system_error);
}

TEST_CASE("the canonical form of deep and heavily shared graphs", "[canonical][deep]") {
    const auto deep = test::deep_chain(100'000, "y"_var);
    CHECK(bytes_of({deep}) == bytes_of({copy(deep)}));
    const auto shared = test::doubled(60, "x"_var);
    CHECK(bytes_of({shared}).size() < 60 * 8);
    CHECK(bytes_of({shared, shared}) == bytes_of({shared, copy(shared)}));
}
