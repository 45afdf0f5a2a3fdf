// SPDX-License-Identifier: MPL-2.0
// The texts of outcomes.
#include <brook/integrator/outcome.hpp>

#include <ostream>
#include <string>

#include <fmt/format.h>

BROOK_BEGIN_NAMESPACE
namespace {

std::string text_of(taylor_outcome outcome) {
    constexpr std::int64_t most_events = std::int64_t{1} << 32;
    switch (outcome) {
    case taylor_outcome::success:
        return "taylor_outcome::success";
    case taylor_outcome::step_limit:
        return "taylor_outcome::step_limit";
    case taylor_outcome::time_limit:
        return "taylor_outcome::time_limit";
    case taylor_outcome::err_nf_state:
        return "taylor_outcome::err_nf_state";
    case taylor_outcome::cb_stop:
        return "taylor_outcome::cb_stop";
    case taylor_outcome::interrupted:
        return "taylor_outcome::interrupted";
    case taylor_outcome::zeno:
        return "taylor_outcome::zeno";
    }
    const auto value = static_cast<std::int64_t>(outcome);
    if (value >= 0)
        return fmt::format("taylor_outcome::terminal_event_{} (continuing)", value);
    if (value >= -most_events)
        return fmt::format("taylor_outcome::terminal_event_{} (stopping)", -(value + 1));
    return "taylor_outcome::??";
}

} // namespace

std::ostream &operator<<(std::ostream &out, taylor_outcome outcome) { return out << text_of(outcome); }

BROOK_END_NAMESPACE

auto fmt::formatter<brook::taylor_outcome>::format(brook::taylor_outcome outcome, fmt::format_context &context) const
    -> fmt::format_context::iterator {
    return fmt::formatter<fmt::string_view>::format(brook::text_of(outcome), context);
}
