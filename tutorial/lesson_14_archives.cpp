// SPDX-License-Identifier: MPL-2.0
// Lesson 14: objects as bytes, and long runs that survive the end of their process.
#include <cstdio>
#include <filesystem>
#include <string>

#include <brook/brook.hpp>

#include "support/picture.hpp"

int main(int argc, char **argv) {
    using brook::taylor_adaptive;
    const auto [x, v] = brook::make_vars("x", "v");
    const taylor_adaptive<double> beginning({brook::prime(x) = v, brook::prime(v) = -brook::sin(x)}, {0., 1.});

    // An archive has equations, options, state, time and coefficients. Whoever reads it goes on with the same bits.
    auto pendulum = beginning;
    pendulum.propagate_until(10.);
    const std::string archive = brook::to_archive(pendulum);
    auto twin = brook::from_archive<taylor_adaptive<double>>(archive);
    pendulum.propagate_until(20.);
    twin.propagate_until(20.);
    std::printf("the twin has the same bits: %s\n", twin.get_state() == pendulum.get_state() ? "yes" : "no");

    // It is no machine code: that comes from the caches, or is made for the processor at hand.
    std::printf("less than two kilobytes: %s\n", archive.size() < 2000 ? "yes" : "no");

    // A long run writes an archive every so often, by steps, by time or by the clock ...
    const auto directory = std::filesystem::temp_directory_path() / "brook_lesson_14";
    std::filesystem::remove_all(directory);
    auto first_process = beginning;
    const auto first_part = first_process.propagate_until(
        60., brook::kw::callback = brook::callback::checkpoint(directory, {.steps = 30, .keep = 2}),
        brook::kw::c_output = true); // of lesson 12, for the picture

    // ... and after the power has failed, the same program goes on where the newest sound one ends. (Here it is as if
    // it had failed at t = 60.)
    auto second_process = brook::newest_checkpoint<taylor_adaptive<double>>(directory).value_or(beginning);
    const double resumed_at = second_process.get_time();
    std::printf("it begins anew: %s\n", resumed_at == 0 ? "yes" : "no");
    const auto second_part = second_process.propagate_until(100., brook::kw::c_output = true);
    auto undisturbed = beginning;
    undisturbed.propagate_until(100.);
    std::printf("the end is that of an undisturbed run: %s\n",
                second_process.get_state() == undisturbed.get_state() ? "yes" : "no");
    std::filesystem::remove_all(directory);

    if (argc > 1) { // the name of a picture
        auto first = first_part.continuous_output().value(), second = second_part.continuous_output().value();
        const auto before = picture::points_of([&](double t) { return first(t)[0]; }, 40, 60);
        const auto after = picture::points_of([&](double t) { return second(t)[0]; }, resumed_at, 80);

        picture::panel angle{"A run is killed at t = 60, and another goes on", "t", "x"};
        angle.curves = {{"first process", picture::style::band, before},
                        {"second process", picture::style::line, after},
                        {"newest checkpoint", picture::style::points, {after.front()}}};
        picture::draw(argv[1], {angle});
    }
}
