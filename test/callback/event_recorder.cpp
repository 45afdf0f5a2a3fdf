// SPDX-License-Identifier: MPL-2.0
// Events that are recorded, at zeros that are known.
#include <brook/callback/event_recorder.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using callback::event_recorder;
using Catch::Matchers::ContainsSubstring;
using test::same_bits;

namespace {

const auto x = make_vars("x"), v = make_vars("v");

std::vector<std::pair<expression, expression>> oscillator() { return {prime(x) = v, prime(v) = -x}; }

// Rows of zeros of x = sin(t + phase), from time 0 on.
template <typename T>
void require_zeros(const event_recorder<T> &rec, const std::vector<std::size_t> &rows, T phase, std::size_t first) {
    const T error = 300 * std::numeric_limits<T>::epsilon();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = rows[i];
        const int direction = (first + i) % 2 == 0 ? 1 : -1;
        REQUIRE(std::abs(rec.times()[row] - (T(first + i) * std::numbers::pi_v<T> - phase)) < error);
        REQUIRE(std::abs(rec.states()[2 * row]) < error);
        REQUIRE(std::abs(rec.states()[2 * row + 1] - T(direction)) < error);
        REQUIRE(rec.directions()[row] == direction);
    }
}

template <typename T>
std::vector<std::size_t> rows_where(const event_recorder<T> &rec, std::uint32_t label, std::uint32_t trajectory) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < rec.n_events(); ++i)
        if (rec.labels()[i] == label && rec.trajectories()[i] == trajectory)
            rows.push_back(i);
    return rows;
}

// Also of nothing.
template <typename T>
bool is_consistent(const event_recorder<T> &rec) {
    const auto n = rec.n_events();
    return rec.times().size() == n && rec.states().size() == 2 * n && rec.directions().size() == n &&
           rec.labels().size() == n && rec.trajectories().size() == n;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("events of all kinds share rows", "[event_recorder]", test::code_types) {
    using T = TestType;
    event_recorder<T> rec;
    const std::vector nt_events{nt_event<T>(x, rec), nt_event<T>(v, rec.labelled(7))};
    const std::vector t_events{
        t_event<T>(x, kw::callback = rec.labelled(3), kw::direction = event_direction::negative)};
    taylor_adaptive<T> ta(oscillator(), {0, 1}, kw::nt_events = nt_events, kw::t_events = t_events);
    const auto outcome = ta.propagate_until(T(20)).outcome();
    REQUIRE(outcome == taylor_outcome::time_limit);
    REQUIRE(is_consistent(rec));
    // x at 0, pi, ..., 6 pi; v at pi/2, ..., 11 pi/2; x negative at pi, 3 pi, 5 pi, when both events of x happen.
    const auto of_x = rows_where(rec, 0, 0), of_v = rows_where(rec, 7, 0), terminal = rows_where(rec, 3, 0);
    REQUIRE(of_x.size() == 7);
    REQUIRE(of_v.size() == 6);
    REQUIRE(terminal.size() == 3);
    require_zeros<T>(rec, of_x, 0, 0);
    for (std::size_t i = 0; i < terminal.size(); ++i) {
        require_zeros<T>(rec, {terminal[i]}, 0, 2 * i + 1);
        REQUIRE(rec.times()[terminal[i]] == rec.times()[of_x[2 * i + 1]]);
    }
    for (std::size_t i = 1; i < rec.n_events(); ++i)
        REQUIRE(rec.times()[i] >= rec.times()[i - 1]);

    // Copies of an integrator write the same rows, and all are cleared at once.
    auto copy = ta;
    const auto before = rec.n_events();
    copy.propagate_for(T(10));
    REQUIRE(rec.n_events() > before);
    const auto other = rec;
    rec.clear();
    REQUIRE(other.n_events() == 0);
    REQUIRE(is_consistent(other));
}

TEMPLATE_LIST_TEST_CASE("each trajectory of a batch has its rows", "[event_recorder]", test::code_types) {
    using T = TestType;
    const std::size_t n = GENERATE(1, 3, 19); // 19: in groups
    std::vector<T> state(2 * n), phases(n), ends(n);
    for (std::size_t k = 0; k < n; ++k) {
        phases[k] = T(k + 1) / 8;
        ends[k] = T(10 + k);
        state[k] = std::sin(phases[k]);
        state[n + k] = std::cos(phases[k]);
    }
    event_recorder<T> rec;
    taylor_adaptive_batch<T> ta(
        oscillator(), state, n, kw::nt_events = {nt_event_batch<T>(x, rec)},
        kw::t_events = {t_event_batch<T>(x - T(2) * v, kw::callback = rec.labelled(1))}); // at phases of atan 2
    ta.propagate_until(ends);
    REQUIRE(is_consistent(rec));
    for (std::size_t k = 0; k < n; ++k) {
        const auto rows = rows_where(rec, 0, std::uint32_t(k)), terminal = rows_where(rec, 1, std::uint32_t(k));
        const auto turns = [](T angle) { return std::floor(angle / std::numbers::pi_v<T>); };
        const auto passed = [&](T zero) {
            return std::size_t(turns(ends[k] + phases[k] - zero) - turns(phases[k] - zero));
        };
        REQUIRE(rows.size() == passed(0));
        REQUIRE(terminal.size() == passed(std::atan(T(2))));
        require_zeros<T>(rec, rows, phases[k], 1);
        for (const auto row : terminal) {
            REQUIRE(std::abs(rec.states()[2 * row] - 2 * rec.states()[2 * row + 1]) <
                    300 * std::numeric_limits<T>::epsilon());
            // The direction of sin - 2 cos is that of cos + 2 sin.
            REQUIRE(rec.directions()[row] == (rec.states()[2 * row + 1] > 0 ? 1 : -1));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("the state of an event is that of dense output", "[event_recorder]", test::code_types) {
    using T = TestType;
    event_recorder<T> rec;
    std::vector<T> states;
    const auto by_hand = [&](taylor_adaptive<T> &ta, T time, int) {
        const auto &state = ta.update_d_output(time);
        states.insert(states.end(), state.begin(), state.end());
    };
    taylor_adaptive<T> ta(oscillator(), {0, 1}, kw::nt_events = {nt_event<T>(x, rec), nt_event<T>(x, by_hand)});
    ta.propagate_until(T(30));
    REQUIRE(rec.n_events() == 10);
    REQUIRE(same_bits(rec.states(), states));
    REQUIRE(same_bits(ta.get_d_output(), {rec.states().end()[-2], rec.states().end()[-1]}));
}

TEST_CASE("a callback records an event before it changes the state", "[event_recorder]") {
    event_recorder<double> rec;
    const auto bounce = [rec](auto &ta, int d_sgn) mutable {
        rec(ta, d_sgn);
        ta.get_state_data()[1] *= -1;
        return true;
    };
    // A ball that falls from 1/2, with the acceleration 1, hits the floor at 1, 3, 5, ..., with the velocity -1.
    taylor_adaptive<double> ta(
        {prime(x) = v, prime(v) = expression(-1.)}, {.5, 0.},
        kw::t_events = {t_event<double>(x, kw::callback = bounce, kw::direction = event_direction::negative)});
    ta.propagate_until(10.);
    REQUIRE(rec.n_events() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        REQUIRE(std::abs(rec.times()[i] - double(2 * i + 1)) < 1e-13);
        REQUIRE(std::abs(rec.states()[2 * i]) < 1e-14);
        REQUIRE(std::abs(rec.states()[2 * i + 1] + 1) < 1e-13);
    }
}

TEST_CASE("misuse of an event_recorder", "[event_recorder]") {
    event_recorder<double> rec;
    REQUIRE_THROWS_AS(rec.labelled(-1), std::invalid_argument);
    REQUIRE_THROWS_WITH(rec.labelled(-1), ContainsSubstring("label") && ContainsSubstring("-1"));
    taylor_adaptive<double> two(oscillator(), {0., 1.}), one({prime(x) = x}, {1.});
    REQUIRE(rec(two, 1));
    REQUIRE_THROWS_AS(rec(one, 1), std::invalid_argument);
    REQUIRE_THROWS_WITH(rec(one, 1), ContainsSubstring("rows of 2 equations") && ContainsSubstring("system of 1"));
    REQUIRE(rec.n_events() == 1);
    rec.clear();
    REQUIRE(rec(one, -1));
    REQUIRE(rec.states() == std::vector<double>{1.});
    REQUIRE(rec.directions() == std::vector<int>{-1});
}
