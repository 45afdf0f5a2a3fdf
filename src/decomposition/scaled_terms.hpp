// SPDX-License-Identifier: MPL-2.0
// The terms of a sum as numbers times cores.
#pragma once

#include <vector>

#include <brook/number/number.hpp>

#include "decomposition/interned.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct scaled_term {
    number coefficient;
    core_id id;
    const expression *source; ///< what was written for it, or null
};

/// Neither zero nor too small or large: numbers are brought together as long as they stay so.
bool is_ordinary(const number &x);

/// Adds the coefficients of equal cores, in place of the first of them, unless the sum is not ordinary.
void add_equal_terms(std::vector<scaled_term> &terms);

/// Takes out and returns what all terms, of which there is one at least, are multiplied with: up to their signs where
/// these differ; else 1.
number take_out_common(std::vector<scaled_term> &terms);

} // namespace detail
BROOK_END_NAMESPACE
