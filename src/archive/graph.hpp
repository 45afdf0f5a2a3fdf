// SPDX-License-Identifier: MPL-2.0
// Graphs of expressions in archives: names and numbers as they are, and what is one object is one object again.
//
//   graph  = number(count) { node } number(roots) { varint(index of a node) }
//   node   = 0 varint(type of a number) bits | 1 text(variable) | 2 varint(index of a parameter)
//          | 3 rule varint(arguments) { varint(index of an earlier node) }
//          | 4 rule varint(index of an earlier list)
//          | 5 varint(arguments) { varint(index of an earlier node) }
//   rule   = varint(index of an earlier rule + 1), or 0 text(name) text(identity)
//
// Node 5 is a list of arguments that several functions share; those are nodes 4.
#pragma once

#include <span>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

#include "support/byte_codec.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Writes all that the roots consist of.
void write_graph(byte_writer &out, std::span<const expression> roots);

/// The inverse. Throws std::runtime_error or std::invalid_argument for bytes that are no graph, and for functions that
/// are neither brook's own nor made as a user_function before, or with another identity.
std::vector<expression> read_graph(byte_reader &in);

inline void transfer(byte_writer &c, std::vector<expression> &all) { write_graph(c, all); }
inline void transfer(byte_reader &c, std::vector<expression> &all) { all = read_graph(c); }

} // namespace detail
BROOK_END_NAMESPACE
