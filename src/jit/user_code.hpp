// SPDX-License-Identifier: MPL-2.0
// Code made of modules that are given as bitcode: found in the caches or compiled.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "codegen/ir_module.hpp"
#include "jit/compile.hpp"
#include "jit/linker.hpp"
#include "jit/target.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What decides the machine code of a state besides its IR.
struct code_settings {
    const detail::target *target; ///< from find_target(), so that equal ones are identical
    compile_options options;
    bool fast_math = false; ///< only in the flags of the builder

    bool operator==(const code_settings &) const = default;
};

/// Object files, and the code that they were linked to.
class user_code final : public cached_code {
public:
    /// Throws as linked_code.
    explicit user_code(std::vector<std::string> objects);

    const std::vector<std::string> &objects() const { return objects_; }
    /// Address of a symbol; null if there is none of that name.
    void *find(std::string_view symbol) const { return linked_.find(symbol); }
    std::size_t size() const noexcept override;

private:
    std::vector<std::string> objects_;
    linked_code linked_;
};

/// Compiles the modules one by one, in several threads if `parallel`. Throws as compile().
std::vector<std::string> compile_modules(std::span<const std::string> bitcodes, const code_settings &settings,
                                         bool parallel);

/// The code of the modules, from memory, from disk, or compiled. Throws as compile_modules() and linked_code.
std::shared_ptr<const user_code> find_or_compile(std::span<const std::string> bitcodes, const code_settings &settings,
                                                 bool parallel);

} // namespace detail
BROOK_END_NAMESPACE
