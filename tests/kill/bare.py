#!/usr/bin/env python3
"""bare.py - what is deployed holds nothing that is for tests alone.

    bare.py RELEASE-FOLDER TEST-FOLDER

No failpoint's name and no function of failpoint.h lies in the programs of the first folder. Those
of the second must have them, or the search would find nothing anywhere.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from cases import cases_of, check, run, say  # noqa: E402
from points import listed  # noqa: E402

PROGRAMS = ("bigroomd", "bigroom")


def symbols(folder, program):
    done = subprocess.run(["nm", os.path.join(folder, program)], capture_output=True, text=True,
                          check=True)
    return [words[-1] for words in map(str.split, done.stdout.splitlines())]


def test_a_test_build_has_failpoints():
    for program in PROGRAMS:
        names = listed(tests, program)
        say(f"    {program}: {len(names)} failpoints")
        check(len(names) > 40, f"only {names}")
        check("br_failpoint_pass" in symbols(tests, program), "no br_failpoint_pass")


def test_a_release_has_none():
    for program in PROGRAMS:
        check(not listed(release, program), f"{program}: {listed(release, program)}")
        with open(os.path.join(release, program), "rb") as file:
            check(b"failpoint" not in file.read().lower(), f"{program} speaks of failpoints")
        found = [name for name in symbols(release, program) if "failpoint" in name.lower()]
        check(not found, f"{program}: {found}")
        check("main" in symbols(release, program), f"{program} has no symbols to look at")


if __name__ == "__main__":
    release, tests = sys.argv[1:3]
    run(cases_of(globals()))
