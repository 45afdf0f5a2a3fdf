// SPDX-License-Identifier: MPL-2.0
// Options are read from a recipe as they were written, or not at all.
#include "jit/recipe_options.hpp"

#include <stdexcept>

#include "jit/environment.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::detail;
using Catch::Matchers::ContainsSubstring;

namespace {

recipe written(const code_options &options) {
    recipe r("anything", 1);
    add_environment(r, find_target("native"), compile_options_of(options));
    r.add("type", "f64").add("fast_math", options.fast_math).add("compact", options.compact);
    r.add("count", 12).add("odd", "12a");
    return r;
}

} // namespace

TEST_CASE("options survive a recipe", "[recipe_options]") {
    code_options options;
    options.opt_level = 3;
    options.fast_math = options.slp_vectorize = options.compact = true;
    options.model = code_model::large;
    const auto again = options_of(written(options));
    CHECK(again.opt_level == 3);
    CHECK((again.fast_math && again.slp_vectorize && again.compact));
    CHECK(machine_of(find_target("native"), again).relaxed);
    CHECK_FALSE(machine_of(find_target("native"), {}).relaxed);
    options.opt_level = 0;
    CHECK_FALSE(machine_of(find_target("native"), options).relaxed);
    CHECK(again.model == code_model::large);
    CHECK_FALSE(options_of(written({})).compact);
    CHECK(target_of(written({})) == &find_target("native"));
    CHECK(type_of(written({})) == fp_type::f64);
}

TEST_CASE("fields that mean nothing are named", "[recipe_options]") {
    const auto r = written({});
    CHECK(number_of(r, "count") == 12);
    CHECK_THROWS_WITH(number_of(r, "odd"), ContainsSubstring("'odd'") && ContainsSubstring("'12a'"));
    CHECK_THROWS_WITH(flag_of(r, "count"), ContainsSubstring("'count'"));
    CHECK_THROWS_WITH(field_of(r, "missing"), ContainsSubstring("'missing'"));
    CHECK_THROWS_AS(type_of(recipe("anything", 1).add("type", "f1")), std::runtime_error);
}
