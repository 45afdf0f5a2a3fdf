// SPDX-License-Identifier: MPL-2.0
#include "decomposition/sum_of_terms.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

value_id core_value(program_builder &builder, const factors &f) {
    if (f.below.empty())
        return builder.product(f.above);
    const auto below = builder.product(f.below);
    return f.above.empty() ? builder.power(below, number(-1.)) : builder.quotient(builder.product(f.above), below);
}

void sum_of_terms::add(factors product, bool alone) {
    if (product.above.empty() && product.below.empty())
        add(product.coefficient);
    else
        terms_.push_back({std::move(product), alone});
}

value_id sum_of_terms::value() {
    factor_out();
    for (std::size_t i = 0; i < terms_.size(); ++i)
        if (!terms_[i].gone)
            write(terms_[i]);
    for (const auto &c : candidates_)
        fuse(c);
    return builder_.linear(linear_, offset_ ? &*offset_ : nullptr);
}

// ---- common factors ----

// Products of at least two values that change.
bool sum_of_terms::can_share(const summand &s) const {
    if (!s.alone)
        return false;
    const auto changing = std::count_if(s.parts.above.begin(), s.parts.above.end(),
                                        [this](value_id v) { return !builder_.is_constant(v); });
    return changing + static_cast<std::ptrdiff_t>(s.parts.below.size()) > 1;
}

// The most frequent factors first. Each term is taken out once; each factor, and each term with it, is looked at once.
void sum_of_terms::factor_out() {
    if (std::count_if(terms_.begin(), terms_.end(), [this](const summand &s) { return can_share(s); }) < 2)
        return;
    std::unordered_map<value_id, std::size_t> places, alone;         // of values: in `uses`, as terms
    std::vector<std::pair<value_id, std::vector<std::size_t>>> uses; // of factors: the terms
    for (std::size_t i = 0; i < terms_.size(); ++i) {
        const auto &[c, above, below] = terms_[i].parts;
        if (above.size() == 1 && below.empty())
            alone.emplace(above[0], i);
        if (!can_share(terms_[i]))
            continue;
        for (const auto v : above) {
            if (builder_.is_constant(v))
                continue;
            const auto [place, is_new] = places.try_emplace(v, uses.size());
            if (is_new)
                uses.push_back({v, {}});
            auto &terms = uses[place->second].second;
            if (terms.empty() || terms.back() != i)
                terms.push_back(i);
        }
    }
    std::stable_sort(uses.begin(), uses.end(),
                     [](const auto &a, const auto &b) { return a.second.size() > b.second.size(); });
    for (auto &[v, terms] : uses) {
        if (terms.size() < 2)
            break;
        std::erase_if(terms, [this](std::size_t i) { return terms_[i].factored; });
        if (terms.size() < 2)
            continue;
        if (const auto itself = alone.find(v); itself != alone.end())
            terms.push_back(itself->second);
        factor_out(v, terms);
    }
}

// c, if all terms have this coefficient, stays outside.
void sum_of_terms::factor_out(value_id common, const std::vector<std::size_t> &of) {
    auto c = terms_[of[0]].parts.coefficient;
    for (const auto i : of)
        if (!identical(c, terms_[i].parts.coefficient))
            c = number(1.);
    sum_of_terms rest(builder_);
    for (const auto i : of) {
        auto parts = std::move(terms_[i].parts);
        terms_[i] = {{}, true, true, true};
        parts.above.erase(std::find(parts.above.begin(), parts.above.end(), common));
        parts.coefficient = is_one(c) ? parts.coefficient : number(1.);
        rest.add(std::move(parts), true);
    }
    terms_[of[0]] = {{c, {common, rest.value()}, {}}, true, true, false};
}

// ---- operations ----

// A product with a factor that is constant in time takes the coefficient into that factor: one multiplication for each
// order instead of two, and any number of such products are fused into one operation.
void sum_of_terms::write(const summand &s) {
    const auto &[c, above, below] = s.parts;
    auto changing = s.parts;
    const auto middle = std::stable_partition(changing.above.begin(), changing.above.end(),
                                              [this](value_id v) { return !builder_.is_constant(v); });
    const std::vector<value_id> constants(middle, changing.above.end());
    changing.above.erase(middle, changing.above.end());
    if (!constants.empty() && !(changing.above.empty() && changing.below.empty())) {
        const auto k = builder_.product(constants);
        auto &products = candidate(number(1.)).products;
        products.push_back(is_one(c) ? k : builder_.scaled(c, k));
        products.push_back(core_value(builder_, changing));
    } else if (s.alone && constants.empty() && above.size() == 2 && below.empty()) {
        write_pair(c, above[0], above[1]);
    } else {
        linear_.push_back({c, core_value(builder_, s.parts)});
    }
}

void sum_of_terms::write_pair(const number &c, value_id a, value_id b) {
    if (a == b) {
        candidate(c).squares.push_back(a);
        return;
    }
    builder_.sort_factors(a, b);
    auto &products = candidate(c).products;
    products.push_back(a);
    products.push_back(b);
}

sum_of_terms::fused &sum_of_terms::candidate(const number &c) {
    const auto bits = bits_of(c);
    const auto [it, is_new] = places_.try_emplace({bits.type, bits.low, bits.high}, candidates_.size());
    return is_new ? candidates_.emplace_back(fused{c, {}, {}}) : candidates_[it->second];
}

void sum_of_terms::fuse(const fused &c) {
    if (!c.products.empty())
        linear_.push_back({c.coefficient, builder_.add(sum_of_products_operation, c.products)});
    if (!c.squares.empty())
        linear_.push_back({c.coefficient, builder_.sum_of_squares(c.squares)});
}

} // namespace detail
BROOK_END_NAMESPACE
