// SPDX-License-Identifier: MPL-2.0
// Statistics as numbers, text and JSON.
#include "cache/cache_stats.hpp"

#include <sstream>

#include "cache/code_cache.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("statistics are what was counted") {
    const auto before = detail::stats_from_counters();
    detail::count_miss(detail::miss_reason::locked);
    detail::process_counters().ns_saved += 1500000000;
    const auto after = detail::stats_from_counters();
    CHECK(after.misses == before.misses + 1);
    CHECK(after.misses_locked == before.misses_locked + 1);
    CHECK(after.seconds_saved - before.seconds_saved == Approx(1.5));
    CHECK(after.misses == after.misses_absent + after.misses_rejected + after.misses_locked + after.misses_unusable +
                              after.misses_disabled);
}

TEST_CASE("statistics as text and as JSON") {
    cache_stats stats;
    stats.memory_hits = 3;
    stats.seconds_saved = .5;
    CHECK_THAT(to_json(stats), Catch::Matchers::StartsWith("{\"memory_hits\": 3, \"thread_hits\": 0") &&
                                   Catch::Matchers::EndsWith("\"seconds_saved\": 0.5}"));
    std::ostringstream out;
    out << stats;
    CHECK_THAT(out.str(),
               ContainsSubstring("hits in memory               : 3\n") && ContainsSubstring("seconds saved"));
}
