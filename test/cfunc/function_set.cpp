// SPDX-License-Identifier: MPL-2.0
// What functions are, and what is refused.
#include "cfunc/function_set.hpp"

#include <stdexcept>
#include <vector>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"

using namespace brook;
using detail::function_set;

namespace {

const auto [x, y] = make_vars("x", "y");

std::vector<std::byte> bytes_of(const function_set &f) {
    return {f.canonical_bytes().begin(), f.canonical_bytes().end()};
}

} // namespace

TEST_CASE("functions are summed up", "[function_set]") {
    const function_set f({x + par[3], brook::time}, {y, x});
    CHECK(f.names() == std::vector<std::string>{"y", "x"});
    CHECK(f.n_pars() == 4);
    CHECK(f.time_dependent());
    CHECK(f.identified());
    const function_set g({expression(1.)}, {});
    CHECK(g.n_pars() == 0);
    CHECK_FALSE(g.time_dependent());
}

TEST_CASE("the canonical form knows no names, and is read back", "[function_set]") {
    const function_set f({x * y, sin(y)}, {x, y});
    CHECK(bytes_of(f) == bytes_of(function_set({"a"_var * "b"_var, sin("b"_var)}, {"a"_var, "b"_var})));
    CHECK(bytes_of(f) != bytes_of(function_set({x * y, sin(y)}, {y, x})));
    const auto again = detail::functions_from(f.canonical_bytes());
    CHECK(bytes_of(again) == bytes_of(f));
    CHECK(again.names() == std::vector<std::string>{"x0", "x1"});
    CHECK_THROWS_AS(detail::functions_from({}), std::runtime_error);
    auto damaged = bytes_of(f);
    damaged.pop_back();
    CHECK_THROWS_AS(detail::functions_from(damaged), std::runtime_error);
}
