// SPDX-License-Identifier: MPL-2.0
#include "picture.hpp"

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "outer_solar_system.hpp"
#include "support/gnuplot.hpp"

namespace {

namespace fs = std::filesystem;

// To be filled in: the mean step, and the years of the orbits. orbits.dat has the time, then x, y and z of each planet.
constexpr const char *gnuplot_script = R"gnuplot(
mean_step = %g
if (strstrt(GPVAL_TERMINALS, "pngcairo")) {
    set terminal pngcairo size 1640,820 font "Sans,13"
    set output "outer_solar_system.png"
} else {
    set terminal svg size 1640,820 font "Sans,13" background "white"
    set output "outer_solar_system.svg"
}
set encoding utf8
$sun << END
0 0
END
set multiplot layout 1,2 margins 0.055,0.985,0.09,0.92 spacing 0.085
set border lc rgb "#444444"
set tics nomirror

set title "Orbits in the plane of the ecliptic, the last %.0f years"
set size ratio -1
set xlabel "x (au)"
set ylabel "y (au)" offset 1
set xrange [-55:55]
set yrange [-55:55]
set grid lc rgb "#e4e4e4"
set key top right reverse Left samplen 1.5 box lc rgb "#cccccc" opaque
plot "orbits.dat" using 2:3 with lines lw 1.4 lc rgb "#c1272d" title "Jupiter", \
     "" using 5:6 with lines lw 1.4 lc rgb "#d98c1f" title "Saturn", \
     "" using 8:9 with lines lw 1.4 lc rgb "#2a9d8f" title "Uranus", \
     "" using 11:12 with lines lw 1.4 lc rgb "#1f5fbf" title "Neptune", \
     "" using 14:15 with lines lw 1.4 lc rgb "#6a3d9a" title "Pluto", \
     $sun using 1:2 with points pt 7 ps 1.3 lc rgb "#f2b705" title "Sun"

set title "Relative error of the energy"
set size noratio
set logscale xy
set format x "10^{%%L}"
set format y "10^{%%L}"
set xlabel "time (years)"
unset ylabel
set autoscale
set key top left reverse Left samplen 2 width -6 box lc rgb "#cccccc" opaque
stats "energy.dat" using 1:2 nooutput
plot [STATS_min_x:STATS_max_x] [1e-18:50*STATS_max_y] \
     "energy.dat" using 1:2 with points pt 7 ps 0.35 lc rgb "#1f5fbf" title "|E(t) - E(0)| / |E(0)|", \
     2.**-53 * sqrt(x / mean_step) with lines lw 2 dt (10,6) lc rgb "#c1272d" \
         title "Brouwer's law: 2^{-53} (number of steps)^{1/2}"
unset multiplot
)gnuplot";

std::ofstream open(const fs::path &file) {
    std::ofstream out(file);
    if (!out)
        throw std::runtime_error("Cannot write " + file.string());
    return out;
}

void close(std::ofstream &out, const fs::path &file) {
    out.close();
    if (!out)
        throw std::runtime_error("Cannot write " + file.string());
}

void write_orbits(const fs::path &file, const std::vector<orbit_point> &orbits) {
    using namespace outer_solar_system;
    auto out = open(file);
    out.precision(12);
    out << "# Positions relative to the Sun in au. Columns: time (years), then x, y and z of";
    for (std::size_t body = 1; body < n_bodies; ++body)
        out << (body == 1 ? " " : ", ") << names[body];
    out << '\n';
    for (const auto &[time, state] : orbits) {
        out << time;
        for (std::size_t body = 1; body < n_bodies; ++body)
            for (std::size_t c = 0; c < 3; ++c)
                out << ' ' << state[6 * body + c] - state[c];
        out << '\n';
    }
    close(out, file);
}

void write_energy(const fs::path &file, const std::vector<energy_point> &energy) {
    auto out = open(file);
    out.precision(12);
    out << "# Columns: time (years), relative error of the energy\n";
    for (const auto &[time, error] : energy)
        out << time << ' ' << error << '\n';
    close(out, file);
}

void write_script(const fs::path &file, double mean_step, double orbit_years) {
    std::vector<char> text(4096);
    const int n = std::snprintf(text.data(), text.size(), gnuplot_script, mean_step, orbit_years);
    auto out = open(file);
    out.write(text.data(), n);
    close(out, file);
}

} // namespace

result_files write_results(const fs::path &directory, const std::vector<orbit_point> &orbits,
                           const std::vector<energy_point> &energy, double mean_step) {
    fs::create_directories(directory);
    result_files files{directory / "orbits.dat", directory / "energy.dat", {}, {}};
    write_orbits(files.orbits, orbits);
    write_energy(files.energy, energy);
    write_script(directory / "plot.gp", mean_step, orbits.back().time - orbits.front().time);

    const auto png = directory / "outer_solar_system.png", svg = directory / "outer_solar_system.svg";
    fs::remove(png);
    fs::remove(svg);
    try {
        gnuplot::run("cd " + gnuplot::quoted(directory.string()) + "\nload 'plot.gp'\n");
        files.picture = fs::exists(png) ? png : svg;
    } catch (const std::runtime_error &e) {
        files.complaint = std::string(e.what()) + "; plot.gp beside the data would draw it";
    }
    return files;
}
