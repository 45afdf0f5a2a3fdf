// SPDX-License-Identifier: MPL-2.0
// Text of expressions.
#include <locale>
#include <sstream>

#include <brook/brook.hpp>

// Not before brook: its formatters must do with what they include.
#include <fmt/format.h>

#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

std::string text_of(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

struct grouped_digits : std::numpunct<char> {
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\1"; }
};

} // namespace

TEST_CASE("text does not depend on sharing, locale or the way of printing", "[print]") {
    test::random_expressions random(2);
    for (int i = 0; i < 100; ++i) {
        const auto ex = random(12);
        const auto text = text_of(ex);
        CHECK(text == text_of(copy(ex)));
        CHECK(text == fmt::format("{}", ex));
        std::ostringstream out;
        out.imbue(std::locale(std::locale::classic(), new grouped_digits));
        out << ex;
        CHECK(out.str() == text);
    }
    CHECK(text_of(par[1234]) == "p1234");
    CHECK(fmt::format("{:>4}", "x"_var) == "   x");
}

TEST_CASE("a stream keeps its state", "[print]") {
    std::ostringstream out;
    out.precision(3);
    out << "x"_var + 1. << ' ' << 1.23456;
    CHECK(out.str() == "(1.0 + x) 1.23");
}

TEST_CASE("long text is cut", "[print][deep]") {
    for (const auto &ex : {test::deep_chain(100'000, 1_dbl), test::doubled(60, "x"_var),
                           sum(std::vector<expression>(10'000, "variable"_var)), expression(std::string(5000, 'x'))}) {
        const auto text = text_of(ex);
        CHECK(text.size() > 900);
        CHECK(text.size() < 1100);
        CHECK(text.ends_with("..."));
    }
    const expression fits(std::string(1000, 'x'));
    CHECK(text_of(fits) == std::string(1000, 'x'));
}

TEST_CASE("nesting without text ends too", "[print][deep]") {
    const auto sum = std::get<func>(("x"_var + "y"_var).value());
    expression ex = "x"_var;
    for (int i = 0; i < 100'000; ++i)
        ex = expression(func(sum.rule(), {ex})); // sums of one term print the term
    CHECK(text_of(ex) == "...");
}
