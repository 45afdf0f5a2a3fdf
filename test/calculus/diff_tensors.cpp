// SPDX-License-Identifier: MPL-2.0
// What is differentiated by what.
#include <brook/calculus/diff_tensors.hpp>

#include <sstream>
#include <stdexcept>
#include <vector>

#include <fmt/core.h>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

} // namespace

TEST_CASE("arguments are chosen by kind, in order", "[diff_tensors]") {
    const std::vector<expression> f{par[3] * y, x + par[1] * y};
    CHECK(diff_tensors(f, diff_args::vars).get_args() == std::vector{x, y});
    CHECK(diff_tensors(f, diff_args::params).get_args() == std::vector{par[1], par[3]});
    CHECK(diff_tensors(f, diff_args::all).get_args() == std::vector{x, y, par[1], par[3]});
    CHECK(diff_tensors(f, {y, par[1]}).get_args() == std::vector{y, par[1]});
    const std::vector<expression> by{y, "absent"_var, par[1]};
    const auto dt = diff_tensors(f, by);
    CHECK(dt.get_args() == by);
    CHECK(dt.get_order() == 1);
    CHECK(dt.get_jacobian() == std::vector{par[3], 0_dbl, 0_dbl, par[1], 0_dbl, y});
}

TEST_CASE("order zero is the functions themselves", "[diff_tensors]") {
    const auto dt = diff_tensors({x * y, y}, {x}, kw::diff_order = 0);
    REQUIRE(dt.size() == 2);
    CHECK(dt.begin()->second == x * y);
    CHECK(dt[{1, 0}] == y);
}

TEST_CASE("kinds of arguments stream and format by name", "[diff_tensors]") {
    std::ostringstream out;
    out << diff_args::vars << ' ' << diff_args::params << ' ' << diff_args::all << ' ' << static_cast<diff_args>(9);
    CHECK(out.str() == "diff_args::vars diff_args::params diff_args::all diff_args::??");
    CHECK(fmt::format("{:>17}", diff_args::params) == "diff_args::params");
}

TEST_CASE("tensors of nothing, or by nothing, are refused", "[diff_tensors]") {
    CHECK_THROWS_AS(diff_tensors({}, {x}), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, {}), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, std::vector<expression>()), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, diff_args::params), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({par[0]}, diff_args::vars), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({1_dbl}, diff_args::all), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, static_cast<diff_args>(9)), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, {x, x * y}), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, {1_dbl}), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, {x, y, x}), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, {par[1], par[1]}), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, {x}, kw::diff_order = -1), std::invalid_argument);
    CHECK_THROWS_AS(diff_tensors({x}, {x, y}, kw::diff_order = 0xffffffffu), std::overflow_error);
}
