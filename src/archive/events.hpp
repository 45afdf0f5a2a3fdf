// SPDX-License-Identifier: MPL-2.0
// Events within archives of integrators: their functions, what is asked of them, their callbacks by registered names,
// and what they remember.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <brook/archive/functions.hpp>
#include <brook/event/events.hpp>
#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

#include "archive/fields.hpp"
#include "archive/graph.hpp"
#include "integrator/event_caller.hpp"
#include "integrator/event_detector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename Codec, typename T>
void transfer(Codec &c, double_length<T> &x) {
    transfer_all(c, x.hi, x.lo);
}

template <typename Codec, typename T>
void transfer(Codec &c, event_history<T> &h) {
    bool cools = h.cooldown.has_value();
    transfer_all(c, h.firings, h.last, cools);
    if (!cools)
        return;
    auto cooldown = h.cooldown.value_or(event_cooldown<T>());
    // -1, 0 or 1.
    auto direction = static_cast<std::uint64_t>(cooldown.direction + 1);
    auto slope = static_cast<std::uint64_t>(cooldown.slope + 1);
    transfer_all(c, cooldown.elapsed, cooldown.total, cooldown.error, direction, slope, cooldown.automatic);
    cooldown.direction = static_cast<int>(direction & 3) - 1;
    cooldown.slope = static_cast<int>(slope & 3) - 1;
    h.cooldown = cooldown;
}

template <typename Codec, typename T>
void transfer(Codec &c, event_memory<T> &m) {
    transfer_all(c, m.sides, m.values, m.errors, m.state, m.pars, m.time, m.time_low);
}

/// An event as it is stored, without its function.
template <typename T>
struct stored_event {
    std::uint64_t direction = 0; // 0 any, 1 positive, 2 negative
    T min_delta_t = 0, cooldown = -1;
    std::uint64_t max_firings = 0;
    std::string callback;

    template <typename Codec>
    friend void transfer(Codec &c, stored_event &e) {
        transfer_all(c, e.direction, e.min_delta_t, e.cooldown, e.max_firings, e.callback);
    }
};

template <typename T, typename Event>
stored_event<T> stored(const Event &event) {
    stored_event<T> e;
    const auto direction = static_cast<int>(event.get_direction());
    e.direction = direction < 0 ? 2 : direction > 0 ? 1 : 0;
    e.min_delta_t = event.get_min_delta_t();
    e.max_firings = event.get_max_firings();
    if constexpr (requires { event.get_cooldown(); })
        e.cooldown = event.get_cooldown();
    e.callback = to_archive(event.get_callback());
    return e;
}

template <typename Event, typename T>
Event made_again(expression &&function, stored_event<T> &&e, const byte_reader &in) {
    if (e.direction > 2)
        in.fail("the direction of an event is none");
    const auto direction = static_cast<event_direction>(e.direction == 2 ? -1 : static_cast<int>(e.direction));
    auto callback = from_archive<typename Event::callback_type>(e.callback);
    if constexpr (requires(const Event &event) { event.get_cooldown(); })
        return Event(std::move(function), kw::callback = std::move(callback), kw::cooldown = e.cooldown,
                     kw::direction = direction, kw::min_delta_t = e.min_delta_t, kw::max_firings = e.max_firings);
    else
        return Event(std::move(function), std::move(callback), kw::direction = direction,
                     kw::min_delta_t = e.min_delta_t, kw::max_firings = e.max_firings);
}

template <typename T, typename Event>
void write_events(byte_writer &out, const std::vector<Event> &events) {
    std::vector<expression> functions;
    std::vector<stored_event<T>> rest;
    for (const auto &event : events) {
        functions.push_back(event.get_expression());
        rest.push_back(stored<T>(event));
    }
    transfer_all(out, functions, rest);
}

template <typename T, typename Event>
void read_events(byte_reader &in, std::vector<Event> &events) {
    std::vector<expression> functions;
    std::vector<stored_event<T>> rest;
    transfer_all(in, functions, rest);
    if (functions.size() != rest.size())
        in.fail("there are more event functions or fewer than events");
    for (std::size_t i = 0; i < rest.size(); ++i)
        events.push_back(made_again<Event>(std::move(functions[i]), std::move(rest[i]), in));
}

} // namespace detail
BROOK_END_NAMESPACE
