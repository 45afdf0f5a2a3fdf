// SPDX-License-Identifier: MPL-2.0
// Times the stages of a construction, so that BROOK_TRACE=1 shows the pipeline with its costs.
#pragma once

#include <chrono>
#include <string_view>
#include <utility>

#include "support/log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Runs and times the stages of one pipeline:
///
///     pass_log log("build_stepper");
///     auto program = log("decompose", [&] { return decompose(system); });
///     program = log("share", [&] { return share(std::move(program)); }, [](const auto &p) { return p.summary(); });
///
/// Nothing is measured unless tracing is on; times are wall-clock microseconds.
class pass_log {
public:
    /// `pipeline` must outlive the object (a string literal).
    explicit pass_log(std::string_view pipeline) noexcept : pipeline_(pipeline), active_(tracing_enabled()) {}

    /// Runs `stage` and returns what it returns; what it throws passes through.
    template <typename Stage>
    decltype(auto) operator()(std::string_view name, Stage &&stage) const {
        const timer running(*this, name);
        return std::forward<Stage>(stage)();
    }

    /// The same; `size_of(result)` gives a number or text that is printed behind the time, and is called only when
    /// tracing.
    template <typename Stage, typename SizeOf>
    auto operator()(std::string_view name, Stage &&stage, SizeOf &&size_of) const {
        if (!active_)
            return std::forward<Stage>(stage)();
        const auto start = clock::now();
        auto result = std::forward<Stage>(stage)();
        const auto microseconds = since(start);
        write_line(name, microseconds, fmt::format(" ({})", std::forward<SizeOf>(size_of)(std::as_const(result))));
        return result;
    }

private:
    using clock = std::chrono::steady_clock;

    static double since(clock::time_point start) noexcept {
        return std::chrono::duration<double, std::micro>(clock::now() - start).count();
    }

    void write_line(std::string_view name, double microseconds, std::string_view size) const noexcept {
        try {
            emit_log(log_level::trace, fmt::format("{}: {}: {:.1f} us{}", pipeline_, name, microseconds, size));
        } catch (...) {
            // A trace line is never worth a construction.
        }
    }

    // Writes when it goes out of scope, which serves stages that return a reference, a value or nothing alike.
    class timer {
    public:
        timer(const pass_log &log, std::string_view name) noexcept : log_(log), name_(name) {
            if (log_.active_)
                start_ = clock::now();
        }
        timer(const timer &) = delete;
        timer &operator=(const timer &) = delete;
        ~timer() {
            if (log_.active_)
                log_.write_line(name_, since(start_), {});
        }

    private:
        const pass_log &log_;
        std::string_view name_;
        clock::time_point start_;
    };

    std::string_view pipeline_;
    bool active_;
};

} // namespace detail
BROOK_END_NAMESPACE
