// SPDX-License-Identifier: MPL-2.0
// The arguments of a function: its own, or a vector that several functions share.
#pragma once

#include <concepts>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The arguments of a function. In shared mode copies refer to one vector, and so do functions that are made from them:
/// a family of functions of the same many arguments then stores these once. Sharing is invisible to comparison, and
/// kept by copy(), subs() and rename_variables(). What was moved from has no arguments.
class BROOK_PUBLIC func_args {
public:
    /// What functions in shared mode have in common.
    using shared_args_t = brook::shared_args_t;

    /// No arguments, not shared.
    func_args() noexcept = default;
    /// These arguments, in shared mode if `shared`.
    explicit func_args(std::vector<expression> args, bool shared = false);
    /// Shared mode. Throws std::invalid_argument if `args` is null. (A template, so that braces mean a vector.)
    template <std::convertible_to<shared_args_t> Args>
    explicit func_args(Args args) : args_(checked(std::move(args))) {}
    /// The same arguments, shared if they are.
    func_args(const func_args &) = default;
    /// Leaves no arguments behind.
    func_args(func_args &&other) noexcept : args_(std::exchange(other.args_, {})) {}
    /// The same arguments, shared if they are.
    func_args &operator=(const func_args &) = default;
    /// Leaves no arguments behind.
    func_args &operator=(func_args &&other) noexcept {
        args_ = std::exchange(other.args_, {});
        return *this;
    }
    ~func_args() = default;

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
    static shared_args_t checked(shared_args_t args);

    std::variant<std::vector<expression>, shared_args_t> args_;
};

BROOK_END_NAMESPACE
