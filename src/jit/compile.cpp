// SPDX-License-Identifier: MPL-2.0
// The pipeline from a module to an object file in memory. IR that brook writes is shaped so that LLVM's passes gain
// little: by default none of them runs. IR of a user gets LLVM's own pipelines.
#include "jit/compile.hpp"

#include <algorithm>

#include "codegen/llvm_module.hpp"
#include "jit/code_model.hpp"
#include "jit/llvm.hpp"
#include "support/counters.hpp"
#include "support/default_arithmetic.hpp"
#include "support/error.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

void initialise_target() {
    const global_lock lock(global_mutex::llvm_targets);
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    llvm::InitializeNativeTargetAsmParser(); // for inline assembly
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

llvm::CodeModel::Model code_model_of(const compile_options &options) {
    switch (options.model) {
    case code_model::tiny:
        return llvm::CodeModel::Tiny;
    case code_model::kernel:
        return llvm::CodeModel::Kernel;
    case code_model::medium:
        return llvm::CodeModel::Medium;
    case code_model::large:
        return llvm::CodeModel::Large;
    default:
        return llvm::CodeModel::Small;
    }
}

std::string features_of(const target &t, const compile_options &options) {
    const bool force = effective(options, t).force_avx512;
    return t.features + (force ? (t.features.empty() ? "" : ",") + std::string("-prefer-256-bit") : "");
}

#if LLVM_VERSION_MAJOR >= 21
using triple_argument = llvm::Triple;
#else
using triple_argument = std::string;
#endif

const llvm::Target &find_code_generator(const triple_argument &triple) {
    initialise_target();
    std::string error;
    const auto *description = llvm::TargetRegistry::lookupTarget(triple, error);
    if (description == nullptr)
        throw_runtime_error("LLVM has no code generator for '{}': {}", llvm::Triple(triple).str(), error);
    return *description;
}

std::unique_ptr<llvm::TargetMachine> make_target_machine(const target &t, const compile_options &options) {
    check_code_model(options.model, t.triple);
    const triple_argument triple(t.triple);
    const auto &generator = find_code_generator(triple);
    std::unique_ptr<llvm::TargetMachine> machine(
        generator.createTargetMachine(triple, t.cpu, features_of(t, options), llvm::TargetOptions(), llvm::Reloc::PIC_,
                                      code_model_of(options), code_generation_level(options.opt_level), true));
    if (machine == nullptr)
        throw_runtime_error("LLVM cannot generate code for '{}'", t.triple);
    return machine;
}

void set_target(llvm::Module &m, llvm::TargetMachine &machine) {
#if LLVM_VERSION_MAJOR >= 21
    m.setTargetTriple(machine.getTargetTriple());
#else
    m.setTargetTriple(machine.getTargetTriple().str());
#endif
    m.setDataLayout(machine.createDataLayout());
}

bool passes_run(const compile_options &options) {
    return options.opt_level >= (options.passes == pipeline::brook ? 3 : 1);
}

llvm::OptimizationLevel pass_level(const compile_options &options) {
    if (options.passes == pipeline::brook)
        return llvm::OptimizationLevel::O2;
    switch (options.opt_level) {
    case 1:
        return llvm::OptimizationLevel::O1;
    case 2:
        return llvm::OptimizationLevel::O2;
    default:
        return llvm::OptimizationLevel::O3;
    }
}

bool prefers_short_vectors(const target &t) {
    const auto &generator = find_code_generator(triple_argument(t.triple));
#if LLVM_VERSION_MAJOR >= 22
    const llvm::Triple triple(t.triple);
#else
    const std::string &triple = t.triple;
#endif
    const std::unique_ptr<llvm::MCSubtargetInfo> cpu(generator.createMCSubtargetInfo(triple, t.cpu, t.features));
    return cpu != nullptr && cpu->checkFeatures("+prefer-256-bit");
}

void run_passes(llvm::Module &m, llvm::TargetMachine &machine, const compile_options &options) {
    if (!passes_run(options))
        return;
    llvm::PipelineTuningOptions tuning;
    tuning.LoopVectorization = options.passes == pipeline::llvm;
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
    passes.buildPerModuleDefaultPipeline(pass_level(options)).run(m, modules);
}

// LLVM would print its errors, and end the process.
class error_collector {
public:
    explicit error_collector(llvm::LLVMContext &context) : context_(context) {
        context_.setDiagnosticHandlerCallBack(&receive, this);
    }
    ~error_collector() { context_.setDiagnosticHandlerCallBack(nullptr); }
    error_collector(const error_collector &) = delete;
    error_collector &operator=(const error_collector &) = delete;

    void check(const llvm::Module &m) const {
        if (!errors_.empty())
            throw_runtime_error("The module '{}' cannot be compiled: {}", m.getModuleIdentifier(), errors_);
    }

private:
    static void receive(const llvm::DiagnosticInfo *info, void *self) {
        if (info->getSeverity() != llvm::DS_Error)
            return;
        auto &errors = static_cast<error_collector *>(self)->errors_;
        llvm::raw_string_ostream out(errors);
        out << (errors.empty() ? "" : "; ");
        llvm::DiagnosticPrinterRawOStream printer(out);
        info->print(printer);
    }

    llvm::LLVMContext &context_;
    std::string errors_;
};

} // namespace

compile_options effective(const compile_options &options, const target &t) {
    auto o = options;
    o.slp_vectorize = o.slp_vectorize && passes_run(o);
    // The vectors of brook's own code are in the IR, and as long as the machine has them.
    o.force_avx512 = o.force_avx512 && passes_run(o) && o.passes == pipeline::llvm && t.vectors.vector_bytes == 64 &&
                     prefers_short_vectors(t);
    return o;
}

void verify(const ir_module &m) {
    const unforkable_work work;
    const auto &module = *m.get().module;
    std::string text;
    llvm::raw_string_ostream out(text);
    if (llvm::verifyModule(module, &out))
        throw_runtime_error("The module '{}' is not valid LLVM IR:\n{}", module.getModuleIdentifier(), text);
}

void set_target(ir_module &m, const target &t, const compile_options &options) {
    const unforkable_work work;
    set_target(*m.get().module, *make_target_machine(t, options));
}

void optimise(ir_module &m, const target &t, const compile_options &options) {
    const unforkable_work work;
    const default_arithmetic arithmetic;
    const auto machine = make_target_machine(t, options);
    set_target(*m.get().module, *machine);
    run_passes(*m.get().module, *machine, options);
}

std::vector<std::byte> compile(ir_module &m, const target &t, const compile_options &options) {
    ++process_counters().compilations;
    const unforkable_work work;
    const default_arithmetic arithmetic; // LLVM folds calls of functions; a thread of oneTBB may have any rounding
    auto &module = *m.get().module;
#if defined(BROOK_CONTRACTS)
    verify(m);
#endif
    const auto machine = make_target_machine(t, options);
    const error_collector errors(*m.get().context);
    set_target(module, *machine);
    run_passes(module, *machine, options);
    llvm::SmallVector<char, 0> object;
    llvm::raw_svector_ostream out(object);
    llvm::legacy::PassManager generator;
    if (machine->addPassesToEmitFile(generator, out, nullptr, llvm::CodeGenFileType::ObjectFile))
        throw_runtime_error("LLVM cannot emit object files for '{}'", t.triple);
    generator.run(module);
    errors.check(module);
    std::vector<std::byte> bytes(object.size());
    std::transform(object.begin(), object.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
    return bytes;
}

} // namespace detail
BROOK_END_NAMESPACE
