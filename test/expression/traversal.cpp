// SPDX-License-Identifier: MPL-2.0
// Questions to expressions.
#include <functional>
#include <limits>
#include <set>
#include <system_error>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

// The plain recursive definitions.
void visit_tree(const expression &ex, const std::function<void(const expression &)> &visit) {
    visit(ex);
    if (const auto *f = std::get_if<func>(&ex.value()))
        for (const auto &arg : f->args())
            visit_tree(arg, visit);
}

} // namespace

TEST_CASE("questions are answered as by a recursive walk", "[traversal]") {
    test::random_expressions random(3);
    for (int i = 0; i < 100; ++i) {
        const auto ex = random(10);
        std::set<std::string> names;
        std::set<std::uint32_t> indices;
        std::size_t n = 0;
        bool timed = false;
        visit_tree(ex, [&](const expression &e) {
            ++n;
            if (const auto *v = std::get_if<variable>(&e.value()))
                names.insert(v->name());
            else if (const auto *p = std::get_if<param>(&e.value()))
                indices.insert(p->idx());
            else if (const auto *f = std::get_if<func>(&e.value()))
                timed |= f->is_time_dependent();
        });
        std::vector<expression> params;
        for (const auto idx : indices)
            params.push_back(par[idx]);
        CHECK(get_variables(ex) == std::vector<std::string>(names.begin(), names.end()));
        CHECK(get_params(ex) == params);
        CHECK(get_param_size(ex) == (indices.empty() ? 0 : *indices.rbegin() + 1));
        CHECK(get_n_nodes(ex) == n);
        CHECK(is_time_dependent(ex) == timed);
    }
}

TEST_CASE("several expressions are asked as one", "[traversal]") {
    const auto [x, y] = make_vars("x", "y");
    CHECK(get_variables({y + x, x * par[3], x}) == std::vector<std::string>{"x", "y"});
    CHECK(get_params({y + par[5], x * par[3]}) == std::vector{par[3], par[5]});
    CHECK(get_param_size({y + par[5], x * par[3]}) == 6);
    CHECK(get_param_size(std::vector<expression>{}) == 0);
    CHECK(is_time_dependent({x, sin(brook::time)}));
    CHECK_FALSE(is_time_dependent({x, y}));
    CHECK(get_variables(x) == std::vector<std::string>{"x"});
    CHECK(get_variables(1_dbl).empty());
    CHECK(get_params(par[2]) == std::vector{par[2]});
}

TEST_CASE("the number of parameters must fit", "[traversal]") {
    const auto last = par[std::numeric_limits<std::uint32_t>::max()];
    CHECK_THROWS_AS(get_param_size(last), std::system_error);
    CHECK_THROWS_AS(get_param_size(sin(last) + "x"_var), std::system_error);
    CHECK(get_params(last + 1.) == std::vector{last});
}

TEST_CASE("questions to deep and heavily shared graphs", "[traversal][deep]") {
    const auto deep = test::deep_chain(100'000, par[2] * brook::time);
    CHECK(get_variables(deep) == std::vector<std::string>{"x"});
    CHECK(get_params(deep) == std::vector{par[2]});
    CHECK(get_param_size(deep) == 3);
    CHECK(is_time_dependent(deep));
    CHECK(get_n_nodes(deep) == 1 + 4 * 100'000);
    const auto shared = test::doubled(60, "y"_var + par[1]);
    CHECK(get_variables({deep, shared}) == std::vector<std::string>{"x", "y"});
    CHECK(get_params(shared) == std::vector{par[1]});
    CHECK(get_n_nodes(test::doubled(60, "y"_var)) == (std::uint64_t(1) << 61) - 1);
    CHECK(get_n_nodes(test::doubled(64, "y"_var)) == 0);
    CHECK(get_n_nodes(test::doubled(70, "y"_var)) == 0);
}
