#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""The variables that the sources read are those that the README and `brook-cache doctor` explain, in the same words.

usage: check_variables.py ROOT BROOK_CACHE
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

READ = re.compile(r'\b(?:environment_variable|environment_list)\(\s*"(\w+)"')
ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
GETENV = re.compile(r"\b(?:secure_)?getenv\s*\(")
PLACE_OF_GETENV = "src/support/user_dirs.cpp"


def variables_of_sources(root, errors):
    names = set()
    for path in sorted((root / "src").rglob("*.[ch]pp")):
        text = path.read_text(encoding="utf-8")
        names.update(READ.findall(text))
        if GETENV.search(text) and path != root / PLACE_OF_GETENV:
            errors.append(f"{path}: the environment is read by environment_variable(), which {PLACE_OF_GETENV} has")
    return names


def table_of_readme(root):
    section = (root / "README.md").read_text(encoding="utf-8").partition("\n## Environment variables\n")[2]
    return dict(ROW.findall(section.partition("\n## ")[0]))


def table_of_doctor(tool):
    with tempfile.TemporaryDirectory() as home:
        out = subprocess.run([tool, "doctor", "--json"], env={"HOME": home}, capture_output=True, text=True).stdout
        table = {}
        for check in json.loads(out)["checks"]:
            unset = f"{home} (" if check["name"] == "HOME" else "unset ("
            if check["value"].startswith(unset):
                table[check["name"]] = check["value"][len(unset):-1]
        return table


def main():
    root = Path(sys.argv[1]).resolve()
    errors = []
    sources, readme, doctor = variables_of_sources(root, errors), table_of_readme(root), table_of_doctor(sys.argv[2])
    for name in sorted(sources | readme.keys() | doctor.keys()):
        if name not in sources:
            errors.append(f"{name}: no source reads it")
        if readme.get(name) != doctor.get(name):
            errors.append(f"{name}: the README says '{readme.get(name)}', doctor says '{doctor.get(name)}'")
        elif name not in readme:
            errors.append(f"{name}: the sources read it, but nothing explains it")
    for error in errors:
        print(error, file=sys.stderr)
    print(f"{len(sources)} variables, {len(errors)} errors")
    return 1 if errors or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
