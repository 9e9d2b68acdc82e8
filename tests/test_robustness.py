#!/usr/bin/env python3
"""Does robustness.py add up, and can it fail? Made-up logs of a whole run, with one thing wrong."""
import contextlib
import io
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "e2e"))

import robustness  # noqa: E402
from cases import cases_of, check, check_equal, check_in, run  # noqa: E402


def good_logs(long=False):
    """step -> the lines of its log, in a run where all is as it must be."""
    logs = {}
    for said in (robustness.SAID, robustness.SAID_LONG) if long else (robustness.SAID,):
        for step, names in said.items():
            words = (f"{name}={good_value(name)}" for name in names.split())
            logs.setdefault(step, []).append("report " + " ".join(words))
    return logs


def good_value(name):
    if name == "failpoints_hit":
        return "12/12"
    if name in robustness.ZERO:
        return "0"
    return str(robustness.AT_MOST.get(name, 1000000))


def reported(logs, *options, steps=None):
    """Exit status, what was printed, and the page."""
    with tempfile.TemporaryDirectory() as folder:
        for step, lines in logs.items():
            with open(os.path.join(folder, f"{step}.log"), "w", encoding="utf-8") as file:
                file.write("\n".join(["words of no concern", *lines, "1 passed, 0 failed", ""]))
        path = os.path.join(folder, "page")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = robustness.main([*options, *(logs if steps is None else steps)], folder, path)
        with open(path, encoding="utf-8") as file:
            return status, printed.getvalue(), file.read()


def changed(step, before, after, long=False):
    logs = good_logs(long)
    text = "\n".join(logs[step])
    check_in(before, text, f"the log of {step}")
    logs[step] = text.replace(before, after).split("\n")
    return logs


def fails(logs, words, *options, steps=None):
    status, printed, page = reported(logs, *options, steps=steps)
    check_equal(status, 1, f"the exit status, with {words}")
    check(any(line.startswith(words) for line in printed.splitlines()), f"{words} in {printed}")
    return page


def test_a_whole_run_is_good():
    for options in ((), ("--long",)):
        status, printed, page = reported(good_logs(bool(options)), *options)
        check_equal(status, 0, f"the exit status; printed: {printed}")
        check("Other figures" not in page, page)
        check("Not said" not in page, page)


def test_two_halves_are_added_up():
    logs = changed("crash", "report crash_states=1000000 crash_lost=0",
                   "1: report crash_states=150100 crash_lost=7\n"
                   "2: report crash_states=150023 crash_lost=0\n3: report")
    page = fails(logs, "crash_lost 7 must be 0: BROKEN")
    check_in("300,123   goal 300,000\n", page, "the page")


def test_what_cannot_be_added_is_not():
    for name, one, other, joined in (("hostile_honest_p99_ms", "3.5", "2.0", "3.5"),
                                     ("hostile_p99_ratio", "1.2", "1.4", "1.4"),
                                     ("net_healed_s", "10", "20", "20"),
                                     ("hostile_rss_growth_kib", "7", "5", "7"),
                                     ("coverage_store", "91.5", "90.2", "90.2"),
                                     ("sim_cluster_hours", "1.5", "2.0", "3.5"),
                                     ("kill_seed", "4", "4", "4"),
                                     ("failpoints_hit", "3/4", "4/4", "4/4"),
                                     ("mutants", "5", "6", "11")):
        check_equal(robustness.joined(name, [one, other]), joined, name)


def test_what_must_be_zero():
    steps = {name: step for said in (robustness.SAID, robustness.SAID_LONG)
             for step, names in said.items() for name in names.split()}
    for name in robustness.ZERO:
        logs = changed(steps[name], f"{name}=0", f"{name}=1", long=True)
        fails(logs, f"{name} 1 must be 0: BROKEN", "--long")
    for name in robustness.NOT_ZERO:
        logs = changed(steps[name], f" {name}={good_value(name)}", f" {name}=0", long=True)
        fails(logs, f"{name} 0 must be at least 1: BROKEN", "--long")


def test_what_must_be_all():
    fails(changed("kill", "12/12", "11/12"), "failpoints_hit 11/12 must be all of them: BROKEN")
    fails(changed("planted", "planted_found=1000000", "planted_found=999999"),
          "planted_found 999,999 must be all of planted: BROKEN")
    fails(changed("crash", "crash_lost=0", "crash_lost=none"),
          "crash_lost none must be 0: BROKEN")


def test_a_goal_is_words():
    for step, before, after in (("sim", "sim_seeds=1000000", "sim_seeds=499"),
                                ("hostile", "hostile_p99_ratio=2", "hostile_p99_ratio=2.1")):
        status, printed, _ = reported(changed(step, before, after))
        check_equal(status, 0, "the exit status")
        check_in("NOT REACHED", printed, "what was printed")


def test_what_was_not_said():
    fails(changed("crash", "flips_log_served=0", ""),
          "ABSENT: the step crash has not said flips_log_served")
    fails(good_logs(), "ABSENT: the step vm has not said vm_cuts", "--long")
    logs = good_logs()
    del logs["border"]
    page = fails(logs, "ABSENT: the step border has not said border_canaries")
    check_in("Not said", page, "the page")
    fails({"sim": good_logs()["sim"]}, "ABSENT: the step crash")


def test_no_page_of_nothing():
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = os.path.join(folder, "page")
        check_equal(robustness.main(["sim"], folder, path), 1, "the exit status")
        check(not os.path.exists(path), "a page of nothing was written")


def test_logs_of_other_runs_are_left_out():
    logs = good_logs()
    steps = [step for step in logs if step != "torture"]
    page = fails(logs, "ABSENT: the step torture", steps=steps)
    check("torture_points" not in page.split("Not said")[0], page)
    logs["coverage-tests"] = ["report sim_seeds=4 sim_violations=3"]
    status, _, page = reported(logs, steps=[*steps, "torture"])
    check_equal(status, 0, "the exit status")
    check_in("sim_seeds                                     1,000,000", page, "the page")


def test_an_unknown_figure_is_shown():
    logs = good_logs()
    logs["sim"].append("report strange=4711")
    status, _, page = reported(logs)
    check_equal(status, 0, "the exit status")
    check_in("Other figures\n  strange                                           4,711", page,
             "the page")


if __name__ == "__main__":
    run(cases_of(globals()))
