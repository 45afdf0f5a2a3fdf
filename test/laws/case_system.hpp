// SPDX-License-Identifier: MPL-2.0
// A row of the table of functions as a system of equations.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <brook/calculus/diff.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/system.hpp>

#include "decomposition/decompose.hpp"
#include "test/laws/function_cases.hpp"
#include "test/support/evaluate.hpp"

namespace brook::test {

/// Half of the numbers are spread evenly; the others crowd at the ends and at zero.
inline double draw(const interval &i, std::mt19937 &random) {
    const auto uniform = [&] { return static_cast<double>(random()) / 4294967296.; }; // alike in every library
    const double u = uniform(), crowded = std::exp2(-30 * uniform()), size = i.high - i.low;
    const double tiny = crowded * (u < .5 ? i.low : i.high);
    double x = i.low + size * u;
    switch (i.is_number ? 8 : random() % 8) {
    case 0:
        x = i.low + size * crowded;
        break;
    case 1:
        x = i.high - size * crowded;
        break;
    case 2:
    case 3:
        x = i.low <= tiny && tiny <= i.high ? tiny : x;
        break;
    default:
        break;
    }
    return x;
}

template <typename T>
std::vector<T> draw_all(const std::vector<interval> &intervals, std::mt19937 &random) {
    std::vector<T> x;
    for (const auto &i : intervals)
        x.push_back(static_cast<T>(draw(i, random)));
    return x;
}

/// Copies of y' = f(x_0, x_1, ...) and x_i' = 3/4 - x_{i+1} / 2, where some arguments are parameters instead.
class case_system {
public:
    /// Bit i of `parameters`: argument i is one.
    case_system(const function_case &c, std::uint32_t parameters, std::uint32_t copies = 1)
        : case_(c), system_(equations(parameters, copies)), program_(detail::decompose(system_)) {}

    const detail::program &program() const { return program_; }

    /// The variables of a copy, y first.
    std::uint32_t stride() const { return static_cast<std::uint32_t>(changing_.size()) + 1; }

    /// The state in which each copy has the arguments `draw_one()`; y is one half. Parameters are those of the last.
    template <typename T, typename Draw>
    std::pair<std::vector<T>, std::vector<T>> state(Draw draw_one) const {
        std::vector<T> s, pars(case_.args.size());
        for (std::uint32_t k = 0; k < program_.n_states; k += stride()) {
            const std::vector<T> args = draw_one();
            s.push_back(T(.5));
            for (const auto i : changing_)
                s.push_back(args[i]);
            pars = args;
        }
        return {s, pars};
    }

    /// d^n f / dt^n for n = 0, ..., count - 1, of the first copy.
    std::vector<expression> derivatives(std::uint32_t count) const {
        const expression t("t");
        std::vector<expression> result{
            subs(system_.equations()[0].second, std::map<expression, expression>{{brook::time, t}})};
        while (result.size() < count) {
            std::vector<expression> terms{diff(result.back(), t)};
            for (std::uint32_t i = 1; i < stride(); ++i) {
                const auto &[x, slope] = system_.equations()[i];
                terms.push_back(diff(result.back(), x) * slope);
            }
            result.push_back(sum(terms));
        }
        return result;
    }

    /// What the variables and parameters of the first copy stand for.
    template <typename T>
    surroundings<real> at(const std::vector<T> &state, const std::vector<T> &pars, T time) const {
        surroundings<real> s;
        for (std::uint32_t i = 0; i < stride(); ++i)
            s.variables.emplace(system_.variables()[i], state[i]);
        s.variables.emplace("t", time);
        s.pars.assign(pars.begin(), pars.end());
        s.time = time;
        return s;
    }

private:
    std::vector<detail::ode_system::equation> equations(std::uint32_t parameters, std::uint32_t copies) {
        std::vector<detail::ode_system::equation> result;
        for (std::uint32_t i = 0; i < case_.args.size(); ++i)
            if (!case_.args[i].is_number && (parameters >> i) % 2 == 0)
                changing_.push_back(i);
        for (std::uint32_t k = 0; k < copies; ++k) {
            const auto x = [k](std::size_t i) { return expression("x" + std::to_string(i) + "_" + std::to_string(k)); };
            std::vector<expression> args;
            for (std::uint32_t i = 0; i < case_.args.size(); ++i) {
                const auto &a = case_.args[i];
                args.push_back(a.is_number ? expression(a.low) : (parameters >> i) % 2 != 0 ? par[i] : x(i));
            }
            result.emplace_back(expression("y" + std::to_string(k)), expression(func(rule_of(case_), args)));
            for (std::size_t i = 0; i < changing_.size(); ++i)
                result.emplace_back(x(changing_[i]), .75 - .5 * x(changing_[(i + 1) % changing_.size()]));
        }
        return result;
    }

    const function_case &case_;
    std::vector<std::uint32_t> changing_;
    detail::ode_system system_;
    detail::program program_;
};

/// The patterns of parameters that make a difference: each argument that is no number, or not.
inline std::vector<std::uint32_t> parameter_patterns(const function_case &c) {
    std::uint32_t numbers = 0;
    for (std::size_t i = 0; i < c.args.size(); ++i)
        numbers |= std::uint32_t(c.args[i].is_number) << i;
    std::vector<std::uint32_t> result;
    for (std::uint32_t p = 0; p < std::uint32_t(1) << c.args.size(); ++p)
        if ((p & numbers) == 0)
            result.push_back(p);
    return result;
}

} // namespace brook::test
