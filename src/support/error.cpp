// SPDX-License-Identifier: MPL-2.0
// Anchors the exception types in the library, so that one typeinfo serves every shared object that catches them.
#include <brook/support/error.hpp>

BROOK_BEGIN_NAMESPACE

not_implemented_error::~not_implemented_error() = default;

BROOK_END_NAMESPACE
