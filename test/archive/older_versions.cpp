// SPDX-License-Identifier: MPL-2.0
// Archives that older versions have written are read. Files of a version are never written again: when a record gets a
// new version, the hidden test case here writes files of that one, into a new folder beside the others.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <brook/archive/archive.hpp>
#include <brook/archive/functions.hpp>
#include <brook/calculus/diff_tensors.hpp>
#include <brook/math/dfun.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/var_ode_sys.hpp>

#include "test/support/catch.hpp"

using namespace brook;
using Catch::Approx;

namespace {

const std::filesystem::path folder = "test/archive/version_1", second_folder = "test/archive/version_2",
                            third_folder = "test/archive/version_3", fourth_folder = "test/archive/version_4";

std::vector<std::pair<expression, expression>> forced() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -par[0] * x + 0.5 * cos(2. * brook::time)}};
}

taylor_adaptive<double> oscillator(bool accurate = false) {
    return taylor_adaptive<double>(forced(), {0.25, -0.5}, kw::pars = {3.}, kw::tol = 1e-15,
                                   kw::high_accuracy = accurate);
}

// x'' = -3 x + cos(2 t)/2: x = a cos(w t) + b sin(w t) - cos(2 t)/2, w^2 = 3.
double exact(double t) {
    const double w = std::sqrt(3.);
    return 0.75 * std::cos(w * t) - 0.5 / w * std::sin(w * t) - 0.5 * std::cos(2 * t);
}

// It has stopped where cos(t) is 1/2.
taylor_adaptive<double> stopped() {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<double> ta({{x, v}, {v, -x}}, {1., 0.},
                               kw::t_events = {t_event<double>(x - 0.5, kw::direction = event_direction::negative,
                                                               kw::min_delta_t = 0.125, kw::max_firings = 2)});
    ta.propagate_until(10.);
    return ta;
}

// The same oscillator with what depends on its beginning and its spring.
const std::vector<expression> varied{expression("x"), par[0], brook::time};

taylor_adaptive<double> with_derivatives() {
    taylor_adaptive<double> ta(var_ode_sys(forced(), varied, 2), std::vector{0.25, -0.5}, kw::pars = {3.},
                               kw::tol = 1e-15);
    ta.propagate_until(1.5);
    return ta;
}

dtens tensors() {
    const auto [x, y] = make_vars("x", "y");
    return diff_tensors({sin(x * y) * par[1], dfun("f", {x, y})}, {y, par[1]}, kw::diff_order = 2);
}

} // namespace

TEST_CASE("archives of this version are written", "[.write_archives]") {
    const std::filesystem::path to = std::getenv("BROOK_TEST_FOLDER");
    const auto [x, y] = make_vars("x", "y");
    save_to_file(to / "expression", sin(x * y) + pow(x, par[2]) * 0.1f + brook::time);
    auto ta = oscillator();
    auto result = ta.propagate_until(1.5, kw::c_output = true);
    save_to_file(to / "taylor_adaptive", ta);
    save_to_file(to / "taylor_adaptive_events", stopped());
    save_to_file(to / "continuous_output", *result.continuous_output());
    auto accurate = oscillator(true);
    result = accurate.propagate_until(1.5, kw::c_output = true);
    save_to_file(to / "taylor_adaptive_accurate", accurate);
    save_to_file(to / "continuous_output_accurate", *result.continuous_output());
    taylor_adaptive_batch<float> batch({{x, y}, {y, -x}}, {0.f, 1.f, 1.f, 0.f}, 2u);
    batch.propagate_until(1.f);
    save_to_file(to / "taylor_adaptive_batch", batch);
    save_to_file(to / "taylor_adaptive_variational", with_derivatives());
    taylor_adaptive_batch<double> varied_batch(var_ode_sys({{x, y}, {y, -x}}, {y}), {0., 1., 1., 0.}, 2u);
    varied_batch.propagate_until(1.);
    save_to_file(to / "taylor_adaptive_batch_variational", varied_batch);
    save_to_file(to / "dtens", tensors());
    save_to_file(to / "cfunc", cfunc<double>({x * y, x + y}, {x, y}));
    save_to_file(to / "step_callback", step_callback<double>(callback::angle_reducer({x})));
}

TEST_CASE("archives of version 1 are read") {
    const auto [x, y] = make_vars("x", "y");
    CHECK(load_from_file<expression>(folder / "expression") == sin(x * y) + pow(x, par[2]) * 0.1f + brook::time);

    auto ta = load_from_file<taylor_adaptive<double>>(folder / "taylor_adaptive");
    CHECK(ta.get_time() == 1.5);
    CHECK(ta.get_tol() == 1e-15);
    CHECK(ta.get_sys() == forced());
    CHECK(ta.get_state()[0] == Approx(exact(1.5)).margin(1e-14));
    ta.propagate_until(4.);
    CHECK(ta.get_state()[0] == Approx(exact(4.)).margin(1e-14));

    for (const auto *file : {"continuous_output", "continuous_output_accurate"}) {
        auto output = load_from_file<continuous_output<double>>(folder / file);
        for (const double t : {0., 0.3, 1.5})
            CHECK(output(t)[0] == Approx(exact(t)).margin(1e-14));
    }

    auto batch = load_from_file<taylor_adaptive_batch<float>>(folder / "taylor_adaptive_batch");
    CHECK(batch.get_batch_size() == 2);
    batch.propagate_until(2.f);
    CHECK(batch.get_state()[0] == Approx(std::sin(2.)).epsilon(1e-6));
    CHECK(batch.get_state()[1] == Approx(std::cos(2.)).epsilon(1e-6));

    const auto f = load_from_file<cfunc<double>>(folder / "cfunc");
    std::vector<double> out(2);
    f(out, std::vector{3., 4.});
    CHECK(out == std::vector{12., 7.});

    const auto callback_read = from_archive<step_callback<double>>(read_archive(folder / "step_callback"));
    CHECK(value_isa<callback::angle_reducer>(callback_read));
}

// Integrators have a second version, with events.
TEST_CASE("archives of version 2 are read") {
    auto ta = load_from_file<taylor_adaptive<double>>(second_folder / "taylor_adaptive");
    CHECK(ta.get_time() == 1.5);
    CHECK(ta.get_state()[0] == Approx(exact(1.5)).margin(1e-14));
    ta.propagate_until(4.);
    CHECK(ta.get_state()[0] == Approx(exact(4.)).margin(1e-14));

    auto events = load_from_file<taylor_adaptive<double>>(second_folder / "taylor_adaptive_events");
    const double pi = std::acos(-1.);
    CHECK(events.get_time() == Approx(pi / 3).margin(1e-14));
    REQUIRE(events.get_t_events().size() == 1);
    CHECK(events.get_t_events()[0].get_expression() == "x"_var - 0.5);
    CHECK(events.get_t_events()[0].get_min_delta_t() == 0.125);
    CHECK(events.get_te_cooldowns()[0]);
    CHECK(events.propagate_until(100.).outcome() == taylor_outcome{-1});
    CHECK(events.get_time() == Approx(2 * pi + pi / 3).margin(1e-13));
    // It has fired twice now.
    CHECK(events.propagate_until(100.).outcome() == taylor_outcome::time_limit);

    auto batch = load_from_file<taylor_adaptive_batch<float>>(second_folder / "taylor_adaptive_batch");
    CHECK(batch.get_batch_size() == 2);
}

// Integrators have a third version, with variations.
TEST_CASE("archives of version 3 are read") {
    auto ta = load_from_file<taylor_adaptive<double>>(third_folder / "taylor_adaptive");
    CHECK(!ta.is_variational());
    CHECK(ta.get_state()[0] == Approx(exact(1.5)).margin(1e-14));
    auto events = load_from_file<taylor_adaptive<double>>(third_folder / "taylor_adaptive_events");
    CHECK(events.get_time() == Approx(std::acos(-1.) / 3).margin(1e-14));

    auto accurate = load_from_file<taylor_adaptive<double>>(third_folder / "taylor_adaptive_accurate");
    CHECK(accurate.get_high_accuracy());
    accurate.propagate_until(4.);
    CHECK(accurate.get_state()[0] == Approx(exact(4.)).margin(1e-14));

    auto variational = load_from_file<taylor_adaptive<double>>(third_folder / "taylor_adaptive_variational");
    REQUIRE(variational.is_variational());
    CHECK(variational.get_vorder() == 2);
    CHECK(variational.get_vargs() == varied);
    CHECK(variational.get_time() == 1.5);
    variational.propagate_until(4.);
    CHECK(variational.get_state()[0] == Approx(exact(4.)).margin(1e-14));
    const auto first = variational.get_vslice(0, 1).first;
    CHECK(variational.get_state()[first] == Approx(std::cos(std::sqrt(3.) * 4)).margin(1e-13));
    auto now = with_derivatives();
    now.propagate_until(4.);
    for (std::size_t i = 0; i < now.get_state().size(); ++i)
        CHECK(variational.get_state()[i] == Approx(now.get_state()[i]).margin(1e-12));

    CHECK(load_from_file<taylor_adaptive_batch<float>>(third_folder / "taylor_adaptive_batch").get_batch_size() == 2);
    auto batch = load_from_file<taylor_adaptive_batch<double>>(third_folder / "taylor_adaptive_batch_variational");
    batch.propagate_until(2.);
    CHECK(batch.get_state()[4] == Approx(std::sin(2.)).margin(1e-14));
    CHECK(batch.get_state()[7] == Approx(std::cos(2.)).margin(1e-14));

    const auto read = load_from_file<dtens>(third_folder / "dtens"), made = tensors();
    CHECK(read.get_args() == made.get_args());
    REQUIRE(read.size() == made.size());
    for (auto a = read.begin(), b = made.begin(); a != read.end(); ++a, ++b)
        CHECK((a->first == b->first && a->second == b->second));
}

// Integrators have a fourth version, and continuous outputs a second one, with low parts of states.
TEST_CASE("archives of version 4 are read") {
    CHECK(load_from_file<taylor_adaptive<double>>(fourth_folder / "taylor_adaptive").get_time() == 1.5);
    auto ta = load_from_file<taylor_adaptive<double>>(fourth_folder / "taylor_adaptive_accurate");
    CHECK(ta.get_state()[0] == Approx(exact(1.5)).margin(1e-14));
    ta.propagate_until(4.);
    CHECK(ta.get_state()[0] == Approx(exact(4.)).margin(1e-14));
    auto output = load_from_file<continuous_output<double>>(fourth_folder / "continuous_output_accurate");
    for (const double t : {0., 0.3, 1.5})
        CHECK(output(t)[0] == Approx(exact(t)).margin(1e-14));
}
