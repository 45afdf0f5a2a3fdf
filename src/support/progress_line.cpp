// SPDX-License-Identifier: MPL-2.0
// Renders progress.
#include <brook/support/progress_line.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

BROOK_BEGIN_NAMESPACE
namespace {

using clock_type = std::chrono::steady_clock;

constexpr auto between_lines = std::chrono::milliseconds(100);

/// In the two largest units.
std::string duration_text(double seconds) {
    if (!(seconds < 1e9))
        return "ages";
    const auto s = static_cast<long>(seconds + 0.5);
    if (s < 60)
        return fmt::format("{} s", s);
    if (s < 3600)
        return fmt::format("{} min {:02} s", s / 60, s % 60);
    if (s < 86400)
        return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
    return fmt::format("{} d {:02} h", s / 86400, s / 3600 % 24);
}

/// Three digits, or all that stand in front of the point.
std::string rate_text(double per_second) {
    return per_second < 100 ? fmt::format("{:.3g} per s", per_second) : fmt::format("{:.0f} per s", per_second);
}

std::string line_text(const std::string &label, double fraction, std::string_view details, double elapsed) {
    constexpr double width = 20;
    const auto filled = static_cast<std::size_t>(fraction * width);
    // 100 % only of what is complete.
    const auto percent = static_cast<int>(fraction * 100);
    auto text = fmt::format("{}{}[{:#<{}}{: <{}}] {:3} %", label, label.empty() ? "" : " ", "", filled, "",
                            static_cast<std::size_t>(width) - filled, percent);
    if (!details.empty())
        text += fmt::format(", {}", details);
    text += fmt::format(", {}", duration_text(elapsed));
    if (fraction > 0 && fraction < 1)
        text += fmt::format(", {} left", duration_text(elapsed * (1 - fraction) / fraction));
    return text;
}

/// A line that is wider than the terminal would not be overwritten.
void cut_to_terminal(std::string &line) {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 && line.size() >= size.ws_col)
        line.resize(size.ws_col - 1);
}

} // namespace

struct progress_line::data {
    progress_options options;
    bool visible, begun = false, finished = false;
    clock_type::time_point begin, shown;

    explicit data(progress_options &&o)
        : options(std::move(o)), visible(options.always || isatty(STDERR_FILENO) == 1), begin(now()), shown(begin) {}

    clock_type::time_point now() {
        return !visible ? clock_type::time_point() : options.clock ? options.clock() : clock_type::now();
    }

    void write(std::string_view text) {
        if (options.sink)
            options.sink(text);
        else
            std::fwrite(text.data(), 1, text.size(), stderr);
    }

    void write_line(double fraction, std::string_view details) {
        shown = now();
        auto line = line_text(options.label, std::isnan(fraction) ? 0 : std::clamp(fraction, 0., 1.), details,
                              std::chrono::duration<double>(shown - begin).count());
        if (!options.sink)
            cut_to_terminal(line);
        begun = true;
        write("\r\x1b[K" + line);
    }

    void end_line() {
        finished = true;
        write(options.keeps_last_line ? "\n" : "\r\x1b[K");
    }
};

progress_line::progress_line(progress_options options) : data_(std::make_unique<data>(std::move(options))) {}

progress_line::~progress_line() {
    try {
        finish();
    } catch (...) { // of a sink: nobody hears it
    }
}

bool progress_line::is_visible() const noexcept { return data_->visible; }

double progress_line::elapsed() const { return std::chrono::duration<double>(data_->now() - data_->begin).count(); }

bool progress_line::is_due() {
    auto &d = *data_;
    return d.visible && !d.finished && d.now() - d.shown >= between_lines;
}

void progress_line::show(double fraction, std::string_view details) {
    if (is_due())
        data_->write_line(fraction, details);
}

void progress_line::show_count(std::size_t done, std::size_t n) {
    if (!data_->visible || data_->finished || n == 0 || (done < n && !is_due()))
        return;
    const double passed = elapsed();
    auto details = fmt::format("{} of {}", done, n);
    if (done != 0 && passed > 0)
        details += ", " + rate_text(static_cast<double>(done) / passed);
    if (done < n)
        data_->write_line(static_cast<double>(done) / static_cast<double>(n), details);
    else
        finish(1, details);
}

void progress_line::finish(double fraction, std::string_view details) {
    if (!data_->visible || data_->finished)
        return;
    data_->write_line(fraction, details);
    data_->end_line();
}

void progress_line::finish() {
    if (data_->begun && !data_->finished)
        data_->end_line();
}

void progress_line::restart() {
    finish();
    auto &d = *data_;
    d.begun = d.finished = false;
    d.begin = d.shown = d.now();
}

BROOK_END_NAMESPACE
