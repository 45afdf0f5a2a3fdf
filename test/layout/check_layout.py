#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Checks the layout of the sources: floors, the place of LLVM and of locks, passes that know no operations but their own,
a test for every source, licence lines, budgets.

usage: check_layout.py ROOT. Budgets only warn; everything else fails.
"""

import os
import re
import sys
from pathlib import Path

# Folder and floor. A folder includes itself and folders on lower floors; folders on the same floor are strangers.
FLOORS = {
    "support": 0,
    "number": 1,
    "expression": 2,
    "math": 3,
    "calculus": 4,
    "ode": 5,
    "decomposition": 6,
    "codegen": 7,
    "interpreter": 7,
    "cache": 7,
    "jit": 8,
    "cfunc": 9,
    "event": 9,
    "output": 9,
    "integrator": 10,
    "ensemble": 11,
    "model": 11,
    "callback": 11,
    "chaos": 11,
    "archive": 12,
    "mpi": 13,
}
LLVM_FOLDERS = {"codegen", "jit"}
HEADER_BUDGET = 200
SOURCE_BUDGET = 400
LICENCE_LINE = "// SPDX-License-Identifier: MPL-2.0"
SKIPPED_FOLDERS = {".git", "build", ".cache", "__pycache__"}
# In pieces, so that this file does not contain them.
FOREIGN_WORDS = ["/wo" + "rk/", "sub" + "agent"]

# Locks that a child of fork() could inherit locked. A mutex of an object belongs to a fork_participant.
LOCK_FILES = {"src/support/forks.hpp", "src/support/forks.cpp"}
PROCESS_LOCK = re.compile(r"\b(once_flag|call_once|pthread_atfork)\b|\bstatic\b[^;(]*\b\w*mutex\b")
MEMBER_LOCK = re.compile(r"^\s+(?:mutable\s+)?std::\w*mutex\s+\w+;", re.MULTILINE)

# The passes read the rows of operations and rules, so that new ones need no change there. They name those that they
# build, and the rules that they take apart.
PASSES = {"decomposition", "codegen"}
INDICES = ["src/math/operations.hpp", "src/math/rules.hpp"]
INDEX_LINE = re.compile(r"^extern const (?:operation|function_rule) ([^;]+);", re.MULTILINE)
PART_OF_PROGRAMS = {
    # It turns parameters into operations, and takes sums, products and powers apart.
    "src/decomposition/decompose.cpp": {"parameter_operation", "sum_rule", "prod_rule", "pow_rule"},
    # It looks through nested sums and products, and tells divisors from factors.
    "src/decomposition/flat_graph.cpp": {"sum_rule", "prod_rule", "pow_rule"},
    # It writes sums, products and powers in one of their forms, and fuses the terms of sums.
    "src/decomposition/normal_form.cpp": {"sum_rule", "prod_rule", "pow_rule"},
    "src/decomposition/sum_of_terms.cpp": {"sum_of_products_operation"},
    # The building blocks that products, powers, quotients and sums become.
    "src/decomposition/program_builder.cpp": {"number_operation", "linear_operation", "sum_of_products_operation",
                                              "sum_of_squares_operation", "quotient_operation", "power_operation",
                                              "parametric_power_operation", "general_power_operation",
                                              "log_operation"},
    # What the arithmetic of homogeneous polynomials becomes, and where a power's exponent varies.
    "src/decomposition/homogeneous.cpp": {"sum_of_products_operation", "select_operation"},
    "src/decomposition/variation_emitter.cpp": {"eq_operation", "neq_operation", "lt_operation", "gt_operation",
                                                "lte_operation", "gte_operation"},
    "src/decomposition/vary.cpp": {"log_operation", "sum_of_products_operation", "general_power_operation"},
    # The sum of partial sums.
    "src/decomposition/split_sums.cpp": {"linear_operation"},
    # The zeros that fill up shorter sums.
    "src/decomposition/plan.cpp": {"number_operation"},
}
ASKED_FOR = re.compile(r"[=!]=\s*&(\w+_operation)\b")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
COVERS = re.compile(r"^\s*//\s*covers:\s*(.+)$", re.MULTILINE)


def project_files(root):
    for folder, folders, names in os.walk(root):
        at_top = Path(folder) == root
        # build directories stand at the top only: a file such as src/integrator/build/x.hpp is a source.
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS or (f == "build" and not at_top))
        # In a work tree of git, .git is a file.
        for name in sorted(set(names) - SKIPPED_FOLDERS):
            yield Path(folder) / name


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")


def home_folder(path):
    """The floor's folder that a file under src or include/brook belongs to, or None."""
    parts = path.parts
    if parts[:2] == ("include", "brook") and len(parts) > 3:
        return parts[2]
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    return None


def target_folder(name):
    """The floor's folder that an include refers to, or None where it is a foreign or generated header."""
    parts = name.split("/")
    if parts[0] == "brook":
        return parts[1] if len(parts) > 2 else None
    return parts[0] if len(parts) > 1 and parts[0] in FLOORS else None


def check_includes(path, text, errors):
    folder = home_folder(path)
    if folder is not None and folder not in FLOORS:
        errors.append(f"{path}: the folder {folder} is on no floor; add it to test/layout/check_layout.py")
        return
    public = path.parts[0] == "include"
    for _, name in INCLUDE.findall(text):
        if name.startswith(("llvm/", "llvm-c/")):
            if public:
                errors.append(f"{path}: a public header includes <{name}>")
            elif folder not in LLVM_FOLDERS:
                errors.append(f"{path}: only {' and '.join(sorted(LLVM_FOLDERS))} may include <{name}>")
            continue
        target = target_folder(name)
        if target is None or folder is None:
            continue
        if target not in FLOORS:
            errors.append(f"{path}: <{name}> is on no floor")
        elif target != folder and FLOORS[target] >= FLOORS[folder]:
            errors.append(f"{path}: {folder} (floor {FLOORS[folder]}) includes <{name}> "
                          f"of {target} (floor {FLOORS[target]})")
        elif public and not name.startswith("brook/"):
            errors.append(f"{path}: a public header includes the private header \"{name}\"")


def check_locks(path, text, errors):
    if path.as_posix() in LOCK_FILES:
        return
    for found in PROCESS_LOCK.finditer(text):
        errors.append(f"{path}: \"{found.group()}\" is a lock of the process; those stand in support/forks.hpp")
    if MEMBER_LOCK.search(text) and "fork" not in text:
        errors.append(f"{path}: the mutex is not locked around fork(); see support/forks.hpp")


def index_of_operations(root):
    files = [root / name for name in INDICES]
    lists = [line for file in files if file.is_file() for line in INDEX_LINE.findall(read(file))]
    return {name.strip() for line in lists for name in line.split(",")}


def check_passes(path, text, known, errors):
    if home_folder(path) not in PASSES:
        return
    code = re.sub(r"//.*", "", text)
    allowed = PART_OF_PROGRAMS.get(path.as_posix(), set())
    for name in sorted(known & set(re.findall(r"\w+", code)) - allowed):
        errors.append(f"{path}: names {name}, which it does not build; what it must know of it belongs into its row")
    for name in ASKED_FOR.findall(code):
        errors.append(f"{path}: asks for {name}; what it must know of it belongs into its row")


def covered_names(root, folder):
    names = set()
    for place in (folder, "laws", "journeys"):
        for path in (root / "test" / place).rglob("*.cpp"):
            for line in COVERS.findall(read(path)):
                for name in line.split(","):
                    name = name.strip()
                    # `folder/name` covers that folder only; a bare name covers it wherever it is looked for.
                    names.add(name.removeprefix(folder + "/"))
    return names


def check_tests(root, errors):
    for folder in FLOORS:
        sources = sorted((root / "src" / folder).rglob("*.cpp"))
        covered = covered_names(root, folder) if sources else set()
        for source in sources:
            if not (root / "test" / folder / source.name).exists() and source.stem not in covered:
                errors.append(f"{source.relative_to(root)}: no test/{folder}/{source.name}, and no test in "
                              f"test/{folder}, test/laws or test/journeys says \"// covers: {source.stem}\"")


def check_budget(path, text, warnings):
    lines = text.count("\n")
    budget = {".hpp": HEADER_BUDGET, ".cpp": SOURCE_BUDGET}.get(path.suffix)
    if budget and path.parts[0] in ("src", "include", "tool") and lines > budget:
        warnings.append(f"{path}: {lines} lines, the budget is {budget}")


def check(root):
    errors, warnings = [], []
    operations = index_of_operations(root)
    for file in project_files(root):
        path = file.relative_to(root)
        text = read(file)
        for word in FOREIGN_WORDS:
            if word in text:
                line = text[:text.index(word)].count("\n") + 1
                errors.append(f"{path}:{line}: \"{word}\" is no part of the project")
        if path.suffix not in (".hpp", ".cpp"):
            continue
        if text.split("\n", 1)[0].rstrip() != LICENCE_LINE:
            errors.append(f"{path}: the first line is not \"{LICENCE_LINE}\"")
        if path.parts[0] in ("src", "include", "tool"):
            check_includes(path, text, errors)
            check_locks(path, text, errors)
            check_passes(path, text, operations, errors)
            check_budget(path, text, warnings)
    check_tests(root, errors)
    return errors, warnings


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    errors, warnings = check(Path(sys.argv[1]).resolve())
    for warning in warnings:
        print(f"warning: {warning}")
    for error in errors:
        print(f"error: {error}")
    print(f"{len(errors)} errors, {len(warnings)} warnings")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
