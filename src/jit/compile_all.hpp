// SPDX-License-Identifier: MPL-2.0
// Compilation of several modules, one by one or in several threads.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The object files that `compile_one` returns for 0, ..., n - 1, in this order. If `parallel`, it is called in several
/// threads, of which the whole process uses at most as many as the environment variable BROOK_COMPILE_THREADS says when
/// it is first needed. Throws what `compile_one` throws, and std::invalid_argument if that variable is not a positive
/// number.
std::vector<std::string> compile_all(std::size_t n, bool parallel,
                                     const std::function<std::vector<std::byte>(std::size_t)> &compile_one);

} // namespace detail
BROOK_END_NAMESPACE
