// SPDX-License-Identifier: MPL-2.0
// Makes states from the inside.
#include "jit/state_data.hpp"

#include <utility>

#include <fmt/format.h>

#include "jit/open_module.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

ir_module optimised(const std::string &bitcode, const code_settings &settings) {
    auto m = ir_module::parse(bitcode);
    optimise(m, *settings.target, settings.options);
    return m;
}

std::string to_text(const code_settings &settings) {
    const auto &o = settings.options;
    return fmt::format(
        "opt_level {}, fast_math {}, force_avx512 {}, slp_vectorize {}, code_model {}, target {} for '{}'", o.opt_level,
        settings.fast_math, o.force_avx512, o.slp_vectorize, o.model, settings.target->cpu, settings.target->triple);
}

std::string to_text_lines(const code_settings &settings) {
    const auto &o = settings.options;
    const auto &t = *settings.target;
    ir_module empty("");
    set_target(empty, t, o);
    std::string text = fmt::format("Fast math               : {}\n", settings.fast_math);
    text += fmt::format("Force AVX512            : {}\n", o.force_avx512);
    text += fmt::format("SLP vectorization       : {}\n", o.slp_vectorize);
    text += fmt::format("Code model              : {}\n", o.model);
    text += fmt::format("Optimisation level      : {}\n", o.opt_level);
    text += fmt::format("Data layout             : {}\n", empty.get().module->getDataLayoutStr());
    text += fmt::format("Target triple           : {}\n", t.triple);
    text += fmt::format("Target CPU              : {}\n", t.cpu);
    text += fmt::format("Target features         : {}\n", t.features);
    return text;
}

llvm_state state_access::open_state(const code_settings &settings, const std::string &name) {
    auto open = std::make_unique<open_module>(ir_module(name), settings);
    return llvm_state(llvm_state::from_data(),
                      std::make_unique<state_data>(state_data{settings, name, std::move(open), {}, nullptr}));
}

llvm_state state_access::state_of(const code_settings &settings, stored_module &&m, bool compiled) {
    auto module = ir_module::parse(m.bitcode);
    verify(module);
    auto data = std::make_unique<state_data>(state_data{settings, std::move(m.name), nullptr, {}, nullptr});
    if (compiled) {
        data->code = find_or_compile({&m.bitcode, 1}, settings, false);
        data->bitcode = std::move(m.bitcode);
    } else {
        data->open = std::make_unique<open_module>(std::move(module), settings);
    }
    return llvm_state(llvm_state::from_data(), std::move(data));
}

llvm_multi_state state_access::multi_state_of(const code_settings &settings, bool parjit,
                                              std::vector<stored_module> &&modules, bool compiled) {
    multi_state_data data{settings, parjit, {}, {}, nullptr};
    for (auto &m : modules) {
        if (compiled) {
            verify(ir_module::parse(m.bitcode));
            data.bitcodes.push_back(std::move(m.bitcode));
        } else {
            data.states.push_back(state_of(settings, std::move(m), false));
        }
    }
    if (compiled)
        data.code = find_or_compile(data.bitcodes, settings, parjit);
    return llvm_multi_state(llvm_multi_state::from_data(), std::make_unique<multi_state_data>(std::move(data)));
}

std::vector<stored_module> state_access::modules_of(const llvm_state &state) {
    const auto &d = state.data();
    return {{d.name, d.open ? state.get_bc() : d.bitcode}};
}

std::vector<stored_module> state_access::modules_of(const llvm_multi_state &state) {
    std::vector<stored_module> modules;
    for (const auto &one : state.data().states)
        modules.push_back(std::move(modules_of(one)[0]));
    for (const auto &bitcode : state.data().bitcodes)
        modules.push_back({{}, bitcode});
    return modules;
}

void state_access::check_new_name(const llvm_state &state, const std::string &name) {
    const auto &d = data(state);
    if (!d.open)
        throw_invalid_argument(
            "The module of an llvm_state is gone once it is compiled, but '{}' was to be added to it", name);
    if (name.empty())
        throw_invalid_argument("What is added to an llvm_state must have a name, but it is empty");
    if (d.open->ir.get().module->getNamedValue(name) != nullptr)
        throw_invalid_argument("What is added to an llvm_state must have a new name, but the module '{}' has a '{}'",
                               d.name, name);
}

void state_access::add(llvm_state &state, const ir_module &m) {
    const unforkable_work work;
    auto &all = *data(state).open->ir.get().module;
    const auto bitcode = m.bitcode();
    auto added = llvm::parseBitcodeFile(llvm::MemoryBufferRef(bitcode, ""), all.getContext());
    if (!added)
        throw_runtime_error("Bitcode cannot be read: {}", llvm::toString(added.takeError()));
    (*added)->setDataLayout(all.getDataLayout());
    (*added)->setTargetTriple(all.getTargetTriple());
    // LLVM would end the process.
    for (const auto &f : **added) {
        const auto *known = all.getNamedValue(f.getName());
        if (!f.hasLocalLinkage() && known != nullptr && !(f.isDeclaration() && llvm::isa<llvm::Function>(known)))
            throw_invalid_argument("The module '{}' has a '{}' that is not the function of this name", data(state).name,
                                   f.getName().str());
    }
    llvm::Linker::linkModules(all, std::move(*added));
}

llvm_state state_access::compiled_state(const ir_module &m, const code_settings &settings, const std::string &name) {
    auto bitcode = m.bitcode();
    auto code = std::make_shared<const user_code>(compile_modules({&bitcode, 1}, settings, false));
    auto data = std::make_unique<state_data>(state_data{settings, name, nullptr, std::move(bitcode), std::move(code)});
    return llvm_state(llvm_state::from_data(), std::move(data));
}

llvm_multi_state state_access::compiled_multi_state(std::span<const ir_module> modules, const code_settings &settings,
                                                    bool parjit) {
    std::vector<std::string> bitcodes;
    for (const auto &m : modules)
        bitcodes.push_back(m.bitcode());
    bitcodes.push_back(ir_module(master_name).bitcode());
    auto code = std::make_shared<const user_code>(compile_modules(bitcodes, settings, parjit));
    auto data = std::make_unique<multi_state_data>(
        multi_state_data{settings, parjit, {}, std::move(bitcodes), std::move(code)});
    return llvm_multi_state(llvm_multi_state::from_data(), std::move(data));
}

} // namespace detail
BROOK_END_NAMESPACE
