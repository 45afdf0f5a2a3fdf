// SPDX-License-Identifier: MPL-2.0
// Misuse of rectifiers and constants, with its messages.
#include <limits>
#include <stdexcept>
#include <string>

#include <brook/math/constant.hpp>
#include <brook/math/piecewise.hpp>

#include "test/errors/message.hpp"
#include "test/support/catch.hpp"

using namespace brook;

namespace {

constant with_digits(const std::string &digits) {
    return constant("c", [=](unsigned) { return digits; });
}

} // namespace

TEST_CASE("slopes that are refused") {
    const auto x = "x"_var;
    const std::string text = "The slope of a leaky rectifier must be finite and not negative, but it is ";
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(message([&] { relu(x, -1.); }) == text + "-1");
    CHECK(message([&] { relup(x, infinity); }) == text + "inf");
    CHECK(message([] { leaky_relu(-.5); }) == text + "-0.5");
    CHECK(message([] { leaky_relup(std::numeric_limits<double>::quiet_NaN()); }) == text + "nan");
}

TEST_CASE("constants that are refused") {
    CHECK(message([] { constant("", [](unsigned) { return "1"; }); }) == "The name of a constant must not be empty");
    CHECK(message([] { constant("c", {}); }) ==
          "The constant 'c' needs a function that writes its digits, but got an empty one");
    CHECK(message([] { with_digits("1")(0); }) == "The precision of the constant 'c' must be positive, but it is 0");
    for (const std::string text : {"", "one", "1.2.3", "1 ", " 1", "1,5", "0x10", "inf", "nan", "1e99999"}) {
        CHECK(message([&] { with_digits(text); }) ==
              "The digits of the constant 'c' must be those of a finite number, but they are '" + text + "'");
    }
}
