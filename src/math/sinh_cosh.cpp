// SPDX-License-Identifier: MPL-2.0
// The twin of hyperbolic sine and cosine: s = sinh(b), c = cosh(b).
#include "math/operations.hpp"
#include "math/sine_recurrence.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const operation sinh_cosh_operation = make_operation<sine_recurrence<true>>({
    .name = "sinh_cosh",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{sinh(o.args[0]), cosh(o.args[0])};
        },
});

} // namespace detail
BROOK_END_NAMESPACE
