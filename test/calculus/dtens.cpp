// SPDX-License-Identifier: MPL-2.0
// The container of derivatives: order, indices, parts, copies.
#include <brook/calculus/dtens.hpp>

#include <cstdint>
#include <iterator>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <brook/calculus/diff_tensors.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

const auto vars = make_vars("x", "y", "z");
const auto &[x, y, z] = vars;

using dense = dtens::v_idx_t;
using sparse = dtens::sv_idx_t;

dense dense_of(const sparse &index, std::size_t n_args) {
    dense out(n_args + 1, 0);
    out[0] = index.first;
    for (const auto &[arg, order] : index.second)
        out[arg + 1] = order;
    return out;
}

} // namespace

static_assert(std::is_nothrow_copy_constructible_v<dtens> && std::is_nothrow_copy_assignable_v<dtens>);
static_assert(std::is_nothrow_move_constructible_v<dtens> && std::is_nothrow_default_constructible_v<dtens>);
static_assert(std::random_access_iterator<dtens::const_iterator>);

TEST_CASE("derivatives are stored by order, component, and leading exponents", "[dtens]") {
    const auto dt = diff_tensors({x * y, x * x * x}, {x, y}, kw::diff_order = 2);
    const std::vector<sparse> expected{{0, {}},       {1, {}},       {0, {{0, 1}}},         {0, {{1, 1}}},
                                       {1, {{0, 1}}}, {1, {{1, 1}}}, {0, {{0, 2}}},         {0, {{0, 1}, {1, 1}}},
                                       {0, {{1, 2}}}, {1, {{0, 2}}}, {1, {{0, 1}, {1, 1}}}, {1, {{1, 2}}}};
    REQUIRE(dt.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(dt.begin()[static_cast<std::ptrdiff_t>(i)].first == expected[i]);
    CHECK(dt[dense{0, 0, 0}] == x * y);
    CHECK(dt[dense{0, 1, 0}] == y);
    CHECK(dt[sparse{0, {{1, 1}}}] == x);
    CHECK(dt[{0, 1, 1}] == 1_dbl);
    CHECK(dt[{1, 1, 1}] == 0_dbl);
    // Braces, also where a pair could begin with them.
    CHECK(dt[{0, {{0, 1}, {1, 1}}}] == 1_dbl);
    CHECK(dt.find({1, 2, 0}) == dt.find(sparse{1, {{0, 2}}}));
    CHECK(dt.index_of({1, 0, 0}) == 1);
    CHECK(dt.index_of({1, 0}) == dt.size());
}

TEST_CASE("each index is found at its place, and no other is", "[dtens]") {
    for (std::uint32_t n_args = 1; n_args <= 3; ++n_args) {
        const std::vector<expression> args(vars.begin(), vars.begin() + n_args);
        for (std::uint32_t order = 0; order <= 4; ++order) {
            const auto dt = diff_tensors({sin(sum(args)), x, y * z}, args, kw::diff_order = order);
            CAPTURE(n_args, order);
            CHECK(dt.get_order() == order);
            CHECK(dt.get_nargs() == n_args);
            CHECK(dt.get_nouts() == 3);
            CHECK(dt.get_args() == args);
            CHECK(dt.size() == static_cast<std::size_t>(dt.end() - dt.begin()));
            std::size_t position = 0;
            for (auto it = dt.begin(); it != dt.end(); ++it, ++position) {
                const auto index = dense_of(it->first, n_args);
                CHECK(dt.find(it->first) == it);
                CHECK(dt.find(index) == it);
                CHECK(&dt[index] == &it->second);
                CHECK(dt.index_of(it) == position);
                CHECK(dt.index_of(index) == position);
                CHECK(dt.index_of(it->first) == position);
                CHECK(std::accumulate(index.begin() + 1, index.end(), 0u) <= order);
            }
            CHECK(dt.index_of(dt.end()) == dt.size());
        }
    }
}

TEST_CASE("indices that are not there", "[dtens]") {
    const auto dt = diff_tensors({x * y, y}, {x, y}, kw::diff_order = 2);
    for (const auto &index : std::vector<dense>{
             {}, {0}, {0, 1}, {0, 1, 0, 0}, {2, 0, 0}, {0, 2, 1}, {0, 0xffffffff, 1}, {0xffffffff, 0, 0}}) {
        CHECK(dt.find(index) == dt.end());
        CHECK(dt.index_of(index) == dt.size());
        CHECK_THROWS_AS(dt[index], std::out_of_range);
    }
    for (const auto &index : std::vector<sparse>{{2, {}},
                                                 {0, {{2, 1}}},
                                                 {0, {{0, 3}}},
                                                 {0, {{0, 0}}},
                                                 {0, {{0, 1}, {0, 1}}},
                                                 {0, {{1, 1}, {0, 1}}},
                                                 {0, {{0, 1}, {1, 0}}},
                                                 {0, {{0, 0xffffffff}, {1, 2}}},
                                                 {0, {{0xffffffff, 1}}}}) {
        CHECK(dt.find(index) == dt.end());
        CHECK(dt.index_of(index) == dt.size());
        CHECK_THROWS_AS(dt[index], std::out_of_range);
    }
}

TEST_CASE("parts of a tensor", "[dtens]") {
    const auto dt = diff_tensors({x * y * y, x + z, y}, {x, y, z}, kw::diff_order = 2);
    CHECK(dt.get_derivatives(0).size() == 3);
    CHECK(dt.get_derivatives(1).size() == 9);
    CHECK(dt.get_derivatives(2).size() == 18);
    CHECK(dt.get_derivatives(3).empty());
    CHECK(dt.get_derivatives(0).begin() == dt.begin());
    CHECK(dt.get_derivatives(2).end() == dt.end());
    for (std::uint32_t order = 0; order <= 2; ++order) {
        auto next = dt.get_derivatives(order).begin();
        for (std::uint32_t component = 0; component < 3; ++component) {
            const auto part = dt.get_derivatives(component, order);
            CHECK(part.begin() == next);
            next = part.end();
            for (const auto &[index, ex] : part)
                CHECK(index.first == component);
        }
        CHECK(next == dt.get_derivatives(order).end());
    }
    CHECK(dt.get_derivatives(3, 1).empty());
    CHECK(dt.get_derivatives(0, 3).empty());
    CHECK(dt.get_jacobian() == std::vector{y * y, dt[{0, 0, 1, 0}], 0_dbl, 1_dbl, 0_dbl, 1_dbl, 0_dbl, 1_dbl, 0_dbl});
    const auto hessian = dt.get_hessian(0);
    REQUIRE(hessian.size() == 6);
    CHECK(hessian[0] == 0_dbl);
    CHECK(hessian[1] == dt[{0, 1, 1, 0}]);
    CHECK(hessian[3] == dt[{0, 0, 2, 0}]);
    CHECK(diff_tensors({x * y}, {x, y}).get_gradient() == std::vector{y, x});
}

TEST_CASE("copies share, and what was moved from is empty", "[dtens]") {
    auto dt = diff_tensors({x * y}, {x, y});
    const auto copy = dt;
    CHECK(copy.begin() == dt.begin());
    auto moved = std::move(dt);
    CHECK(moved.begin() == copy.begin());
    for (const auto &none : {dt, dtens()}) { // NOLINT
        CHECK(none.size() == 0);
        CHECK(none.begin() == none.end());
        CHECK(none.get_order() == 0);
        CHECK(none.get_nargs() == 0);
        CHECK(none.get_nouts() == 0);
        CHECK(none.get_args().empty());
        CHECK(none.find(dense{0}) == none.end());
        CHECK(none.index_of(sparse{0, {}}) == 0);
        CHECK(none.get_derivatives(0).empty());
        CHECK(none.get_derivatives(0, 0).empty());
    }
    dt = copy;
    CHECK(dt.size() == 3);
}

TEST_CASE("a tensor streams as three lines", "[dtens]") {
    std::ostringstream out;
    out << diff_tensors({x * y, y}, {y, par[3]}, kw::diff_order = 2);
    CHECK(out.str() == "Highest order     : 2\nNumber of outputs : 2\nArguments         : [y, p3]\n");
}
