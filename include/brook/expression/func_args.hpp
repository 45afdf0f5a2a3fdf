// SPDX-License-Identifier: MPL-2.0
// The arguments of a function: its own, or a vector that several functions share.
#pragma once

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The arguments of a function. In shared mode copies refer to one vector, and so do functions that are made from them:
/// a family of functions of the same many arguments then stores these once. Sharing is invisible to comparison, and
/// kept by copy(), subs() and rename_variables(). What was moved from can only be assigned to or destroyed.
class BROOK_PUBLIC func_args {
public:
    /// What functions in shared mode have in common.
    using shared_args_t = brook::shared_args_t;

    /// No arguments, not shared.
    func_args() noexcept = default;
    /// These arguments, in shared mode if `shared`.
    explicit func_args(std::vector<expression> args, bool shared = false);
    /// Shared mode. Throws std::invalid_argument if `args` is null.
    explicit func_args(shared_args_t args);

    /// The arguments.
    const std::vector<expression> &get_args() const noexcept {
        const auto *own = std::get_if<std::vector<expression>>(&args_);
        return own != nullptr ? *own : *std::get<shared_args_t>(args_);
    }
    /// The shared vector; null if not in shared mode.
    shared_args_t get_shared_args() const noexcept {
        const auto *shared = std::get_if<shared_args_t>(&args_);
        return shared != nullptr ? *shared : nullptr;
    }

private:
    friend struct detail::func_node;
    std::variant<std::vector<expression>, shared_args_t> args_;
};

BROOK_END_NAMESPACE
