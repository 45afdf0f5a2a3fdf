// SPDX-License-Identifier: MPL-2.0
// SUNDIALS: A. C. Hindmarsh et al., ACM Transactions on Mathematical Software 31 (2005).
#pragma once

#include <memory>

#include <nvector/nvector_serial.h>

#include "benchmark/suite/entry.hpp"

namespace suite {

/// A right-hand side as C libraries call it.
struct c_function {
    int (*call)(double t, N_Vector s, N_Vector ds, void *data);
    std::shared_ptr<void> data;
};

/// The explicit Runge-Kutta method of order 8, Fehlberg's.
competitor with_arkode(const c_function &f);

/// Adams's method of variable order, its equations solved by functional iteration.
competitor with_cvode(const c_function &f);

} // namespace suite
