// SPDX-License-Identifier: MPL-2.0
// What is told apart although its hashes are equal. No such hashes are known; so they are forged.
#include "expression/structures.hpp"

#include <limits>
#include <vector>

#include <brook/brook.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/shared_graph.hpp"
#include "expression/canonical.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;
using detail::structures;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

// The expressions without any sharing, and all functions in them with one hash.
expression with_one_hash(const expression &ex) {
    const auto *f = detail::as_func(ex);
    if (f == nullptr)
        return ex;
    std::vector<expression> args;
    for (const auto &arg : f->args())
        args.push_back(with_one_hash(arg));
    const func copy(f->rule(), std::move(args));
    const_cast<detail::func_node &>(copy.node()).hash = {1, 2};
    return expression(copy);
}

std::vector<expression> with_one_hash(const std::vector<expression> &exs) {
    std::vector<expression> result;
    for (const auto &ex : exs)
        result.push_back(with_one_hash(ex));
    return result;
}

const detail::func_node &node_of(const expression &ex) { return detail::as_func(ex)->node(); }

expression raw(const expression &like, std::vector<expression> args) {
    return expression(func(detail::as_func(like)->rule(), std::move(args)));
}

} // namespace

TEST_CASE("functions with one hash are told apart by rule and arguments", "[structures]") {
    const auto a_nan = std::numeric_limits<double>::quiet_NaN();
    const auto sum_of = [](const expression &b) { return raw(x + y, {x, b}); };
    // Each differs from the others; == does not see all of that.
    const auto different =
        with_one_hash({sin(x), cos(x), sin(y), sum_of(0_dbl), sum_of(expression(-0.)), sum_of(0_flt), sum_of(1_dbl),
                       sum_of(expression(a_nan)), sum_of(expression(-a_nan)), sum_of(par[0]), sum_of(par[1]), sum_of(y),
                       raw(x + y, {x}), raw(x + y, {x, y, y}), raw(x * y, {x, y}), raw(x + y, {y, x})});
    structures known;
    for (std::uint32_t i = 0; i < different.size(); ++i) {
        CHECK(known.find(node_of(different[i])) == structures::none);
        CHECK(known.add(node_of(different[i]), i) == i);
    }
    const auto twins = with_one_hash(different);
    for (std::uint32_t i = 0; i < different.size(); ++i) {
        CHECK(known.find(node_of(twins[i])) == structures::none);
        CHECK(known.add(node_of(twins[i]), 1000) == i);
        CHECK(known.find(node_of(twins[i])) == i);
        CHECK(known.find(node_of(different[i])) == i);
    }
}

TEST_CASE("arguments are equal if they have one index", "[structures]") {
    const auto exs = with_one_hash({sin(cos(x)), sin(cos(y)), sin(cos(x))});
    structures known;
    std::uint32_t next = 0;
    std::vector<std::uint32_t> indices;
    for (const auto &ex : exs) {
        for (const auto &f : {detail::as_func(ex)->args()[0], ex}) {
            indices.push_back(known.add(node_of(f), next));
            next += indices.back() == next;
        }
    }
    CHECK(indices == std::vector<std::uint32_t>{0, 1, 2, 3, 0, 1});
}

TEST_CASE("neither the canonical form nor the shared graph depends on hashes", "[structures]") {
    const std::vector<std::string> names{"x", "y", "z"};
    test::random_expressions random(12);
    for (int i = 0; i < 40; ++i) {
        const auto roots = random.several(2, 8), forged = with_one_hash(roots);
        CHECK(detail::canonicalise(forged, names).bytes == detail::canonicalise(roots, names).bytes);
        CHECK(detail::share(forged).nodes.size() == detail::share(roots).nodes.size());
    }
}

TEST_CASE("systems are decomposed rightly whatever the hashes are", "[structures]") {
    const std::vector<expression> rhs{sin(x) * cos(y) + exp(x), cos(x) * sin(y) + exp(y)};
    const auto n_definitions = [](const std::vector<expression> &f) {
        return detail::decompose(detail::ode_system({prime(x) = f[0], prime(y) = f[1]})).definitions.size();
    };
    CHECK(n_definitions(with_one_hash(rhs)) == n_definitions(rhs));
}
