#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Whatever can decide machine code is in the hash of the sources: starting from the files that build code, all that is
included, the sources that belong to included headers, and all that these include; and the folder of functions, whose
files register themselves. Only the folder of the caches may be missing.

usage: check_hashed.py ROOT LIST
"""

import pathlib
import re
import sys

BUILDERS = ["src/integrator/build.cpp", "src/cfunc/build.cpp", "src/jit/user_code.cpp"]
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def included(root, path):
    for name in INCLUDE.findall((root / path).read_text()):
        for folder in ("include", "src"):
            if (root / folder / name).is_file():
                yield f"{folder}/{name}"


def source_of(root, path):
    name = re.sub(r"^(include/brook|src)/", "src/", path)
    source = re.sub(r"\.hpp$", ".cpp", name)
    return [source] if source != path and (root / source).is_file() else []


def reached(root):
    todo = BUILDERS + [p.relative_to(root).as_posix() for p in sorted((root / "src/math").glob("*.cpp"))]
    found = set()
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += included(root, path)
            todo += source_of(root, path)
    return found


def main():
    root = pathlib.Path(sys.argv[1])
    lines = pathlib.Path(sys.argv[2]).read_text().split("\n")
    hashed = {pathlib.Path(line).relative_to(root).as_posix() for line in lines}
    missing = {path for path in reached(root) - hashed if not path.startswith("src/cache/")}
    for path in sorted(missing):
        print(f"{path}: decides machine code, but is not in the hash of the sources")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
