#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Checks that the page of the tutorial has all lessons, in order, and each picture that is drawn.

usage: check_tutorial.py PAGE LESSONS. PAGE links to the files lesson_*.cpp in the folder LESSONS, and shows all files
of the folder `pictures` beside it, one for each lesson that includes support/picture.hpp.
"""

import re
import sys
from pathlib import Path


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    page, folder = (Path(name) for name in sys.argv[1:])
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    lessons = sorted(folder.glob("lesson_*.cpp"))
    drawn = [re.match(r"lesson_\d+", lesson.name)[0] + ".svg" for lesson in lessons
             if '#include "support/picture.hpp"' in lesson.read_text(encoding="utf-8")]
    errors = [f"{link} is not there" for link in links if not (page.parent / link).exists()]
    for what, wanted, found in (
            ("lessons", [lesson.name for lesson in lessons],
             [Path(link).name for link in links if "/lesson_" in link and link.endswith(".cpp")]),
            ("pictures", drawn, [Path(link).name for link in links if link.endswith(".svg")]),
            ("files of pictures", drawn, sorted(file.name for file in (page.parent / "pictures").iterdir()))):
        if wanted != found:
            errors.append(f"{what}: expected {', '.join(wanted)}, but found {', '.join(found)}")
    print("\n".join(errors))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
