// SPDX-License-Identifier: MPL-2.0
// Archives of modules of the user: their bitcode, before LLVM's passes. It is compiled for the processor at hand.
#include <string>
#include <utility>
#include <vector>

#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>

#include "archive/fields.hpp"
#include "archive/record.hpp"
#include "jit/state_data.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

struct stored_state {
    compile_options options;
    bool fast_math = false, parjit = true, compiled = false;
    std::vector<stored_module> modules;

    code_settings settings() const { return {&find_target({}), options, fast_math}; }
};

template <typename Codec>
void transfer(Codec &c, stored_module &m) {
    transfer_all(c, m.name, m.bitcode);
}

template <typename Codec>
void transfer(Codec &c, stored_state &s) {
    auto &o = s.options;
    transfer_all(c, o.opt_level, o.slp_vectorize, o.force_avx512, o.model, o.passes, s.fast_math, s.parjit, s.compiled);
    c.list(s.modules, 2, [&](stored_module &m) { transfer(c, m); });
}

stored_state read_state(byte_reader &in) {
    stored_state s;
    transfer(in, s);
    if (s.modules.empty())
        in.fail("there is no module");
    if (s.options.passes != pipeline::brook && s.options.passes != pipeline::llvm)
        in.fail("the passes are unknown");
    return s;
}

} // namespace

template <>
struct record<llvm_state> {
    static std::string name() { return "llvm_state"; }
    static constexpr std::uint64_t version = 1;
    static void write(byte_writer &out, const llvm_state &state) {
        const auto &settings = state_access::data(state).settings;
        stored_state s{settings.options, settings.fast_math, true, state.is_compiled(),
                       state_access::modules_of(state)};
        transfer(out, s);
    }
    static llvm_state read(byte_reader &in, std::uint64_t) {
        auto s = read_state(in);
        return state_access::state_of(s.settings(), std::move(s.modules[0]), s.compiled);
    }
};

template <>
struct record<llvm_multi_state> {
    static std::string name() { return "llvm_multi_state"; }
    static constexpr std::uint64_t version = 1;
    static void write(byte_writer &out, const llvm_multi_state &state) {
        transfer(out, state_access::is_valid(state));
        if (!state_access::is_valid(state))
            return;
        const auto &d = state_access::data(state);
        stored_state s{d.settings.options, d.settings.fast_math, d.parjit, state.is_compiled(),
                       state_access::modules_of(state)};
        transfer(out, s);
    }
    static llvm_multi_state read(byte_reader &in, std::uint64_t) {
        bool valid = false;
        transfer(in, valid);
        if (!valid)
            return llvm_multi_state();
        auto s = read_state(in);
        return state_access::multi_state_of(s.settings(), s.parjit, std::move(s.modules), s.compiled);
    }
};

} // namespace detail

BROOK_ARCHIVE_INSTANCE(llvm_state)
BROOK_ARCHIVE_INSTANCE(llvm_multi_state)

BROOK_END_NAMESPACE
