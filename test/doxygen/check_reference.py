#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Makes the API reference and checks that every public name in it has a docstring.

usage: check_reference.py DOXYGEN DOXYFILE XML. XML is the folder of XML files that the Doxyfile asks for. Destructors
and functions that are `= default` or `= delete` speak for themselves; macros with arguments are tools of the headers.
"""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

COMPOUNDS = {"class", "struct", "union", "namespace", "concept"}
# Namespaces in which brook specialises templates; what the specialisations do is said by the templates.
FOREIGN = ("std", "fmt")


def documented(element):
    return any("".join(element.find(part).itertext()).strip()
               for part in ("briefdescription", "detaileddescription") if element.find(part) is not None)


def speaks_for_itself(member):
    arguments = member.findtext("argsstring") or ""
    return (member.findtext("name").startswith("~") or arguments.endswith(("=default", "=delete"))
            or (member.get("kind") == "friend" and not arguments)
            or (member.get("kind") == "define" and member.find("param") is not None))


def place(element):
    location = element.find("location")
    return f"{location.get('file')}:{location.get('line')}" if location is not None else "?"


def undocumented(root):
    for compound in root.iter("compounddef"):
        name = compound.findtext("compoundname")
        if name.split("::")[0] in FOREIGN or compound.get("prot") == "private":
            continue
        if compound.get("kind") in COMPOUNDS and not documented(compound):
            yield compound, name
        for member in compound.iter("memberdef"):
            if member.get("prot") == "private":
                continue
            full_name = f"{name}::{member.findtext('name')}"
            if not documented(member) and not speaks_for_itself(member):
                yield member, f"{full_name}{member.findtext('argsstring') or ''}"
            for value in member.iter("enumvalue"):
                if not documented(value):
                    yield member, f"{full_name}::{value.findtext('name')}"


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    doxygen, doxyfile, folder = sys.argv[1:]
    status = subprocess.run([doxygen, doxyfile], check=False).returncode
    if status != 0:
        return status
    files = [path for path in sorted(Path(folder).glob("*.xml")) if path.name != "index.xml"]
    names = {f"{place(element)}: {name}" for path in files
             for element, name in undocumented(ElementTree.parse(path).getroot())}
    for name in sorted(names):
        print(f"{name} has no docstring")
    print(f"{len(files)} files, {len(names)} names without a docstring")
    return 1 if names or not files else 0


if __name__ == "__main__":
    sys.exit(main())
