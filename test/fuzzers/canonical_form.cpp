// SPDX-License-Identifier: MPL-2.0
// The canonical form of systems: what is read has the bytes that it was read from, under any names.
#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/system.hpp>

#include "expression/canonical.hpp"
#include "ode/stored_system.hpp"
#include "test/fuzzers/expanded_form.hpp"
#include "test/fuzzers/fuzzer.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;
using detail::ode_system;

namespace fuzzers {
namespace {

ode_system system_of(const std::vector<std::string> &names, const std::vector<expression> &sides,
                     std::vector<expression> events = {}) {
    std::vector<ode_system::equation> equations;
    for (std::size_t i = 0; i < names.size(); ++i)
        equations.emplace_back(expression(names[i]), sides[i]);
    return ode_system(std::move(equations), false, std::move(events));
}

// Each variable gets the name of its mirror image, so that names change their places.
ode_system renamed(const ode_system &system) {
    auto names = system.variables();
    std::ranges::reverse(names);
    std::unordered_map<std::string, std::string> new_names;
    for (std::size_t i = 0; i < names.size(); ++i)
        new_names.emplace(system.variables()[i], names[i]);
    return system_of(names, rename_variables(system.right_hand_sides(), new_names),
                     rename_variables(system.events(), new_names));
}

std::vector<expression> with_variables(std::vector<expression> exs) {
    std::erase_if(exs, [](const expression &ex) { return get_variables(ex).empty(); });
    return exs;
}

} // namespace

std::vector<input> examples() {
    const std::vector<std::string> names{"x0", "x1", "x2"};
    std::vector<input> result;
    const auto add = [&result](const ode_system &system) {
        result.emplace_back(system.canonical_bytes().begin(), system.canonical_bytes().end());
    };
    test::random_expressions random(1, {.variables = names, .folded = false});
    for (std::size_t size = 1; size < 30; size += 2)
        add(system_of(names, random.several(3, size)));
    for (std::size_t size = 2; size < 20; size += 6)
        add(system_of(names, random.several(3, size), with_variables(random.several(2, size))));
    const auto x = expression("x"), y = expression("y");
    add(ode_system({{x, y}, {y, -sin(x)}}, false, {}, {{{detail::varied::kind::state, 0}}, 2}));
    add(system_of({"x"}, {par[7] * sin(brook::pi * x) + expression(1.f) + expression(.1L) + brook::time}));
    return result;
}

bool accepted(std::span<const std::byte> bytes) {
    const auto system = unless_refused<std::runtime_error>([&] { return detail::system_from(bytes); });
    if (!system)
        return false;
    const auto own = system->canonical_bytes();
    expect(std::ranges::equal(own, expanded_form(bytes)), "a system has the bytes that it was read from, expanded");
    expect(std::ranges::equal(expanded_form(own), own), "what is expanded stays as it is");
    if (size_of_variations(bytes) == 0)
        expect(std::ranges::equal(renamed(*system).canonical_bytes(), own), "names are no part of the canonical form");
    expect(system->identified(), "no function of the user's is read");
    auto all = system->right_hand_sides();
    all.insert(all.end(), system->events().begin(), system->events().end());
    expect(system->n_pars() == get_param_size(all), "every parameter is counted");
    expect(system->time_dependent() == is_time_dependent(all), "the time is noticed");
    return true;
}

} // namespace fuzzers
