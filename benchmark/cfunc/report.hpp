// SPDX-License-Identifier: MPL-2.0
// The tables of this benchmark.
#pragma once

/// Times nothing if `check_only`.
void report_lanes(bool check_only);
