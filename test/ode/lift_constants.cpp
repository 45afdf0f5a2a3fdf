// SPDX-License-Identifier: MPL-2.0
// Lifted constants: which numbers become parameters, and that their values leave no trace.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <brook/expression/expression.hpp>
#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>
#include <brook/ode/system.hpp>

#include "expression/canonical.hpp"
#include "ode/lift_constants.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;
using detail::lift_constants;
using detail::ode_system;

namespace {

using equations = std::vector<ode_system::equation>;

const auto [x, v] = make_vars("x", "v");

std::string lifted_text(const expression &ex) { return fmt::format("{}", lift_constants({ex}, 7).expressions[0]); }

std::vector<number> values(const expression &ex) { return lift_constants({ex}, 7).values; }

std::vector<std::byte> form(const std::vector<expression> &exs) {
    const std::vector<std::string> variables{"x", "y", "z"};
    return detail::canonicalise(exs, variables).bytes;
}

// Puts numbers in the place of the parameters from par[first] on, and folds nothing, unlike subs(): what the numbers
// are must leave no trace. Functions that are one object stay one.
class number_setter {
public:
    number_setter(std::uint32_t first, const std::vector<number> &numbers) : first_(first), numbers_(numbers) {}

    expression operator()(const expression &ex) {
        if (const auto *p = std::get_if<param>(&ex.value()))
            return p->idx() < first_ ? ex : expression(numbers_.at(p->idx() - first_));
        const auto *f = std::get_if<func>(&ex.value());
        if (f == nullptr)
            return ex;
        const auto known = made_.find(f->get_ptr());
        return known != made_.end() ? known->second : made_.emplace(f->get_ptr(), remade(*f)).first->second;
    }

private:
    expression remade(const func &f) {
        std::vector<expression> args;
        for (const auto &arg : f.args())
            args.push_back((*this)(arg));
        return expression(f.make_copy_with_new_args(std::move(args)));
    }

    std::uint32_t first_;
    const std::vector<number> &numbers_;
    std::map<const void *, expression> made_;
};

std::vector<expression> with_values(const std::vector<expression> &lifted, std::uint32_t first,
                                    const std::vector<number> &numbers) {
    number_setter set(first, numbers);
    std::vector<expression> exs;
    for (const auto &ex : lifted)
        exs.push_back(set(ex));
    return exs;
}

} // namespace

TEST_CASE("numbers become parameters in the order of a walk") {
    CHECK(lifted_text(2.5 * x + 0.5) == "(p8 + (p7 * x))");
    CHECK(values(2.5 * x + 0.5) == std::vector{number(2.5), number(0.5)});
    CHECK(lifted_text(2.5_dbl) == "p7");
    CHECK(lifted_text(x / 4.) == "(p7 * x)");
    CHECK(lifted_text(pow(2.5, x)) == "p7**x");
    CHECK(lifted_text(atan2(x, -2.f)) == "atan2(x, p7)");
    CHECK(values(atan2(x, -2.f)) == std::vector{number(-2.f)});
    CHECK(lifted_text(select(gt(x, 0.5), 3., x)) == "select((x > p7), p8, x)");
    CHECK(lifted_text(relu(x, 0.25)) == "leaky_relu(x, p7)");
    CHECK(lifted_text(2. * par[3] * x) == "((p7 * p3) * x)");
}

TEST_CASE("numbers that shape the code stay") {
    const auto stays = [](const expression &ex) { return lift_constants({ex}, 0).expressions[0] == ex; };
    CHECK(stays(x));
    CHECK(stays(0._dbl));
    CHECK(stays(-0._flt));
    CHECK(stays(1._ldbl));
    CHECK(stays(1. - x));
    CHECK(stays(1. / x));
    CHECK(stays(-sin(x)));
    CHECK(stays(sqrt(x) + pow(x, 2.) + pow(x, -1.5) + pow(x, 0.3)));
    CHECK(stays(pi * x));
    CHECK(stays(relu(x)));
    CHECK(stays(select(eq(x, 0.), 1., -1.)));
    CHECK(stays(par[2] * brook::time));
    CHECK_FALSE(stays(1.0000001 * x));
    CHECK_FALSE(stays(pow(x, 2.) * 2.));
}

TEST_CASE("one object is lifted once, and two objects are lifted apart") {
    const auto f = sin(2.5 * x);
    CHECK(values(f + f * v).size() == 1);
    CHECK(values(f + sin(2.5 * x) * v).size() == 2);
    const auto shared = lift_constants({f, 3. * f, f}, 0);
    CHECK(shared.values == std::vector{number(2.5), number(3.)});
    CHECK(shared.expressions[0] == shared.expressions[2]);
}

TEST_CASE("random systems: the values can be put back, and others lift to the same form") {
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
        CAPTURE(seed);
        test::random_expressions random(seed);
        const auto original = random.several(3, 10);
        const auto first = get_param_size(original);
        const auto lifted = lift_constants(original, first);
        CHECK(form(with_values(lifted.expressions, first, lifted.values)) == form(original));

        std::vector<number> others(lifted.values.size(), number(2.5)); // all equal
        CHECK(form(lift_constants(with_values(lifted.expressions, first, others), first).expressions) ==
              form(lifted.expressions));
        for (std::size_t i = 0; i < others.size(); ++i) // of all types and sizes
            others[i] = i % 3 == 0 ? number(-1e-30f) : i % 3 == 1 ? number(1e300L * (1 + i)) : number(0.1 * (2.5 + i)); // never 1, which stays
        const auto again = lift_constants(with_values(lifted.expressions, first, others), first);
        CHECK(form(again.expressions) == form(lifted.expressions));
        CHECK(again.values == others);
    }
}

TEST_CASE("a system counts the parameters that it was given, and keeps its equations") {
    const equations driven{prime(v) = par[1] * sin(2.5 * x) - 0.1 * v, prime(x) = v + 3.};
    const ode_system plain(driven), lifted(driven, true);
    CHECK(plain.hidden_pars().empty());
    CHECK(lifted.n_pars() == 2);
    CHECK(lifted.hidden_pars() == std::vector{number(2.5), number(0.1), number(3.)});
    CHECK(lifted.equations() == driven);
    CHECK(get_param_size(lifted.right_hand_sides()) == 5);

    const ode_system other({prime(v) = par[1] * sin(-7. * x) - 1e-3f * v, prime(x) = v + 2.L}, true);
    CHECK(std::ranges::equal(lifted.canonical_bytes(), other.canonical_bytes()));
    CHECK_FALSE(std::ranges::equal(lifted.canonical_bytes(), plain.canonical_bytes()));
    const ode_system by_hand({prime(v) = par[1] * sin(par[2] * x) - par[3] * v, prime(x) = par[4] + v});
    CHECK(std::ranges::equal(lifted.canonical_bytes(), by_hand.canonical_bytes()));
}

TEST_CASE("there may be 2^32 parameters, hidden ones included") {
    const auto last = par[std::numeric_limits<std::uint32_t>::max() - 2];
    CHECK_NOTHROW(lift_constants({last * 2.5}, std::numeric_limits<std::uint32_t>::max()));
    CHECK_THROWS_WITH(lift_constants({last * 2.5 + 3.}, std::numeric_limits<std::uint32_t>::max()),
                      Catch::Matchers::ContainsSubstring("indices of 32 bits, but the next one is 4294967296"));
}
