// SPDX-License-Identifier: MPL-2.0
// What holds for every expression, on random ones over all rules.
#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include <brook/brook.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "jit/target.hpp"
#include "test/laws/exact.hpp"
#include "test/laws/parse.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;
using namespace brook::test;

namespace {

using limits = std::numeric_limits<double>;

const std::vector<std::string> names{"x", "y", "z"};

// Numbers of type double everywhere, so that nothing is rounded before it is used.
template <typename T>
surroundings<T> random_surroundings(random_expressions &random) {
    const auto value = [&] { return T(double(1 + random.below(1 << 20)) / (1 << 19)); };
    surroundings<T> at;
    for (const auto &name : names)
        at.variables.emplace(name, value());
    at.pars = {value(), value()};
    at.time = value();
    return at;
}

template <typename T>
surroundings<real> as_real(const surroundings<T> &at) {
    surroundings<real> r;
    for (const auto &[name, x] : at.variables)
        r.variables.emplace(name, x);
    r.pars.assign(at.pars.begin(), at.pars.end());
    r.time = at.time;
    return r;
}

bool same_value(const real &a, const real &b) { return a == b || (isnan(a) && isnan(b)); }

bool same_bits(double a, double b) { return detail::identical(number(a), number(b)) || (a != a && b != b); }

// As users call functions: with what the builders simplify.
expression built(const expression &ex) {
    const auto *f = std::get_if<func>(&ex.value());
    if (f == nullptr)
        return ex;
    std::vector<expression> args;
    std::transform(f->args().begin(), f->args().end(), std::back_inserter(args), built);
    const auto name = f->rule().name;
    return name == "sum"    ? sum(args)
           : name == "prod" ? prod(args)
           : name == "pow"  ? pow(args[0], args[1])
                            : call(f->rule(), args);
}

std::string text_of(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

// The bound is of first order, and knows nothing of how decomposition regroups sums and products.
constexpr double slack = 16;

bool is_close(const real &got, const bounded &expected, double factor = slack) {
    return abs(got - expected.value) <= factor * expected.error;
}

// Worth a comparison: the bound is small beside the value.
bool is_known(const bounded &b, double relative = 1e-6) {
    return b.reliable && b.error <= relative * std::max(abs(b.value), real(1e-3));
}

} // namespace

TEST_CASE("text means what was printed", "[random]") {
    random_expressions random(20);
    int compared = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto ex = built(random(1 + random.below(9)));
        const auto text = text_of(ex);
        if (text.ends_with("..."))
            continue;
        const auto at = as_real(random_surroundings<double>(random));
        const auto value = bounded_value<long double>(ex, at); // terms are printed in another order
        if (value.reliable) {
            INFO(text << "\nread as " << parse(text));
            CHECK(is_close(exact_value(parse(text), at), value));
            ++compared;
        }
    }
    CHECK(compared > 300);
}

TEST_CASE("copies are equal and have the same value", "[random]") {
    random_expressions random(21);
    for (int i = 0; i < 300; ++i) {
        const auto ex = random(8);
        const auto other = copy(ex);
        const auto at = random_surroundings<double>(random);
        CHECK(ex == other);
        CHECK(std::hash<expression>{}(ex) == std::hash<expression>{}(other));
        CHECK(text_of(ex) == text_of(other));
        CHECK(same_value(exact_value(ex, as_real(at)), exact_value(other, as_real(at))));
    }
}

TEST_CASE("substitution and evaluation commute", "[random]") {
    random_expressions random(22);
    int compared = 0;
    for (int i = 0; i < 400; ++i) {
        const auto ex = random(8);
        const std::unordered_map<std::string, expression> by_name{{"x", random(4)}, {"y", random(3)}};
        const std::map<expression, expression> by_tree{{"x"_var, by_name.at("x")}, {"y"_var, by_name.at("y")}};
        const auto at = as_real(random_surroundings<double>(random));
        auto there = at;
        for (const auto &[name, value] : by_name)
            there.variables[name] = exact_value(value, at);
        const auto value = bounded_value<double>(ex, there); // functions of numbers are folded in double
        if (is_known(value)) {
            INFO(ex << "\nbecomes " << subs(ex, by_name));
            CHECK(is_close(exact_value(subs(ex, by_name), at), value));
            CHECK(is_close(exact_value(subs(ex, by_tree), at), value));
            ++compared;
        }
    }
    CHECK(compared > 150);
}

TEST_CASE("a subexpression that is replaced takes the value of its replacement", "[random]") {
    random_expressions random(23);
    for (int i = 0; i < 300; ++i) {
        const auto inner = random(4), outer = random(6);
        const auto ex = subs(outer, {{"z", inner}});
        const std::map<expression, expression> replacement{{inner, "w"_var}};
        auto at = as_real(random_surroundings<double>(random));
        at.variables["w"] = exact_value(inner, at);
        INFO(ex);
        CHECK(same_value(exact_value(subs(ex, replacement), at), exact_value(ex, at)));
    }
}

TEST_CASE("renaming changes names and nothing else", "[random]") {
    random_expressions random(24);
    for (int i = 0; i < 300; ++i) {
        const auto ex = random(8);
        const auto at = as_real(random_surroundings<double>(random));
        auto renamed = at;
        renamed.variables["x"] = at.variables.at("y"); // x and y change places
        renamed.variables["y"] = at.variables.at("x");
        const std::unordered_map<std::string, std::string> swap{{"x", "y"}, {"y", "x"}};
        const auto other = rename_variables(ex, swap);
        CHECK(same_value(exact_value(other, renamed), exact_value(ex, at)));
        CHECK(rename_variables(other, swap) == ex);
    }
}

TEST_CASE("random derivatives agree with differences in high precision", "[random]") {
    random_expressions random(25);
    int compared = 0;
    for (int i = 0; i < 300; ++i) {
        const auto ex = random(7);
        const auto at = as_real(random_surroundings<double>(random));
        const auto here = bounded_value<long double>(ex, at);
        if (!is_known(here) || abs(here.value) > 1e10)
            continue; // next to a pole, a jump or a kink
        const auto compare = [&](const expression &derivative, auto &&of) {
            const real h("1e-20");
            auto left = at, right = at;
            of(left) -= h;
            of(right) += h;
            const real difference = (exact_value(ex, right) - exact_value(ex, left)) / (2 * h);
            const auto value = bounded_value<double>(derivative, at); // functions of numbers are folded in double
            if (!is_known(value) || !isfinite(difference))
                return;
            INFO(ex << " has the derivative " << derivative << " of " << value.value << " instead of " << difference);
            CHECK(abs(difference - value.value) <=
                  slack * (value.error + limits::epsilon() * (abs(difference) + 1e-10)));
            ++compared;
        };
        for (const auto &name : names)
            compare(diff(ex, name), [&](auto &s) -> real & { return s.variables[name]; });
        compare(diff(ex, par[1]), [](auto &s) -> real & { return s.pars[1]; });
    }
    CHECK(compared > 200);
}

TEST_CASE("folding never changes a value", "[random]") {
    // With functions of numbers folded as they are made, or with variables that stand for these numbers.
    random_expressions random(26, {.variables = names, .n_pars = 0, .with_time = false, .folded = false});
    int folded = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto ex = random(8);
        const auto at = random_surroundings<double>(random);
        std::unordered_map<std::string, expression> numbers;
        for (const auto &[name, x] : at.variables)
            numbers.emplace(name, expression(x));
        const auto fold = [&](auto &&self, const expression &e) -> expression {
            const auto *f = std::get_if<func>(&e.value());
            if (f == nullptr)
                return subs(e, numbers);
            std::vector<expression> args;
            for (const auto &arg : f->args())
                args.push_back(self(self, arg));
            return call(f->rule(), args);
        };
        const auto constant = fold(fold, ex);
        if (const auto *x = std::get_if<number>(&constant.value())) {
            INFO(ex);
            CHECK(same_bits(std::get<double>(x->value()), evaluate(ex, at)));
            ++folded;
        }
    }
    CHECK(folded > 500);
}

TEST_CASE("what the builders simplify keeps its value", "[random]") {
    random_expressions random(27, {.variables = names, .n_pars = 2, .with_time = true, .folded = false});
    int compared = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto ex = random(8);
        const auto at = as_real(random_surroundings<double>(random));
        const auto value = bounded_value<double>(ex, at); // functions of numbers are folded in double
        if (is_known(value)) {
            INFO(ex << "\nbecomes " << built(ex));
            CHECK(is_close(exact_value(built(ex), at), value));
            ++compared;
        }
    }
    CHECK(compared > 300);
}

namespace {

struct random_system {
    std::vector<expression> sides;
    detail::program program;

    random_system(random_expressions &random, std::size_t size) : sides(random.several(names.size(), size)) {
        std::vector<detail::ode_system::equation> equations;
        for (std::size_t i = 0; i < names.size(); ++i)
            equations.emplace_back(expression(names[i]), sides[i]);
        program = detail::decompose(detail::ode_system(equations));
    }

    // d/dt of an expression in which t stands for the time.
    expression rate(const expression &ex) const {
        const std::map<expression, expression> clock{{brook::time, "t"_var}};
        std::vector<expression> terms{diff(ex, "t")};
        for (std::size_t i = 0; i < names.size(); ++i)
            terms.push_back(diff(ex, names[i]) * subs(sides[i], clock));
        return sum(terms);
    }
};

template <typename T>
std::vector<T> state_of(const surroundings<T> &at) {
    std::vector<T> s;
    for (const auto &name : names)
        s.push_back(at.variables.at(name));
    return s;
}

} // namespace

TEST_CASE("compiled right-hand sides have the values of the expressions", "[random]") {
    const auto &target = detail::find_target("native");
    random_expressions random(28);
    int compared = 0;
    for (int i = 0; i < 150; ++i) {
        const random_system system(random, 1 + random.below(9));
        compiled_jet<double> jet(system.program, detail::pack(system.program, 8), 3, target);
        for (int sample = 0; sample < 4; ++sample) {
            const auto at = random_surroundings<double>(random);
            const auto c = jet(state_of(at), at.pars, at.time);
            CHECK(different_bits(c, reference_coefficients<double>(system.program, 3, target.vectors.fused,
                                                                   state_of(at), at.pars, at.time)) == 0);
            for (std::size_t k = 0; k < names.size(); ++k) {
                const auto expected = bounded_value<double>(system.sides[k], as_real(at));
                if (is_known(expected)) {
                    INFO(system.sides[k] << " is " << expected.value << ", not " << c[k][1]);
                    CHECK(is_close(real(c[k][1]), expected));
                    ++compared;
                }
            }
        }
    }
    CHECK(compared > 500);
}

TEST_CASE("higher coefficients of random systems are repeated derivatives", "[random]") {
    random_expressions random(29);
    int compared = 0;
    for (int i = 0; i < 150; ++i) {
        const random_system system(random, 1 + random.below(6));
        auto at = random_surroundings<long double>(random);
        const auto jet = reference_coefficients<long double>(system.program, 4, true, state_of(at), at.pars, at.time);
        at.variables.emplace("t", at.time);
        for (std::size_t k = 0; k < names.size(); ++k) {
            auto derivative = subs(system.sides[k], std::map<expression, expression>{{brook::time, "t"_var}});
            real factorial = 1, scale = 1;
            for (std::uint32_t n = 1; n <= 4; ++n) {
                const auto expected = bounded_value<long double>(derivative, as_real(at));
                factorial *= n;
                scale = std::max(scale, abs(expected.value) / factorial);
                if (!is_known(expected))
                    break;
                // A wrong term is an error of 10^15 roundings; those of recurrences are added to those of the formula.
                const real error = abs(real(jet[k][n]) - expected.value / factorial);
                INFO(system.sides[k] << ", order " << n << ": " << jet[k][n] << " instead of "
                                     << expected.value / factorial);
                CHECK(error <= 1000 * (expected.error + scale * std::numeric_limits<long double>::epsilon()));
                ++compared;
                derivative = system.rate(derivative);
            }
        }
    }
    CHECK(compared > 500);
}
