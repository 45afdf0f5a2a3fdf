// SPDX-License-Identifier: MPL-2.0
// Constants: each different one has a rule, whose name holds the digits. Functions are compared, shared and cached by
// the names of their rules, so that the digits take part in all of that.
#include "math/constant.hpp"

#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include <brook/math/constant.hpp>
#include <brook/number/fp_functions.hpp>
#include <brook/support/made_once.hpp>

#include "math/operations.hpp"
#include "support/error.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Twice the digits of the widest type. Rounding from there is correct unless a run of 64 equal bits follows those that
// are kept, and no constant of interest has one.
constexpr unsigned precision = 128;

constexpr std::string_view name_prefix = "constant ", before_digits = " = ";

struct constant_rule : function_rule {
    constant_rule(std::string id, std::string r) : full_name(std::move(id)), repr(std::move(r)) {
        name = full_name;
        name_hash = hash_of_name(name);
        arity = 0;
        gradient = [](const func &) { return std::vector<expression>(); };
        print = [](std::ostream &out, const func &f) { out << static_cast<const constant_rule &>(f.rule()).repr; };
        taylor = &number_operation;
        identity = "named"; // the name decides everything
    }
    constant_rule(const constant_rule &) = delete;
    constant_rule &operator=(const constant_rule &) = delete;

    std::string full_name, repr;
};

// Functions refer to their rules without owning them: rules are kept for good, equal ones once.
const function_rule &rule_of(const std::string &name, const std::string &digits, const std::string &repr) {
    using rules = std::map<std::pair<std::string, std::string>, constant_rule>;
    static constinit made_once<rules> all; // guarded by the lock
    const auto id = std::string(name_prefix) + name + std::string(before_digits) + digits;
    const global_lock lock(global_mutex::constants);
    return all.get([] { return rules(); }).try_emplace({id, repr}, id, repr).first->second;
}

// std::errc::result_out_of_range tells numbers beyond the range of T from what is no number.
template <typename T>
std::errc parse(const std::string &digits, T &x) {
    const auto *end = digits.data() + digits.size();
    const auto [stop, error] = fp::from_chars(digits.data(), end, x);
    return stop != end ? std::errc::invalid_argument : error;
}

// `digits` are those of a finite long double.
template <typename T>
T rounded(const std::string &digits) {
    T x = 0;
    if (parse(digits, x) != std::errc()) {
        long double wide = 0;
        parse(digits, wide);
        return static_cast<T>(wide); // infinite, or zero
    }
    return x;
}

bool is_finite(const std::string &digits) {
    long double x = 0;
    return parse(digits, x) == std::errc() && std::isfinite(x);
}

struct name_and_digits {
    std::string name, digits;
};

// Nothing if the rule is not that of a constant.
std::optional<name_and_digits> take_apart(std::string_view rule_name) {
    const auto middle = rule_name.rfind(before_digits);
    if (!rule_name.starts_with(name_prefix) || middle == rule_name.npos || middle <= name_prefix.size())
        return std::nullopt;
    name_and_digits parts{std::string(rule_name.substr(name_prefix.size(), middle - name_prefix.size())),
                          std::string(rule_name.substr(middle + before_digits.size()))};
    return is_finite(parts.digits) ? std::optional(std::move(parts)) : std::nullopt;
}

} // namespace

number value_of_constant(const func &f, fp_type type) {
    const auto parts = take_apart(f.rule().name);
    if (!parts)
        throw_invalid_argument("The function '{}' has the operation of a number, but only constants have a value",
                               f.rule().name);
    return visit_fp(type, [&]<typename T>() { return number(rounded<T>(parts->digits)); });
}

const function_rule *find_constant(std::string_view rule_name) {
    const auto parts = take_apart(rule_name);
    return parts ? &rule_of(parts->name, parts->digits, parts->name) : nullptr;
}

} // namespace detail

constant::constant(std::string name, digits_function digits, std::optional<std::string> repr)
    : name_(std::move(name)), digits_(std::move(digits)) {
    if (name_.empty())
        detail::throw_invalid_argument("The name of a constant must not be empty");
    if (!digits_) {
        detail::throw_invalid_argument(
            "The constant '{}' needs a function that writes its digits, but got an empty one", name_);
    }
    rule_ = &detail::rule_of(name_, (*this)(detail::precision), repr.value_or(name_));
}

std::string constant::operator()(detail::integer_argument<unsigned, "The precision of a constant"> prec) const {
    if (prec == 0)
        detail::throw_invalid_argument("The precision of the constant '{}' must be positive, but it is 0", name_);
    auto text = digits_(prec);
    if (!detail::is_finite(text)) {
        detail::throw_invalid_argument("The digits of the constant '{}' must be those of a finite number, but they are "
                                       "'{}'",
                                       name_, text);
    }
    return text;
}

constant::operator func() const { return func(*rule_, {}); }

// As for the time, users may build expressions with it before main().
#if defined(__ELF__)
__attribute__((init_priority(101)))
#endif
const expression pi{func(constant(
    "pi",
    [](unsigned) { // 332 bits
        return "3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117068";
    },
    "π"))};

BROOK_END_NAMESPACE
