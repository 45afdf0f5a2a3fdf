// SPDX-License-Identifier: MPL-2.0
// Tensors of derivatives and unknown functions through archives.
#include <brook/archive/archive.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/calculus/diff_tensors.hpp>
#include <brook/expression/construct.hpp>
#include <brook/math/dfun.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

} // namespace

TEST_CASE("tensors come back from archives, with what they share") {
    const auto dt = diff_tensors({sin(x * y) / (1. + par[2]), y}, {y, par[2], x}, kw::diff_order = 3);
    const auto back = from_archive<dtens>(to_archive(dt));
    CHECK(back.get_order() == dt.get_order());
    CHECK(back.get_nouts() == dt.get_nouts());
    CHECK(back.get_args() == dt.get_args());
    REQUIRE(back.size() == dt.size());
    for (auto a = dt.begin(), b = back.begin(); a != dt.end(); ++a, ++b) {
        CHECK(a->first == b->first);
        CHECK(detail::structural_hash(a->second) == detail::structural_hash(b->second));
        CHECK(back.find(a->first) == b);
    }
    CHECK(to_archive(back) == to_archive(dt));
    const auto none = from_archive<dtens>(to_archive(dtens()));
    CHECK(none.size() == 0);
    CHECK(none.get_args().empty());
}

TEST_CASE("damaged archives of tensors are refused") {
    const auto good = to_archive(diff_tensors({sin(x * y)}, {x, y}, kw::diff_order = 2));
    CHECK_THROWS_AS(from_archive<dtens>(to_archive(x)), std::runtime_error);
    CHECK_THROWS_AS(from_archive<expression>(good), std::runtime_error);
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 4);
        CHECK_THROWS_AS(from_archive<dtens>(bad), std::runtime_error);
    }
}

TEST_CASE("unknown functions come back from archives, and share their arguments") {
    const auto list = std::make_shared<const std::vector<expression>>(std::vector{x, sin(y)});
    const std::vector<expression> all{dfun("f", list), dfun("f", list, {{0, 1}, {1, 3}}),
                                      2. * dfun("a b_", {y}, {{0, 7}})};
    const auto back = from_archive<std::vector<expression>>(to_archive(all));
    REQUIRE(back.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        CHECK(detail::structural_hash(back[i]) == detail::structural_hash(all[i]));
    const auto shared = [&](std::size_t i) { return std::get<func>(back[i].value()).shared_args(); };
    REQUIRE(shared(0) != nullptr);
    CHECK(shared(0) == shared(1));
    CHECK(std::get<func>(back[0].value()).gradient()[0] == dfun("f", list, {{0, 1}}));
}
