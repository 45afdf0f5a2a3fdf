// SPDX-License-Identifier: MPL-2.0
// Continuous output that is too large for memory.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>
#include <variant>

#include <brook/support/option_value.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// A value for kw::c_output: the solution is recorded in a file of this directory, with the same bits as in memory.
/// Memory holds the time of each step, the last steps (at most 8 million numbers, or 1,024 steps of large systems), and
/// what the system finds useful to keep of the file.
///
/// The file has no name: it vanishes with the last copy of the continuous output, and with the process, however that
/// ends. The directory must exist, and should be on a disk, which /tmp often is not.
///
/// If the file cannot be made, the propagation throws std::runtime_error, with the directory and the reason, before any
/// step; if it cannot grow, because the disk is full, after the step that finds no place. The integrator is then where
/// that step ended, and what was recorded is gone.
struct output_file {
    /// In this directory.
    explicit output_file(std::filesystem::path where) : directory(std::move(where)) {}

    std::filesystem::path directory; ///< where the file is
};

namespace detail {

/// Whether a solution is recorded, and where: true means in memory.
using output_choice = std::variant<bool, output_file>;

inline bool is_recorded(const output_choice &choice) {
    const auto *wanted = std::get_if<bool>(&choice);
    return wanted == nullptr || *wanted;
}

template <>
inline constexpr std::string_view what_fits_variant<output_choice> = "true or false, or an output_file";

} // namespace detail
BROOK_END_NAMESPACE
