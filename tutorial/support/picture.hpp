// SPDX-License-Identifier: MPL-2.0
// What the lessons draw with: curves, points and colours in panels, side by side, which gnuplot turns into an SVG file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace picture {

struct point {
    double x, y;
};

enum class style {
    line,
    band, ///< a line that is wide and pale, for others to lie on
    points,
    dots ///< small points
};

/// Texts here and in panels may have gnuplot's marks, as in "10^{-16}".
struct series {
    std::string title; ///< in the key; none if empty
    style drawn_as = style::line;
    std::vector<point> points; ///< of very many some are left out
};

/// Numbers on a grid, as colours, row by row from below. Where one is a NaN nothing is drawn.
struct color_map {
    std::string title;                               ///< of the scale
    double left = 0, right = 1, bottom = 0, top = 1; ///< the centres of the outermost cells
    std::size_t columns = 0;
    std::vector<double> values = {}; ///< none: no map
};

struct panel {
    std::string title, x_label, y_label;
    std::vector<series> curves = {}; ///< over the map
    color_map colors = {};
    std::string commands = {}; ///< of gnuplot for this panel, such as "set logscale y"
};

/// The points (t, f(t)) at n times from `begin` to `end`.
template <typename F>
std::vector<point> points_of(F f, double begin, double end, int n = 300) {
    std::vector<point> result;
    for (int i = 0; i < n; ++i) {
        const double t = begin + (end - begin) * i / (n - 1);
        result.push_back({t, f(t)});
    }
    return result;
}

/// Draws an SVG file. Without gnuplot, or if that fails, it says so and ends the program.
void draw(const std::string &file, const std::vector<panel> &panels);

} // namespace picture
