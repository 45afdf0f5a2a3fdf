// SPDX-License-Identifier: MPL-2.0
// Pretends that all files lie on a file system of some type.
#pragma once

#include "support/file_system.hpp"

/// For its lifetime, every file system is of the type `number` (linux/magic.h).
class on_file_system {
public:
    explicit on_file_system(long number) {
        brook::detail::file_system_type_for_tests() = [number](const std::filesystem::path &) { return number; };
    }
    ~on_file_system() { brook::detail::file_system_type_for_tests() = nullptr; }
    on_file_system(const on_file_system &) = delete;
    on_file_system &operator=(const on_file_system &) = delete;

    /// The name of the file system if it is a remote one.
    std::optional<std::string> named(const std::filesystem::path &path) const {
        return brook::detail::network_file_system(path);
    }
};
