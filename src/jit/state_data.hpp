// SPDX-License-Identifier: MPL-2.0
// What is inside an llvm_state and an llvm_multi_state; for jit and for whoever gives out views of brook's own modules.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/support/visibility.hpp>

#include "codegen/ir_module.hpp"
#include "jit/user_code.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct open_module; // jit/open_module.hpp

struct state_data {
    code_settings settings;
    std::string name;
    std::unique_ptr<open_module> open;     // null once compiled; what follows is for afterwards
    std::string bitcode;                   // before LLVM's passes
    std::shared_ptr<const user_code> code; // shared by copies, and by the memory cache
};

struct multi_state_data {
    code_settings settings;
    bool parjit;
    std::vector<llvm_state> states;    // the one that was added is the last; empty once compiled
    std::vector<std::string> bitcodes; // as above
    std::shared_ptr<const user_code> code;
};

/// The module as LLVM's passes leave it.
ir_module optimised(const std::string &bitcode, const code_settings &settings);

/// The settings in words, for messages.
std::string to_text(const code_settings &settings);

/// The settings in labelled lines, target and data layout included.
std::string to_text_lines(const code_settings &settings);

/// A module outside of any state.
struct stored_module {
    std::string name, bitcode;
};

/// The way to the inside.
struct state_access {
    static state_data &data(llvm_state &state) { return state.data(); }
    static const state_data &data(const llvm_state &state) { return state.data(); }
    static const multi_state_data &data(const llvm_multi_state &state) { return state.data(); }

    /// An empty, open module.
    static llvm_state open_state(const code_settings &settings, const std::string &name);

    /// False once moved from, and of an llvm_multi_state that is default-constructed.
    template <typename State>
    static bool is_valid(const State &state) {
        return state.data_ != nullptr;
    }

    /// A state of this module, open, or compiled by way of the caches. Throws std::runtime_error if the bitcode cannot be
    /// read or is invalid, and as llvm_state::compile().
    static llvm_state state_of(const code_settings &settings, stored_module &&m, bool compiled);
    /// The same of several modules, of which the last is the one that was added.
    static llvm_multi_state multi_state_of(const code_settings &settings, bool parjit,
                                           std::vector<stored_module> &&modules, bool compiled);
    /// The modules of a state, before LLVM's passes. Those of a compiled llvm_multi_state have no names.
    static std::vector<stored_module> modules_of(const llvm_state &state);
    static std::vector<stored_module> modules_of(const llvm_multi_state &state);

    /// Throws std::invalid_argument if the state is compiled, or if the name is empty or taken in its module.
    static void check_new_name(const llvm_state &state, const std::string &name);
    /// Adds to the module of a state that is not compiled what is in `m`, whose external symbols have new names.
    static void add(llvm_state &state, const ir_module &m);

    /// Compiled states of modules of brook's own, which are in no cache as such. Throw as compile_modules() and
    /// linked_code.
    static llvm_state compiled_state(const ir_module &m, const code_settings &settings, const std::string &name);
    static llvm_multi_state compiled_multi_state(std::span<const ir_module> modules, const code_settings &settings,
                                                 bool parjit);
};

/// The name that is kept for the module which an llvm_multi_state adds.
inline constexpr const char *master_name = "brook.master";

} // namespace detail
BROOK_END_NAMESPACE
