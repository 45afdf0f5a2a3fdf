// SPDX-License-Identifier: MPL-2.0
// What systems and functions make of a canonical form: functions that stand for others are expanded.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "expression/canonical.hpp"
#include "expression/expand.hpp"
#include "ode/stored_system.hpp"

namespace fuzzers {

/// The form of the same expressions, expanded. The bytes must be those of a canonical form.
inline std::vector<std::byte> expanded_form(std::span<const std::byte> bytes) {
    namespace detail = brook::detail;
    const auto graph = detail::decode_canonical(bytes, detail::rule_called);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < graph.n_variables; ++i)
        names.push_back(detail::decoded_name(i));
    return detail::canonicalise(detail::expand(graph.roots), names).bytes;
}

} // namespace fuzzers
