// SPDX-License-Identifier: MPL-2.0
// The layout of a stepper as bytes, stored beside its object code.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "integrator/build.hpp"
#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

struct stepper_record {
    stepper_code layout; ///< all but the addresses
    digest bitcode{};    ///< of all the IR that was compiled
};

std::vector<std::byte> encode(const stepper_record &r);

/// Throws std::runtime_error if the bytes are not those of a record, or describe lanes outside of the scratch memory.
stepper_record decode(std::span<const std::byte> bytes);

} // namespace detail

BROOK_END_NAMESPACE
