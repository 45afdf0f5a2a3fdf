#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""No local variable with `static` that is made at its first use: the compiler guards it by a lock, and a child of fork()
whose parent was in the midst of it would wait for ever. brook/support/made_once.hpp is for that.

usage: check_statics.py READELF LIBRARY...
"""

import subprocess
import sys

GUARD = "_ZGV"  # what the mangled names of guards begin with; those of thread_local variables need no lock


def guards(listing):
    found = set()
    for line in listing.splitlines():
        fields = line.split()
        if len(fields) >= 8 and fields[3] == "OBJECT" and fields[7].startswith(GUARD) and "5brook" in fields[7]:
            found.add(fields[7])
    return found


def main():
    listing = "".join(subprocess.run([sys.argv[1], "-sW", library], check=True, capture_output=True, text=True).stdout
                      for library in sys.argv[2:])
    if "5brook" not in listing:
        print("the libraries have no symbols to look at")
        return 77
    found = guards(listing)
    for name in sorted(found):
        print(f"{name}: a lock at the first use")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
