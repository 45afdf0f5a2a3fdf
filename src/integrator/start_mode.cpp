// SPDX-License-Identifier: MPL-2.0
// Names of the ways to start.
#include <brook/integrator/start_mode.hpp>

#include <ostream>

#include "support/error.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

std::string_view to_text(start_mode mode) noexcept {
    switch (mode) {
    case start_mode::compiled:
        return "compiled";
    case start_mode::behind:
        return "behind";
    case start_mode::interpreted:
        return "interpreted";
    }
    return "invalid";
}

start_mode default_start_mode() {
    const auto asked = environment_variable("BROOK_START");
    if (!asked)
        return start_mode::behind;
    for (const auto mode : {start_mode::compiled, start_mode::behind, start_mode::interpreted})
        if (*asked == to_text(mode))
            return mode;
    throw_invalid_argument("BROOK_START must be 'compiled', 'behind' or 'interpreted', but it is '{}'", *asked);
}

} // namespace detail

std::ostream &operator<<(std::ostream &out, start_mode mode) { return out << detail::to_text(mode); }

BROOK_END_NAMESPACE

auto fmt::formatter<brook::start_mode>::format(brook::start_mode mode, fmt::format_context &context) const
    -> fmt::format_context::iterator {
    return fmt::formatter<fmt::string_view>::format(fmt::string_view(brook::detail::to_text(mode)), context);
}
