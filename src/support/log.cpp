// SPDX-License-Identifier: MPL-2.0
// State of the logger: level, sink, and the causes that were warned of already.
#include "support/log.hpp"

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <unordered_set>

#include <brook/support/made_once.hpp>

#include "support/forks.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

using log_sink = std::function<void(log_level, std::string_view)>;

struct logger_state {
    std::atomic<log_level> level{log_level::warn};
    // Guarded by the lock of the log; nothing foreign runs while it is held.
    std::shared_ptr<const log_sink> sink;
    std::unordered_set<std::string> warned;
};

logger_state &logger() {
    // Never destroyed: static destructors of the user may still log.
    static constinit made_once<logger_state> state;
    return state.get([] { return logger_state(); });
}

const char *name_of(log_level level) noexcept {
    constexpr const char *names[] = {"trace", "debug", "info", "warning", "error", "critical"};
    static_assert(std::size(names) == static_cast<std::size_t>(log_level::critical) + 1);
    return names[static_cast<std::size_t>(level)];
}

// One write per message, so that messages of several threads do not mix.
void write_to_stderr(log_level level, std::string_view text) noexcept {
    std::fprintf(stderr, "brook %s: %.*s\n", name_of(level), static_cast<int>(text.size()), text.data());
}

// True while a sink runs on this thread: a sink that makes brook log must not call itself.
thread_local bool inside_sink = false;

struct sink_scope {
    sink_scope() noexcept { inside_sink = true; }
    ~sink_scope() { inside_sink = false; }
};

bool first_warning_of(std::string_view cause) {
    const global_lock lock(global_mutex::log);
    return logger().warned.emplace(cause).second;
}

} // namespace

bool log_enabled(log_level level) noexcept { return level >= logger().level.load(std::memory_order_relaxed); }

bool tracing_enabled() noexcept {
    static constinit made_once<bool> asked_by_environment;
    const auto ask = [] { return environment_variable("BROOK_TRACE") == "1"; };
    return asked_by_environment.get(ask) || log_enabled(log_level::trace);
}

void emit_log(log_level level, std::string_view text) noexcept {
    if (inside_sink)
        return;
    try {
        std::shared_ptr<const log_sink> sink;
        {
            const global_lock lock(global_mutex::log);
            sink = logger().sink;
        }
        if (!sink)
            return write_to_stderr(level, text);
        sink_scope scope;
        (*sink)(level, text);
    } catch (...) {
        // A message is never worth a construction.
    }
}

void warn_once(std::string_view cause, std::string_view text) noexcept {
    if (!log_enabled(log_level::warn))
        return;
    try {
        if (!first_warning_of(cause))
            return;
    } catch (...) {
        return; // without memory to remember the cause, silence is better than a flood
    }
    emit_log(log_level::warn, text);
}

namespace {

void set_level(log_level level) noexcept { logger().level.store(level, std::memory_order_relaxed); }

} // namespace
} // namespace detail

void *create_logger() { return &detail::logger(); }

void set_logger_level_trace() noexcept { detail::set_level(log_level::trace); }
void set_logger_level_debug() noexcept { detail::set_level(log_level::debug); }
void set_logger_level_info() noexcept { detail::set_level(log_level::info); }
void set_logger_level_warn() noexcept { detail::set_level(log_level::warn); }
void set_logger_level_err() noexcept { detail::set_level(log_level::err); }
void set_logger_level_critical() noexcept { detail::set_level(log_level::critical); }

void set_log_sink(std::function<void(log_level, std::string_view)> sink) {
    std::shared_ptr<const detail::log_sink> fresh;
    if (sink)
        fresh = std::make_shared<const detail::log_sink>(std::move(sink));
    const detail::global_lock lock(detail::global_mutex::log);
    detail::logger().sink.swap(fresh);
}

BROOK_END_NAMESPACE
