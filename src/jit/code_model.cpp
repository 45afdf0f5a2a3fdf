// SPDX-License-Identifier: MPL-2.0
// Names of code models, and which machine has which.
#include "jit/code_model.hpp"

#include <algorithm>
#include <initializer_list>
#include <ostream>

#include <fmt/ranges.h>

#include "jit/llvm.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

std::string_view to_text(code_model model) noexcept {
    switch (model) {
    case code_model::tiny:
        return "tiny";
    case code_model::small:
        return "small";
    case code_model::kernel:
        return "kernel";
    case code_model::medium:
        return "medium";
    case code_model::large:
        return "large";
    }
    return "invalid";
}

namespace {

std::initializer_list<code_model> models_of(const llvm::Triple &triple) {
    static constexpr auto x86 = {code_model::small, code_model::kernel, code_model::medium, code_model::large};
    static constexpr auto arm = {code_model::tiny, code_model::small, code_model::large};
    static constexpr auto others = {code_model::small};
    return triple.isX86() ? x86 : triple.isAArch64() ? arm : others;
}

} // namespace

void check_code_model(code_model model, const std::string &triple) {
    const auto known = models_of(llvm::Triple(triple));
    if (std::find(known.begin(), known.end(), model) == known.end())
        throw_invalid_argument("The code model '{}' does not exist for '{}': expected one of {}", model, triple,
                               fmt::join(known, ", "));
}

} // namespace detail

std::ostream &operator<<(std::ostream &out, code_model model) { return out << detail::to_text(model); }

BROOK_END_NAMESPACE

auto fmt::formatter<brook::code_model>::format(brook::code_model model, fmt::format_context &context) const
    -> fmt::format_context::iterator {
    return fmt::formatter<fmt::string_view>::format(brook::detail::to_text(model), context);
}
