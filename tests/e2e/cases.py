"""cases.py - run the cases of one test program and count them, as every test program here does.

The last line is "N passed, N failed". BR_TEST_ONLY names the only cases to run. A case that cannot
run on this machine raises Skipped with the reason: it is printed and counted in neither number.
"""

import concurrent.futures
import os
import sys
import time
import traceback


# Seconds, the longest wait: who only wants to see that a case can fail need not wait long.
PATIENCE = float(os.environ.get("BR_PATIENCE", "inf"))


class Failure(Exception):
    """What was expected did not happen; the text says what did."""


class Skipped(Exception):
    """This machine cannot show it; the text says why."""


def check(condition, text):
    if not condition:
        raise Failure(text)


def check_equal(actual, expected, what):
    if actual != expected:
        raise Failure(f"{what}: {shortened(actual)}, expected {shortened(expected)}")


def check_in(part, whole, what):
    if part not in whole:
        raise Failure(f"{what}: no {part!r} in {shortened(whole)}")


def shortened(value, size=600):
    text = repr(value)
    return text if len(text) <= size else f"{text[:size]}... ({len(text)} characters)"


def wait_for(what, test, seconds=30.0):
    """Ask [test] again and again until it is true; its value. Failure after [seconds]."""
    seconds = min(seconds, PATIENCE)
    end = time.monotonic() + seconds
    wait = 0.01
    while True:
        value = test()
        if value:
            return value
        if time.monotonic() >= end:
            raise Failure(f"not within {seconds:.0f} s: {what}")
        time.sleep(wait)
        wait = min(wait * 1.5, 0.2)


def together(first, *others):
    """Run functions at once that mostly wait; the first failure among them is the case's. [first]
    runs in this thread: a server ends with the thread that has started it."""
    with concurrent.futures.ThreadPoolExecutor(len(others)) as pool:
        waiting = [pool.submit(other) for other in others]
        first()
        for other in waiting:
            other.result()


def say(text):
    print(text, flush=True)


def cases_of(module):
    """All functions of a program whose names begin with test_, in their order."""
    return [value for name, value in list(module.items()) if name.startswith("test_")]


def run(cases, finish=None):
    """Run [cases], functions without arguments, in order; ends the program. [finish] cleans up what
    they shared and returns the problems that it met: they fail the program, too."""
    only = os.environ.get("BR_TEST_ONLY", "").split()
    passed = failed = 0
    for case in cases:
        name = case.__name__
        if only and name not in only:
            continue
        begin = time.monotonic()
        try:
            case()
        except Skipped as reason:
            say(f"skipped {name}: {reason}")
            continue
        except Failure as failure:
            failed += 1
            where = traceback.extract_tb(failure.__traceback__)[-1]
            calls = [at for at in traceback.extract_tb(failure.__traceback__) if at.name == name]
            line = calls[-1].lineno if calls else where.lineno
            say(f"FAILED {name} (line {line}): {failure}")
            continue
        except Exception:  # a case that breaks fails, and the others go on
            failed += 1
            say(f"FAILED {name}: {traceback.format_exc()}")
            continue
        passed += 1
        say(f"ok {name} ({time.monotonic() - begin:.1f} s)")
    problems = finish() if finish is not None else []
    for problem in problems:
        say(f"FAILED at the end: {problem}")
    failed += len(problems)
    say(f"{passed} passed, {failed} failed")
    sys.exit(0 if failed == 0 and passed > 0 else 1)
