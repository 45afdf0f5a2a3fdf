// SPDX-License-Identifier: MPL-2.0
// Copies, renamings and substitutions.
#include <map>
#include <unordered_map>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

const void *pointer_of(const expression &ex) { return std::get<func>(ex.value()).get_ptr(); }

// Walks both graphs together: the same node on the left has the same node on the right, and the other way round where
// `one_to_one`.
void check_sharing(const std::vector<expression> &left, const std::vector<expression> &right, bool one_to_one = true) {
    std::map<const void *, const void *> there, back;
    std::vector<std::pair<expression, expression>> open;
    const auto look_at = [&](const expression &a, const expression &b) {
        const auto *f = detail::as_func(a), *g = detail::as_func(b);
        if (f == nullptr || g == nullptr) {
            return;
        }
        const auto [image, fresh] = there.emplace(f->get_ptr(), g->get_ptr());
        CHECK(image->second == g->get_ptr());
        if (one_to_one) {
            CHECK(back.emplace(g->get_ptr(), f->get_ptr()).first->second == f->get_ptr());
        }
        if (fresh) {
            open.emplace_back(a, b);
        }
    };
    REQUIRE(left.size() == right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        look_at(left[i], right[i]);
    }
    while (!open.empty()) {
        const auto [a, b] = open.back();
        open.pop_back();
        const auto &x = std::get<func>(a.value()).args(), &y = std::get<func>(b.value()).args();
        REQUIRE(x.size() == y.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            look_at(x[i], y[i]);
        }
    }
}

using renaming = std::unordered_map<std::string, std::string>;
using replacement = std::unordered_map<std::string, expression>;
using subtree_map = std::map<expression, expression>;

} // namespace

TEST_CASE("a copy is equal, made of new functions, and shares alike", "[substitute]") {
    test::random_expressions random(4);
    for (int i = 0; i < 50; ++i) {
        const auto exs = random.several(3, 10);
        const auto copies = copy(exs);
        CHECK(copies == exs);
        if (std::holds_alternative<func>(exs[0].value())) { // some fold to less
            CHECK(pointer_of(copies[0]) != pointer_of(exs[0]));
        }
        check_sharing(exs, copies);
        CHECK(copy(exs[0]) == exs[0]);
    }
    CHECK(copy("x"_var) == "x"_var);
}

TEST_CASE("renaming, and back", "[substitute]") {
    test::random_expressions random(5);
    for (int i = 0; i < 50; ++i) {
        const auto exs = random.several(3, 10);
        const renaming there{{"x", "a"}, {"y", "b"}, {"z", "c"}}, back{{"a", "x"}, {"b", "y"}, {"c", "z"}};
        const auto renamed = rename_variables(exs, there);
        CHECK(rename_variables(renamed, back) == exs);
        CHECK(rename_variables(exs[0], there) == renamed[0]);
        check_sharing(exs, renamed);
        for (const auto &name : get_variables(renamed)) {
            CHECK((name == "a" || name == "b" || name == "c"));
        }
        CHECK(rename_variables(rename_variables(exs, {{"x", "y"}, {"y", "x"}}), {{"x", "y"}, {"y", "x"}}) == exs);
        CHECK(rename_variables(exs, {}) == exs);
    }
}

TEST_CASE("what does not change stays the same object", "[substitute]") {
    const auto [x, y] = make_vars("x", "y");
    const auto inner = sin(x), ex = inner + cos(y);
    CHECK(pointer_of(subs(ex, {{"z", x}})) == pointer_of(ex));
    const auto changed = subs(ex, {{"y", x}});
    CHECK(pointer_of(std::get<func>(changed.value()).args()[0]) == pointer_of(inner));
}

TEST_CASE("substitution commutes with evaluation", "[substitute]") {
    test::random_expressions random(6);
    int compared = 0;
    for (int i = 0; i < 100; ++i) {
        const auto ex = random(8);
        const replacement values{{"x", "y"_var * "z"_var}, {"y", 2_dbl}, {"z", "x"_var - 1.}};
        test::surroundings<long double> at{{{"x", .3l}, {"y", -.7l}, {"z", .2l}}, {.5l, -.25l}, .125l};
        const auto after = test::evaluate(subs(ex, values), at);
        at.variables = {{"x", -.7l * .2l}, {"y", 2.l}, {"z", .3l - 1}};
        const auto before = test::evaluate(ex, at);
        if (std::isfinite(before)) {
            CHECK(after == Catch::Approx(double(before)).epsilon(1e-12));
            ++compared;
        }
        const replacement identity{{"x", "x"_var}, {"y", "y"_var}};
        CHECK(subs(ex, identity) == ex);
        check_sharing({ex}, {subs(ex, values)}, false);
    }
    CHECK(compared > 50);
}

TEST_CASE("nothing is folded", "[substitute]") {
    const auto [x, y] = make_vars("x", "y");
    const auto ex = subs(x + y, {{"x", 1_dbl}});
    CHECK(std::get<func>(ex.value()).args() == std::vector{1_dbl, y});
    const auto all = subs(ex, {{"y", 2_dbl}});
    CHECK(std::get<func>(all.value()).args() == std::vector{1_dbl, 2_dbl});
}

TEST_CASE("whole subexpressions are replaced, the outermost first", "[substitute]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    CHECK(subs(sin(x + y) * cos(x + y), subtree_map{{x + y, z}}) == sin(z) * cos(z));
    CHECK(subs(x + y, subtree_map{{x + y, x}, {x, z}}) == x);
    CHECK(subs(sin(x), subtree_map{{x, sin(x)}}) == sin(sin(x)));
    CHECK(subs(x, subtree_map{{x, y}}) == y);
    CHECK(subs(par[0] + 1., {{par[0], x}}) == subs(y + 1., {{"y", x}}));
    CHECK(subs(x * y, {{x, y}, {y, x}}) == y * x);
    CHECK(subs({x, x + y}, {{x, z}}) == std::vector{z, z + y});
    CHECK(subs({x, x + y}, {{"x", z}}) == std::vector{z, z + y});

    test::random_expressions random(7);
    for (int i = 0; i < 50; ++i) {
        const auto exs = random.several(2, 8);
        const auto replaced = subs(exs, subtree_map{{"x"_var, "u"_var + 1.}});
        CHECK(replaced == subs(exs, replacement{{"x", "u"_var + 1.}}));
        check_sharing(exs, replaced, false);
        CHECK(subs(exs[0], subtree_map{{exs[0], z}}) == z);
    }
}

TEST_CASE("replacements are written in place, in every form", "[substitute]") {
    const auto [x, y] = make_vars("x", "y");
    const std::string name = "x";
    for (const auto &result :
         {subs(x, {{"x", y}}), subs(x, {{name, y}}), subs(x, {{"x", y}, {"y", x}}), subs(x, {{name, y}, {"y", x}}),
          subs(x, {{"x"_var, y}}), subs(x, {{x, y}, {y, x}}), subs(par[0], {{par[0], y}}), subs(sin(x), {{sin(x), y}}),
          subs({x}, {{"x", y}}), subs({x}, {{x, y}}), subs({x, y}, {{"x", y}})[0], subs({x, y}, {{x, y}})[0],
          subs(std::vector{x, y}, {{"x", y}, {"y", x}})[0], subs(std::vector{x, y}, {{x, y}, {y, x}})[0]}) {
        CHECK(result == y);
    }
    const std::pair<const std::string, expression> by_name(name, y);
    const std::pair<const expression, expression> by_expression(x, y);
    CHECK(subs(x, {by_name, std::pair(name + name, x)}) == y);
    CHECK(subs(x, {by_expression}) == y);
    CHECK(subs(x, {}) == x);
    CHECK(subs(x, {{"x", y}, {"x", x}}) == y); // of two with one name the first counts
}

TEST_CASE("substitution in deep and heavily shared graphs", "[substitute][deep]") {
    const auto deep = test::deep_chain(100'000, "y"_var), shared = test::doubled(60, "x"_var);
    CHECK(copy(deep) == deep);
    CHECK(copy(shared) == shared);
    CHECK(rename_variables(deep, {{"x", "y"}, {"y", "x"}}) != deep);
    CHECK(rename_variables(shared, {{"x", "y"}}) == test::doubled(60, "y"_var));
    CHECK(subs(deep, {{"x", sin("x"_var)}}) != deep);
    CHECK(subs(shared, subtree_map{{"x"_var, "y"_var}}) == test::doubled(60, "y"_var));
    CHECK(subs(deep, subtree_map{{test::deep_chain(50'000, "y"_var), "x"_var}}) == test::deep_chain(50'000, "y"_var));
    CHECK(subs(deep, subtree_map{{copy(deep), "x"_var}}) == "x"_var);
}
