// SPDX-License-Identifier: MPL-2.0
// The canonical form of expressions: equal bytes mean equal structure, whatever the names of the variables, the sharing
// of nodes and the order in which they were made. The first half of every cache key.
//
//   form     = version(1 byte) varint(number of variables) varint(number of roots) { function } 0 { operand }
//   function = varint(1 + index of the rule) [ varint(size) name varint(size) identity ] varint(number of arguments)
//              { operand }
//   operand  = varint(4 * x + kind): x is the index of an earlier function (kind 0), the position of a variable (1),
//              the index of a parameter (2), or the type of a number (3), whose bits follow, the lowest byte first
//
// The texts of a rule follow its index where it occurs for the first time. Each different function appears once, after
// its arguments, in the order of a depth-first walk from the roots; the operands at the end are the roots.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <brook/expression/expression.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// What canonicalise() finds.
struct canonical_graph {
    std::vector<std::byte> bytes;
    std::uint32_t n_pars = 0;
    bool time_dependent = false;
    /// Every rule is one of brook's own or has an identity: equal bytes mean equal code.
    bool identified = true;
    /// A variable that is not in the list: then the bytes are empty.
    std::optional<std::string> unknown_variable;
};

/// The canonical form of the roots, where `variables` are known by their positions. Numbers count by type and bits.
/// Throws std::system_error where get_param_size() does, and std::invalid_argument if different rules have one name.
canonical_graph canonicalise(std::span<const expression> roots, std::span<const std::string> variables);

} // namespace detail

BROOK_END_NAMESPACE
