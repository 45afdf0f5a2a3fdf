// SPDX-License-Identifier: MPL-2.0
// What brook tells its user, how much of it, and where it goes.
#pragma once

#include <functional>
#include <string_view>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// How much a message matters, in rising order.
enum class log_level {
    trace,   ///< how long the stages of a construction took
    debug,   ///< what helps to find mistakes in brook
    info,    ///< what is going on
    warn,    ///< something that a user may want to change, without effect on results
    err,     ///< something did not work
    critical ///< nothing will work
};

/// Returns brook's logger, which exists from its first use on: a pointer that is good for nothing but to be compared.
BROOK_PUBLIC void *create_logger();

/// Show every message, the duration of every stage of a construction included.
BROOK_PUBLIC void set_logger_level_trace() noexcept;

/// Show messages of level debug and above.
BROOK_PUBLIC void set_logger_level_debug() noexcept;

/// Show messages of level info and above.
BROOK_PUBLIC void set_logger_level_info() noexcept;

/// Show messages of level warn and above (the default).
BROOK_PUBLIC void set_logger_level_warn() noexcept;

/// Show messages of level err and above.
BROOK_PUBLIC void set_logger_level_err() noexcept;

/// Show messages of level critical only.
BROOK_PUBLIC void set_logger_level_critical() noexcept;

/// Sends messages to `sink` instead of the standard error stream; an empty function restores the latter.
/// The sink may be called by several threads at once. What it throws is discarded, and what brook would log while
/// a sink runs on the same thread is dropped.
BROOK_PUBLIC void set_log_sink(std::function<void(log_level, std::string_view)> sink);

BROOK_END_NAMESPACE
