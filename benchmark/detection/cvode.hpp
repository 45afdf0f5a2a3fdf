// SPDX-License-Identifier: MPL-2.0
// The root finding of CVODE: A. C. Hindmarsh et al., ACM Transactions on Mathematical Software 31 (2005).
#pragma once

#include <vector>

/// The times at which the system of Henon and Heiles crosses x = 0.
std::vector<double> section_of_cvode(double end);
