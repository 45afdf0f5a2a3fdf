// SPDX-License-Identifier: MPL-2.0
// Stored functions made anew: the same key, the same code, and reasons where they cannot be.
#include <stdexcept>
#include <string>
#include <string_view>

#include <brook/cfunc/cfunc.hpp>
#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

#include "cache/code_cache.hpp"
#include "cache/store/disk_cache.hpp"
#include "test/support/catch.hpp"
#include "test/support/remaking.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;
using detail::recipe;
using test::changed;
using test::reason_of;

namespace {

const auto [x, y] = make_vars("x", "y");

} // namespace

TEST_CASE("stored functions are made anew, bit for bit", "[remake]") {
    const auto check = [](auto make) { test::check_remade(make, "@many("); };
    check([] { cfunc<double>({x * y, sin(x)}, {x, y}); });
    check([] { cfunc<float>({x * y, sin(x)}, {x, y}, kw::batch_size = 4); });
    check([] { cfunc<long double>({x * y, sin(x)}, {x, y}); });
    check([] { cfunc<double>({pi * brook::time + par[2]}, {}, kw::opt_level = 3, kw::compact_mode = true); });
    check([] { cfunc<double>({select(lt(x, y), x, y)}, {y, x}, kw::slp_vectorize = true); });
}

TEST_CASE("what cannot be made anew is refused with the reason", "[remake]") {
    const fresh_caches fresh;
    cfunc<double>({x * y}, {x, y});
    const auto stored = test::only_entry(fresh);
    const auto r = recipe::parse(stored.recipe);
    CHECK(reason_of(r, stored.source) == "can be made anew");
    CHECK_THAT(reason_of(r, {}), ContainsSubstring("not stored"));
    CHECK_THAT(reason_of(recipe("function_bitcode", 1), stored.source), ContainsSubstring("only the names"));
    CHECK_THAT(reason_of(recipe("taylor_jet", 1), stored.source), ContainsSubstring("field"));
    for (const char *name : {"type", "points", "opt_level", "fast_math", "slp_vectorize", "compact", "code_model"})
        CHECK_THAT(reason_of(changed(r, name, ""), stored.source), ContainsSubstring(name));
    for (const char *name : {"type", "points", "opt_level", "fast_math", "compact", "code_model"})
        for (const char *value : {"x", "-1", "99999999999"})
            CHECK_THAT(reason_of(changed(r, name, value), stored.source), ContainsSubstring(name));
    CHECK_THAT(reason_of(changed(r, "points", "0"), stored.source), ContainsSubstring("points"));
    auto damaged = stored.source;
    damaged.pop_back();
    CHECK_THAT(reason_of(r, damaged), ContainsSubstring("malformed"));
}
