// SPDX-License-Identifier: MPL-2.0
// Event functions of mechanics.
#include <brook/event/functions.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include <brook/expression/format.hpp>

#include "expression/walk.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace event_functions {
namespace {

using coordinates = std::vector<expression>;

void check_size(const char *function, const char *what, const coordinates &v, std::size_t expected) {
    if (v.size() != expected)
        detail::throw_invalid_argument("All vectors of {}() must have as many coordinates as the first, which has {}, "
                                       "but the {} has {}",
                                       function, expected, what, v.size());
}

std::size_t checked_dimension(const char *function, const char *what, const coordinates &first) {
    if (first.empty())
        detail::throw_invalid_argument("The vectors of {}() need at least one coordinate, but the {} has none",
                                       function, what);
    return first.size();
}

void check_length(const char *what, const expression &length) {
    const auto *x = detail::as_number(length);
    // Also false for NaN.
    if (x != nullptr && !std::visit([](auto v) { return v > 0; }, x->value()))
        detail::throw_invalid_argument("The {} must be positive, but it is {}", what, length);
}

void check_direction(const char *what, const coordinates &v) {
    if (std::all_of(v.begin(), v.end(), detail::is_number_zero))
        detail::throw_invalid_argument("The {} must have a direction, but all its coordinates are 0", what);
}

coordinates difference(const coordinates &a, const coordinates &b) {
    coordinates d;
    for (std::size_t i = 0; i < a.size(); ++i)
        d.push_back(a[i] - b[i]);
    return d;
}

expression product(const coordinates &a, const coordinates &b) {
    coordinates products;
    for (std::size_t i = 0; i < a.size(); ++i)
        products.push_back(a[i] * b[i]);
    return sum(std::move(products));
}

} // namespace

expression apsis(const std::vector<expression> &position, const std::vector<expression> &velocity) {
    check_size("apsis", "velocity", velocity, checked_dimension("apsis", "position", position));
    return product(position, velocity);
}

expression close_encounter(const std::vector<expression> &a, const std::vector<expression> &b,
                           const expression &distance) {
    check_size("close_encounter", "second position", b, checked_dimension("close_encounter", "first position", a));
    check_length("distance of a close_encounter()", distance);
    const auto d = difference(a, b);
    return product(d, d) - distance * distance;
}

expression closest_approach(const std::vector<expression> &a, const std::vector<expression> &va,
                            const std::vector<expression> &b, const std::vector<expression> &vb) {
    const auto n = checked_dimension("closest_approach", "first position", a);
    check_size("closest_approach", "first velocity", va, n);
    check_size("closest_approach", "second position", b, n);
    check_size("closest_approach", "second velocity", vb, n);
    return product(difference(a, b), difference(va, vb));
}

expression plane_crossing(const std::vector<expression> &position, const std::vector<expression> &normal,
                          const expression &offset) {
    check_size("plane_crossing", "normal", normal, checked_dimension("plane_crossing", "position", position));
    check_direction("normal of a plane_crossing()", normal);
    return product(position, normal) - offset;
}

expression shadow(const std::vector<expression> &position, const std::vector<expression> &to_the_light,
                  const expression &radius) {
    check_size("shadow", "direction to the light", to_the_light, checked_dimension("shadow", "position", position));
    check_direction("direction to the light of a shadow()", to_the_light);
    check_length("radius of a shadow()", radius);
    const auto along = product(position, to_the_light) / sqrt(product(to_the_light, to_the_light));
    return along + sqrt(product(position, position) - radius * radius);
}

} // namespace event_functions
BROOK_END_NAMESPACE
