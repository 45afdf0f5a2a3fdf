// SPDX-License-Identifier: MPL-2.0
// The twin of sine and cosine: s = sin(b), c = cos(b).
#include "math/operations.hpp"
#include "math/sine_recurrence.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const operation sine_cosine_operation = make_operation<sine_recurrence<false>>({
    .name = "sine_cosine",
    .results = 2,
    .is_sine_cosine = true,
    .text =
        [](const applied_operation &o) {
            return std::vector{sin(o.args[0]), cos(o.args[0])};
        },
});

} // namespace detail
BROOK_END_NAMESPACE
