#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Follows doc/how_to_add_a_function.md, in a copy of what it changes: a block of code behind the name of a file is that
file, or if there is such a file already, is added to it beside the line that is most like it. The new function is
compiled, linked with the library, and the page's program runs. What is not for a file must compile behind brook's header,
and every other file that the page names must be there.

usage: check_new_function.py ROOT WORK LIBRARY COMPILER FLAG...
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

PAGE = "doc/how_to_add_a_function.md"
BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`((?:src|include|test|doc|tutorial)/[\w/.]+|main\.cpp)`")


def blocks_of(page):
    """Pairs of a file, or None, and code. The file is the last that the paragraph before names."""
    for block in BLOCK.finditer(page):
        names = FILE.findall(page[:block.start()].rstrip().rsplit("\n\n", 1)[-1])
        yield (names[-1] if names else None), block.group(1)


def likeness(a, b):
    return len(os.path.commonprefix([a, b]))


def add_beside(text, code):
    lines = text.split("\n")
    first = code.split("\n", 1)[0]
    most = max(range(len(lines)), key=lambda i: likeness(lines[i], first))
    return "\n".join(lines[:most + 1] + [code.rstrip("\n")] + lines[most + 1:])


def main():
    root, work, library, compiler = (pathlib.Path(a) for a in sys.argv[1:5])
    flags = sys.argv[5:]
    page = (root / PAGE).read_text()
    failures = []
    shutil.rmtree(work, ignore_errors=True)

    def compile(*arguments):
        headers = [f"-I{folder / name}" for folder in (work, root) for name in ("include", "src", ".")]
        command = [str(compiler), "-std=gnu++20", *headers, *map(str, arguments), *flags]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            failures.append(f"{' '.join(map(str, arguments))}:\n{done.stderr[:4000]}")
        return done.returncode == 0

    made, changed, loose = [], [], []
    for name, code in blocks_of(page):
        if name is None:
            name = f"block_{len(loose)}.cpp"
            code = f"#include <brook/brook.hpp>\n{code}"
            loose.append(name)
        elif (root / name).exists():
            code = add_beside((root / name).read_text(), code)
            changed.append(name)
        else:
            made.append(name)
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(code)
    if "main.cpp" not in made or len(made) < 2 or len(changed) < 3:
        failures.append(f"{PAGE} should make a function and main.cpp and add to three files, but made {made} and "
                        f"added to {changed}")

    for name in FILE.findall(page):
        if not (root / name).exists() and name not in made:
            failures.append(f"{PAGE} names {name}, which is not there")
    for name in loose + [n for n in changed if n.endswith(".cpp")]:
        compile("-fsyntax-only", work / name)
    program = work / "program"
    if compile("-o", program, *(work / n for n in made), library, f"-Wl,-rpath,{library.parent}"):
        done = subprocess.run([str(program)], capture_output=True, text=True)
        print(done.stdout, end="")
        if done.returncode != 0:
            failures.append(f"the program of the page failed: {done.stdout}{done.stderr}")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
