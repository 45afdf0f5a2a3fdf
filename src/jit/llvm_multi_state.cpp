// SPDX-License-Identifier: MPL-2.0
// Several modules of a user, which become one unit of code.
#include <brook/jit/llvm_multi_state.hpp>

#include <ostream>

#include <fmt/format.h>

#include "jit/open_module.hpp"
#include "jit/state_data.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE

using detail::multi_state_data;
using detail::state_access;

namespace {

void check_state(const llvm_state &state, std::size_t index, const detail::code_settings &first) {
    const auto &d = state_access::data(state);
    if (!d.open)
        detail::throw_invalid_argument("The states of an llvm_multi_state must not be compiled, but state {} is",
                                       index);
    if (d.name == detail::master_name)
        detail::throw_invalid_argument("The module name '{}' is kept for the module that an llvm_multi_state adds, but "
                                       "state {} has it",
                                       detail::master_name, index);
    if (d.settings != first)
        detail::throw_invalid_argument("The states of an llvm_multi_state must have the same settings, but those of "
                                       "state 0 are [{}], and those of state {} are [{}]",
                                       to_text(first), index, to_text(d.settings));
}

std::unique_ptr<multi_state_data> checked(std::vector<llvm_state> &&states, bool parjit) {
    if (states.empty())
        detail::throw_invalid_argument("An llvm_multi_state needs at least one llvm_state, but none was given");
    const auto settings = state_access::data(states[0]).settings;
    for (std::size_t i = 0; i < states.size(); ++i)
        check_state(states[i], i, settings);
    states.push_back(state_access::open_state(settings, detail::master_name));
    return std::make_unique<multi_state_data>(multi_state_data{settings, parjit, std::move(states), {}, nullptr});
}

} // namespace

llvm_multi_state::llvm_multi_state() noexcept = default;
llvm_multi_state::llvm_multi_state(llvm_multi_state &&) noexcept = default;
llvm_multi_state &llvm_multi_state::operator=(llvm_multi_state &&) noexcept = default;
llvm_multi_state::~llvm_multi_state() = default;

llvm_multi_state::llvm_multi_state(std::vector<llvm_state> states, bool parjit)
    : data_(checked(std::move(states), parjit)) {}

llvm_multi_state::llvm_multi_state(from_data, std::unique_ptr<multi_state_data> data) noexcept
    : data_(std::move(data)) {}

llvm_multi_state::llvm_multi_state(const llvm_multi_state &other)
    : data_(other.data_ ? std::make_unique<multi_state_data>(*other.data_) : nullptr) {}

llvm_multi_state &llvm_multi_state::operator=(const llvm_multi_state &other) {
    if (this != &other)
        *this = llvm_multi_state(other);
    return *this;
}

multi_state_data &llvm_multi_state::data() {
    if (!data_)
        detail::throw_invalid_argument("An llvm_multi_state was used that is default-constructed or moved from");
    return *data_;
}

const multi_state_data &llvm_multi_state::data() const { return const_cast<llvm_multi_state &>(*this).data(); }

bool llvm_multi_state::is_compiled() const { return data().code != nullptr; }
std::size_t llvm_multi_state::get_n_modules() const {
    return is_compiled() ? data().bitcodes.size() : data().states.size();
}
bool llvm_multi_state::fast_math() const { return data().settings.fast_math; }
bool llvm_multi_state::force_avx512() const { return data().settings.options.force_avx512; }
unsigned llvm_multi_state::get_opt_level() const { return data().settings.options.opt_level; }
bool llvm_multi_state::get_slp_vectorize() const { return data().settings.options.slp_vectorize; }
code_model llvm_multi_state::get_code_model() const { return data().settings.options.model; }
bool llvm_multi_state::get_parjit() const { return data().parjit; }

std::vector<std::string> llvm_multi_state::get_ir() const {
    const auto &d = data();
    std::vector<std::string> texts;
    for (const auto &state : d.states)
        texts.push_back(state.get_ir());
    for (const auto &bitcode : d.bitcodes)
        texts.push_back(optimised(bitcode, d.settings).text());
    return texts;
}

std::vector<std::string> llvm_multi_state::get_bc() const {
    const auto &d = data();
    std::vector<std::string> bitcodes;
    for (const auto &state : d.states)
        bitcodes.push_back(state.get_bc());
    for (const auto &bitcode : d.bitcodes)
        bitcodes.push_back(optimised(bitcode, d.settings).bitcode());
    return bitcodes;
}

const std::vector<std::string> &llvm_multi_state::get_object_code() const {
    if (!is_compiled())
        detail::throw_invalid_argument("An llvm_multi_state has object code once it is compiled, but it is not "
                                       "compiled yet");
    return data().code->objects();
}

void llvm_multi_state::compile() {
    auto &d = data();
    if (is_compiled())
        detail::throw_invalid_argument("An llvm_multi_state is compiled once, but this one is compiled already");
    for (const auto &state : d.states)
        verify(state_access::data(state).open->ir);
    auto bitcodes = get_bc();
    d.code = find_or_compile(bitcodes, d.settings, d.parjit);
    d.bitcodes = std::move(bitcodes);
    d.states.clear();
}

std::uintptr_t llvm_multi_state::jit_lookup(const std::string &name) const {
    if (!is_compiled())
        detail::throw_invalid_argument("An llvm_multi_state has addresses once it is compiled, but '{}' was looked up "
                                       "before",
                                       name);
    const auto *address = data().code->find(name);
    if (address == nullptr)
        detail::throw_invalid_argument("None of the {} modules has an external symbol '{}'", get_n_modules(), name);
    return reinterpret_cast<std::uintptr_t>(address);
}

std::ostream &operator<<(std::ostream &out, const llvm_multi_state &state) {
    const auto &d = state_access::data(state);
    std::string text = fmt::format("Modules                 : {}\n", state.get_n_modules());
    text += fmt::format("Compiled                : {}\n", state.is_compiled());
    text += to_text_lines(d.settings);
    text += fmt::format("Parallel compilation    : {}\n", d.parjit);
    return out << text;
}

BROOK_END_NAMESPACE
