// SPDX-License-Identifier: MPL-2.0
// Long basic blocks are cut: LLVM's schedulers take time with the third power of the loads and stores in a block,
// because they know of few pairs that these do not overlap.
#pragma once

#include <cstddef>

#include <brook/support/visibility.hpp>

namespace llvm {
class Function;
class Value;
} // namespace llvm

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Loads and stores of a basic block that stays whole: cuts would cost unrolled code a tenth of its speed.
constexpr std::size_t most_accesses = 512;
/// Loads and stores of the pieces of longer blocks.
constexpr std::size_t accesses_of_piece = 128;

/// Cuts the long basic blocks of a function that returns nothing and whose argument `numbers` points to numbers.
void cut_long_blocks(llvm::Function &f, llvm::Value &numbers);

} // namespace detail
BROOK_END_NAMESPACE
