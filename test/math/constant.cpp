// SPDX-License-Identifier: MPL-2.0
// Constants: text, identity and rounding.
#include "math/constant.hpp"

#include <limits>
#include <sstream>

#include <brook/brook.hpp>
#include <brook/number/fp_functions.hpp>

#include "expression/canonical.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"

using namespace brook;

namespace {

expression constant_of(const std::string &name, const std::string &digits, std::optional<std::string> repr = {}) {
    return expression(constant(
        name, [digits](unsigned) { return digits; }, std::move(repr)));
}

std::string text_of(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

template <typename T>
T value_of(const expression &ex) {
    const auto value = detail::value_of_constant(std::get<func>(ex.value()), detail::fp_type_of<T>);
    return std::get<T>(value.value());
}

std::vector<std::byte> canonical(const expression &ex) { return detail::canonicalise(std::span(&ex, 1), {}).bytes; }

} // namespace

TEST_CASE("constants stay symbolic", "[constant]") {
    CHECK(text_of(pi) == "π");
    CHECK(text_of(2. * pi) == "(2.0 * π)");
    CHECK(text_of(constant_of("g", "9.81")) == "g");
    CHECK(text_of(constant_of("g", "9.81", "G")) == "G");
    CHECK(std::holds_alternative<func>(sin(pi).value()));
    CHECK(std::get<func>(pi.value()).args().empty());
    CHECK(get_variables(pi).empty());
    CHECK_FALSE(is_time_dependent(pi));
    CHECK(diff(pi * "x"_var, "x") == pi);
    CHECK(copy(pi) == pi);
    CHECK(subs(sin(pi), std::map<expression, expression>{{pi, "x"_var}}) == sin("x"_var));
}

TEST_CASE("name and digits are the identity of a constant", "[constant]") {
    const auto g = constant_of("g", "9.81");
    CHECK(g == constant_of("g", "9.81"));
    CHECK(g == constant_of("g", "9.81", "G"));
    CHECK(g != constant_of("h", "9.81"));
    CHECK(g != constant_of("g", "9.80665"));
    CHECK(canonical(g) == canonical(constant_of("g", "9.81")));
    CHECK(canonical(g) != canonical(constant_of("g", "9.80665")));
    CHECK(canonical(g) != canonical(constant_of("h", "9.81")));
}

TEST_CASE("constants are rounded correctly to every type", "[constant]") {
    detail::for_each_fp_type([]<typename T>() { CHECK(value_of<T>(pi) == detail::fp::pi<T>); });
    // 1 + 2^-53 + 2^-80 is above the middle between two doubles; rounded to a long double first, it would be in it.
    const auto c = constant_of("c", "1.00000000000000011102230328969626659539084");
    CHECK(value_of<double>(c) == 1 + std::numeric_limits<double>::epsilon());
    CHECK(value_of<long double>(c) == 1 + std::numeric_limits<double>::epsilon() / 2.l);
    CHECK(value_of<float>(c) == 1);
}

TEST_CASE("constants beyond the range of a type", "[constant]") {
    CHECK(value_of<float>(constant_of("large", "1e300")) == std::numeric_limits<float>::infinity());
    CHECK(value_of<float>(constant_of("large", "-1e300")) == -std::numeric_limits<float>::infinity());
    CHECK(value_of<double>(constant_of("large", "1e300")) == 1e300);
    CHECK(value_of<float>(constant_of("small", "1e-300")) == 0);
    CHECK(value_of<long double>(constant_of("whole", "-7")) == -7);
}

TEST_CASE("what has the operation of a constant but is none has no value", "[constant]") {
    static constinit const function_rule unkept{.name = "unkept", .arity = 0, .taylor = &detail::number_operation},
        digitless{.name = "constant c = pi", .arity = 0, .taylor = &detail::number_operation};
    for (const auto *rule : {&unkept, &digitless}) {
        const expression ex(func(*rule, {}));
        const auto refusal =
            Catch::Matchers::ContainsSubstring("'" + std::string(rule->name) + "' has the operation of a number");
        CHECK_THROWS_WITH(value_of<double>(ex), refusal);
        CHECK_THROWS_WITH(taylor_adaptive<double>({prime("x"_var) = ex * "x"_var}, {1.}), refusal);
    }
}

TEST_CASE("a constant knows its name and its digits", "[constant]") {
    std::vector<unsigned> asked;
    const constant c("c", [&](unsigned prec) { return asked.push_back(prec), "0.25"; });
    CHECK(c.get_name() == "c");
    CHECK(c(53) == "0.25");
    CHECK(asked == std::vector<unsigned>{128, 53});
    CHECK(expression(func(c)) == expression(c));
}
