// SPDX-License-Identifier: MPL-2.0
// The writing side of logging: leveled messages, and warnings that are given once per cause and process.
#pragma once

#include <string_view>

#include <fmt/format.h>

#include <brook/support/logging.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// True if messages of `level` are shown.
bool log_enabled(log_level level) noexcept;

/// True if stages of constructions are to be timed: BROOK_TRACE=1, or level trace.
bool tracing_enabled() noexcept;

/// Hands `text` to the sink whatever the level. Never throws.
void emit_log(log_level level, std::string_view text) noexcept;

/// Warns with `text`, unless this process has warned of the same `cause` before. A cause is a short identifier such
/// as "disk_cache.read_only"; append a path or name where each deserves its own message. Never throws.
void warn_once(std::string_view cause, std::string_view text) noexcept;

} // namespace detail
BROOK_END_NAMESPACE
