// SPDX-License-Identifier: MPL-2.0
// The one flag behind interruption.
#include <brook/support/interrupt.hpp>

#include <atomic>

BROOK_BEGIN_NAMESPACE
namespace {

// A signal handler may touch lock-free atomics only.
static_assert(std::atomic<bool>::is_always_lock_free);
constinit std::atomic<bool> requested{false};

} // namespace

void request_interrupt() noexcept { requested.store(true, std::memory_order_relaxed); }
void clear_interrupt() noexcept { requested.store(false, std::memory_order_relaxed); }
bool interrupt_requested() noexcept { return requested.load(std::memory_order_relaxed); }

BROOK_END_NAMESPACE
