#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""compare.py on the two small files beside this one must print what expected.txt holds."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    command = [sys.executable, str(HERE.parent / "compare.py"), str(HERE / "before.json"), str(HERE / "after.json")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if printed != (HERE / "expected.txt").read_text(encoding="utf-8"):
        sys.exit(f"The output is not what expected.txt holds; it is:\n{printed}")


if __name__ == "__main__":
    main()
