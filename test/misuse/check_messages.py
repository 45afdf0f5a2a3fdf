#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Checks what a user reads whose program is wrong.

usage: check_messages.py FILE COMPILER [ARGUMENT...]. Every line of FILE with a comment "// says: text" must cause one
error, at that line, with that text in it and few lines around it; and there must be no other error.
"""

import re
import subprocess
import sys

MOST_LINES = 10  # of all that is printed for one mistake, quotations of the program included
EXPECTED = re.compile(r"// says: (.*?)\s*$")
ERROR = re.compile(r"^(.*?):(\d+):\d+: (?:fatal )?error: (.*)$")


def expectations(path):
    with open(path, encoding="utf-8") as lines:
        found = ((number, EXPECTED.search(line)) for number, line in enumerate(lines, 1))
        return {number: match[1] for number, match in found if match}


def complaints(expected, output, path):
    """What differs from what was expected, one text each."""
    errors = [match for match in map(ERROR.match, output.splitlines()) if match]
    at = {}
    for match in errors:
        at.setdefault((match[1], int(match[2])), []).append(match[3])
    for number, text in expected.items():
        messages = at.pop((path, number), [])
        if len(messages) != 1:
            yield f"{path}:{number}: {len(messages)} errors instead of one: {messages}"
        elif text not in messages[0]:
            yield f"{path}:{number}: '{text}' is not in the message: {messages[0]}"
    for (file, number), messages in at.items():
        yield f"{file}:{number}: an unexpected error: {messages}"
    lines = len(output.splitlines())
    if lines > MOST_LINES * len(expected):
        yield f"{lines} lines for {len(expected)} mistakes, more than {MOST_LINES} each"


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    path, command = sys.argv[1], sys.argv[2:]
    expected = expectations(path)
    result = subprocess.run([*command, "-fsyntax-only", path], capture_output=True, text=True, check=False,
                            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    errors = list(complaints(expected, result.stderr, path))
    print("\n".join(errors) if errors else f"{len(expected)} mistakes, one message each")
    return 1 if errors or not expected else 0


if __name__ == "__main__":
    sys.exit(main())
