// SPDX-License-Identifier: MPL-2.0
// Lesson 13: states that are written down while a propagation runs, and a bar that shows how far it has come.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

int main(int argc, char **argv) {
    using namespace brook;
    const auto [x, v] = make_vars("x", "v");
    const taylor_adaptive<double> start({prime(x) = v, prime(v) = -x}, {0., 1.}); // x = sin(t)

    // A recorder keeps the state at chosen times: here 0, 0.5, 1, ... What it keeps has the bits of dense output, and
    // the steps are those that would be made without it.
    auto oscillator = start;
    auto rows = callback::recorder<double>::every(0.5);
    oscillator.propagate_until(3., kw::callback = rows);
    std::printf("%zu rows, the last at t = %.1f: x = %.6f\n", rows.n_rows(), rows.times().back(), rows.states()[12]);

    // The next propagation goes on where this one ended, forward or backward.
    oscillator.propagate_until(10., kw::callback = rows);
    std::printf("%zu rows, the last at t = %.1f\n", rows.n_rows(), rows.times().back());

    // Long propagations write to a file, as text or, with the extension .npy, as a matrix that numpy.load() reads.
    const auto file = std::filesystem::temp_directory_path() / "brook_lesson_13.csv";
    auto table = callback::recorder<double>::at({0., 1., 2.}, file);
    oscillator = start;
    oscillator.propagate_until(10., kw::callback = table);
    table.close(); // or let it go; but close() tells if the disk is full
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);)
        std::printf("    %s\n", line.substr(0, 10).c_str());
    std::filesystem::remove(file);

    // A bar on the terminal must be told where the propagation ends. It is silent where there is no terminal, as in the
    // test of this lesson. Several callbacks are called one after the other.
    oscillator = start;
    auto tenth = callback::recorder<double>::every_steps(10);
    callback::progress_bar bar(1000., {.label = "oscillator"});
    const std::vector<step_callback<double>> both{tenth, bar};
    const auto result = oscillator.propagate_until(1000., kw::callback = both);
    std::printf("every tenth step: %s\n", tenth.n_rows() == result.n_steps() / 10 ? "yes" : "no");

    // Callbacks may be called by hand, too. Dense output needs the coefficients, which step(true) writes.
    oscillator = start;
    auto by_hand = callback::recorder<double>::every(0.25);
    while (oscillator.get_time() < 2) {
        oscillator.step(true);
        by_hand(oscillator);
    }
    std::printf("after single steps, x(0.25) is sin(0.25): %s\n",
                std::abs(by_hand.states()[2] - std::sin(0.25)) < 1e-15 ? "yes" : "no");

    // Ensembles have a bar of their own, for members that are done.
    const auto members = ensemble_propagate_until(
        start, 10., 20, [](auto member, std::size_t) { return member; }, kw::progress = callback::ensemble_progress());
    std::printf("%zu members are done\n", members.size());

    if (argc > 1) { // the name of a picture
        std::vector<picture::point> on_curve, on_circle;
        for (std::size_t i = 0; i < rows.n_rows(); ++i)
            on_curve.push_back({rows.times()[i], rows.states()[2 * i]});
        for (std::size_t i = 0; i < tenth.n_rows(); ++i)
            on_circle.push_back({tenth.states()[2 * i], tenth.states()[2 * i + 1]});

        picture::panel in_time{"Rows every 0.5", "t", "x"};
        in_time.curves = {
            {"sin t", picture::style::band, picture::points_of([](double t) { return std::sin(t); }, 0, 10)},
            {"rows", picture::style::points, on_curve}};
        picture::panel by_steps{"A row after every tenth step, until t = 1000", "x", "v"};
        by_steps.curves = {{"", picture::style::points, on_circle}};
        by_steps.commands = "set size ratio -1; set xrange [-1.1:1.1]; set xtics 0.5";
        picture::draw(argv[1], {in_time, by_steps});
    }
}
