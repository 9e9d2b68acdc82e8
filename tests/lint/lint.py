#!/usr/bin/env python3
"""The checks that no compiler makes: layers, banned calls, pasted SQL, layout.

    tests/lint/lint.py              prove the rules on selftest/, then check the whole tree
    tests/lint/lint.py FILE...      show only what these files have

Each rule is a function that takes a Tree and yields findings; a rule without a good and a bad
example in selftest/ is itself a finding. `allowed` beside this file names the exceptions, each
with its reason.
"""
import pathlib
import subprocess
import sys

import rules_code
import rules_includes
import rules_text
from tree import Finding, Tree

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RULES = {**rules_includes.RULES, **rules_code.RULES, **rules_text.RULES}
SKIPPED = ("build/", "tests/lint/selftest/")


def read_tree():
    """All files that git knows or would add."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-coz", "--exclude-standard"], capture_output=True)
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
    else:  # an unpacked archive
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
    files = {}
    for name in sorted(filter(None, names)):
        path = ROOT / name
        if name.startswith(SKIPPED) or not path.is_file() or path.is_symlink():
            continue
        files[name] = path.read_bytes().decode("utf-8", "replace")
    return Tree(files)


class Allowed:
    """Lines of `rule | file | text of the line | reason`; one that nothing needs is a finding."""

    def __init__(self, path):
        self.entries = []
        self.wrong = []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            parts = [part.strip() for part in line.split(" | ")]
            if len(parts) != 4 or not all(parts) or parts[0] not in RULES:
                self.wrong.append(Finding("allowed", "tests/lint/allowed", number,
                                          "not of the form: rule | file | text | reason"))
                continue
            self.entries.append((number, parts, []))

    def lets(self, finding, tree):
        line = tree.line(finding.path, finding.line)
        for _, (rule, path, text, _), uses in self.entries:
            if (finding.rule, finding.path) == (rule, path) and text in line:
                uses.append(finding)
                return True
        return False

    def findings(self):
        yield from self.wrong
        for number, (rule, path, text, _), uses in self.entries:
            if not uses:
                yield Finding("allowed", "tests/lint/allowed", number,
                              f"nothing needs this any more: {rule} | {path} | {text}")


def selftest():
    """The rules on their examples; each problem is a sentence."""
    problems = []
    for rule, check in RULES.items():
        path = HERE / "selftest" / f"{rule}.txt"
        if not path.exists():
            problems.append(f"{rule}: has no selftest/{rule}.txt")
            continue
        seen = set()
        for number, (kind, files) in enumerate(read_cases(path.read_text()), 1):
            found = list(check(Tree(files)))
            seen.add(kind)
            if kind == "bad" and not found:
                problems.append(f"{rule}: case {number} is bad, but nothing was found")
            if kind == "good" and found:
                problems.append(f"{rule}: case {number} is good, but found: {found[0]}")
        if seen != {"good", "bad"}:
            problems.append(f"{rule}: needs a good and a bad example")
    for path in (HERE / "selftest").glob("*.txt"):
        if path.stem not in RULES:
            problems.append(f"{path.name}: there is no such rule")
    return problems


def read_cases(text):
    """ "== good" and "== bad" begin a case, "-- PATH" a file of it; "times N" repeats its lines."""
    cases = []
    for line in text.splitlines(keepends=True):
        if line.startswith("== "):
            cases.append((line[3:].strip(), {}))
        elif line.startswith("-- "):
            name, _, times = line[3:].strip().partition(" times ")
            cases[-1][1][name] = ""
        else:
            cases[-1][1][name] += line * int(times or 1)
    return cases


def main():
    only = {str(pathlib.Path(name).resolve().relative_to(ROOT)) for name in sys.argv[1:]}
    problems = selftest()
    for problem in problems:
        print(f"selftest: {problem}")
    tree = read_tree()
    allowed = Allowed(HERE / "allowed")
    findings = [f for check in RULES.values() for f in check(tree) if not allowed.lets(f, tree)]
    findings.extend(allowed.findings())
    if only:
        findings = [f for f in findings if f.path in only]
    findings.sort(key=lambda f: (f.path, f.line))
    for finding in findings:
        print(finding)
    errors = sum(1 for f in findings if f.counts)
    print(f"lint: {len(tree.files)} files, {len(RULES)} rules, {errors} findings, "
          f"{len(findings) - errors} warnings")
    return 1 if errors or problems else 0


if __name__ == "__main__":
    sys.exit(main())
