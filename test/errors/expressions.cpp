// SPDX-License-Identifier: MPL-2.0
// Every way to misuse expressions and numbers, with its message.
#include <limits>
#include <stdexcept>
#include <system_error>
#include <vector>

#include <brook/brook.hpp>

#include "test/errors/message.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using std::invalid_argument;

namespace {

const auto x = "x"_var;

constinit const function_rule bare{.name = "bare"};
constinit const function_rule crooked{
    .name = "crooked", .arity = 2, .gradient = [](const func &) { return std::vector<expression>(3); }};

} // namespace

TEST_CASE("equations and derivatives that are refused") {
    CHECK(message<invalid_argument>([] { prime(x + 1.); }) == "prime() needs a variable, but got (1.0 + x)");
    CHECK(message<invalid_argument>([] { diff(x, x * x); }) ==
          "diff() needs a variable or a parameter to differentiate with respect to, but got (x * x)");
}

TEST_CASE("functions that cannot do what is asked of them") {
    CHECK(message<not_implemented_error>([] { diff(call(bare, {x}), x); }) ==
          "the function bare cannot be differentiated: its rule has no gradient");
    CHECK(message<invalid_argument>([] {
              diff(call(crooked, {x, x}), x);
          }) == "the gradient of crooked has 3 components, but the function has 2 arguments");
    CHECK(message<invalid_argument>([] {
              func(bare, {x}).make_copy_with_new_args({x, x});
          }) == "2 new arguments were given to bare, which has 1");
    CHECK(message<not_implemented_error>([] { taylor_adaptive<double>({prime(x) = call(bare, {x})}, {1.}); }) ==
          "The function 'bare' has no code: its rule has neither an operation nor an expansion");
}

TEST_CASE("too many parameters") {
    const auto last = par[std::numeric_limits<std::uint32_t>::max()];
    const auto says = Catch::Matchers::StartsWith("the number of parameters does not fit 32 bits");
    CHECK_THAT(message<std::system_error>([&] { get_param_size(x + last); }), says);
    CHECK_THAT(message<std::system_error>([&] { taylor_adaptive<double>({prime(x) = last * x}, {1.}); }), says);
}

TEST_CASE("numbers that do not fit") {
    CHECK(message<invalid_argument>([] { binomial(number(3.), number(2.f)); }) ==
          "binomial() needs two numbers of the same type, but got a double and a float");
    CHECK(message<invalid_argument>([] { binomial(number(3.5), number(2.)); }) ==
          "binomial() needs finite integral numbers, but got 3.5 and 2");
    CHECK(message<invalid_argument>([] { nextafter(number(3.L), number(2.)); }) ==
          "nextafter() needs two numbers of the same type, but got a long double and a double");
}
