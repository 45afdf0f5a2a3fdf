// SPDX-License-Identifier: MPL-2.0
// Cuts with branches that LLVM cannot remove.
#include "codegen/long_blocks.hpp"

#include "codegen/llvm.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// The instructions before which the blocks are to be cut.
llvm::SmallVector<llvm::Instruction *, 0> places_to_cut(llvm::Function &f) {
    llvm::SmallVector<llvm::Instruction *, 0> places, accesses;
    for (auto &block : f) {
        accesses.clear();
        for (auto &i : block)
            if (llvm::isa<llvm::LoadInst, llvm::StoreInst>(i))
                accesses.push_back(&i);
        if (accesses.size() > most_accesses)
            for (std::size_t i = accesses_of_piece; i < accesses.size(); i += accesses_of_piece)
                places.push_back(accesses[i]);
    }
    return places;
}

} // namespace

// Blocks that are joined by plain jumps would be merged again, and by LLVM's optimiser also those joined by one
// condition throughout. So each cut asks whether the numbers lie at another odd address, which they never do.
void cut_long_blocks(llvm::Function &f, llvm::Value &numbers) {
    const auto places = places_to_cut(f);
    if (places.empty())
        return;
    auto *exit = llvm::BasicBlock::Create(f.getContext(), "never", &f);
    llvm::IRBuilder<> b(exit);
    b.CreateRetVoid();
    // From the back, so that each cut moves one block only.
    for (auto i = places.size(); i-- != 0;) {
        auto *block = places[i]->getParent();
        auto *rest = block->splitBasicBlock(places[i], "cut");
        block->getTerminator()->eraseFromParent();
        b.SetInsertPoint(block);
        auto *nowhere = b.CreateIntToPtr(b.getInt64(2 * i + 1), numbers.getType());
        b.CreateCondBr(b.CreateICmpEQ(&numbers, nowhere), exit, rest);
    }
}

} // namespace detail
BROOK_END_NAMESPACE
