#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Each rule of check_layout.py must fire on a tree that breaks it, and keep quiet on one that does not."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import check_layout

LICENCE = check_layout.LICENCE_LINE + "\n"

# A tree without fault; the cases below each add or replace files.
GOOD = {
    "include/brook/brook.hpp": LICENCE + "#include <brook/callback/angle.hpp>\n",
    "include/brook/number/number.hpp": LICENCE + "#include <brook/support/error.hpp>\n#include <fmt/core.h>\n",
    "src/number/number.cpp": LICENCE + '#include <brook/number/number.hpp>\n#include "number/text.hpp"\n',
    "src/math/tanh.cpp": LICENCE + '#include "expression/rule.hpp"\n',
    "src/math/operations.hpp": LICENCE + "extern const operation linear_operation;\nextern const operation a_operation,\n"
                                         "    b_operation;\n",
    "src/decomposition/split_sums.cpp": LICENCE + "add(linear_operation); // not a_operation\n",
    "test/decomposition/split_sums.cpp": LICENCE,
    "src/codegen/module.cpp": LICENCE + "#include <llvm/IR/Module.h>\n",
    "src/jit/compile.cpp": LICENCE + '#include "cache/disk.hpp"\n#include <brook/codegen_source_hash.hpp>\n',
    "test/number/number.cpp": LICENCE,
    "test/laws/rules.cpp": LICENCE + "// covers: math/tanh, module\n",
    "test/jit/all.cpp": LICENCE + "//  covers:  compile\n",
    "build/junk/x.cpp": "no licence here\n",
}

# Name, files, a piece of the one error that is expected.
BAD = [
    ("upward include", {"src/number/number.cpp": LICENCE + '#include "expression/walk.hpp"\n'}, "floor 2"),
    ("upward include, public", {"include/brook/number/x.hpp": LICENCE + "#include <brook/ode/ode.hpp>\n"}, "floor 5"),
    ("neighbours", {"src/codegen/module.cpp": LICENCE + '#include "cache/disk.hpp"\n'}, "floor 7"),
    ("indented include", {"src/math/tanh.cpp": LICENCE + "#  include <brook/model/nbody.hpp>\n"}, "floor 11"),
    ("siblings", {"include/brook/event/x.hpp": LICENCE + "#include <brook/cfunc/cfunc.hpp>\n"}, "floor 9"),
    ("unknown folder", {"src/oddment/x.hpp": LICENCE}, "on no floor"),
    ("unknown target", {"src/jit/x.hpp": LICENCE + "#include <brook/oddment/x.hpp>\n"}, "on no floor"),
    ("private in public", {"include/brook/math/x.hpp": LICENCE + '#include "number/text.hpp"\n'}, "private header"),
    ("LLVM above", {"src/integrator/x.hpp": LICENCE + "#include <llvm/IR/Module.h>\n"}, "only codegen and jit"),
    ("LLVM's C face", {"src/cache/x.hpp": LICENCE + '#include "llvm-c/Core.h"\n'}, "only codegen and jit"),
    ("LLVM in public", {"include/brook/jit/x.hpp": LICENCE + "#include <llvm/IR/Module.h>\n"}, "public header"),
    ("static mutex", {"src/math/tanh.cpp": LICENCE + "static std::mutex m;\n"}, "lock of the process"),
    ("once", {"src/math/tanh.cpp": LICENCE + "    std::call_once(flag, f);\n"}, "lock of the process"),
    ("handler of one's own", {"src/math/tanh.cpp": LICENCE + "pthread_atfork(a, b, c);\n"}, "lock of the process"),
    ("mutex of an object", {"src/math/x.hpp": LICENCE + "struct s {\n    std::mutex m_;\n};\n"}, "not locked around"),
    ("operation of others", {"src/codegen/module.cpp": LICENCE + "add(b_operation);\n"}, "names b_operation"),
    ("operation asked for", {"src/decomposition/split_sums.cpp": LICENCE + "if (op == &linear_operation) {\n"},
     "asks for linear_operation"),
    ("no test", {"src/math/sin.cpp": LICENCE}, "no test/math/sin.cpp"),
    ("covered elsewhere only", {"src/math/compile.cpp": LICENCE}, "no test/math/compile.cpp"),
    ("folder of another", {"src/model/tanh.cpp": LICENCE}, "no test/model/tanh.cpp"),
    ("no licence", {"tutorial/lesson.cpp": "// a lesson\n" + LICENCE}, "first line"),
    ("no licence, empty file", {"test/number/x.hpp": ""}, "first line"),
] + [
    ("foreign word", {"doc/page.md": f"see\n{word}here\n"}, "page.md:2") for word in check_layout.FOREIGN_WORDS
]


def run(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {**GOOD, **files}.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return check_layout.check(Path(folder).resolve())


def main():
    failures = []
    errors, warnings = run({})
    if errors or warnings:
        failures.append(f"the good tree: {errors} {warnings}")
    for name, files, expected in BAD:
        errors, warnings = run(files)
        if len(errors) != 1 or expected not in errors[0] or warnings:
            failures.append(f"{name}: expected one error with \"{expected}\", got {errors} {warnings}")
    for name, lines, warned in [("src/math/x.hpp", 200, False), ("src/math/x.hpp", 201, True),
                                ("src/math/tanh.cpp", 400, False), ("src/math/tanh.cpp", 401, True)]:
        errors, warnings = run({name: LICENCE + "//\n" * (lines - 1)})
        if errors or bool(warnings) != warned:
            failures.append(f"budget of {name} with {lines} lines: {errors} {warnings}")
    for failure in failures:
        print(failure)
    print(f"{len(BAD) + 5} cases, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
