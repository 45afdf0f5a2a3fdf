// SPDX-License-Identifier: MPL-2.0
// The value of an expression, from the values of the rules: slow, and obviously right.
#pragma once

#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include <brook/expression/rule.hpp>
#include <brook/number/number.hpp>

#include "expression/walk.hpp"

namespace brook::test {

/// What variables, parameters and the time stand for.
template <typename T>
struct surroundings {
    std::unordered_map<std::string, T> variables;
    std::vector<T> pars;
    T time = 0;
};

/// Each distinct function is evaluated once.
template <typename T>
T evaluate(const expression &ex, const surroundings<T> &at) {
    const auto leaf = [&at](const expression &x) {
        if (const auto *v = detail::as_variable(x))
            return at.variables.at(v->name());
        if (const auto *p = detail::as_param(x))
            return at.pars.at(p->idx());
        return detail::number_as<T>(*detail::as_number(x));
    };
    detail::walk<T> walk;
    const auto value = [&](const func &f) {
        std::vector<number> args;
        for (const auto &arg : f.args()) {
            const auto *g = detail::as_func(arg);
            args.emplace_back(g != nullptr ? walk.at(*g) : leaf(arg));
        }
        if (f.rule().name == "time")
            return at.time;
        if (args.empty())
            return f.rule().name == "sum" ? T(0) : T(1);
        return detail::number_as<T>(f.rule().value(args));
    };
    const auto *f = detail::as_func(ex);
    return f != nullptr ? walk(*f, value) : leaf(ex);
}

} // namespace brook::test
