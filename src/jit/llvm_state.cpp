// SPDX-License-Identifier: MPL-2.0
// One module of a user: open, until it is compiled.
#include <brook/jit/llvm_state.hpp>

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "jit/open_module.hpp"
#include "jit/state_data.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE

using detail::state_data;

namespace {

detail::code_settings settings_of(const detail::llvm_state_options &o) {
    const auto &target = detail::find_target(o.target);
    return {&target,
            {std::min(o.opt_level, 3u), o.slp_vectorize, o.force_avx512, o.model, detail::pipeline::llvm},
            o.fast_math};
}

std::unique_ptr<detail::open_module> copy_of(const detail::open_module &open, const detail::code_settings &settings) {
    const auto bitcode = open.read([](const detail::ir_module &m) {
        verify(m); // bitcode says nothing of a block that does not end, and would be read as something else
        return m.bitcode();
    });
    return std::make_unique<detail::open_module>(detail::ir_module::parse(bitcode), settings);
}

detail::open_module &open_module_of(const state_data &d, const char *asked_for) {
    if (!d.open)
        detail::throw_invalid_argument("The module of an llvm_state is gone once it is compiled, but its {} was asked "
                                       "for",
                                       asked_for);
    return *d.open;
}

} // namespace

llvm_state::llvm_state() : llvm_state(from_options(), {}) {}

llvm_state::llvm_state(from_options, detail::llvm_state_options &&options)
    : llvm_state(detail::state_access::open_state(settings_of(options), options.module_name)) {}

llvm_state::llvm_state(from_data, std::unique_ptr<state_data> data) noexcept : data_(std::move(data)) {}

llvm_state::llvm_state(llvm_state &&) noexcept = default;
llvm_state &llvm_state::operator=(llvm_state &&) noexcept = default;
llvm_state::~llvm_state() = default;

llvm_state::llvm_state(const llvm_state &other) {
    if (!other.data_)
        return;
    const auto &d = *other.data_;
    auto open = d.open ? copy_of(*d.open, d.settings) : nullptr;
    data_ = std::make_unique<state_data>(state_data{d.settings, d.name, std::move(open), d.bitcode, d.code});
}

llvm_state &llvm_state::operator=(const llvm_state &other) {
    if (this != &other)
        *this = llvm_state(other);
    return *this;
}

state_data &llvm_state::data() {
    if (!data_)
        detail::throw_invalid_argument("An llvm_state was used that is moved from");
    return *data_;
}

const state_data &llvm_state::data() const { return const_cast<llvm_state &>(*this).data(); }

llvm::Module &llvm_state::module() { return *open_module_of(data(), "module").ir.get().module; }
const llvm::Module &llvm_state::module() const { return const_cast<llvm_state &>(*this).module(); }
ir_builder &llvm_state::builder() { return open_module_of(data(), "builder").builder; }
const ir_builder &llvm_state::builder() const { return const_cast<llvm_state &>(*this).builder(); }
llvm::LLVMContext &llvm_state::context() { return *open_module_of(data(), "context").ir.get().context; }
const llvm::LLVMContext &llvm_state::context() const { return const_cast<llvm_state &>(*this).context(); }

const std::string &llvm_state::module_name() const { return data().name; }
bool llvm_state::fast_math() const { return data().settings.fast_math; }
bool llvm_state::force_avx512() const { return data().settings.options.force_avx512; }
unsigned llvm_state::get_opt_level() const { return data().settings.options.opt_level; }
bool llvm_state::get_slp_vectorize() const { return data().settings.options.slp_vectorize; }
code_model llvm_state::get_code_model() const { return data().settings.options.model; }

std::string llvm_state::get_ir() const {
    const auto &d = data();
    return d.open ? d.open->text() : optimised(d.bitcode, d.settings).text();
}

std::string llvm_state::get_bc() const {
    const auto &d = data();
    return d.open ? d.open->bitcode() : optimised(d.bitcode, d.settings).bitcode();
}

const std::string &llvm_state::get_object_code() const {
    const auto &d = data();
    if (d.open)
        detail::throw_invalid_argument("An llvm_state has object code once it is compiled, but it is not compiled yet");
    return d.code->objects()[0];
}

bool llvm_state::is_compiled() const { return !data().open; }

void llvm_state::compile() {
    auto &d = data();
    if (!d.open)
        detail::throw_invalid_argument("An llvm_state is compiled once, but this one is compiled already");
    verify(d.open->ir);
    auto bitcode = d.open->ir.bitcode();
    d.code = find_or_compile({&bitcode, 1}, d.settings, false);
    d.bitcode = std::move(bitcode);
    d.open.reset();
}

std::uintptr_t llvm_state::jit_lookup(const std::string &name) const {
    const auto &d = data();
    if (d.open)
        detail::throw_invalid_argument("An llvm_state has addresses once it is compiled, but '{}' was looked up before",
                                       name);
    const auto *address = d.code->find(name);
    if (address == nullptr)
        detail::throw_invalid_argument("The module '{}' has no external symbol '{}'", d.name, name);
    return reinterpret_cast<std::uintptr_t>(address);
}

llvm_state llvm_state::make_similar() const {
    auto settings = data().settings;
    settings.options.passes = detail::pipeline::llvm; // also where this is a view of brook's own module
    return detail::state_access::open_state(settings, data().name);
}

std::ostream &operator<<(std::ostream &out, const llvm_state &state) {
    const auto &d = detail::state_access::data(state);
    const auto bitcode = d.open ? d.open->bitcode() : d.bitcode;
    std::string text = fmt::format("Module name             : {}\n", d.name);
    text += fmt::format("Compiled                : {}\n", !d.open);
    text += to_text_lines(d.settings);
    text += fmt::format("Bitcode size            : {} bytes\n", bitcode.size());
    return out << text;
}

BROOK_END_NAMESPACE
