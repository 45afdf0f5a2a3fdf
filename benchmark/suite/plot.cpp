// SPDX-License-Identifier: MPL-2.0
// Figures as a picture: a panel for each problem, drawn by a script that is piped into gnuplot.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "benchmark/suite/report.hpp"
#include "tutorial/support/gnuplot.hpp"

namespace suite {

namespace {

// Side by side.
constexpr std::size_t columns = 5;

// All panels have the same axis of errors; times have an axis in each.
std::string head(const std::string &file, std::size_t panels) {
    const auto rows = (panels + columns - 1) / columns;
    return fmt::format("set terminal svg size {},{} font 'Sans,12' background 'white'\nset encoding utf8\n"
                       "set output {}\nset multiplot layout {},{}\n",
                       330 * std::min(panels, columns), 270 * rows + 10, gnuplot::quoted(file), rows,
                       std::min(panels, columns)) +
           "set border lc rgb '#444444'\nset tics nomirror\nset grid lt 1 lc rgb '#d0d0d0'\nset logscale xy\n"
           "set xrange [1e-17:1]\nset format '10^{%T}'\nset xtics 1e-16,1e4\nset mxtics 1\nset ytics 10\n"
           "set xlabel 'error at the end' offset 0,0.5\nset ylabel 'time [ms]'\n"
           "set key top left reverse Left samplen 1.5\n";
}

std::string data(const char *name, const curve &c) {
    auto out = fmt::format("${} << END\n", name);
    for (const auto &p : c)
        out += fmt::format("{:g} {:g}\n", p.error, p.microseconds / 1e3);
    return out + "END\n";
}

curve all_points(const figures &f) {
    auto points = f.brook;
    for (const auto &p : f.comparisons)
        points.insert(points.end(), p.points.begin(), p.points.end());
    return points;
}

// The axis of times: whole decades around all points, and as many more above as a key needs.
std::string time_range(const figures &f, int more) {
    double least = HUGE_VAL, largest = 0;
    for (const auto &p : all_points(f)) {
        least = std::min(least, p.microseconds / 1e3);
        largest = std::max(largest, p.microseconds / 1e3);
    }
    return fmt::format("set yrange [1e{}:1e{}]\n", std::floor(std::log10(least)),
                       std::ceil(std::log10(largest)) + more);
}

std::string line(const std::string &name) {
    const auto *const color = name == "brook"    ? "#c1272d"
                              : name == "odeint" ? "#2b6ca3"
                              : name == "arkode" ? "#6aa84f"
                                                 : "#8a6fb0";
    return fmt::format("${0} with linespoints lw 1.6 pt 7 ps 0.5 lc rgb '{1}' title '{0}'", name, color);
}

std::string panel(const figures &f, bool with_key) {
    auto text = data("brook", f.brook) + time_range(f, with_key ? 3 : 0) +
                fmt::format("set title {}\n", gnuplot::quoted(f.name));
    std::string lines = "plot ";
    for (const auto &p : f.comparisons) {
        text += data(p.name.c_str(), p.points);
        lines += line(p.name) + ", ";
    }
    return text + lines + line("brook") + "\nunset key\n";
}

} // namespace

void write_plot(const std::string &file, const std::vector<figures> &all) {
    auto script = head(file, all.size());
    for (const auto &f : all)
        script += panel(f, &f == &all[0]);
    try {
        gnuplot::run(script + "unset multiplot\n");
    } catch (const std::runtime_error &e) {
        throw std::runtime_error(std::string(e.what()) + "; there is no " + file);
    }
}

} // namespace suite
