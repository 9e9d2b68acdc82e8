#!/usr/bin/env python3
"""What the last runs of tests/run proved, as a page: tests/ROBUSTNESS.txt.

A test program says figures of its own in lines of its output:

    report crash_states=300123 crash_lost=0

`tests/run --report` collects them from build/log after the steps have run, and writes the page. A
figure stands with what it is, and with the goal for this kind of run where there is one. A figure
that nobody knows here is printed by its own name, so that nothing is left out.
"""
import datetime
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(HERE)
LOGS = os.path.join(ROOT, "build", "log")

# The part of the page, its first words; figures by the beginning of their names, in this order.
PARTS = [
    ("Simulation", "academies and clients in one process, virtual time, faults drawn by the seed",
     ("sim_",)),
    ("Crashes", "at every write, sync and truncate: kept, dropped or torn, then opened again",
     ("crash_", "flip_")),
    ("Torture", "the n-th allocation, read or write fails, once and for ever", ("torture_",)),
    ("Real processes", "killed at named points, cut off, dribbled at",
     ("kill", "failpoint", "links_", "history_")),
    ("Power cuts", "a virtual machine switched off while it writes", ("vm_",)),
    ("Border", "marks in everything local, looked for in everything that leaves",
     ("border_", "canar")),
    ("Hostile peers", "malformed frames, idle and stalled connections", ("hostile_",)),
    ("Fuzzing", "libFuzzer with address and undefined sanitizers", ("fuzz_", "corpus_")),
    ("Altered batches", "every byte of signed batches changed", ("mutant",)),
    ("Planted faults", "a promise broken on purpose; some check has to notice", ("planted",)),
    ("Branches covered", "by unit tests, stories and simulation; per cent", ("coverage_",)),
]

# What a figure must be: at least, or at most, in an ordinary run (a long one does more).
AT_LEAST = {
    "crash_states": 300000, "sim_seeds": 500, "sim_cluster_hours": 2000, "sim_faults": 200000,
    "kills": 100, "mutants": 200000, "planted": 80, "coverage_record": 100, "coverage_session": 100,
    "coverage_store": 90, "coverage_base": 90, "coverage_net": 90, "coverage_pages": 90,
    "coverage_replica": 90, "torture_scenarios": 12,
    "planted_by_sim_alone_found": 20,
}
ZERO = {"crash_lost", "crash_corrupt", "sim_violations", "mutants_accepted", "accepted",
        "border_hits", "fuzz_findings"}


def figures():
    """name -> value as said, the latest of each, and how many log files had any."""
    found, logs = {}, 0
    for path in sorted(glob.glob(os.path.join(LOGS, "*.log")), key=os.path.getmtime):
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = [match.group(1) for match in
                     re.finditer(r"^(?:\d+: )?report (.*)$", file.read(), re.MULTILINE)]
        logs += bool(lines)
        for line in lines:
            for word in line.split():
                name, _, value = word.partition("=")
                if value:
                    found[name] = value
    return found, logs


def number(value):
    try:
        return float(value)
    except ValueError:
        return None


def shown(value):
    found = number(value)
    if found is None:
        return value
    return f"{int(found):,}" if found == int(found) else f"{found:,.1f}"


def verdict(name, value):
    found = number(value)
    if found is None:
        return ""
    if name in AT_LEAST:
        return f"goal {AT_LEAST[name]:,}" + ("" if found >= AT_LEAST[name] else ": NOT REACHED")
    if name in ZERO:
        return "must be 0" + ("" if found == 0 else ": BROKEN")
    return ""


def part_lines(found, prefixes):
    for name in list(found):
        if name.startswith(prefixes):
            value = found.pop(name)
            yield f"  {name:<40} {shown(value):>14}   {verdict(name, value)}".rstrip()


def commit():
    done = subprocess.run(["git", "-C", ROOT, "log", "-1", "--format=%h of %cs"],
                          stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout.strip() or "unknown"


def page(found):
    today = datetime.date.today().isoformat()
    yield "What the checks of Bigroom did when they were last run in full, and what they found."
    yield f"Written by tests/run --report on {today}, at commit {commit()}, " \
          f"{os.cpu_count()} processors. tests/README.md says what each part proves."
    for title, words, prefixes in PARTS:
        lines = list(part_lines(found, prefixes))
        if lines:
            yield ""
            yield f"{title}: {words}"
            yield from lines
    lines = list(part_lines(found, ("",)))
    if lines:
        yield ""
        yield "Other figures"
        yield from lines


def main():
    found, logs = figures()
    if not logs:
        sys.exit("no step has said any figures yet: run tests/run first")
    text = "\n".join(page(dict(found))) + "\n"
    with open(os.path.join(HERE, "ROBUSTNESS.txt"), "w", encoding="utf-8") as file:
        file.write(text)
    missed = [line.strip() for line in text.splitlines()
              if line.endswith(("NOT REACHED", "BROKEN"))]
    print(f"tests/ROBUSTNESS.txt: {len(found)} figures of {logs} steps")
    print("\n".join(missed))


if __name__ == "__main__":
    main()
