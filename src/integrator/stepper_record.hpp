// SPDX-License-Identifier: MPL-2.0
// What is stored of a stepper beside its object code, as bytes: its layout, or that a batch has no code of its own.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "integrator/build.hpp"
#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

struct stepper_record {
    /// True for a batch that runs in turn, with the code of one trajectory. Then there is nothing else.
    bool in_turn = false;
    stepper_code layout; ///< all but the addresses
    digest bitcode{};    ///< of all the IR that was compiled
};

std::vector<std::byte> encode(const stepper_record &r);

/// Throws std::runtime_error if the bytes are not those of a record, or describe lanes outside of the scratch memory or
/// blocks whose lanes are not one trajectory after the other.
stepper_record decode(std::span<const std::byte> bytes);

} // namespace detail

BROOK_END_NAMESPACE
