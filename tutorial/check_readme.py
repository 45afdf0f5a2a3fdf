#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Checks that the program in a page, such as the README, is that of a source file, which is compiled and run.

usage: check_readme.py PAGE SOURCE. Compares the only block of C++ in PAGE with what stands between the two lines
`// [readme]` in SOURCE.
"""

import difflib
import re
import sys
from pathlib import Path


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    page, source = (Path(name).read_text(encoding="utf-8") for name in sys.argv[1:])
    blocks = re.findall(r"^```cpp\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    parts = re.split(r"^// \[readme\]\n", source, flags=re.MULTILINE)
    if len(blocks) != 1 or len(parts) != 3:
        sys.exit(f"expected one block of C++ and two markers, but found {len(blocks)} and {len(parts) - 1}")
    difference = list(difflib.unified_diff(parts[1].splitlines(), blocks[0].splitlines(), sys.argv[2], sys.argv[1],
                                           lineterm=""))
    print("\n".join(difference))
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
