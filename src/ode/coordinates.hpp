// SPDX-License-Identifier: MPL-2.0
// What is asked of the coordinates of a mechanical system, and of the functions that describe it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Coordinates and their velocities or momenta, checked.
class canonical_coordinates {
public:
    /// Throws std::invalid_argument. `function` begins the messages, `others` is "velocities" or "momenta".
    canonical_coordinates(std::string_view function, std::string_view others, const std::vector<expression> &qs,
                          const std::vector<expression> &ps);

    /// Throws std::invalid_argument if `f`, which is called `what`, has a variable that is none of them.
    void check_variables_of(std::string_view what, const expression &f) const;

private:
    std::string_view function_, others_;
    std::vector<std::string> names_; // sorted
};

} // namespace detail
BROOK_END_NAMESPACE
