// SPDX-License-Identifier: MPL-2.0
// What there is to say about a function, as data.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string_view>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

struct operation;

/// What a rule that comes and goes consists of besides: functions that have the rule keep it alive.
struct counted_rule {
    mutable std::atomic<std::size_t> references{1};
    /// Called when nobody refers to the rule any more.
    void (*destroy)(const counted_rule *self) noexcept = nullptr;

    void retain() const noexcept { references.fetch_add(1, std::memory_order_relaxed); }
    void release() const noexcept {
        if (references.fetch_sub(1, std::memory_order_acq_rel) == 1)
            destroy(this);
    }
};

/// Hash of the name of a rule: FNV-1a, which the compiler evaluates.
constexpr std::uint64_t hash_of_name(std::string_view name) noexcept {
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const char c : name)
        h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return h;
}

} // namespace detail

/// The rule of a function: one constant-initialised object for each, so that the order in which translation units are
/// initialised never matters. Functions are compared by the name of their rule; a system of equations must not contain
/// different rules of one name. For functions of one's own, user_function keeps rules and watches over their names.
struct function_rule {
    /// The arity of functions that take any number of arguments.
    static constexpr std::uint32_t any_number = ~std::uint32_t(0);

    /// Name, not empty, of no other rule.
    std::string_view name;
    /// Number of arguments.
    std::uint32_t arity = 1;
    /// Value for numbers, all of them given; null: never folded.
    number (*value)(std::span<const number> args) = nullptr;
    /// Symbolic derivatives, one for each argument; null: cannot be differentiated.
    std::vector<expression> (*gradient)(const func &f) = nullptr;
    /// Prints the function with its arguments, which print themselves by <<; null: name(arg, arg).
    void (*print)(std::ostream &out, const func &f) = nullptr;
    /// Depends on the time by itself, whatever the arguments.
    bool time_dependent = false;
    /// The elementary operation of functions that decompose one to one; null: decomposition knows better.
    const detail::operation *taylor = nullptr;
    /// Which of the results of that operation is the function.
    std::uint32_t taylor_result = 0;
    /// What the function stands for in a system of equations, in terms of other functions; null: itself. Needs no
    /// operation, and is expanded again where it contains such functions in turn, but must not contain itself. Until
    /// then nothing looks inside: what get_variables(), get_params() and is_time_dependent() see is the function.
    expression (*expand)(const func &f) = nullptr;
    /// A text that changes whenever the rule does; empty: there is none. Code that an earlier version of the program
    /// has cached is found by it, without decomposition; without an identity it is found by its instructions.
    std::string_view identity = {};
    /// Of brook's own functions, for the search for places that a step must not cross; of others everything is
    /// expected.
    bool has_edge = false;    ///< has no real value somewhere, as the logarithm of what is negative
    bool may_jump = false;    ///< the value or a derivative jumps somewhere
    bool nonnegative = false; ///< has no negative values
    int parity = 0;           ///< 1: f(-x) = f(x); -1: f(-x) = -f(x); else 0
    /// Of rules that come and go, their count, which functions take part in; null: the rule outlives all functions.
    const detail::counted_rule *count = nullptr;
    /// Computed; to be left alone.
    std::uint64_t name_hash = detail::hash_of_name(name);

    friend bool operator==(const function_rule &, const function_rule &) = default;
};

/// All rules of brook's own, sorted by name.
BROOK_PUBLIC std::vector<const function_rule *> function_registry();

/// The function of the arguments, folded if there are any, all are numbers and the rule has a value for numbers. Throws
/// std::invalid_argument as func does.
BROOK_PUBLIC expression call(const function_rule &rule, std::vector<expression> args);

namespace detail {

/// Lists a rule in the registry. Meant for objects at namespace scope.
class BROOK_PUBLIC rule_registrar {
public:
    explicit rule_registrar(const function_rule &rule) noexcept;
    rule_registrar(const rule_registrar &) = delete;
    rule_registrar &operator=(const rule_registrar &) = delete;

private:
    friend std::vector<const function_rule *> brook::function_registry();
    friend bool is_built_in(const function_rule &rule) noexcept;
    const function_rule *rule_;
    const rule_registrar *next_;
};

} // namespace detail

BROOK_END_NAMESPACE
