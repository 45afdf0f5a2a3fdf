// SPDX-License-Identifier: MPL-2.0
// Calls of a function, as many as the batch needs.
#include "codegen/plain_entry.hpp"

#include <array>

#include "codegen/llvm_module.hpp"
#include "support/contract.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::uint64_t alignment = 64, most_on_stack = 16384;

class entry_emitter {
public:
    entry_emitter(llvm::Module &module, fp_type type, const plain_entry &entry)
        : module_(module), entry_(entry), number_size_(fp_size(type)), b_(module.getContext()),
          code_(module.getFunction(entry.code)) {}

    void emit() {
        BROOK_ENSURE(code_ != nullptr && entry_.points <= entry_.batch, "an entry calls a function for fewer points");
        code_->setLinkage(llvm::GlobalValue::InternalLinkage);
        declare();
        b_.SetInsertPoint(new_block("entry"));
        stride_ = entry_.strided ? static_cast<llvm::Value *>(function_->getArg(4)) : b_.getInt64(entry_.batch);
        allocate();
        call_for_all();
        if (on_heap_)
            b_.CreateCall(library_function("free", b_.getVoidTy(), {b_.getPtrTy()}), {scratch_});
        b_.CreateRetVoid();
    }

private:
    llvm::BasicBlock *new_block(const char *name) { return llvm::BasicBlock::Create(b_.getContext(), name, function_); }

    void declare() {
        llvm::SmallVector<llvm::Type *, 5> types(4, b_.getPtrTy());
        if (entry_.strided)
            types.push_back(b_.getInt64Ty());
        auto *const type = llvm::FunctionType::get(b_.getVoidTy(), types, false);
        function_ = llvm::Function::Create(type, llvm::Function::ExternalLinkage, entry_.name, module_);
        for (unsigned i = 0; i < 4; ++i)
            function_->addParamAttr(i, llvm::Attribute::NoAlias);
        function_->setDoesNotThrow();
        function_->addFnAttr("no-builtins");
        function_->addFnAttr("probe-stack", "inline-asm"); // a large frame must not step over the guard page
    }

    llvm::FunctionCallee library_function(const char *name, llvm::Type *result, llvm::ArrayRef<llvm::Type *> types) {
        return module_.getOrInsertFunction(name, llvm::FunctionType::get(result, types, false));
    }

    void allocate() {
        const auto bytes = (entry_.scratch_size * number_size_ + alignment - 1) / alignment * alignment;
        if (bytes == 0) {
            scratch_ = llvm::ConstantPointerNull::get(b_.getPtrTy());
        } else if (bytes <= most_on_stack) {
            auto *const memory = b_.CreateAlloca(llvm::ArrayType::get(b_.getInt8Ty(), bytes));
            memory->setAlignment(llvm::Align(alignment));
            scratch_ = memory;
        } else {
            on_heap_ = true;
            auto *const size = b_.getInt64Ty();
            scratch_ = b_.CreateCall(library_function("aligned_alloc", b_.getPtrTy(), {size, size}),
                                     {b_.getInt64(alignment), b_.getInt64(bytes)});
            auto *const failed = new_block("no_memory"), *const go_on = new_block("memory");
            b_.CreateCondBr(b_.CreateIsNull(scratch_), failed, go_on);
            b_.SetInsertPoint(failed);
            b_.CreateCall(library_function("abort", b_.getVoidTy(), {}));
            b_.CreateUnreachable();
            b_.SetInsertPoint(go_on);
        }
    }

    // What is left over is computed together with earlier points, once more.
    void call_for_all() {
        const auto calls = entry_.batch / entry_.points, rest = entry_.batch % entry_.points;
        if (calls == 1) {
            call(b_.getInt64(0));
        } else {
            auto *const before = b_.GetInsertBlock(), *const loop = new_block("batch"), *const end = new_block("end");
            b_.CreateBr(loop);
            b_.SetInsertPoint(loop);
            auto *const point = b_.CreatePHI(b_.getInt64Ty(), 2);
            call(point);
            auto *const next = b_.CreateAdd(point, b_.getInt64(entry_.points), "", true, true);
            point->addIncoming(b_.getInt64(0), before);
            point->addIncoming(next, loop);
            const auto all = std::uint64_t(calls) * entry_.points;
            b_.CreateCondBr(b_.CreateICmpNE(next, b_.getInt64(all)), loop, end);
            b_.SetInsertPoint(end);
        }
        if (rest > 0)
            call(b_.getInt64(entry_.batch - entry_.points));
    }

    // For the points from this one on.
    void call(llvm::Value *point) {
        auto *const offset = b_.CreateMul(point, b_.getInt64(number_size_), "", true, true);
        const auto from = [&](unsigned argument) {
            return b_.CreateGEP(b_.getInt8Ty(), function_->getArg(argument), offset);
        };
        constexpr unsigned out = 0, in = 1, pars = 2, time = 3;
        const std::array<llvm::Value *, 7> args{scratch_,
                                                from(pars),
                                                from(time),
                                                from(out),
                                                from(in),
                                                stride_,
                                                llvm::ConstantPointerNull::get(b_.getPtrTy())};
        b_.CreateCall(code_, args);
    }

    llvm::Module &module_;
    const plain_entry &entry_;
    std::uint64_t number_size_;
    llvm::IRBuilder<> b_;
    llvm::Function *code_, *function_ = nullptr;
    llvm::Value *stride_ = nullptr, *scratch_ = nullptr;
    bool on_heap_ = false;
};

} // namespace

void add_plain_entry(ir_module &m, fp_type type, const plain_entry &entry) {
    entry_emitter(*m.get().module, type, entry).emit();
}

} // namespace detail
BROOK_END_NAMESPACE
