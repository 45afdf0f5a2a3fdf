// SPDX-License-Identifier: MPL-2.0
// The one way to go through expressions: arguments before functions, each function once, without recursion.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include <brook/expression/expression.hpp>

#include "expression/index_table.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The function that an expression is, or null.
inline const func *as_func(const expression &ex) noexcept { return std::get_if<func>(&ex.value()); }
inline const number *as_number(const expression &ex) noexcept { return std::get_if<number>(&ex.value()); }
inline const variable *as_variable(const expression &ex) noexcept { return std::get_if<variable>(&ex.value()); }
inline const param *as_param(const expression &ex) noexcept { return std::get_if<param>(&ex.value()); }

inline bool is_number_zero(const expression &ex) noexcept {
    const number *x = as_number(ex);
    return x != nullptr && is_zero(*x);
}

/// As get_param_size(), of all.
std::uint32_t param_size_of(std::span<const expression> roots);

/// What `f` makes of each of the expressions.
template <typename F>
std::vector<expression> of_each(const std::vector<expression> &exs, F &&f) {
    std::vector<expression> result;
    result.reserve(exs.size());
    for (const auto &ex : exs)
        result.push_back(f(ex));
    return result;
}

/// Computes a value for each distinct function object below any number of roots, which must outlive the walk.
template <typename Value>
class walk {
public:
    /// The value of `root`. For each function that is met for the first time, `enter(f)` may give the value outright,
    /// as a std::optional; else `leave(f)` computes it once the arguments that are functions have theirs.
    template <typename Enter, typename Leave>
    const Value &operator()(const func &root, Enter enter, Leave leave) {
        if (meet(root, enter)) {
            while (!stack_.empty()) {
                if (const func *next = next_argument()) {
                    meet(*next, enter);
                } else {
                    const func &f = *stack_.back().f;
                    stack_.pop_back();
                    store(f, leave(f));
                }
            }
        }
        return at(root);
    }

    /// As above, where no function has a value outright.
    template <typename Leave>
    const Value &operator()(const func &root, Leave leave) {
        return (*this)(
            root, [](const func &) { return std::optional<Value>(); }, leave);
    }

    /// The value of a function that has one. Valid until the next one is computed.
    const Value &at(const func &f) const { return values_[known_.find(&f.node())]; }

private:
    struct frame {
        const func *f;
        std::size_t next;
    };

    // True if the function has still to be computed.
    template <typename Enter>
    bool meet(const func &f, Enter &enter) {
        if (known_.find(&f.node()) != known_.none)
            return false;
        if (std::optional<Value> value = enter(f)) {
            store(f, std::move(*value));
            return false;
        }
        stack_.push_back({&f, 0});
        return true;
    }

    const func *next_argument() {
        auto &[f, next] = stack_.back();
        const auto &args = f->args();
        while (next < args.size())
            if (const func *arg = as_func(args[next++]))
                return arg;
        return nullptr;
    }

    void store(const func &f, Value value) {
        values_.push_back(std::move(value));
        known_.insert(&f.node(), static_cast<std::uint32_t>(values_.size() - 1));
    }

    index_table<const func_node *> known_;
    std::vector<Value> values_;
    std::vector<frame> stack_;
};

/// The value of a walk that is made for its visits only.
struct visited {};

} // namespace detail
BROOK_END_NAMESPACE
