// SPDX-License-Identifier: MPL-2.0
// The process-wide counters.
#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

counter_values counters::snapshot() const noexcept {
    counter_values values;
#define BROOK_COUNTER_FIELD(name) values.name = name.value();
    BROOK_FOR_EACH_COUNTER(BROOK_COUNTER_FIELD)
#undef BROOK_COUNTER_FIELD
    return values;
}

counters &process_counters() noexcept {
    static constinit counters instance; // trivially destructible: usable during exit
    return instance;
}

} // namespace detail
BROOK_END_NAMESPACE
