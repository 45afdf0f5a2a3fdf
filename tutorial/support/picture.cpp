// SPDX-License-Identifier: MPL-2.0
#include "picture.hpp"

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "gnuplot.hpp"

namespace picture {

namespace {

constexpr std::size_t most_points = 400; // of a series: more would make large files, and not be seen

// Blue, red, green and orange, and the same for bands.
constexpr std::array colors{"#1f5fbf", "#c1272d", "#2a9d8f", "#d98c1f"};
constexpr std::array pale_colors{"#bcd2f2", "#f2c4c5", "#bfe3df", "#f5dcb8"};

std::string head(const std::string &file, std::size_t panels) {
    return "set terminal svg size " + std::to_string(panels == 1 ? 600 : 480 * panels) +
           ",360 font 'Sans,13' background 'white'\nset encoding utf8\nset output " + gnuplot::quoted(file) +
           "\nset multiplot layout 1," + std::to_string(panels) + "\n";
}

// What a panel has set is no business of the next one. Keys stand below, where they cover nothing.
constexpr const char *defaults = R"gnuplot(
reset
set border 3 lc rgb '#444444'
set tics nomirror scale 0.6
set grid lt 1 lc rgb '#e4e4e4'
set margins 9, 2, 5.2, 2.4
set autoscale noextend
set offsets graph 0, graph 0, graph 0.04, graph 0.04
set xlabel offset 0,0.3
set ylabel offset 1
set key bmargin center horizontal Left reverse samplen 1.5 width 1
)gnuplot";

// From white to dark blue.
std::string head_of(const color_map &map) {
    return "set margins 9, 12, 5.2, 2.4\nset palette defined (0 '#f4f7fb', 1 '#9dbfe6', 2 '#1f5fbf', 3 '#0b1f44')\n"
           "set cblabel " +
           gnuplot::quoted(map.title) + " offset 1\nset cbtics nomirror scale 0.6\nset autoscale cbfix\n";
}

std::string data(const color_map &map) {
    std::string text = "$map << END\n";
    const std::size_t rows = map.values.size() / map.columns;
    const auto between = [](double first, double last, std::size_t i, std::size_t n) {
        return first + (last - first) * double(i) / double(n - 1);
    };
    for (std::size_t i = 0; i < map.values.size(); ++i) {
        char line[96];
        std::snprintf(line, sizeof line, "%.6g %.6g %.6g\n", between(map.left, map.right, i % map.columns, map.columns),
                      between(map.bottom, map.top, i / map.columns, rows), map.values[i]);
        text += line;
    }
    return text + "END\n";
}

std::string data(std::size_t number, const std::vector<point> &points) {
    std::string text = "$series" + std::to_string(number) + " << END\n";
    const std::size_t every = (points.size() + most_points - 1) / most_points;
    for (std::size_t i = 0; i < points.size(); ++i) {
        char line[64];
        std::snprintf(line, sizeof line, "%.6g %.6g\n", points[i].x, points[i].y);
        if (i % every == 0 || i + 1 == points.size())
            text += line;
    }
    return text + "END\n";
}

std::string look(style drawn_as, std::size_t number) {
    const auto of = [&](const auto &list) { return gnuplot::quoted(list[number % list.size()]); };
    switch (drawn_as) {
    case style::line:
        return "lines lw 1.6 lc rgb " + of(colors);
    case style::band:
        return "lines lw 7 lc rgb " + of(pale_colors);
    case style::dots:
        return "points pt 7 ps 0.2 lc rgb " + of(colors);
    case style::points:
        break;
    }
    return "points pt 7 ps 0.6 lc rgb " + of(colors);
}

std::string script_of(const panel &p) {
    std::string script = defaults, curves;
    if (!p.colors.values.empty()) {
        script += head_of(p.colors) + data(p.colors);
        curves = "plot $map using 1:2:3 with image notitle";
    }
    script += "set title " + gnuplot::quoted(p.title) + "\nset xlabel " + gnuplot::quoted(p.x_label) + "\nset ylabel " +
              gnuplot::quoted(p.y_label) + "\n" + p.commands + "\n";
    for (std::size_t i = 0; i < p.curves.size(); ++i) {
        script += data(i, p.curves[i].points);
        curves += (curves.empty() ? "plot $series" : ", $series") + std::to_string(i) + " with " +
                  look(p.curves[i].drawn_as, i) + " title " + gnuplot::quoted(p.curves[i].title);
    }
    return script + curves + "\n";
}

} // namespace

void draw(const std::string &file, const std::vector<panel> &panels) {
    auto script = head(file, panels.size());
    for (const auto &p : panels)
        script += script_of(p);
    try {
        gnuplot::run(script + "unset multiplot\n");
    } catch (const std::runtime_error &e) {
        std::fprintf(stderr, "%s; there is no %s\n", e.what(), file.c_str());
        std::exit(EXIT_FAILURE);
    }
}

} // namespace picture
