// SPDX-License-Identifier: MPL-2.0
// A variable of the environment, set for the length of a test.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

/// Puts the old value back at the end. Not while other threads read the environment.
class environment_guard {
public:
    environment_guard(std::string name, const char *value) : name_(std::move(name)) {
        if (const char *before = std::getenv(name_.c_str()))
            before_ = before;
        set(value);
    }
    ~environment_guard() { set(before_ ? before_->c_str() : nullptr); }
    environment_guard(const environment_guard &) = delete;
    environment_guard &operator=(const environment_guard &) = delete;

    /// Null removes the variable.
    void set(const char *value) {
        if (value != nullptr)
            setenv(name_.c_str(), value, 1);
        else
            unsetenv(name_.c_str());
    }

private:
    std::string name_;
    std::optional<std::string> before_;
};
