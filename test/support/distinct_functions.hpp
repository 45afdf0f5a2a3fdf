// SPDX-License-Identifier: MPL-2.0
// How much memory expressions take.
#pragma once

#include <cstddef>
#include <vector>

#include <brook/expression/expression.hpp>

#include "expression/walk.hpp"

namespace brook::test {

/// Number of function objects that the expressions consist of.
inline std::size_t distinct_functions(const std::vector<expression> &exs) {
    detail::walk<detail::visited> walk;
    std::size_t count = 0;
    for (const auto &ex : exs) {
        if (const auto *f = detail::as_func(ex)) {
            walk(*f, [&count](const func &) {
                ++count;
                return detail::visited{};
            });
        }
    }
    return count;
}

} // namespace brook::test
