// SPDX-License-Identifier: MPL-2.0
// What code must come to at one point: a stored entry has it with its code, and whoever loads the code tries it.
//
// Check sums tell that the bytes are those that were stored. They do not tell that a compiler did its work, that the
// processor is the one whose name it has, or that a library is what it was. A jet does, for the price of a few steps.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/stepper_code.hpp"
#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Code has other bits than its program.
class wrong_code : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The digest of the jet that the code computes at a point which is always the same. NaNs are alike, and so is what
/// counts as zero. `n_pars` counts hidden parameters, too.
digest witness_of(const stepper_code &code, fp_type type, std::size_t n_pars);

/// Where jets of two codes of one system differ, for people to read: "coefficient 3 of variable 1 is 0.5, and should be
/// 0.25". Empty if they do not.
std::string first_difference(const stepper_code &code, const stepper_code &right, fp_type type, std::size_t n_pars);

/// Whether code that is loaded is to be tried now: always, never, or one time out of sixteen, as BROOK_CACHE_WITNESS
/// says: unset or 1, 0, or sampled.
bool is_to_be_tried();

} // namespace detail
BROOK_END_NAMESPACE
