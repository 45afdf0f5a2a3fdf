// SPDX-License-Identifier: MPL-2.0
// The time.
#include <ostream>

#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const function_rule time_rule{
    .name = "time",
    .arity = 0,
    .gradient = [](const func &) { return std::vector<expression>(); },
    .print = [](std::ostream &out, const func &) { out << 't'; },
    .time_dependent = true,
    .taylor = &time_operation,
};
const rule_registrar time_registrar(time_rule);

} // namespace detail

// Users build expressions before main() too: where the linker can, the time is made before any of theirs.
#if defined(__ELF__)
__attribute__((init_priority(101)))
#endif
const expression time{func(detail::time_rule, {})};

BROOK_END_NAMESPACE
