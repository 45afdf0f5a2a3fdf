// SPDX-License-Identifier: MPL-2.0
// The demo: the outer Solar System over a million years, how well its energy is conserved, and what the caches save.
#include "outer_solar_system.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <unistd.h>

#include <brook/brook.hpp>

#include "child_process.hpp"
#include "picture.hpp"

namespace {

namespace fs = std::filesystem;
using integrator = brook::taylor_adaptive<double>;

constexpr double orbit_years = 500;       // shown in the picture
constexpr double orbit_interval = 0.1;    // years between points of the orbits
constexpr double points_per_decade = 400; // of the energy error
constexpr std::string_view time_one_build = "--time-one-build";

// ---- command line ----

struct settings {
    double years = 1e6;
    fs::path output;
};

void print_usage() {
    std::puts("usage: demo_outer_solar_system [--years N] [--output DIRECTORY]\n\n"
              "    --years N            how long to integrate (default 1000000, at least 100)\n"
              "    --output DIRECTORY   where data and picture go (default: outer_solar_system beside the program)");
}

double to_years(const std::string &text) {
    char *end = nullptr;
    const double years = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || *end != 0 || !(years >= 100 && years <= 1e10))
        throw std::invalid_argument("--years needs a number from 100 to 1e10, but it got \"" + text + "\"");
    return years;
}

fs::path this_program() { return fs::read_symlink("/proc/self/exe"); }

settings parse(const std::vector<std::string> &words) {
    settings s{.output = this_program().parent_path() / "outer_solar_system"};
    for (std::size_t i = 0; i < words.size(); i += 2) {
        if (words[i] != "--years" && words[i] != "--output")
            throw std::invalid_argument("There is no option \"" + words[i] + "\" (see --help)");
        if (i + 1 == words.size())
            throw std::invalid_argument(words[i] + " needs a value");
        if (words[i] == "--years")
            s.years = to_years(words[i + 1]);
        else
            s.output = words[i + 1];
    }
    s.output = fs::absolute(s.output);
    return s;
}

// ---- how long the integrator takes to build ----

template <typename Work>
double seconds(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

integrator build(integrator::equations_type equations = outer_solar_system::equations()) {
    return integrator(std::move(equations), outer_solar_system::initial_state(), brook::kw::high_accuracy = true);
}

// The equations are made outside: what counts is the time from the equations to the first step.
double build_time() {
    auto equations = outer_solar_system::equations();
    std::optional<integrator> built;
    return seconds([&] { built = build(std::move(equations)); });
}

template <typename Prepare>
double median_build_time(Prepare prepare) {
    std::vector<double> times;
    for (int i = 0; i < 15; ++i) {
        prepare();
        times.push_back(build_time());
    }
    std::nth_element(times.begin(), times.begin() + 7, times.end());
    return times[7];
}

// A cache that is empty at first, and gone afterwards. The user's own cache is left alone.
class temporary_cache {
public:
    temporary_cache() {
        std::string name = (fs::temp_directory_path() / "brook-demo-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("Cannot make a temporary directory in " + fs::temp_directory_path().string());
        directory_ = name;
        brook::llvm_state::set_diskcache_path(directory_);
        brook::llvm_state::clear_memcache();
    }
    ~temporary_cache() {
        std::error_code ignored;
        fs::remove_all(directory_, ignored);
    }
    temporary_cache(const temporary_cache &) = delete;
    temporary_cache &operator=(const temporary_cache &) = delete;

    const fs::path &directory() const { return directory_; }

private:
    fs::path directory_;
};

struct build_times {
    double cold, from_memory, from_disk;
    std::optional<double> new_process;
};

// What the hidden option does: builds once, with the cache in the given directory, and prints the seconds.
void time_build_in(const fs::path &directory) {
    brook::llvm_state::set_diskcache_path(directory);
    std::printf("%.9f\n", build_time());
}

std::optional<double> time_build_in_new_process(const fs::path &directory) {
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        const auto text = output_of({this_program(), std::string(time_one_build), directory});
        if (!text)
            return {};
        times.push_back(std::strtod(text->c_str(), nullptr));
    }
    std::sort(times.begin(), times.end());
    return times[2];
}

build_times measure_builds() {
    const temporary_cache cache;
    build_times t{};
    t.cold = build_time();
    t.from_memory = median_build_time([] {});
    t.from_disk = median_build_time([] { brook::llvm_state::clear_memcache(); });
    t.new_process = time_build_in_new_process(cache.directory());
    return t;
}

// ---- the integration ----

class run {
public:
    explicit run(double years) : years_(years), solar_system_(build()) {}

    void integrate() {
        using outer_solar_system::invariants_of;
        start_ = invariants_of(solar_system_.get_state());
        sample_energy();
        sample_orbits();
        bar_.finish();
        end_ = invariants_of(solar_system_.get_state());
    }

    const integrator &solar_system() const { return solar_system_; }
    std::size_t steps() const { return steps_; }
    double seconds_spent() const { return seconds_; }
    double energy_error() const { return relative_energy_error(end_, start_); }
    double momentum_error() const { return relative_momentum_error(end_, start_); }
    const std::vector<orbit_point> &orbits() const { return orbits_; }
    const std::vector<energy_point> &energy() const { return energy_; }
    bool interrupted() const { return brook::interrupt_requested(); }

private:
    // Stops at times that are evenly spaced on a logarithmic axis, from one year on, but a year apart at least.
    void sample_energy() {
        const double last = years_ - std::min(orbit_years, years_ / 2);
        const double factor = std::pow(10., 1 / points_per_decade);
        for (double t = 1; !interrupted(); t = std::max(t + 1, t * factor)) {
            propagate_until(std::min(t, last));
            note_energy();
            if (t >= last)
                break;
        }
    }

    // The rest of the way step by step: between the ends of a step the positions come from its Taylor polynomials.
    void sample_orbits() {
        double next = solar_system_.get_time();
        while (solar_system_.get_time() < years_ && !interrupted()) {
            seconds_ +=
                seconds([&] { check(std::get<0>(solar_system_.step(years_ - solar_system_.get_time(), true))); });
            ++steps_;
            for (; next <= solar_system_.get_time(); next += orbit_interval)
                orbits_.push_back({next, solar_system_.update_d_output(next)});
            bar_.show(solar_system_.get_time() / years_);
        }
        if (orbits_.empty()) // interrupted before
            orbits_.push_back({solar_system_.get_time(), solar_system_.get_state()});
        note_energy();
    }

    void propagate_until(double t) {
        seconds_ += seconds([&] {
            const auto result = solar_system_.propagate_until(t);
            check(result.outcome());
            steps_ += result.n_steps();
        });
        bar_.show(solar_system_.get_time() / years_);
    }

    void note_energy() {
        const auto now = outer_solar_system::invariants_of(solar_system_.get_state());
        energy_.push_back({solar_system_.get_time(), relative_energy_error(now, start_)});
    }

    static void check(brook::taylor_outcome outcome) {
        if (outcome == brook::taylor_outcome::err_nf_state)
            throw std::runtime_error("The state is not finite any more");
    }

    double years_;
    integrator solar_system_;
    brook::progress_line bar_{{.keeps_last_line = false}};
    std::size_t steps_ = 0;
    double seconds_ = 0;
    outer_solar_system::invariants start_, end_;
    std::vector<orbit_point> orbits_;
    std::vector<energy_point> energy_;
};

// ---- the report ----

std::string grouped(double x) {
    auto digits = std::to_string(static_cast<long long>(x));
    for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
        digits.insert(static_cast<std::size_t>(i), 1, ',');
    return digits;
}

void line(const char *what, const std::string &value, const char *unit = "") {
    std::printf("    %-40s %14s%s%s\n", what, value.c_str(), *unit == 0 ? "" : " ", unit);
}

std::string formatted(const char *format, double x) {
    char text[64];
    std::snprintf(text, sizeof text, format, x);
    return text;
}

void report_builds(const build_times &t) {
    std::puts("Building the integrator, from the equations to the first step");
    line("first time, caches empty", formatted("%.2f", t.cold * 1e3), "ms");
    line("again in the same process, from memory", formatted("%.4f", t.from_memory * 1e3), "ms");
    line("in the same process, from disk", formatted("%.3f", t.from_disk * 1e3), "ms");
    line("in a new process, from disk", t.new_process ? formatted("%.2f", *t.new_process * 1e3) : "failed",
         t.new_process ? "ms" : "");
}

void report_run(const run &r) {
    const double reached = r.solar_system().get_time(), steps = static_cast<double>(r.steps());
    std::puts("\nIntegration");
    if (r.interrupted())
        line("interrupted; time reached", grouped(reached), "years");
    line("tolerance", formatted("%.1e", r.solar_system().get_tol()));
    line("order of the Taylor series", grouped(r.solar_system().get_order()));
    line("steps", grouped(steps));
    line("mean step", formatted("%.1f", reached / steps * outer_solar_system::days_per_year), "days");
    line("time per step", formatted("%.3f", r.seconds_spent() / steps * 1e6), "us");
    line("time of the whole integration", formatted("%.2f", r.seconds_spent()), "s");
    line("relative error of the energy", formatted("%.2e", r.energy_error()));
    line("relative error of the angular momentum", formatted("%.2e", r.momentum_error()));
}

void report_files(const result_files &files) {
    std::puts("\nFiles");
    if (files.picture.empty())
        std::printf("    no picture: %s\n", files.complaint.c_str());
    else
        std::printf("    picture        %s\n", files.picture.c_str());
    std::printf("    orbits         %s\n    energy error   %s\n", files.orbits.c_str(), files.energy.c_str());
}

int demonstrate(const settings &s) {
    fs::create_directories(s.output); // or fail before the work
    std::printf("The Sun, Jupiter, Saturn, Uranus, Neptune and Pluto over %s years\n\n", grouped(s.years).c_str());
    report_builds(measure_builds());
    std::fflush(stdout);
    run r(s.years);
    std::signal(SIGINT, [](int) { brook::request_interrupt(); });
    r.integrate();
    report_run(r);
    std::fflush(stdout);
    const double mean_step = r.solar_system().get_time() / static_cast<double>(r.steps());
    report_files(write_results(s.output, r.orbits(), r.energy(), mean_step));
    return r.interrupted() ? 130 : 0;
}

} // namespace

int main(int argc, char **argv) {
    try {
        const std::vector<std::string> words(argv + 1, argv + argc);
        if (words.size() == 2 && words[0] == time_one_build) {
            time_build_in(words[1]);
            return 0;
        }
        if (!words.empty() && (words[0] == "--help" || words[0] == "-h")) {
            print_usage();
            return 0;
        }
        return demonstrate(parse(words));
    } catch (const std::exception &e) {
        std::fprintf(stderr, "demo_outer_solar_system: %s\n", e.what());
        return 1;
    }
}
