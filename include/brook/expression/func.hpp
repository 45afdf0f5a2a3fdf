// SPDX-License-Identifier: MPL-2.0
// Functions of expressions: a handle to an immutable, shared node.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

class expression;
struct function_rule;

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
    /// `rule` must live as long as any function made from it. Nothing is folded.
    func(const function_rule &rule, std::vector<expression> args);
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
    /// The same function of other arguments. Throws std::invalid_argument if their number differs.
    func make_copy_with_new_args(std::vector<expression> args) const;

    /// The shared object.
    const detail::func_node &node() const noexcept { return *node_; }

    /// Exchanges what two functions refer to.
    friend void swap(func &a, func &b) noexcept { std::swap(a.node_, b.node_); }

private:
    friend struct detail::func_node;
    detail::func_node *node_;
};

/// As for expressions: the same object, or the same name and equal arguments.
BROOK_PUBLIC bool operator==(const func &a, const func &b) noexcept;
/// By name, then by arguments.
BROOK_PUBLIC bool operator<(const func &a, const func &b) noexcept;

BROOK_END_NAMESPACE
