// SPDX-License-Identifier: MPL-2.0
// What an exception says.
#pragma once

#include <stdexcept>
#include <string>

/// The text of the Error that `f` throws. Other exceptions pass.
template <typename Error = std::invalid_argument, typename F>
std::string message(F &&f) {
    try {
        f();
    } catch (const Error &error) {
        return error.what();
    }
    return "nothing was thrown";
}
