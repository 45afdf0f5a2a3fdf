// SPDX-License-Identifier: MPL-2.0
// Functions of expressions: a handle to an immutable, shared node.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

class expression;
class func_args;
struct function_rule;

/// Arguments that several functions share.
using shared_args_t = std::shared_ptr<const std::vector<expression>>;

namespace detail {

struct func_node;

/// 128 bits that identify a structure: names, types and bits of numbers. Two structures that differ have different
/// hashes, up to chance.
struct hash128 {
    std::uint64_t lo = 0, hi = 0;
    friend bool operator==(const hash128 &, const hash128 &) noexcept = default;
};

} // namespace detail

/// A function applied to arguments. Copies refer to the same immutable object; one that was moved from can only be
/// assigned to, swapped or destroyed.
class BROOK_PUBLIC func {
public:
    /// `rule` must live as long as any function made from it. Nothing is folded. Throws std::invalid_argument if the
    /// rule has no name, or takes another number of arguments.
    func(const function_rule &rule, std::vector<expression> args);
    /// The same with arguments that may be shared. (A template, so that braces mean a vector.)
    template <std::same_as<func_args> Args>
    func(const function_rule &rule, Args args);
    /// Refers to the same object.
    func(const func &other) noexcept;
    /// Takes the reference over.
    func(func &&other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
    /// Refers to the object of `other` from now on.
    func &operator=(func other) noexcept {
        std::swap(node_, other.node_);
        return *this;
    }
    ~func();

    /// Identity of the object.
    const void *get_ptr() const noexcept { return node_; }
    /// The arguments.
    const std::vector<expression> &args() const noexcept;
    /// The vector of arguments that the function shares with others; null if it has its own.
    shared_args_t shared_args() const noexcept;
    /// The arguments with their mode.
    const func_args &get_func_args() const noexcept;
    /// What there is to say about the function.
    const function_rule &rule() const noexcept;
    /// Name of the rule.
    std::string get_name() const;
    /// True for functions that depend on the time by themselves, whatever their arguments.
    bool is_time_dependent() const noexcept;
    /// Derivatives with respect to the arguments. Throws not_implemented_error if the rule has none.
    std::vector<expression> gradient() const;
    /// Prints the function, independently of the locale.
    void to_stream(std::ostream &out) const;
    /// The same function of other arguments. Throws std::invalid_argument if their number differs, or if the function
    /// shares its arguments.
    func make_copy_with_new_args(std::vector<expression> args) const;
    /// The same for a function that shares its arguments. Throws std::invalid_argument if their number differs, if
    /// `args` is null, or if the function has arguments of its own.
    template <std::same_as<shared_args_t> Args>
    func make_copy_with_new_args(Args args) const {
        return copy_with_shared_args(std::move(args));
    }

    /// The shared object.
    const detail::func_node &node() const noexcept { return *node_; }

    /// Exchanges what two functions refer to.
    friend void swap(func &a, func &b) noexcept { std::swap(a.node_, b.node_); }

private:
    friend struct detail::func_node;
    func copy_with_shared_args(shared_args_t args) const;

    detail::func_node *node_;
};

/// As for expressions: the same object, or the same name and equal arguments.
BROOK_PUBLIC bool operator==(const func &a, const func &b) noexcept;
/// By name, then by arguments.
BROOK_PUBLIC bool operator<(const func &a, const func &b) noexcept;

BROOK_END_NAMESPACE
