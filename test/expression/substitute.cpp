// SPDX-License-Identifier: MPL-2.0
// Copies, renamings and substitutions.
// covers: builders
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

const void *pointer_of(const expression &ex) { return std::get<func>(ex.value()).get_ptr(); }

// Walks both graphs together: the same node on the left has the same node on the right, and the other way round.
void check_sharing(const std::vector<expression> &left, const std::vector<expression> &right) {
    std::map<const void *, const void *> there, back;
    std::vector<std::pair<expression, expression>> open;
    const auto look_at = [&](const expression &a, const expression &b) {
        const auto *f = detail::as_func(a), *g = detail::as_func(b);
        if (f == nullptr || g == nullptr)
            return;
        const auto [image, fresh] = there.emplace(f->get_ptr(), g->get_ptr());
        CHECK(image->second == g->get_ptr());
        CHECK(back.emplace(g->get_ptr(), f->get_ptr()).first->second == f->get_ptr());
        if (fresh)
            open.emplace_back(a, b);
    };
    REQUIRE(left.size() == right.size());
    for (std::size_t i = 0; i < left.size(); ++i)
        look_at(left[i], right[i]);
    while (!open.empty()) {
        const auto [a, b] = open.back();
        open.pop_back();
        const auto &x = std::get<func>(a.value()).args(), &y = std::get<func>(b.value()).args();
        REQUIRE(x.size() == y.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            look_at(x[i], y[i]);
    }
}

// Those that are shared once.
std::size_t distinct_functions(const std::vector<expression> &exs) {
    std::set<const void *> seen;
    std::vector<expression> open = exs;
    while (!open.empty()) {
        const auto ex = std::move(open.back());
        open.pop_back();
        if (const auto *f = std::get_if<func>(&ex.value()); f != nullptr && seen.insert(pointer_of(ex)).second)
            open.insert(open.end(), f->args().begin(), f->args().end());
    }
    return seen.size();
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
        if (std::holds_alternative<func>(exs[0].value())) // some fold to less
            CHECK(pointer_of(copies[0]) != pointer_of(exs[0]));
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
        for (const auto &name : get_variables(renamed))
            CHECK((name == "a" || name == "b" || name == "c"));
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
        // Numbers fold in the type of the evaluation: some of these expressions amplify roundings.
        const replacement values{{"x", "y"_var * "z"_var}, {"y", 2_ldbl}, {"z", "x"_var - 1.}};
        test::surroundings<long double> at{{{"x", .3l}, {"y", -.7l}, {"z", .2l}}, {.5l, -.25l}, .125l};
        const auto after = test::evaluate(subs(ex, values), at);
        at.variables = {{"x", -.7l * .2l}, {"y", 2.l}, {"z", .3l - 1}};
        const auto before = test::evaluate(ex, at);
        if (std::isfinite(before)) {
            INFO(ex << " becomes " << subs(ex, values));
            CHECK(after == Catch::Approx(double(before)).epsilon(1e-12));
            ++compared;
        }
        const replacement identity{{"x", "x"_var}, {"y", "y"_var}};
        CHECK(subs(ex, identity) == ex);
        CHECK(distinct_functions({subs(ex, values)}) <= distinct_functions({ex}) + 2);
    }
    CHECK(compared > 50);
}

TEST_CASE("substitution folds as if all had been written anew", "[substitute]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto with = [&](const expression &ex, const expression &value) {
        const auto by_name = subs(ex, {{"x", value}});
        CHECK(detail::structural_hash(by_name) == detail::structural_hash(subs(ex, subtree_map{{x, value}})));
        return by_name;
    };
    CHECK(with(x + y, 0_dbl) == y);
    CHECK(with(sum({x, 1_dbl, y}), 2_dbl) == sum({3_dbl, y}));
    CHECK(with(x * y, 0_dbl) == 0_dbl);
    CHECK(with(prod({x, 4_dbl, y}), .25_dbl) == y);
    CHECK(with(pow(y, x), 0_dbl) == 1_dbl);
    CHECK(with(pow(y, x), 1_dbl) == y);
    CHECK(with(pow(x, x), 3_dbl) == 27_dbl);
    CHECK(with(y / x, 2_dbl) == .5 * y);
    CHECK(with(sin(cos(x) * x) + y * x, 0_dbl) == 0_dbl);
    CHECK(with(atan2(x, y), 1_dbl) == atan2(1_dbl, y));
    CHECK(with(relu(x, .25), expression(-2.)) == expression(-.5));
    CHECK(with(logical_and({x, y}), 1_dbl) == logical_and({1_dbl, y}));
    CHECK(with(select(gt(x, 1.), x, y), 0_dbl) == select(gt(0_dbl, 1_dbl), 0_dbl, y)); // as when it is written
    CHECK(subs({x * y, sin(x)}, {{"x", 0_dbl}}) == std::vector{0_dbl, 0_dbl});
    CHECK(subs(pow(x + y, z), subtree_map{{x + y, y}, {z, 1_dbl}}) == y);
    CHECK(rename_variables(expression(func(std::get<func>((x + y).value()).rule(), {x})), {{"x", "y"}}) != y);
}

// As users get the function.
expression written(const function_rule &rule, const std::vector<expression> &args) {
    const auto name = rule.name;
    static const std::vector<std::string_view> never_folded{"eq",  "neq",    "lt",          "gt",        "lte",
                                                            "gte", "select", "logical_and", "logical_or"};
    return name == "sum"     ? sum(args)
           : name == "prod"  ? prod(args)
           : name == "pow"   ? pow(args[0], args[1])
           : name == "kepE"  ? kepE(args[0], args[1])
           : name == "kepF"  ? kepF(args[0], args[1], args[2])
           : name == "kepDE" ? kepDE(args[0], args[1], args[2])
           : std::find(never_folded.begin(), never_folded.end(), name) != never_folded.end()
               ? expression(func(rule, args))
               : call(rule, args);
}

TEST_CASE("every function is folded after a substitution as when it is written", "[substitute]") {
    const std::vector<std::string> names{"x", "y", "z"};
    for (const auto *rule : function_registry()) {
        const auto arity = rule->arity == function_rule::any_number ? 3 : rule->arity;
        for (std::uint32_t pattern = 0; pattern < 64; ++pattern) { // two bits for each argument
            std::vector<expression> variables, values;
            replacement by_name;
            for (std::uint32_t i = 0; i < arity; ++i) {
                const expression choice[] = {0_dbl, 1_dbl, .5_ldbl, expression("u" + std::to_string(i))};
                variables.emplace_back(names[i]);
                values.push_back(choice[(pattern >> (2 * i)) % 4]);
                by_name.emplace(names[i], values.back());
            }
            if (arity == 0)
                continue;
            const func f(*rule, variables), shared(*rule, func_args(variables, true));
            const auto expected = written(*rule, values);
            INFO(expected);
            CHECK(detail::structural_hash(subs(expression(f), by_name)) == detail::structural_hash(expected));
            const auto of_shared = subs(expression(shared), by_name);
            CHECK(detail::structural_hash(of_shared) == detail::structural_hash(expected));
            if (of_shared == expression(func(*rule, values)) && detail::as_func(of_shared)->args() == values)
                CHECK(detail::as_func(of_shared)->shared_args() != nullptr);
        }
    }
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
        CHECK(distinct_functions(replaced) <= distinct_functions(exs) + 1);
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
          subs(std::vector{x, y}, {{"x", y}, {"y", x}})[0], subs(std::vector{x, y}, {{x, y}, {y, x}})[0]})
        CHECK(result == y);
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
