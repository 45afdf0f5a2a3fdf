// SPDX-License-Identifier: MPL-2.0
// Building blocks of decomposition: sharing of equal operations, products, powers and linear forms.
#include "decomposition/program_builder.hpp"

#include <algorithm>
#include <iterator>

#include <brook/number/fp_functions.hpp>

#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool same(const std::vector<number> &a, const std::vector<number> &b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const number &x, const number &y) { return identical(x, y); });
}

std::size_t mix(std::size_t h, std::size_t x) { return (h ^ x) * 0x9e3779b97f4a7c15U + (h >> 29); }

// Collisions cost a comparison, nothing else.
std::size_t hash_of(const definition &d) {
    auto h = std::hash<std::string_view>{}(d.op->name);
    for (const auto v : d.args)
        h = mix(h, v + 1);
    for (const auto *numbers : {&d.attributes, &d.constants}) {
        for (const auto &x : *numbers)
            h = mix(h, std::hash<number>{}(x));
        h = mix(h, numbers->size());
    }
    return h;
}

// The exponent as a natural number, else 0. Compared in its own type: a long double next to 2 is not 2.
unsigned natural_exponent(const number &x) {
    return std::visit([](auto e) { return e >= 1 && e < 0x1p32f && e == fp::floor(e) ? static_cast<unsigned>(e) : 0; },
                      x.value());
}

bool is_exactly(const number &x, double v) {
    return std::visit([v](auto y) { return y == static_cast<decltype(y)>(v); }, x.value());
}

} // namespace

const definition *program_builder::find(const definition &wanted, std::size_t hash) const {
    const auto [begin, end] = known_.equal_range(hash);
    for (auto it = begin; it != end; ++it) {
        const auto &d = program_.definitions[it->second];
        if (d.op == wanted.op && d.args == wanted.args && same(d.attributes, wanted.attributes) &&
            same(d.constants, wanted.constants))
            return &d;
    }
    return nullptr;
}

value_id program_builder::add(const operation &op, std::vector<value_id> args, std::vector<number> attributes,
                              std::vector<number> constants) {
    if (op.is_sine_cosine && !program_.is_state(args[0]))
        if (const auto &d = program_.source(args[0]); d.op->sine != 0 && d.first_result == args[0])
            return args[0] + d.op->sine;
    definition d{&op, std::move(args), std::move(attributes), std::move(constants), 0, false};
    const auto hash = hash_of(d);
    if (const auto *known = find(d, hash))
        return known->first_result;
    known_.emplace(hash, static_cast<std::uint32_t>(program_.definitions.size()));
    return program_.add(std::move(d));
}

value_id program_builder::constant(const number &x) { return add(number_operation, {}, {}, {x}); }

// States come first, then by operation, then by number.
void program_builder::sort_factors(value_id &a, value_id &b) const {
    const auto key = [this](value_id v) {
        return std::make_pair(program_.is_state(v) ? std::string_view() : program_.source(v).op->name, v);
    };
    if (key(b) < key(a))
        std::swap(a, b);
}

value_id program_builder::product(value_id a, value_id b) {
    if (a == b && !is_constant(a))
        return sum_of_squares({a});
    sort_factors(a, b);
    return add(sum_of_products_operation, {a, b});
}

value_id program_builder::product(const std::vector<value_id> &factors) {
    std::vector<value_id> left;
    for (const bool constants : {true, false}) {
        std::vector<value_id> these;
        std::copy_if(factors.begin(), factors.end(), std::back_inserter(these),
                     [&](value_id v) { return is_constant(v) == constants; });
        while (these.size() > 1) {
            std::vector<value_id> halved;
            for (std::size_t i = 0; i < these.size(); i += 2)
                halved.push_back(i + 1 < these.size() ? product(these[i], these[i + 1]) : these[i]);
            these = std::move(halved);
        }
        left.insert(left.end(), these.begin(), these.end());
    }
    return left.size() == 1 ? left[0] : product(left[0], left[1]);
}

value_id program_builder::sum_of_squares(std::vector<value_id> args) {
    for (auto &v : args)
        v = first_of_opposites(v);
    return add(sum_of_squares_operation, std::move(args));
}

// Differences without coefficients are rounded once, so that their squares have the same bits. The distance of two
// bodies is often written one way in the equations and the other way in an event.
value_id program_builder::first_of_opposites(value_id v) const {
    if (program_.is_state(v))
        return v;
    auto d = program_.source(v);
    const auto are = [&](double first, double second) {
        return is_exactly(d.constants[0], first) && is_exactly(d.constants[1], second);
    };
    if (d.op->constants != constant_role::coefficients || d.args.size() != 2 || d.constants.size() != 2 ||
        !(are(1, -1) || are(-1, 1)))
        return v;
    for (int swapped = 0; swapped < 2; ++swapped) {
        for (int negated = 0; negated < 2; ++negated) {
            if (const auto *known = find(d, hash_of(d)))
                v = std::min(v, known->first_result);
            std::swap(d.constants[0], d.constants[1]);
        }
        std::swap(d.args[0], d.args[1]);
    }
    return v;
}

value_id program_builder::quotient(value_id a, value_id b) { return add(quotient_operation, {a, b}); }

value_id program_builder::natural_power(value_id base, unsigned exponent) {
    std::vector<value_id> factors;
    for (auto square = base;; square = product(square, square)) {
        if (exponent % 2 == 1)
            factors.push_back(square);
        exponent /= 2;
        if (exponent == 0)
            break;
    }
    return product(factors);
}

// Natural exponents take products, which hold at a zero of the base too, where the recurrence of the general power
// divides by zero. Negative and half-integer exponents are singular there by nature, and one operation is faster.
value_id program_builder::power(value_id base, const number &exponent) {
    if (is_zero(exponent))
        return constant(number(1.)); // of zero, too
    if (const auto natural = natural_exponent(exponent); natural != 0)
        return natural_power(base, natural);
    return add(power_operation, {base}, {exponent});
}

// An exponent that changes may make the power singular, whatever its value: there is no series at a zero of the base.
value_id program_builder::power(value_id base, value_id exponent) {
    if (const auto *x = number_of(exponent))
        return power(base, *x);
    if (is_constant(exponent))
        return add(parametric_power_operation, {base, exponent});
    return add(general_power_operation, {base, exponent, product(exponent, add(log_operation, {base}))});
}

const number *program_builder::number_of(value_id v) const {
    const auto *d = program_.is_state(v) ? nullptr : &program_.source(v);
    return d != nullptr && d->op->constants == constant_role::value ? &d->constants[0] : nullptr;
}

value_id program_builder::linear(const std::vector<term> &terms, const number *offset) {
    if (terms.empty())
        return constant(offset != nullptr ? *offset : number(0.));
    if (terms.size() == 1 && offset == nullptr && is_exactly(terms[0].coefficient, 1.))
        return terms[0].value;
    std::vector<value_id> args;
    std::vector<number> constants;
    for (const auto &t : terms) {
        args.push_back(t.value);
        constants.push_back(t.coefficient);
    }
    if (offset != nullptr)
        constants.push_back(*offset);
    return add(linear_operation, std::move(args), {}, std::move(constants));
}

value_id program_builder::scaled(const number &c, value_id v) { return linear({{c, v}}, nullptr); }

namespace {

// Definitions that no derivative and no output needs are dropped, and the values renumbered.
program without_unused(const program &p) {
    std::vector<bool> needed(p.definitions.size());
    const auto need = [&](value_id v) {
        if (!p.is_state(v))
            needed[p.defined_by[v - p.n_states]] = true;
    };
    std::for_each(p.derivatives.begin(), p.derivatives.end(), need);
    std::for_each(p.outputs.begin(), p.outputs.end(), need);
    for (std::size_t i = p.definitions.size(); i-- != 0;)
        if (needed[i])
            std::for_each(p.definitions[i].args.begin(), p.definitions[i].args.end(), need);
    program out;
    out.n_states = p.n_states;
    std::vector<value_id> renumbered(p.n_values());
    for (value_id v = 0; v < p.n_states; ++v)
        renumbered[v] = v;
    for (std::size_t i = 0; i < p.definitions.size(); ++i) {
        if (needed[i]) {
            auto d = p.definitions[i];
            std::transform(d.args.begin(), d.args.end(), d.args.begin(), [&](value_id v) { return renumbered[v]; });
            const auto first = out.add(std::move(d));
            for (std::uint32_t r = 0; r < p.definitions[i].op->results; ++r)
                renumbered[p.definitions[i].first_result + r] = first + r;
        }
    }
    const auto moved = [&](value_id v) { return renumbered[v]; };
    std::transform(p.derivatives.begin(), p.derivatives.end(), std::back_inserter(out.derivatives), moved);
    std::transform(p.outputs.begin(), p.outputs.end(), std::back_inserter(out.outputs), moved);
    return out;
}

} // namespace

program program_builder::finish(std::vector<value_id> derivatives, std::vector<value_id> outputs) {
    program_.derivatives = std::move(derivatives);
    program_.outputs = std::move(outputs);
    return without_unused(program_);
}

} // namespace detail
BROOK_END_NAMESPACE
