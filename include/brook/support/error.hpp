// SPDX-License-Identifier: MPL-2.0
// The exception types of brook that the standard library has no word for.
#pragma once

#include <stdexcept>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Thrown when a valid request asks for something brook cannot do (yet), such as the derivative of a function
/// that was given without one.
class BROOK_PUBLIC not_implemented_error final : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    not_implemented_error(const not_implemented_error &) = default;
    not_implemented_error &operator=(const not_implemented_error &) = default;
    ~not_implemented_error() override;
};

BROOK_END_NAMESPACE
