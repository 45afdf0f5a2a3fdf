// SPDX-License-Identifier: MPL-2.0
// Random expressions over all rules of the registry: new functions take part in the laws by being linked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <brook/expression/rule.hpp>
#include <brook/math/functions.hpp>

namespace brook::test {

/// Makes expressions layer by layer: arguments are drawn from all that exists already, so that much is shared. A seed
/// determines the expressions on every machine.
class random_expressions {
public:
    struct settings {
        std::vector<std::string> variables{"x", "y", "z"};
        std::uint32_t n_pars = 2;
        bool with_time = true;
        bool folded = true; ///< false: functions of numbers stay as they are
    };

    explicit random_expressions(std::uint32_t seed) : random_expressions(seed, settings()) {}
    random_expressions(std::uint32_t seed, settings s) : generator_(seed), settings_(std::move(s)) {
        for (const auto *rule : function_registry())
            if (settings_.with_time || !rule->time_dependent)
                rules_.push_back(rule);
    }

    /// A function with up to `size` functions below.
    expression operator()(std::size_t size) {
        std::vector<expression> pool;
        for (std::size_t i = 0; i < size; ++i)
            pool.push_back(function_of(pool));
        // What nobody used so far takes part too.
        return sum({pool.back(), pool[below(pool.size())] * expression(settings_.variables[0])});
    }

    std::vector<expression> several(std::size_t count, std::size_t size) {
        std::vector<expression> result;
        for (std::size_t i = 0; i < count; ++i) {
            result.push_back((*this)(size));
            if (i > 0 && below(2) == 0)
                result.back() = result.back() - result[below(i)];
        }
        return result;
    }

    // Modulo rather than a distribution of the standard library, which differs between libraries.
    std::size_t below(std::size_t n) { return generator_() % n; }

private:
    expression leaf() {
        switch (below(6)) {
        case 0:
            return expression(static_cast<double>(below(9)) / 4 - 1);
        case 1:
            return settings_.n_pars > 0 ? expression(param(static_cast<std::uint32_t>(below(settings_.n_pars))))
                                        : expression(.5);
        default:
            return expression(settings_.variables[below(settings_.variables.size())]);
        }
    }

    expression function_of(const std::vector<expression> &pool) {
        const auto &rule = *rules_[below(rules_.size())];
        const auto n = rule.arity == function_rule::any_number ? 1 + below(4) : rule.arity;
        std::vector<expression> args;
        for (std::size_t i = 0; i < n; ++i)
            args.push_back(pool.empty() || below(3) == 0 ? leaf() : pool[pool.size() - 1 - below(pool.size()) / 2]);
        if (rule.name == "pow") // a negative base has integral powers only
            args[1] = expression(static_cast<double>(below(9)) / 2 - 2);
        if (rule.name == "relu" || rule.name == "relup") // the slope is a number
            args[1] = expression(static_cast<double>(below(3)) / 4);
        if (rule.name == "kepE") // between 0 and 4/5
            args[0] = .4 * sin(std::move(args[0])) + .4;
        if (rule.name == "kepF" || rule.name == "kepDE") // the sum of squares is less than 1
            for (std::size_t i = 0; i < 2; ++i)
                args[i] = .6 * sin(std::move(args[i]));
        return settings_.folded ? call(rule, std::move(args)) : expression(func(rule, std::move(args)));
    }

    std::mt19937 generator_;
    settings settings_;
    std::vector<const function_rule *> rules_;
};

/// x + x + ... with `depth` additions, each of the one before and a fresh leaf.
inline expression deep_chain(std::size_t depth, const expression &link) {
    expression ex("x");
    for (std::size_t i = 0; i < depth; ++i)
        ex = sum({ex, link});
    return ex;
}

/// A graph of `depth` additions whose tree has about 2^depth nodes.
inline expression doubled(std::size_t depth, const expression &start) {
    expression ex = start;
    for (std::size_t i = 0; i < depth; ++i)
        ex = ex + ex;
    return ex;
}

} // namespace brook::test
