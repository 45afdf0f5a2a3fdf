// SPDX-License-Identifier: MPL-2.0
// Kinds of definitions: those of one kind may share a block.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What must be equal in all lanes of a block, because it shapes the code. Equal levels make the lanes independent.
struct kind {
    std::string_view name; ///< of the operation
    bool state = false;    ///< a state variable
    bool constant = false;
    bool any_length = false; ///< a sum of four terms or more; what follows is that of one term
    std::uint32_t level = 0;
    std::size_t arity = 0, constants = 0;
    std::vector<bool> constant_args;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> attributes; ///< bits, and type in the upper half of the second

    friend auto operator<=>(const kind &a, const kind &b) = default;
};

kind kind_of(const program &p, const definition &d, std::uint32_t level);

/// True for linear forms of four terms and more, all alike. They share blocks whatever their lengths.
bool has_any_length(const program &p, const definition &d);

/// Sums of unequal lengths share a block if at most a third of the terms would be there for nothing: `length` in all,
/// over `lanes` lanes, of which the longest has `longest`.
constexpr bool of_like_lengths(std::size_t length, std::size_t longest, std::size_t lanes) {
    return 3 * length >= 2 * longest * lanes;
}

/// Number of arguments that depend on the state or on time.
std::size_t changing_args(const program &p, const definition &d);

/// True for linear forms, also those whose coefficients are parameters: sums of products with at most one factor each
/// that changes.
bool is_linear(const program &p, const definition &d);

} // namespace detail
BROOK_END_NAMESPACE
