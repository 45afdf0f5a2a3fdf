#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Holds two results of the benchmark suite side by side.

usage: compare.py A.json B.json, files that benchmark_suite --json wrote. For each figure: A, B and B / A; changes above
10 % are marked, as > for more and < for less. What is only in one file has a dash in the other's column.
"""

import json
import sys

# Key in the file, and heading.
FIGURES = [
    ("build_cold_ms", "build cold, ms"),
    ("build_memory_ms", "build memory, ms"),
    ("build_disk_ms", "build disk, ms"),
    ("object_bytes", "object, bytes"),
    ("step_us", "step, us"),
    ("steps", "steps"),
    ("error", "error"),
    ("brook_ms", "brook, ms"),
    ("odeint_ms", "odeint, ms"),
    ("ratio", "brook / odeint"),
    ("arkode_ratio", "brook / arkode"),
    ("cvode_ratio", "brook / cvode"),
]
MARKED_CHANGE = 1.1


def text(value):
    return "-" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def change(a, b):
    """The ratio and its mark; empty where there is none."""
    if a is None or b is None or a == 0:
        return ""
    ratio = b / a
    mark = " >" if ratio > MARKED_CHANGE else " <" if ratio < 1 / MARKED_CHANGE else ""
    return f"{ratio:.3f}{mark}"


def rows(name, a, b):
    """Lines of one problem; a and b are its figures in either file, empty if it is not there."""
    for key, heading in FIGURES:
        x, y = a.get(key), b.get(key)
        if x is None and y is None:
            continue
        yield f"{name:<24}{heading:<18}{text(x):>12}{text(y):>12}   {change(x, y)}".rstrip()
        name = ""


def by_name(results):
    return {problem["name"]: problem for problem in results["problems"]}


def machine(results):
    return ", ".join(f"{key} {value}" for key, value in results["machine"].items())


def compare(a, b):
    yield f"A: {machine(a)}"
    yield f"B: {machine(b)}"
    yield f"\n{'problem':<24}{'':<18}{'A':>12}{'B':>12}   B / A"
    old, new = by_name(a), by_name(b)
    for name in list(old) + [name for name in new if name not in old]:
        yield from rows(name, old.get(name, {}), new.get(name, {}))


def read(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print("\n".join(compare(read(sys.argv[1]), read(sys.argv[2]))))


if __name__ == "__main__":
    main()
