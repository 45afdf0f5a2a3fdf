// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: tensors of derivatives, and unknown functions.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

namespace heyoka = brook;

using namespace heyoka;
using namespace heyoka::literals;

TEST_CASE("derivatives of several orders") {
    const auto [x, y] = make_vars("x", "y");
    auto dt = diff_tensors({x * y + par[0], cos(x)}, diff_args::vars, kw::diff_order = 2);
    CHECK(dt.get_order() == 2u);
    CHECK(dt.get_nargs() == 2u);
    CHECK(dt.get_nouts() == 2u);
    CHECK(dt.get_args() == std::vector{x, y});
    CHECK(dt[{0, 1, 0}] == y);
    CHECK(dt[{1, 1, 0}] == -1. * sin(x));
    CHECK(dt[dtens::sv_idx_t{0, {{0, 1}, {1, 1}}}] == 1_dbl);
    CHECK(dt.index_of(dtens::v_idx_t{1, 0, 0}) == 1u);
    CHECK(dt.find(dtens::v_idx_t{1, 3, 0}) == dt.end());
    CHECK_THROWS_AS((dt[{0, 3, 0}]), std::out_of_range);
    std::uint32_t sum = 0;
    for (const auto &[index, ex] : dt)
        sum += index.first;
    CHECK(sum == dt.size() / 2);
    const auto first = dt.get_derivatives(1);
    CHECK(std::distance(first.begin(), first.end()) == 4);
    CHECK(first.begin()->second == y);
    CHECK(dt.get_jacobian().size() == 4u);
    CHECK(dt.get_hessian(1).size() == 3u);
    CHECK((dt.begin() + 2)->first.second.size() == 1u);
    std::ostringstream stream;
    stream << dt;
    CHECK(!stream.str().empty());
    CHECK(diff_tensors({x * par[1]}, diff_args::all).get_gradient() == std::vector{par[1], x});
    CHECK(diff_tensors({x * y}, {y}, kw::diff_order = 1u).get_gradient() == std::vector{x});
    CHECK_THROWS_AS(diff_tensors({x}, {x + y}), std::invalid_argument);
}

TEST_CASE("unknown functions as arguments of others") {
    const auto [x, y] = make_vars("x", "y");
    auto args = std::make_shared<const std::vector<expression>>(std::vector{x, y});
    auto f = dfun("f", args), g = dfun("g", {x}, {{0, 2}});
    CHECK(diff(f * g, x) == g * dfun("f", args, {{0, 1}}) + f * dfun("g", {x}, {{0, 3}}));
    CHECK_THROWS_AS(dfun("f", args, {{2, 1}}), std::invalid_argument);
}
