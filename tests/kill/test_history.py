#!/usr/bin/env python3
"""test_history.py - the rule that the kill test holds notices what it is there for."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from cases import cases_of, check, check_equal, check_in, run  # noqa: E402
from history import ACADEMY, NETWORK, History  # noqa: E402

BOTH = {"Bath": ["one"], "Leeds": ["one"]}


def written(audience=NETWORK, acked=True):
    history = History()
    history.begin("one", "Bath", audience)
    if acked:
        history.acked("one")
    return history


def finds(history, seen, part):
    wrong = history.judge(seen)
    check_equal(len(wrong), 1, f"violations {wrong}")
    check_in(part, wrong[0], "what it says")


def test_what_is_right():
    check(not written().judge(BOTH), "an acked write that is everywhere")
    check(not written(acked=False).judge(BOTH), "one that was kept and never answered")
    check(not written(acked=False).judge({"Bath": [], "Leeds": []}), "one that never came")
    check(not written(ACADEMY).judge({"Bath": ["one"], "Leeds": []}), "a local one")


def test_lost():
    finds(written(), {"Bath": [], "Leeds": []}, "is lost")
    finds(written(), {"Bath": ["one"], "Leeds": []}, "is lost")
    finds(written(ACADEMY), {"Bath": [], "Leeds": []}, "is lost")


def test_doubled():
    finds(written(), {"Bath": ["one"], "Leeds": ["one", "one"]}, "more than once")
    finds(written(acked=False), {"Bath": ["one", "one"], "Leeds": ["one"]}, "more than once")


def test_half_there():
    finds(written(acked=False), {"Bath": ["one"], "Leeds": []}, "not everywhere")


def test_over_the_border():
    finds(written(ACADEMY), BOTH, "is seen at Leeds")


def test_from_nowhere():
    finds(written(), {"Bath": ["one", "two"], "Leeds": ["one"]}, "nobody wrote")


def test_numbers():
    history = written()
    history.numbered("one", 1, 7)
    history.numbered("one", 1, 7)
    check(not history.judge(BOTH), "the same number again")
    history.numbered("one", 1, 8)
    finds(history, BOTH, "and then")
    history = written()
    history.begin("two", "Bath", NETWORK)
    history.numbered("one", 1, 7)
    history.numbered("two", 1, 7)
    finds(history, {"Bath": ["one", "two"], "Leeds": ["one", "two"]}, "was given to")


if __name__ == "__main__":
    run(cases_of(globals()))
