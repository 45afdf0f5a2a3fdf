// SPDX-License-Identifier: MPL-2.0
// The place of the solution as a function of time, in what propagations return.
#pragma once

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The solution over a whole propagation, as a function of time. brook does not record it yet: there are no objects of
/// this class, so that a std::optional of it is empty. It is declared now because it is part of what propagations
/// return (propagation_result).
template <typename T>
class continuous_output {
public:
    continuous_output() = delete;
};

/// The same of a batch.
template <typename T>
class continuous_output_batch {
public:
    continuous_output_batch() = delete;
};

BROOK_END_NAMESPACE
