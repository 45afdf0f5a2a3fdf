// SPDX-License-Identifier: MPL-2.0
// Compiled functions give from archives what they gave before.
#include <brook/archive/archive.hpp>

#include <vector>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/random_expression.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

TEMPLATE_LIST_TEST_CASE("compiled functions come back bit for bit", "", test::code_types) {
    using T = TestType;
    for (std::uint32_t seed = 1; seed <= 8; ++seed) {
        CAPTURE(seed);
        test::random_expressions random(seed);
        const auto fn = random.several(3, 8);
        const auto vars = std::vector<expression>{expression("x"), expression("y"), expression("z")};
        const cfunc<T> f(fn, vars, kw::compact_mode = seed % 2 == 0, kw::opt_level = seed % 4);
        const auto twin = from_archive<cfunc<T>>(to_archive(f));
        CHECK(twin.get_fn() == f.get_fn());
        CHECK(twin.get_vars() == f.get_vars());
        CHECK(twin.get_compact_mode() == f.get_compact_mode());
        CHECK(to_archive(twin) == to_archive(f));
        const std::vector<T> in{T(0.3), T(0.7), T(-1.1)}, pars(f.get_nparams(), T(0.4));
        std::vector<T> a(3), b(3);
        f(a, in, kw::pars = pars, kw::time = T(2));
        twin(b, in, kw::pars = pars, kw::time = T(2));
        CHECK(same_bits(a, b));
    }
    CHECK_FALSE(from_archive<cfunc<T>>(to_archive(cfunc<T>())).is_valid());
}
