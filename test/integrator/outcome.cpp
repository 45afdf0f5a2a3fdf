// SPDX-License-Identifier: MPL-2.0
// Values and texts of outcomes.
#include <sstream>

#include <fmt/format.h>

#include <brook/integrator/outcome.hpp>

#include "test/support/catch.hpp"

using brook::taylor_outcome;

namespace {

std::string streamed(taylor_outcome outcome) {
    std::ostringstream out;
    out << outcome;
    return out.str();
}

} // namespace

TEST_CASE("outcomes have the documented values") {
    const std::int64_t base = -(std::int64_t{1} << 32);
    CHECK(static_cast<std::int64_t>(taylor_outcome::success) == base - 1);
    CHECK(static_cast<std::int64_t>(taylor_outcome::step_limit) == base - 2);
    CHECK(static_cast<std::int64_t>(taylor_outcome::time_limit) == base - 3);
    CHECK(static_cast<std::int64_t>(taylor_outcome::err_nf_state) == base - 4);
    CHECK(static_cast<std::int64_t>(taylor_outcome::cb_stop) == base - 5);
    CHECK(static_cast<std::int64_t>(taylor_outcome::interrupted) == base - 6);
}

TEST_CASE("outcomes stream and format by name") {
    CHECK(streamed(taylor_outcome::success) == "taylor_outcome::success");
    CHECK(streamed(taylor_outcome::step_limit) == "taylor_outcome::step_limit");
    CHECK(streamed(taylor_outcome::time_limit) == "taylor_outcome::time_limit");
    CHECK(streamed(taylor_outcome::err_nf_state) == "taylor_outcome::err_nf_state");
    CHECK(streamed(taylor_outcome::cb_stop) == "taylor_outcome::cb_stop");
    CHECK(streamed(taylor_outcome::interrupted) == "taylor_outcome::interrupted");
    CHECK(streamed(taylor_outcome{0}) == "taylor_outcome::terminal_event_0 (continuing)");
    CHECK(streamed(taylor_outcome{42}) == "taylor_outcome::terminal_event_42 (continuing)");
    CHECK(streamed(taylor_outcome{-1}) == "taylor_outcome::terminal_event_0 (stopping)");
    CHECK(streamed(taylor_outcome{-43}) == "taylor_outcome::terminal_event_42 (stopping)");
    CHECK(streamed(taylor_outcome{-(std::int64_t{1} << 32)}) == "taylor_outcome::terminal_event_4294967295 (stopping)");
    CHECK(streamed(taylor_outcome{-(std::int64_t{1} << 40)}) == "taylor_outcome::??");
    CHECK(fmt::format("{}", taylor_outcome::cb_stop) == "taylor_outcome::cb_stop");
    CHECK(fmt::format("{:>25}", taylor_outcome::success) == "  taylor_outcome::success");
}
