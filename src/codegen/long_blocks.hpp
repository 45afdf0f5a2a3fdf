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

/// Loads and stores of a basic block, at most.
constexpr std::size_t most_accesses = 128;

/// Cuts the basic blocks of a function that returns nothing and whose argument `numbers` points to numbers: a block has
/// at most that many loads and stores.
void cut_long_blocks(llvm::Function &f, llvm::Value &numbers, std::size_t accesses = most_accesses);

} // namespace detail

BROOK_END_NAMESPACE
