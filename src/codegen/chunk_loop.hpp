// SPDX-License-Identifier: MPL-2.0
// Many blocks of one shape become a loop: code for a few of them, a chunk, and a table that says where the others lie.
// The size of the code, and the time to compile it, then depend on how many kinds of operations a program has, not on
// how many operations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// An array that lies elsewhere in each chunk: at its pointer plus the offset of its layout, which may be negative.
struct moving_array {
    array_layout layout;
    std::uint32_t pointer = 0;
    bool aligned = true; ///< to its width, in all chunks
};

struct chunk_loop {
    std::size_t chunks = 0;
    std::vector<block> body;       ///< of one chunk; the arrays that move are numbered from `first_array` on
    std::uint32_t first_array = 0; ///< number of arrays of the plan
    std::vector<moving_array> arrays;
    std::vector<std::size_t> jams; ///< so many blocks of the body each are jammed
    std::vector<bool> in_loops; ///< of each pointer: whether a convolution reads through it, in every turn of its loops
    std::vector<std::uint32_t> places; ///< [chunk][pointer], in numbers from the beginning of the memory
    /// Constants that differ between chunks are empty in the body. Constant i of block k begins at constant_at[k][i] in
    /// the row of the chunk: of constants, or of indices if the constants of the block are indices.
    std::vector<std::vector<std::size_t>> constant_at;
    std::size_t constants = 0, indices = 0; ///< in a row
    std::vector<number> constant_rows;      ///< [chunk][constants]
    std::vector<std::uint64_t> index_rows;  ///< [chunk][indices]

    /// An array of the body; null if it is one of the plan.
    const moving_array *moving(std::uint32_t array) const {
        return array < first_array ? nullptr : &arrays[array - first_array];
    }
};

/// The loop over blocks that are alike from chunk to chunk. A chunk is made of jams, of so many blocks of one shape
/// each.
chunk_loop make_chunk_loop(const plan &p, std::span<const block> blocks, std::vector<std::size_t> jams);

} // namespace detail
BROOK_END_NAMESPACE
