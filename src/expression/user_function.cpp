// SPDX-License-Identifier: MPL-2.0
// Keeps the rules of users, each name once.
#include <brook/expression/user_function.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <brook/support/made_once.hpp>

#include "expression/registry.hpp"
#include "support/error.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

using detail::throw_invalid_argument;

struct kept_rule {
    std::string name, identity;
    function_rule rule;

    explicit kept_rule(const function_rule &r) : name(r.name), identity(r.identity), rule(r) {
        rule.name = name;
        rule.identity = identity;
    }
};

// Guarded by the lock of the user's rules.
struct kept_rules {
    std::deque<kept_rule> rules; // addresses stay
    std::unordered_map<std::string_view, const function_rule *> by_name;
    std::map<std::pair<const operation *, std::uint32_t>, const function_rule *> by_result; // the first of each
};

kept_rules &all_kept() {
    static constinit detail::made_once<kept_rules> instance;
    return instance.get([] { return kept_rules(); });
}

void check_operation(const function_rule &r) {
    if (r.taylor == nullptr)
        return;
    if (r.expand != nullptr) {
        throw_invalid_argument("the function {} must have either an operation or an expansion, but it has both",
                               r.name);
    }
    if (r.taylor_result >= r.taylor->results) {
        throw_invalid_argument("the function {} is to be result {} of the operation {}, which has {}", r.name,
                               r.taylor_result, r.taylor->name, r.taylor->results);
    }
    using role = detail::constant_role; // a program of several trajectories has their numbers from us
    if (r.taylor->constants != role::none && r.taylor->constants != role::trajectory) {
        throw_invalid_argument("the operation {} of the function {} expects constants, but a function of one's own "
                               "has arguments only",
                               r.taylor->name, r.name);
    }
    if (r.time_dependent != r.taylor->time_dependent) {
        throw_invalid_argument("the rule of {} and its operation must agree on whether they depend on the time by "
                               "themselves, but {} does and {} does not",
                               r.name, r.time_dependent ? "the rule" : "the operation",
                               r.time_dependent ? "the operation" : "the rule");
    }
}

void check(const function_rule &r) {
    if (r.name.empty())
        throw_invalid_argument("the rule of a function must have a name, but it is empty");
    for (const auto *known : function_registry()) {
        if (known->name == r.name) {
            throw_invalid_argument("a function of one's own must have a name of its own, but {} is one of brook's",
                                   r.name);
        }
    }
    check_operation(r);
}

const function_rule *keep(const function_rule &r) {
    const detail::global_lock lock(detail::global_mutex::user_rules);
    auto &kept = all_kept();
    if (const auto known = kept.by_name.find(r.name); known != kept.by_name.end()) {
        if (*known->second == r)
            return known->second;
        throw_invalid_argument("functions must have different names, but there is another {} already", r.name);
    }
    const auto *fresh = &kept.rules.emplace_back(r).rule;
    kept.by_name.emplace(fresh->name, fresh);
    kept.by_result.try_emplace({fresh->taylor, fresh->taylor_result}, fresh);
    return fresh;
}

} // namespace

user_function::user_function(const function_rule &rule) {
    check(rule);
    rule_ = keep(rule);
}

const function_rule *detail::find_rule(const operation &op, std::uint32_t result) {
    for (const auto *r : function_registry())
        if (r->taylor == &op && r->taylor_result == result)
            return r;
    const global_lock lock(global_mutex::user_rules);
    auto &kept = all_kept();
    const auto found = kept.by_result.find({&op, result});
    return found != kept.by_result.end() ? found->second : nullptr;
}

const function_rule *detail::find_user_rule(std::string_view name) {
    const global_lock lock(global_mutex::user_rules);
    const auto &by_name = all_kept().by_name;
    const auto found = by_name.find(name);
    return found != by_name.end() ? found->second : nullptr;
}

BROOK_END_NAMESPACE
