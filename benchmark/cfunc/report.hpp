// SPDX-License-Identifier: MPL-2.0
// The tables of this benchmark. Nothing is timed if `check_only`.
#pragma once

/// Lanes of operations and lanes of points.
void report_lanes(bool check_only);

/// Compiled, written by hand and interpreted, at one point and at 10,000; and what the construction takes.
void report_points(bool check_only);
