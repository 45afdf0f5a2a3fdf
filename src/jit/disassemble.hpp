// SPDX-License-Identifier: MPL-2.0
// Object code as assembly, for people.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The instructions of an object file: symbols, offsets, and what relocations refer to. `cpu` and `features` are those
/// of the recipe. Throws std::runtime_error if the object file cannot be read, or is one of another architecture.
std::string disassemble(std::span<const std::byte> object, std::string_view cpu, std::string_view features);

} // namespace detail
BROOK_END_NAMESPACE
