// SPDX-License-Identifier: MPL-2.0
// Integrators with events go on from archives: events, what they have done, cooldowns, sides.
// covers: events, integrators
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <brook/archive/archive.hpp>
#include <brook/archive/functions.hpp>
#include <brook/event/events.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

namespace {

// Turns the velocity back.
struct bounce {
    double restitution = 1;

    template <typename T>
    bool operator()(taylor_adaptive<T> &ta, int) const {
        ta.get_state_data()[1] *= -T(restitution);
        return true;
    }
    template <typename T>
    bool operator()(taylor_adaptive_batch<T> &ta, int, std::uint32_t k) const {
        ta.get_state_data()[ta.get_batch_size() + k] *= -T(restitution);
        return true;
    }
};

// Counts in a parameter, so that the count is part of the integrator.
struct count_in_par {
    template <typename T>
    void operator()(taylor_adaptive<T> &ta, T, int) const {
        ta.get_pars_data()[0] += 1;
    }
    template <typename T>
    void operator()(taylor_adaptive_batch<T> &ta, T, int, std::uint32_t k) const {
        ta.get_pars_data()[k] += 1;
    }
};

template <typename Holder>
struct known {
    archived_function<Holder, bounce> a{
        "bounce", [](const bounce &b) { return std::to_string(b.restitution); },
        [](std::string_view bytes) { return bounce{std::strtod(std::string(bytes).c_str(), nullptr)}; }};
};
template <typename Holder>
struct known_count {
    archived_function<Holder, count_in_par> a{"count_in_par", [](const count_in_par &) { return std::string(); },
                                              [](std::string_view) { return count_in_par(); }};
};
template <typename T>
struct known_of {
    known<typename t_event<T>::callback_type> a;
    known<typename t_event_batch<T>::callback_type> b;
    known_count<typename nt_event<T>::callback_type> c;
    known_count<typename nt_event_batch<T>::callback_type> d;
};
const known_of<float> of_float;
const known_of<double> of_double;
const known_of<long double> of_long_double;

template <typename X>
X through_archive(const X &x) {
    return from_archive<X>(to_archive(x));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("an integrator with events goes on bit for bit from its archive", "[events]",
                        test::code_types) {
    using T = TestType;
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<T> ta({{x, v}, {v, -sin(x)}}, {T(.5), T(0)}, kw::pars = {T(0)},
                          kw::t_events = {t_event<T>(x + T(.1), kw::callback = bounce{.9}, kw::cooldown = T(.3),
                                                     kw::direction = event_direction::negative),
                                          t_event<T>(x - T(3))},
                          kw::nt_events = {nt_event<T>(v, count_in_par()),
                                           nt_event<T>(sin(T(20) * x) + T(0) * v, count_in_par(),
                                                       kw::min_delta_t = T(.05), kw::max_firings = 25),
                                           nt_event<T>(v - par[0], count_in_par())});
    for (int i = 0; i < 40; ++i) {
        ta.step(T(.25));
        auto twin = through_archive(ta);
        REQUIRE(twin.get_t_events().size() == 2);
        REQUIRE(twin.get_nt_events().size() == 3);
        CHECK(twin.get_t_events()[0].get_cooldown() == T(.3));
        CHECK(twin.get_t_events()[0].get_direction() == event_direction::negative);
        CHECK(!twin.get_t_events()[1].get_callback());
        CHECK(twin.get_nt_events()[1].get_max_firings() == 25);
        CHECK(twin.get_te_cooldowns() == ta.get_te_cooldowns());
        CHECK(to_archive(twin) == to_archive(ta));
        auto other = ta;
        other.propagate_for(T(3));
        twin.propagate_for(T(3));
        REQUIRE(same_bits(other.get_state(), twin.get_state()));
        REQUIRE(same_bits(other.get_pars(), twin.get_pars()));
        REQUIRE(other.get_dtime() == twin.get_dtime());
    }
    CHECK(ta.get_pars()[0] > 5);
}

TEST_CASE("a batch with events goes on bit for bit from its archive", "[events]") {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive_batch<double> ta({{x, v}, {v, -sin(x)}}, {.5, .6, .7, 0., .1, .2}, 3, kw::pars = {0., 0., 0.},
                                     kw::t_events = {t_event_batch<double>(x + .1, kw::callback = bounce{.9})},
                                     kw::nt_events = {nt_event_batch<double>(v - par[0] * 1e-3, count_in_par())});
    ta.propagate_for(5.);
    auto twin = through_archive(ta);
    ta.propagate_for(5.);
    twin.propagate_for(5.);
    CHECK(same_bits(ta.get_state(), twin.get_state()));
    CHECK(same_bits(ta.get_pars(), twin.get_pars()));
    CHECK(ta.get_pars()[0] > 1);
}

TEST_CASE("events whose callbacks archives do not know are refused", "[events]") {
    const auto [x, v] = make_vars("x", "v");
    const taylor_adaptive<double> ta({{x, v}, {v, -sin(x)}}, {.5, 0.},
                                     kw::nt_events = {nt_event<double>(x, [](auto &, double, int) {})});
    CHECK_THROWS_AS(to_archive(ta), std::invalid_argument);
}
