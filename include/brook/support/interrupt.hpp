// SPDX-License-Identifier: MPL-2.0
// Asks running propagations to stop, from another thread or from a signal handler.
#pragma once

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Asks every propagation of this process to stop after its current step. Async-signal-safe; stays in force until
/// clear_interrupt().
BROOK_PUBLIC void request_interrupt() noexcept;

/// Withdraws the request, so that propagations run again. Async-signal-safe.
BROOK_PUBLIC void clear_interrupt() noexcept;

/// True between request_interrupt() and clear_interrupt(). Async-signal-safe.
[[nodiscard]] BROOK_PUBLIC bool interrupt_requested() noexcept;

BROOK_END_NAMESPACE
