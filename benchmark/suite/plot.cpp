// SPDX-License-Identifier: MPL-2.0
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>

#include "benchmark/suite/report.hpp"

namespace suite {

namespace {

// Side by side.
constexpr std::size_t columns = 5;

// As gnuplot wants it: between single quotes, and those within doubled.
std::string quoted(const std::string &text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "''" : std::string(1, c);
    }
    return out + "'";
}

// All panels have the same axis of errors; times have an axis in each.
std::string head(const std::string &file, std::size_t panels) {
    const auto rows = (panels + columns - 1) / columns;
    return fmt::format("set terminal svg size {},{} font 'Sans,12' background 'white'\nset encoding utf8\n"
                       "set output {}\nset multiplot layout {},{}\n",
                       330 * std::min(panels, columns), 270 * rows + 10, quoted(file), rows,
                       std::min(panels, columns)) +
           "set border lc rgb '#444444'\nset tics nomirror\nset grid lt 1 lc rgb '#d0d0d0'\nset logscale xy\n"
           "set xrange [1e-17:1]\nset format '10^{%T}'\nset xtics 1e-16,1e4\nset mxtics 1\nset ytics 10\n"
           "set xlabel 'error at the end' offset 0,0.5\nset ylabel 'time [ms]'\n"
           "set key top left reverse Left samplen 1.5\n";
}

std::string data(const char *name, const curve &c) {
    auto out = fmt::format("${} << END\n", name);
    for (const auto &p : c) {
        out += fmt::format("{:g} {:g}\n", p.error, p.microseconds / 1e3);
    }
    return out + "END\n";
}

// The axis of times: whole decades around all points.
std::string time_range(const figures &f) {
    double least = HUGE_VAL, largest = 0;
    for (const auto *c : {&f.brook, &f.odeint}) {
        for (const auto &p : *c) {
            least = std::min(least, p.microseconds / 1e3);
            largest = std::max(largest, p.microseconds / 1e3);
        }
    }
    return fmt::format("set yrange [1e{}:1e{}]\n", std::floor(std::log10(least)), std::ceil(std::log10(largest)));
}

std::string panel(const figures &f) {
    return data("brook", f.brook) + data("odeint", f.odeint) + time_range(f) +
           fmt::format("set title {}\n", quoted(f.name)) +
           "plot $odeint with linespoints lw 1.6 pt 7 ps 0.5 lc rgb '#2b6ca3' title 'odeint RKF78', "
           "$brook with linespoints lw 1.6 pt 7 ps 0.5 lc rgb '#c1272d' title 'brook'\nunset key\n";
}

} // namespace

void write_plot(const std::string &file, const std::vector<figures> &all) {
    if (std::system("gnuplot --version > /dev/null 2>&1") != 0) {
        throw std::runtime_error("gnuplot is not installed; there is no " + file);
    }
    auto script = head(file, all.size());
    for (const auto &f : all) {
        script += panel(f);
    }
    FILE *const gnuplot = popen("gnuplot", "w");
    if (gnuplot == nullptr) {
        throw std::runtime_error("Cannot start gnuplot");
    }
    std::fputs((script + "unset multiplot\n").c_str(), gnuplot);
    if (pclose(gnuplot) != 0) {
        throw std::runtime_error("gnuplot failed; there is no " + file);
    }
}

} // namespace suite
