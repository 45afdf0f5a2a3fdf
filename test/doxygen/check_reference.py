#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Makes the API reference, and checks that every public name has a docstring and stands in the quick reference.

usage: check_reference.py DOXYGEN DOXYFILE XML PAGE. XML is the folder of XML files that the Doxyfile asks for, PAGE the
quick reference, where names stand between backticks. One docstring does for all overloads of a name.
"""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

KINDS = {"class", "struct", "union", "namespace", "concept"}
# Of other libraries, whose templates brook specialises or whose names it declares.
FOREIGN = ("std", "fmt", "llvm", "boost")
CODE = re.compile(r"`([^`]*)`")


def documented(element):
    return any("".join(part.itertext()).strip() for part in element
               if part.tag in ("briefdescription", "detaileddescription"))


def public_compounds(folder):
    for path in sorted(Path(folder).glob("*.xml")):
        for compound in ElementTree.parse(path).getroot().iter("compounddef"):
            name = compound.findtext("compoundname")
            if compound.get("prot") != "private" and name.split("::")[0] not in FOREIGN:
                yield name, compound


def speaks_for_itself(member):
    """Destructors, assignments and swap(), what is `= default` or `= delete`, friend classes, and macros with arguments:
    tools of a header."""
    name, arguments = member.findtext("name"), member.findtext("argsstring") or ""
    return (name.startswith("~") or name in ("operator=", "swap") or arguments.endswith(("=default", "=delete"))
            or (member.get("kind") == "friend" and not arguments)
            or (member.get("kind") == "define" and member.find("param") is not None))


def names_of(folder):
    """Every public name, with whether it has a docstring, and its place."""
    names = {}

    def add(name, element, place):
        names[name] = (names.get(name, (False,))[0] or documented(element), place)

    for scope, compound in public_compounds(folder):
        if compound.get("kind") in KINDS:
            add(scope, compound, place_of(compound))
        prefix = f"{scope}::" if compound.get("kind") in KINDS else ""
        for member in compound.iter("memberdef"):
            # What is protected is for classes of brook's own.
            if member.get("prot") in ("private", "protected") or speaks_for_itself(member):
                continue
            name = prefix + member.findtext("name")
            add(name, member, place_of(member))
            for value in member.iter("enumvalue"):
                add(f"{name}::{value.findtext('name')}", value, place_of(member))
    return names


def place_of(element):
    location = element.find("location")
    return f"{location.get('file')}:{location.get('line')}"


def words_of(page):
    return {word for code in CODE.findall(Path(page).read_text(encoding="utf-8"))
            for word in re.findall(r"\w+", code)}


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    doxygen, doxyfile, folder, page = sys.argv[1:]
    shutil.rmtree(folder, ignore_errors=True)  # or headers that are gone would still be there
    status = subprocess.run([doxygen, doxyfile], check=False).returncode
    if status != 0:
        return status
    names, words = names_of(folder), words_of(page)
    errors = [f"{place}: {name} has no docstring" for name, (has_docstring, place) in names.items() if not has_docstring]
    for name, (_, place) in names.items():
        # A specialisation has the name of its template.
        last = name.split("<")[0].split("::")[-1].removeprefix('operator""')
        if not last.startswith("operator") and last not in words:
            errors.append(f"{place}: {name} is missing from {page}")
    for error in sorted(errors):
        print(error)
    print(f"{len(names)} names, {len(errors)} errors")
    return 1 if errors or not names else 0


if __name__ == "__main__":
    sys.exit(main())
