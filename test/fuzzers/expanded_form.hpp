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
#include "support/byte_codec.hpp"

namespace fuzzers {

/// How many bytes a system has before its canonical form: what its variational equations vary.
inline std::size_t size_of_variations(std::span<const std::byte> bytes) {
    if (bytes.empty() || bytes[0] != std::byte{0})
        return 0;
    brook::detail::byte_reader in(bytes.subspan(1), "system");
    in.varint();
    for (auto n = in.varint_count(); n != 0; --n) {
        in.varint();
        in.varint();
    }
    return bytes.size() - in.rest().size();
}

/// The form of the same expressions, expanded. The bytes must be those of a canonical form.
inline std::vector<std::byte> expanded_form(std::span<const std::byte> bytes) {
    namespace detail = brook::detail;
    const auto variations = bytes.first(size_of_variations(bytes));
    const auto graph = detail::decode_canonical(bytes.subspan(variations.size()), detail::rule_called);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < graph.n_variables; ++i)
        names.push_back(detail::decoded_name(i));
    auto form = detail::canonicalise(detail::expand(graph.roots), names).bytes;
    form.insert(form.begin(), variations.begin(), variations.end());
    return form;
}

} // namespace fuzzers
