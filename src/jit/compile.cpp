// SPDX-License-Identifier: MPL-2.0
// The pipeline from a module to an object file in memory. IR that brook writes is shaped so that LLVM's passes gain
// little: by default none of them runs.
#include "jit/compile.hpp"

#include <algorithm>
#include <mutex>

#include "codegen/llvm_module.hpp"
#include "jit/llvm.hpp"
#include "support/counters.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

void initialise_target() {
    static std::once_flag once;
    std::call_once(once, [] {
        llvm::InitializeNativeTarget();
        llvm::InitializeNativeTargetAsmPrinter();
    });
}

llvm::CodeGenOptLevel code_generation_level(unsigned opt_level) {
    switch (opt_level) {
    case 0:
        return llvm::CodeGenOptLevel::None;
    case 1:
        return llvm::CodeGenOptLevel::Less;
    default:
        return llvm::CodeGenOptLevel::Default;
    }
}

std::unique_ptr<llvm::TargetMachine> make_target_machine(const target &t, unsigned opt_level) {
    initialise_target();
#if LLVM_VERSION_MAJOR >= 21
    const llvm::Triple triple(t.triple);
#else
    const std::string &triple = t.triple;
#endif
    std::string error;
    const auto *description = llvm::TargetRegistry::lookupTarget(triple, error);
    if (description == nullptr) {
        throw_runtime_error("LLVM has no code generator for '{}': {}", t.triple, error);
    }
    std::unique_ptr<llvm::TargetMachine> machine(
        description->createTargetMachine(triple, t.cpu, t.features, llvm::TargetOptions(), llvm::Reloc::PIC_,
                                         llvm::CodeModel::Small, code_generation_level(opt_level), true));
    if (machine == nullptr) {
        throw_runtime_error("LLVM cannot generate code for '{}'", t.triple);
    }
    return machine;
}

void run_passes(llvm::Module &m, llvm::TargetMachine &machine, const compile_options &options) {
    llvm::PipelineTuningOptions tuning;
    tuning.LoopVectorization = false;
    tuning.SLPVectorization = options.slp_vectorize;
    llvm::PassBuilder passes(&machine, tuning);
    llvm::LoopAnalysisManager loops;
    llvm::FunctionAnalysisManager functions;
    llvm::CGSCCAnalysisManager components;
    llvm::ModuleAnalysisManager modules;
    passes.registerModuleAnalyses(modules);
    passes.registerCGSCCAnalyses(components);
    passes.registerFunctionAnalyses(functions);
    passes.registerLoopAnalyses(loops);
    passes.crossRegisterProxies(loops, functions, components, modules);
    passes.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2).run(m, modules);
}

void check(llvm::Module &m) {
    std::string text;
    llvm::raw_string_ostream out(text);
    if (llvm::verifyModule(m, &out)) {
        throw_runtime_error("The module '{}' is not valid LLVM IR:\n{}", m.getModuleIdentifier(), text);
    }
}

} // namespace

std::vector<std::byte> compile(ir_module &m, const target &t, const compile_options &options) {
    ++process_counters().compilations;
    auto &module = *m.get().module;
#if defined(BROOK_CONTRACTS)
    check(module);
#else
    static_cast<void>(check);
#endif
    const auto machine = make_target_machine(t, options.opt_level);
#if LLVM_VERSION_MAJOR >= 21
    module.setTargetTriple(machine->getTargetTriple());
#else
    module.setTargetTriple(t.triple);
#endif
    module.setDataLayout(machine->createDataLayout());
    if (options.opt_level >= 3) {
        run_passes(module, *machine, options);
    }
    llvm::SmallVector<char, 0> object;
    llvm::raw_svector_ostream out(object);
    llvm::legacy::PassManager generator;
    if (machine->addPassesToEmitFile(generator, out, nullptr, llvm::CodeGenFileType::ObjectFile)) {
        throw_runtime_error("LLVM cannot emit object files for '{}'", t.triple);
    }
    generator.run(module);
    std::vector<std::byte> bytes(object.size());
    std::transform(object.begin(), object.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
    return bytes;
}

} // namespace detail

BROOK_END_NAMESPACE
