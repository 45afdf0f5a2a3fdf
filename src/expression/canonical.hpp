// SPDX-License-Identifier: MPL-2.0
// The canonical form of expressions, written and read: equal bytes mean equal structure, whatever the names of the
// variables, the sharing of nodes and the order in which they were made. The first half of every cache key.
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
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <brook/expression/expression.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Rises with every change of the form.
inline constexpr std::uint64_t canonical_version = 2;

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

/// What the canonical form stands for. The variable at position i is called "x" and i.
struct decoded_graph {
    std::size_t n_variables = 0;
    std::vector<expression> roots;
};

/// Finds the rule of a name; null if there is none.
using rule_finder = std::function<const function_rule *(std::string_view name)>;

/// The inverse of canonicalise(). Any input is allowed: throws std::runtime_error for bytes that canonicalise() would
/// not have written, or with fewer bytes than variables, and for functions that `find` does not know or knows with
/// another identity. Takes memory in proportion to the size of the input.
decoded_graph decode_canonical(std::span<const std::byte> bytes, const rule_finder &find);

/// The name that decode_canonical() gives to the variable at a position.
std::string decoded_name(std::size_t position);

} // namespace detail
BROOK_END_NAMESPACE
