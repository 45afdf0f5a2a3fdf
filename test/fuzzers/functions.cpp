// SPDX-License-Identifier: MPL-2.0
// The canonical form of functions: what is read has the bytes that it was read from.
#include "cfunc/function_set.hpp"

#include <algorithm>
#include <stdexcept>

#include <brook/math/functions.hpp>

#include "test/fuzzers/expanded_form.hpp"
#include "test/fuzzers/fuzzer.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;
using detail::function_set;

namespace fuzzers {

std::vector<input> examples() {
    const std::vector<std::string> names{"x0", "x1", "x2"};
    const std::vector<expression> variables(names.begin(), names.end());
    std::vector<input> result;
    const auto add = [&result](const function_set &functions) {
        result.emplace_back(functions.canonical_bytes().begin(), functions.canonical_bytes().end());
    };
    test::random_expressions random(1, {.variables = names, .folded = false});
    for (std::size_t size = 1; size < 30; size += 3)
        add(function_set(random.several(1 + size % 4, size), variables));
    add(function_set({par[3] * sin(brook::time), expression(2.f)}, {}));
    return result;
}

bool accepted(std::span<const std::byte> bytes) {
    const auto functions = unless_refused<std::runtime_error>([&] { return detail::functions_from(bytes); });
    if (!functions)
        return false;
    expect(std::ranges::equal(functions->canonical_bytes(), expanded_form(bytes)),
           "functions have the bytes that they were read from, expanded");
    expect(functions->identified(), "no function of the user's is read");
    expect(functions->n_pars() == get_param_size(functions->functions()), "every parameter is counted");
    expect(functions->time_dependent() == is_time_dependent(functions->functions()), "the time is noticed");
    return true;
}

} // namespace fuzzers
