// SPDX-License-Identifier: MPL-2.0
#include "decomposition/scaled_terms.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <unordered_map>

#include <brook/number/fp_functions.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

bool is_ordinary(const number &x) {
    return std::visit(
        [](auto v) {
            using T = decltype(v);
            const auto size = fp::abs(v);
            return size >= (std::numeric_limits<T>::min)() && size <= (std::numeric_limits<T>::max)();
        },
        x.value());
}

namespace {

bool have_equal_cores(const std::vector<scaled_term> &terms) {
    std::vector<core_id> ids;
    ids.reserve(terms.size());
    for (const auto &t : terms)
        ids.push_back(t.id);
    std::sort(ids.begin(), ids.end());
    return std::adjacent_find(ids.begin(), ids.end()) != ids.end();
}

number without_sign(const number &x) { return is_negative(x) ? -x : x; }

} // namespace

void add_equal_terms(std::vector<scaled_term> &terms) {
    if (!have_equal_cores(terms)) // as in most sums, which the table below would take longer
        return;
    std::unordered_map<core_id, std::size_t> places;
    std::size_t size = 0;
    for (const auto &t : terms) {
        const auto [place, is_new] = places.try_emplace(t.id, size);
        auto &first = terms[place->second];
        if (const auto both = is_new ? t.coefficient : first.coefficient + t.coefficient; !is_new && is_ordinary(both))
            first.coefficient = both;
        else
            terms[size++] = t;
    }
    terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(size), terms.end());
}

number take_out_common(std::vector<scaled_term> &terms) {
    const auto all = [&](auto same) { return std::all_of(terms.begin(), terms.end(), same); };
    auto common = terms[0].coefficient;
    if (!all([&](const scaled_term &t) { return identical(t.coefficient, common); })) {
        common = without_sign(common);
        if (!all([&](const scaled_term &t) { return identical(without_sign(t.coefficient), common); }))
            return number(1.);
    }
    for (auto &t : terms)
        t.coefficient = number(is_negative(t.coefficient) == is_negative(common) ? 1. : -1.);
    return common;
}

} // namespace detail
BROOK_END_NAMESPACE
