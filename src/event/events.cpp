// SPDX-License-Identifier: MPL-2.0
// Events as users describe them.
#include <brook/event/events.hpp>

#include <ostream>
#include <string>

#include <fmt/format.h>

#include <brook/expression/format.hpp>
#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

std::string text_of(event_direction direction) {
    switch (direction) {
    case event_direction::negative:
        return "event_direction::negative";
    case event_direction::any:
        return "event_direction::any";
    case event_direction::positive:
        return "event_direction::positive";
    }
    return "event_direction::??";
}

} // namespace

std::ostream &operator<<(std::ostream &out, event_direction direction) { return out << text_of(direction); }

namespace detail {
namespace {

template <typename T>
event_options<T> checked(const event_options<T> &options) {
    const auto direction = static_cast<int>(options.direction);
    if (direction < -1 || direction > 1)
        throw_invalid_argument("The direction of an event must be negative, any or positive, but its value is {}",
                               direction);
    if (!fp::isfinite(options.min_delta_t) || options.min_delta_t < 0)
        throw_invalid_argument("The min_delta_t of an event must be finite and not negative, but it is {}",
                               options.min_delta_t);
    return options;
}

template <typename T>
std::string described(const basic_event<T> &event, const char *kind, const std::string &more) {
    auto text = fmt::format("C++ datatype   : {}\nEvent type     : {}\nEvent function : {}\nDirection      : {}\n{}",
                            fp_row<T>::printed_name, kind, event.get_expression(), event.get_direction(), more);
    if (event.get_min_delta_t() > 0)
        text += fmt::format("Min delta t    : {}\n", event.get_min_delta_t());
    if (event.get_max_firings() > 0)
        text += fmt::format("Max firings    : {}\n", event.get_max_firings());
    return text;
}

} // namespace

template <typename T>
basic_event<T>::basic_event() = default;
template <typename T>
basic_event<T>::basic_event(expression &&function, const event_options<T> &options)
    : function_(std::move(function)), options_(checked(options)) {}

template <typename T, bool Batch>
nt_event_impl<T, Batch>::nt_event_impl() : callback_([](auto &&...) {}) {}

template <typename T, bool Batch>
nt_event_impl<T, Batch>::nt_event_impl(expression &&function, callback_type &&callback, event_options<T> &&options)
    : basic_event<T>(std::move(function), options), callback_(std::move(callback)) {
    if (!callback_)
        throw_invalid_argument("A non-terminal event needs a callback, but the one of the event function '{}' is empty",
                               this->function_);
}

template <typename T, bool Batch>
t_event_impl<T, Batch>::t_event_impl() = default;

template <typename T, bool Batch>
t_event_impl<T, Batch>::t_event_impl(expression &&function, t_event_options<T, Batch> &&options)
    : basic_event<T>(std::move(function), options), callback_(std::move(options.callback)),
      cooldown_(options.cooldown) {
    if (!fp::isfinite(cooldown_))
        throw_invalid_argument("The cooldown of a terminal event must be finite (negative: automatic), but it is {}",
                               cooldown_);
}

template <typename T, bool Batch>
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const nt_event_impl<T, Batch> &event) {
    return out << described(event, "non-terminal", "");
}

template <typename T, bool Batch>
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const t_event_impl<T, Batch> &event) {
    const auto cooldown = event.cooldown_ < 0 ? std::string("auto") : fmt::format("{}", event.cooldown_);
    return out << described(
               event, "terminal",
               fmt::format("With callback  : {}\nCooldown       : {}\n", event.callback_ ? "yes" : "no", cooldown));
}

#define BROOK_INSTANCE_OF(type, batch)                                                                                 \
    template class nt_event_impl<type, batch>;                                                                         \
    template class t_event_impl<type, batch>;                                                                          \
    template std::ostream &operator<<(std::ostream &, const nt_event_impl<type, batch> &);                             \
    template std::ostream &operator<<(std::ostream &, const t_event_impl<type, batch> &);
#define BROOK_INSTANCE(type)                                                                                           \
    template class basic_event<type>;                                                                                  \
    BROOK_INSTANCE_OF(type, false)                                                                                     \
    BROOK_INSTANCE_OF(type, true)
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE

auto fmt::formatter<brook::event_direction>::format(brook::event_direction direction,
                                                    fmt::format_context &context) const
    -> fmt::format_context::iterator {
    return fmt::formatter<fmt::string_view>::format(brook::text_of(direction), context);
}
