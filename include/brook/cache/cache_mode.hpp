// SPDX-License-Identifier: MPL-2.0
// What the disk cache is used for.
#pragma once

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// What the disk cache is used for while it is enabled; BROOK_CACHE in the environment sets the first value.
enum class cache_mode {
    read_write, ///< look-ups and insertions
    read_only,  ///< look-ups only (BROOK_CACHE=ro)
    refresh,    ///< no look-ups: what is made replaces what is there (BROOK_CACHE=refresh)
};

BROOK_END_NAMESPACE
