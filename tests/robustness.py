#!/usr/bin/env python3
"""What a run of tests/run proved, as a page: tests/ROBUSTNESS.txt.

    robustness.py [--long] STEP...

A test program says figures of its own in lines of its output:

    report crash_states=150123 crash_lost=0

`tests/run --report` calls this with the steps that it has run; only their logs count, so that
nothing older gets into the page. What several programs of a step have said is added up. A figure
stands with what it is, and with the goal for this kind of run where there is one. A figure that
nobody knows here is printed by its own name, so that nothing is left out.

A goal that was not reached is said in words. The exit status is 1 when a figure is not what it must
be, or when one that belongs to such a run was not said: a step that was left out, or skipped it.
"""
import argparse
import datetime
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(HERE)
LOGS = os.path.join(ROOT, "build", "log")
PAGE = os.path.join(HERE, "ROBUSTNESS.txt")

# The part of the page, its first words; figures by the beginning of their names, in this order.
PARTS = [
    ("Simulation", "academies and clients in one process, virtual time, faults drawn by the seed",
     ("sim_",)),
    ("Crashes", "at every write, sync and truncate: kept, dropped or torn, then opened again",
     ("crash_", "flips_", "control_")),
    ("Torture", "the n-th allocation, read or write fails, once and for ever", ("torture_",)),
    ("Real processes", "killed at named points, cut off, dribbled at",
     ("kill", "failpoint", "history_", "net_")),
    ("Power cuts", "a virtual machine switched off while it writes", ("vm_",)),
    ("Border", "marks in everything local, looked for in everything that leaves",
     ("border_",)),
    ("Hostile peers", "malformed frames, idle and stalled connections", ("hostile_",)),
    ("Fuzzing", "libFuzzer with address and undefined sanitizers", ("fuzz_",)),
    ("Altered batches", "every byte of signed batches changed", ("mutant",)),
    ("Planted faults", "a promise broken on purpose; some check has to notice", ("planted",)),
    ("Branches covered", "by unit tests and stories; per cent", ("coverage_",)),
]

# Of what several programs say under one name the greatest counts, unless it can be added up.
NOT_ADDED = re.compile(r"(_ms|_s|_kib|_ratio|_seed|_cov|_ft)$|_p99|^coverage_")
LEAST_COUNTS = ("coverage_",)  # of these the least

# What an ordinary run should reach, at least or at most (a long one does more).
AT_LEAST = {
    "crash_states": 300000, "sim_seeds": 500, "sim_cluster_hours": 2000, "sim_faults": 200000,
    "kills": 100, "mutants": 200000, "planted": 80, "coverage_record": 100, "coverage_session": 100,
    "coverage_store": 90, "coverage_base": 90, "coverage_net": 90, "coverage_pages": 90,
    "coverage_replica": 90, "coverage_web": 90, "torture_scenarios": 12,
    "planted_by_sim_alone_found": 20,
}
AT_MOST = {"hostile_p99_ratio": 2}

# What breaks a promise of the product.
ZERO = {"crash_lost", "crash_corrupt", "flips_log_served", "torture_wrong", "sim_violations",
        "mutants_accepted", "border_hits", "fuzz_findings", "vm_lost", "vm_faults"}
# Where nothing is lost, found or heard, the figures that must be 0 prove nothing.
NOT_ZERO = {"control_lost", "vm_control_lost", "mutants_control_accepted", "flips_log",
            "crash_resumed", "torture_points", "torture_memory_points", "history_acked",
            "kills_at_failpoints", "kills_at_random", "net_acked_writes",
            "net_proxied_acked_writes", "net_lost_packets", "net_cut_packets", "net_resets",
            "border_canaries", "border_shared", "border_bytes_to_peers", "border_bytes_logged",
            "hostile_honest_writes", "vm_acked"}
ALL_OF = {"planted_found": "planted"}

# Which step says what; a run says all of it, a long one also the second half.
SAID = {
    "sim": "sim_seeds sim_cluster_hours sim_faults sim_violations",
    "mutants": "mutants mutants_accepted mutants_control mutants_control_accepted",
    "fuzz": "fuzz_targets fuzz_findings",
    "torture": "torture_scenarios torture_points torture_memory_points torture_stopped "
               "torture_wrong",
    "coverage": "coverage_base coverage_net coverage_pages coverage_record coverage_replica "
                "coverage_session coverage_store",
    "kill": "kills failpoints_hit kills_at_failpoints kills_in_writes kills_at_random kill_pauses "
            "history_writes history_acked kill_seed "
            "net_lost_packets net_cut_packets net_thin_link_delays net_acked_writes net_healed_s "
            "net_seed net_proxied_connections net_proxied_whole net_proxied_dribble "
            "net_proxied_late net_proxied_reset net_proxied_silent net_single_bytes net_resets "
            "net_proxied_acked_writes net_proxied_healed_s",
    "border": "border_canaries border_shared border_bytes_to_peers border_bytes_logged "
              "border_keys_heard border_hits",
    "hostile": "hostile_rss_growth_kib hostile_honest_p99_ms hostile_undisturbed_p99_ms "
               "hostile_p99_ratio hostile_honest_writes hostile_let_in_afterwards_ms",
    "crash": "crash_states crash_lost crash_corrupt crash_resumed control_states control_lost "
             "control_corrupt control_resumed flips_log flips_log_served flips_views "
             "flips_views_served flips_device flips_device_served flips_private "
             "flips_private_served",
    "planted": "planted planted_found",
}
SAID_LONG = {
    "planted": "planted_by_sim_alone planted_by_sim_alone_found",
    "vm": "vm_cuts vm_acked vm_lost vm_faults vm_control_cuts vm_control_acked vm_control_lost",
}


# --- what the steps have said -------------------------------------------------------------------

def said_in(text):
    """name -> all values of it, in the order of the log; ctest puts "N: " before a line."""
    said = {}
    for match in re.finditer(r"^(?:\d+: )?report (.*)$", text, re.MULTILINE):
        for word in match.group(1).split():
            name, _, value = word.partition("=")
            if value:
                said.setdefault(name, []).append(value)
    return said


def joined(name, values):
    """One value of what several programs have said; of what is no number the last."""
    numbers = [number(value) for value in values]
    if len(values) == 1 or None in numbers:
        return values[-1]
    if not NOT_ADDED.search(name):
        whole = sum(numbers)
        return str(int(whole)) if whole == int(whole) else str(whole)
    chosen = min if name.startswith(LEAST_COUNTS) else max
    return chosen(values, key=float)


def figures(folder, steps):
    """name -> value, and how many of the steps said any."""
    found, count = {}, 0
    for step in steps:
        path = os.path.join(folder, f"{step}.log")
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                said = said_in(file.read())
            count += bool(said)
            found.update((name, joined(name, values)) for name, values in said.items())
    return found, count


def number(value):
    try:
        return float(value)
    except ValueError:
        return None


def absent(found, long):
    """What was not said, as sentences."""
    for said in (SAID, SAID_LONG) if long else (SAID,):
        for step, names in said.items():
            missing = [name for name in names.split() if name not in found]
            if missing:
                yield f"ABSENT: the step {step} has not said {' '.join(missing)}"


# --- the page -----------------------------------------------------------------------------------

def shown(value):
    found = number(value)
    if found is None:
        return value
    return f"{int(found):,}" if found == int(found) else f"{found:,.1f}"


def must(words, good):
    return f"must be {words}" + ("" if good else ": BROKEN")


def goal(words, good):
    return f"goal {words}" + ("" if good else ": NOT REACHED")


def verdict(name, value, all_found):
    """What a figure should be or must be; where it must be something, words are never enough."""
    found = number(value)
    if "/" in value:
        hit, _, of = value.partition("/")
        return must("all of them", hit == of)
    if name in ZERO:
        return must("0", found == 0)
    if name in NOT_ZERO:
        return must("at least 1", found is not None and found >= 1)
    if name in ALL_OF:
        whole = all_found.get(ALL_OF[name])
        return must(f"all of {ALL_OF[name]}", whole is not None and found == number(whole))
    if name in AT_LEAST:
        return goal(f"{AT_LEAST[name]:,}", found is not None and found >= AT_LEAST[name])
    if name in AT_MOST:
        return goal(f"at most {AT_MOST[name]:,}", found is not None and found <= AT_MOST[name])
    return ""


def part_lines(left, prefixes, all_found):
    for name in list(left):
        if name.startswith(prefixes):
            value = left.pop(name)
            yield f"  {name:<40} {shown(value):>14}   {verdict(name, value, all_found)}".rstrip()


def commit():
    done = subprocess.run(["git", "-C", ROOT, "log", "-1", "--format=%h of %cs"],
                          stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout.strip() or "unknown"


def page(found, missing):
    today = datetime.date.today().isoformat()
    left = dict(found)
    yield "What the checks of Bigroom did when they were last run in full, and what they found."
    yield f"Written by tests/run --report on {today}, at commit {commit()}, " \
          f"{os.cpu_count()} processors. tests/README.md says what each part proves."
    for title, words, prefixes in PARTS:
        lines = list(part_lines(left, prefixes, found))
        if lines:
            yield ""
            yield f"{title}: {words}"
            yield from lines
    for title, lines in (("Other figures", list(part_lines(left, ("",), found))),
                         ("Not said, so not a run in full", [f"  {line}" for line in missing])):
        if lines:
            yield ""
            yield title
            yield from lines


def main(arguments, folder=LOGS, path=PAGE):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("steps", nargs="*", metavar="STEP", help="those whose logs are of this run")
    parser.add_argument("--long", action="store_true", help="it was tests/run --long")
    given = parser.parse_args(arguments)
    found, count = figures(folder, given.steps)
    missing = list(absent(found, given.long))
    if not found:
        print("no step of this run has said a figure: the page stays as it is")
        return 1
    lines = list(page(found, missing))
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(f"tests/ROBUSTNESS.txt: {len(found)} figures of {count} steps")
    noted = [line for line in lines if line.endswith(("NOT REACHED", "BROKEN"))]
    for line in noted + missing:
        print(" ".join(line.split()))
    broken = [line for line in noted if line.endswith("BROKEN")]
    return 1 if broken or missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
