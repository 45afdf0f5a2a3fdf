// SPDX-License-Identifier: MPL-2.0
// Machine code from several modules of IR, compiled as one unit.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/jit/llvm_state.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct multi_state_data;

template <typename Range>
concept range_of_states =
    std::ranges::input_range<Range> && std::constructible_from<llvm_state, std::ranges::range_reference_t<Range>> &&
    !std::same_as<std::remove_cvref_t<Range>, std::vector<llvm_state>>;

template <range_of_states Range>
std::vector<llvm_state> states_of(Range &&range) {
    std::vector<llvm_state> states;
    for (auto &&state : range)
        states.emplace_back(std::forward<decltype(state)>(state));
    return states;
}

} // namespace detail

/// Several modules that are compiled as one unit: each may call the functions of the others. They become object files
/// one by one, in several threads if parjit is true, are linked together, and are found in the caches together. What
/// comes out does not depend on the threads. An empty module named "brook.master" is added as the last.
///
/// A value like llvm_state. A default-constructed or moved-from one can be assigned to and destroyed; everything else
/// throws std::invalid_argument.
class BROOK_PUBLIC llvm_multi_state {
public:
    /// A state that can only be assigned to.
    llvm_multi_state() noexcept;

    /// Throws std::invalid_argument if there are no states, if one of them is compiled, moved from or named
    /// "brook.master", or if they do not agree in all settings (but the name).
    explicit llvm_multi_state(std::vector<llvm_state> states, bool parjit = true);
    /// The same from any range of states.
    template <detail::range_of_states Range>
    explicit llvm_multi_state(Range &&states, bool parjit = true)
        : llvm_multi_state(detail::states_of(std::forward<Range>(states)), parjit) {}

    llvm_multi_state(const llvm_multi_state &other);
    llvm_multi_state(llvm_multi_state &&other) noexcept;
    llvm_multi_state &operator=(const llvm_multi_state &other);
    llvm_multi_state &operator=(llvm_multi_state &&other) noexcept;
    ~llvm_multi_state();

    /// True after compile().
    bool is_compiled() const;
    /// The number of modules, with the one that was added.
    std::size_t get_n_modules() const;
    /// What the keyword fast_math said.
    bool fast_math() const;
    /// What the keyword force_avx512 said.
    bool force_avx512() const;
    /// The level of optimisation, 0 to 3.
    unsigned get_opt_level() const;
    /// What the keyword slp_vectorize said.
    bool get_slp_vectorize() const;
    /// The code model.
    code_model get_code_model() const;
    /// True if modules may be compiled in several threads.
    bool get_parjit() const;

    /// The IR of the modules, in their order; see llvm_state::get_ir().
    std::vector<std::string> get_ir() const;
    /// The bitcode of the modules, in their order; see llvm_state::get_bc().
    std::vector<std::string> get_bc() const;
    /// The object files of the modules, in their order. Throws std::invalid_argument before compilation.
    const std::vector<std::string> &get_object_code() const;

    /// As llvm_state::compile().
    void compile();
    /// As llvm_state::jit_lookup(), for the symbols of all modules.
    std::uintptr_t jit_lookup(const std::string &name) const;

private:
    friend struct detail::state_access;
    struct from_data {}; // as in llvm_state
    llvm_multi_state(from_data, std::unique_ptr<detail::multi_state_data> data) noexcept;
    detail::multi_state_data &data();
    const detail::multi_state_data &data() const;

    std::unique_ptr<detail::multi_state_data> data_;
};

/// Prints labelled lines: settings, target, and the number of modules.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const llvm_multi_state &state);

BROOK_END_NAMESPACE
