// SPDX-License-Identifier: MPL-2.0
// Stored functions made anew: the same key, the same code, and reasons where they cannot be.
#include "cfunc/remake.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

#include <brook/cfunc/cfunc.hpp>
#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

#include "cache/code_cache.hpp"
#include "cache/disk_cache.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/stored_key.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;
using detail::recipe;
using detail::stored_function;

namespace {

const auto [x, y] = make_vars("x", "y");

template <typename Make>
detail::stored_code entry_of(Make make) {
    const fresh_caches fresh;
    make();
    auto code = detail::disk_cache(fresh.directory.path()).find(only_key_in(fresh.directory.path()));
    REQUIRE(code);
    return std::move(*code);
}

std::string reason_of(const recipe &r, std::span<const std::byte> source) {
    try {
        const stored_function f(r, source);
    } catch (const std::runtime_error &error) {
        return error.what();
    }
    return "can be made anew";
}

recipe changed(const recipe &r, std::string_view name, const std::string &value) {
    recipe result(r.fields()[0].value, 1);
    for (std::size_t i = 2; i < r.fields().size(); ++i)
        if (const auto &f = r.fields()[i]; f.name != name)
            result.add(f.name, std::string_view(f.value));
        else if (!value.empty())
            result.add(f.name, std::string_view(value));
    return result;
}

} // namespace

TEST_CASE("stored functions are made anew, bit for bit", "[remake]") {
    const auto check = [](auto make) {
        const auto stored = entry_of(make);
        const auto r = recipe::parse(stored.recipe);
        const stored_function f(r, stored.source);
        REQUIRE(f.own_target() != nullptr);
        const auto &t = *f.own_target();
        CHECK(f.recipe_for(t) == r);
        const auto remade = f.make_for(t);
        CHECK(remade.recipe == stored.recipe);
        CHECK(remade.object == stored.object);
        CHECK(remade.metadata == stored.metadata);
        CHECK(remade.source == stored.source);
        CHECK_THAT(f.ir_for(t), ContainsSubstring("@many("));
    };
    check([] { cfunc<double>({x * y, sin(x)}, {x, y}); });
    check([] { cfunc<float>({x * y, sin(x)}, {x, y}, kw::batch_size = 4); });
    check([] { cfunc<long double>({x * y, sin(x)}, {x, y}); });
    check([] { cfunc<double>({pi * brook::time + par[2]}, {}, kw::opt_level = 3, kw::compact_mode = true); });
    check([] { cfunc<double>({select(lt(x, y), x, y)}, {y, x}, kw::slp_vectorize = true); });
}

TEST_CASE("what cannot be made anew is refused with the reason", "[remake]") {
    const auto stored = entry_of([] { cfunc<double>({x * y}, {x, y}); });
    const auto r = recipe::parse(stored.recipe);
    CHECK(reason_of(r, stored.source) == "can be made anew");
    CHECK_THAT(reason_of(r, {}), ContainsSubstring("not stored"));
    CHECK_THAT(reason_of(recipe("function_bitcode", 1), stored.source), ContainsSubstring("only the names"));
    CHECK_THAT(reason_of(recipe("taylor_jet", 1), stored.source), ContainsSubstring("'taylor_jet'"));
    for (const char *name : {"type", "points", "opt_level", "fast_math", "force_avx512", "slp_vectorize", "compact",
                             "code_model", "triple", "cpu", "features"})
        CHECK_THAT(reason_of(changed(r, name, ""), stored.source), ContainsSubstring(name));
    for (const char *name : {"type", "points", "opt_level", "fast_math", "compact", "code_model"})
        for (const char *value : {"x", "-1", "99999999999"})
            CHECK_THAT(reason_of(changed(r, name, value), stored.source), ContainsSubstring(name));
    CHECK_THAT(reason_of(changed(r, "points", "0"), stored.source), ContainsSubstring("points"));
    auto damaged = stored.source;
    damaged.pop_back();
    CHECK_THAT(reason_of(r, damaged), ContainsSubstring("malformed"));
}
