#!/usr/bin/env python3
"""Which branches of common/ the tests took: a table, the goals, and by name what was never taken.

    branches.py TREE [--uncovered [TEXT]] [--files]

TREE is a build of the preset `coverage` whose programs have run. README.md says what counts.
"""
import argparse
import fnmatch
import glob
import os
import re
import sys

import graph

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GOALS = {"record": 100.0, "session": 100.0}  # in per cent; what is not named here:
GOAL = 90.0
# What has been reached of a goal that is still ahead, and must not be lost again. Only ever raised.
HELD = {}
ASSERTION = re.compile(r"\b(?:BR_ASSERT|BR_UNREACHABLE)\(")


class Branch:
    """One way out of a place that has several."""

    def __init__(self, path, lines, to, function):
        self.path, self.lines, self.to, self.function = path, lines, to, function
        self.count = 0
        self.excluded = False

    def name(self, sources):
        way = "leaves the function" if self.to is None else f"goes on at line {self.to}"
        text = " ".join(sources.statement(self).split())
        return f"{self.path}:{self.lines[-1]}: in {self.function}, never {way}: {text}"


class Sources:
    """The text of the sources, and on which lines an assertion stands."""

    def __init__(self):
        self.texts, self.asserted = {}, {}

    def lines(self, path):
        if path not in self.texts:
            with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                self.texts[path] = file.read().split("\n")
        return self.texts[path]

    def statement(self, branch):
        """The lines of what is decided; of a long run of statements only the last."""
        first, last = min(branch.lines), max(branch.lines)
        if last - first > 4:
            first = last = branch.lines[-1]
        return "\n".join(self.lines(branch.path)[first - 1:last])

    def assertions(self, path):
        if path not in self.asserted:
            found, depth = set(), 0
            for number, line in enumerate(self.lines(path), 1):
                start = 0
                if depth == 0:
                    match = ASSERTION.search(line)
                    if not match or line.lstrip().startswith(("#define", "/*", "*", "//")):
                        continue
                    start = match.end() - 1
                found.add(number)
                depth += line.count("(", start) - line.count(")", start)
            self.asserted[path] = found
        return self.asserted[path]


def line_behind(function, leaving, block):
    """Where a way leads: the first line of the block, or of the one that it only passes on to."""
    for _ in range(8):
        lines = function.lines.get(block)
        if lines:
            return lines[0]
        real = [arc for arc in leaving.get(block, []) if not arc.flags & graph.FAKE]
        if len(real) != 1:
            return None
        block = real[0].target
    return None


def branches_of(function, path, sources):
    """Ways into code that never returns are assertions; so is every way inside an assertion."""
    leaving = function.leaving()
    asserted = sources.assertions(path)
    for block, arcs in sorted(leaving.items()):
        real = [arc for arc in arcs if not arc.flags & graph.FAKE]
        lines = function.lines.get(block)
        if len(real) < 2 or not lines or lines[-1] in asserted:
            continue
        for arc in real:
            beyond = leaving.get(arc.target, [])
            if beyond and all(next_arc.flags & graph.FAKE for next_arc in beyond):
                continue
            to = line_behind(function, leaving, arc.target)
            branch = Branch(path, lines, to, function.name)
            branch.count = arc.count
            yield branch


def read(tree, sources):
    """All branches of common/. Code in headers is compiled many times; its counts are added up."""
    functions = {}
    for path in glob.glob(os.path.join(tree, "common", "**", "*.gcno"), recursive=True):
        data = path[:-len("gcno")] + "gcda"
        counts = graph.read_counts(data) if os.path.exists(data) else {}
        for number, function in graph.read_graphs(path).items():
            source = os.path.relpath(function.path, ROOT)
            if not source.startswith("common/"):
                continue
            counted = sum(1 for arc in function.arcs if not arc.flags & graph.ON_TREE)
            graph.solve(function, counts.get(number, [0] * counted))
            key = (source, function.line, function.shape())
            if key in functions:
                for mine, other in zip(functions[key].arcs, function.arcs):
                    mine.count += other.count
            else:
                functions[key] = function
    found = []
    for (source, _, _), function in sorted(functions.items(), key=lambda item: item[0][:2]):
        found += branches_of(function, source, sources)
    return found


def read_exclusions(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if line and not line.startswith("#"):
                fields = [field.strip() for field in line.split(" | ")]
                if len(fields) != 4 or not fields[2].isdigit() or not all(fields):
                    raise SystemExit(f"{path}:{number}: not: files | text | count | reason")
                yield number, fields[0], fields[1], int(fields[2])


def exclude(branches, sources, path):
    """An exclusion says how many branches it excuses; another number is an error, so that none
    outlives its reason and none hides a second branch on the same line."""
    errors = []
    for number, files, text, count in read_exclusions(path):
        fitting = [branch for branch in branches
                   if branch.count == 0 and not branch.excluded
                   and fnmatch.fnmatch(branch.path, files)
                   and text in sources.statement(branch)]
        for branch in fitting:
            branch.excluded = True
        if len(fitting) != count:
            errors.append(f"{os.path.relpath(path, ROOT)}:{number}: excuses {count} branches, "
                          f"there are {len(fitting)} that were not taken: {text}")
    return errors


class Tally:
    def __init__(self):
        self.total = self.taken = self.excluded = 0

    def add(self, branch):
        self.total += not branch.excluded
        self.excluded += branch.excluded
        self.taken += branch.count > 0

    def percent(self):
        return 100.0 * self.taken / self.total if self.total else 100.0

    def row(self, name):
        return f"{name:<34} {self.taken:>6} of {self.total:>6} {self.percent():>7.2f} %" + (
            f"  {self.excluded} excluded" if self.excluded else "")


def tally(branches, key):
    found = {}
    for branch in branches:
        found.setdefault(key(branch), Tally()).add(branch)
    return sorted(found.items())


def judge(folders):
    """Print the folders against their goals; how many hold what is asked of them, how many not."""
    held = 0
    for name, folder in folders:
        goal = GOALS.get(name, GOAL)
        floor = HELD.get(name, goal)
        good = folder.percent() >= floor
        held += good
        words = "" if folder.percent() >= goal else f"  goal {goal:.0f} %: not yet"
        print(folder.row(f"common/{name}") + words + ("" if good else f", BELOW {floor:.0f} %"))
    return held, len(folders) - held


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tree")
    parser.add_argument("--uncovered", nargs="?", const="", metavar="TEXT",
                        help="name each branch never taken whose path contains TEXT")
    parser.add_argument("--files", action="store_true", help="a row for each file too")
    options = parser.parse_args()
    sources = Sources()
    branches = read(options.tree, sources)
    if not any(branch.count for branch in branches):
        raise SystemExit(f"{options.tree}: nothing was counted; build it with the preset coverage "
                         "and run its tests")
    errors = exclude(branches, sources, os.path.join(HERE, "excluded"))
    if options.uncovered is not None:
        for branch in branches:
            if not branch.count and not branch.excluded and options.uncovered in branch.path:
                print(branch.name(sources))
    if options.files:
        for name, file in tally(branches, lambda branch: branch.path):
            print(file.row(name))
    folders = tally(branches, lambda branch: branch.path.split("/")[1])
    held, missed = judge(folders)
    for error in errors:
        print(error)
    print("report", *(f"coverage_{name}={folder.percent():.2f}" for name, folder in folders))
    print(f"{held} passed, {missed + len(errors)} failed")
    return 1 if missed or errors else 0


if __name__ == "__main__":
    sys.exit(main())
