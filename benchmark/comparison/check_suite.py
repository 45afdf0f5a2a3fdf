#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""A quick run of the benchmark suite must write the JSON that compare.py reads, and a picture where there is gnuplot;
and answers that are wrong in the tenth digit must be noticed, whoever gives them.

usage: check_suite.py PROGRAM
"""

import math
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent))
import compare  # noqa: E402

PROBLEM = "pendulum"
NOT_COMPARED = {"name", "equations", "order", "curves"}
# What compare.py leaves out because other rows say it.
OF_PEER = {"error", "brook_ms", "ratio"}


def require(truth, message):
    if not truth:
        sys.exit(message)


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def keys_of(methods):
    """The figures of a problem that is compared with `methods`: the first of them has no prefix."""
    keys = {key for key, _ in compare.FIGURES if not key.endswith("_ratio") or key[:-len("_ratio")] in methods}
    keys |= {f"{method}_ms" for method in methods}
    return keys | NOT_COMPARED | {f"{method}_{figure}" for method in methods[1:] for figure in OF_PEER}


def check_curve(method, points):
    require(len(points) >= 4, f"{method} has {len(points)} points only")
    for point in points:
        require(set(point) == {"tolerance", "error", "ms", "steps"}, f"{method} has a point {point}")
        require(0 < point["error"] < 1 and point["ms"] > 0 and point["steps"] > 0, f"{method} has a point {point}")


def check_figures(problem):
    methods = list(problem["curves"])
    require(methods[:2] == ["brook", "odeint"], f"the curves are those of {methods}")
    require(set(problem) == keys_of(methods[1:]), f"these keys are in one only: {set(problem) ^ keys_of(methods[1:])}")
    require(problem["name"] == PROBLEM and problem["equations"] == 2, "it is another problem")
    for key, _ in compare.FIGURES:
        value = problem.get(key, 1.0)
        require(value > 0 and math.isfinite(value), f"{key} is {value}")
    # Two equations take some kilobytes, and not those of LLVM's tables besides.
    require(1000 < problem["object_bytes"] < 6000, f"an object of {problem['object_bytes']} bytes")
    quotient = problem["brook_ms"] / problem["odeint_ms"]
    require(abs(problem["ratio"] / quotient - 1) < 1e-3, "a ratio is not that of its times")
    for method, points in problem["curves"].items():
        check_curve(method, points)


def check_results(program, directory):
    file, picture = directory / "suite.json", directory / "suite.svg"
    plot = ["--plot", picture] if shutil.which("gnuplot") else []
    done = run(program, "--only", PROBLEM, "--quick", "--json", file, *plot)
    require(done.returncode == 0, done.stderr)
    results = compare.read(file)
    require(set(results["machine"]) == {"cpu", "compiler", "llvm", "brook"}, "the machine is described otherwise")
    require(len(results["problems"]) == 1, "there is not one problem")
    check_figures(results["problems"][0])
    compared = run(sys.executable, HERE.parent / "compare.py", file, file)
    rows = compared.stdout.splitlines()[4:]
    known = [key for key, _ in compare.FIGURES if key in results["problems"][0]]
    require(compared.returncode == 0 and len(rows) == len(known), f"compare.py prints\n{compared.stdout}")
    require(all(row.endswith(" 1.000") for row in rows), f"compared with itself:\n{compared.stdout}")
    if plot:
        texts = {"".join(text.itertext()).strip() for text in xml.parse(picture).iter("{http://www.w3.org/2000/svg}text")}
        wanted = {PROBLEM, *results["problems"][0]["curves"]}
        require(wanted <= texts, f"the picture lacks {wanted - texts}")
    return list(results["problems"][0]["curves"])


def check_wrong_answers(program, methods):
    for method in methods:
        done = run(program, "--only", PROBLEM, "--check", "--spoil", method)
        require(done.returncode == 1 and f"wrong answer: {PROBLEM}: {method} is off by" in done.stderr,
                f"nobody notices that {method} is wrong: {done.stderr}")
    done = run(program, "--only", PROBLEM, "--quick", "--spoil", "brook")
    require(done.returncode == 1 and not any(line.startswith(PROBLEM) for line in done.stdout.splitlines()),
            "a wrong answer has been timed")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as directory:
        methods = check_results(sys.argv[1], Path(directory))
    check_wrong_answers(sys.argv[1], methods)


if __name__ == "__main__":
    main()
