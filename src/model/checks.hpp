// SPDX-License-Identifier: MPL-2.0
// What is asked of the numbers that models are given. Other expressions pass: nobody knows yet what they will be.
#pragma once

#include <string_view>

#include <fmt/format.h>

#include <brook/expression/expression.hpp>
#include <brook/expression/format.hpp>
#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "expression/walk.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Throws std::invalid_argument if `ex` is a number for which `holds` is false. `what` begins the message, `expected`
/// says what it should be.
template <typename Condition>
void check_number(std::string_view model, std::string_view what, const expression &ex, std::string_view expected,
                  Condition holds) {
    const auto *x = as_number(ex);
    if (x != nullptr && !std::visit([&holds](auto v) { return fp::isfinite(v) && holds(v); }, x->value()))
        throw_invalid_argument("{} of {}() must be {}, but it is {}", what, model, expected, ex);
}

/// True unless `ex` is a number that is not finite.
inline bool may_be_finite(const expression &ex) {
    const auto *x = as_number(ex);
    return x == nullptr || std::visit([](auto v) { return fp::isfinite(v); }, x->value());
}

inline void check_finite(std::string_view model, std::string_view what, const expression &ex) {
    check_number(model, what, ex, "finite", [](auto) { return true; });
}

inline void check_positive(std::string_view model, std::string_view what, const expression &ex) {
    check_number(model, what, ex, "positive and finite", [](auto v) { return v > 0; });
}

inline void check_not_negative(std::string_view model, std::string_view what, const expression &ex) {
    check_number(model, what, ex, "finite and not negative", [](auto v) { return v >= 0; });
}

} // namespace detail
BROOK_END_NAMESPACE
