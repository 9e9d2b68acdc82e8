#!/usr/bin/env python3
"""test_limits.py - the maxima of common/base/limits.h that only whole programs keep.

Each at one less, exactly and one more; times just before and just after. The figures come from
limits.h itself, so that a changed one is tested as it is.
"""

import contextlib
import fcntl
import itertools
import json
import os
import pathlib
import re
import sqlite3
import threading
import time

from cases import Failure, cases_of, check, check_equal, check_in, run, together, wait_for
from network import Network
from wire import ALPN_JOIN, Code, Connection, Identity, enrol

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FINE, FAILED, USAGE, OFFLINE, UNKNOWN = 0, 1, 2, 3, 5
SLACK = 1.0  # seconds that starting a program may take


def limit(name):
    """The value of a constant: numbers, *, << and -, as C and Python both read them."""
    text = (ROOT / "common/base/limits.h").read_text()
    value = re.search(rf"^#define {name}\s+([0-9ul*()<\- ]+)", text, re.MULTILINE)[1]
    return eval(re.sub("[ul]", "", value))


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.ash = self.network.client(self.bath, "Ash")


# --- names ------------------------------------------------------------------------------------

def test_things_listed_when_a_name_is_not_enough():
    most = limit("BR_CANDIDATES_MAX")
    for count in range(1, most + 2):
        world.ash.verb("room open", "--name", "Ward", "--pathway", "Hip")
        if count < most - 1:
            continue
        asked = world.ash.verb("room show", "Ward", expect=UNKNOWN)
        listed = [line for line in asked.err.splitlines() if line.startswith("  ")]
        check_equal(sum("Big Room" in line for line in listed), min(count, most),
                    f"things listed of {count}")
        check_equal(sum("and more" in line for line in listed), count > most, "more")


def test_digits_that_name_a_thing():
    least = limit("BR_ID_SUFFIX_MIN")
    thread = world.ash.json("thread new", "--to", "network", "--title", "T", "--text", "x")["id"]
    for count in (least - 1, least, least + 1):
        end = thread.replace("-", "")[-count:]
        shown = world.ash.verb("thread show", end, expect=FINE if count >= least else UNKNOWN)
        check(count >= least or f"at least the last {least} hex digits" in shown.err, shown)


# --- batch files ------------------------------------------------------------------------------

def test_lines_of_one_transaction():
    most = limit("BR_BATCH_GROUP_MAX")
    for count in (most - 1, most, most + 1):
        name = os.path.join(world.network.folder, f"batch-{count}.jsonl")
        with open(name, "w") as file:
            for number in range(count):
                file.write(json.dumps({"kind": "thread_started", "to": "academy",
                                       "key": str(number), "message": {"title": "t"}}) + "\n")
        before = waiting(world.ash)
        world.ash.verb("batch", name)
        check_equal(waiting(world.ash) - before, count, "writes in the outbox")
        world.ash.verb("batch", name)  # each was remembered
        check_equal(waiting(world.ash) - before, count, "writes after the second time")


def waiting(client):
    return len(client.json("outbox list")["outbox"])


# --- invitations ------------------------------------------------------------------------------

numbers = itertools.count()


def test_days_of_an_invitation():
    most = limit("BR_INVITATION_LIFE_MS") // (24 * 3600 * 1000)
    for days in (most - 1, most, most + 1):
        asked = world.bath.verb("invite", "--member", f"Kim {days}", "--role", "coach", "--days",
                                str(days), expect=FINE if days <= most else USAGE)
        check(days <= most or f"to {most}" in asked.err, asked)


# --- peers, and epochs ------------------------------------------------------------------------

def test_peers_of_one_academy():
    most = limit("BR_PEERS_MAX")
    name = "no more than"
    for number in range(1, most + 2):
        code = Code.peer(number.to_bytes(32, "big"), bytes([1]) + number.to_bytes(31, "big"),
                         "192.0.2.1:7400", f"Academy {number}")
        asked = world.bath.asked("peer add", code.text(), "--no-dial", expect=None)
        check_equal(asked.code, FINE if number <= most else FAILED, f"peer {number}: {asked}")
        check((name in asked.err) == (number > most), asked)
    check_equal(len(world.bath.verb("peer list", "--json").json()), most, "peers")


def test_epochs_of_restores():
    most = limit("BR_EPOCH_MAX")
    for last in (most - 2, most - 1, most):
        leeds = world.network.academy(f"Leeds{last}", start=False)
        with contextlib.closing(sqlite3.connect(leeds.folder + "/private.db")) as db, db:
            db.execute("UPDATE setting SET value = ? WHERE key = 'epoch'",
                       (last.to_bytes(4, "big"),))
        leeds.start()
        backup, folder = leeds.folder + ".backup", leeds.folder + "-again"
        leeds.verb("backup", backup)
        leeds.stop()
        asked = leeds.program("restore", backup, folder, expect=None)
        check_equal(asked.code, FINE if last < most else FAILED, f"after epoch {last}: {asked}")


# --- knocking ---------------------------------------------------------------------------------

def test_devices_that_join_at_once():
    most = limit("BR_ENROLMENTS_MAX")
    device = Identity(world.network.folder, "knocking")
    knocking = []
    try:
        for _ in range(most):
            knocking.append(Connection(world.bath.port, device, ALPN_JOIN))
        with Connection(world.bath.port, device, ALPN_JOIN) as one_more:
            check_equal(one_more.how_it_ends()[0], "closed", f"the one after {most}")
        last = knocking.pop()
        with last:  # it waits for what we say, as the others do
            last.tls.settimeout(0.2)
            try:
                check(last.tls.recv(1) == b"wait", "it was closed, too")
            except TimeoutError:
                pass
    finally:
        for connection in knocking:
            connection.close()

    def has_room():
        code = world.bath.invite(f"Kim {next(numbers)}")
        return 1 not in enrol(code, Identity(world.network.folder, "kim"))
    wait_for("there is room again", has_room, 5)


# --- waiting ----------------------------------------------------------------------------------

def held_for(owner, verb, seconds):
    """Hold the folder for so long; how a verb fares meanwhile, and after how long."""
    begin = time.monotonic()
    with open(os.path.join(owner.folder, "lock"), "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        timer = threading.Timer(seconds, fcntl.flock, (lock, fcntl.LOCK_UN))
        timer.start()
        asked = owner.verb(verb, expect=None)
        taken = time.monotonic() - begin
        timer.cancel()
        timer.join()
    return asked.code, taken, asked


def check_freed(owner, verb, wait):
    code, taken, asked = held_for(owner, verb, wait - SLACK)
    check(code == FINE and taken >= wait - SLACK, f"after {taken:.1f} s: {asked}")


def check_busy(owner, verb, wait):
    code, taken, asked = held_for(owner, verb, wait + 10 * SLACK)
    check(code == FAILED and wait <= taken < wait + 10 * SLACK, f"after {taken:.1f} s: {asked}")
    check_in("in use by another process", asked.err, "the reason")


def test_a_folder_that_is_busy():
    client, server = limit("BR_CLIENT_BUSY_WAIT_MS") / 1000, limit("BR_FOLDER_WAIT_MS") / 1000
    bo = world.network.client(world.bath, "Bo")
    leeds = world.network.academy("Leeds", start=False)
    york = world.network.academy("York", start=False)
    together(lambda: check_freed(world.ash, "thread list", client),
             lambda: check_busy(bo, "thread list", client),
             lambda: check_freed(leeds, "peer list", server),
             lambda: check_busy(york, "peer list", server))


def check_stays_away(client, wait):
    begin = time.monotonic()
    asked = client.sync(expect=None)
    taken = time.monotonic() - begin
    check(asked.code == OFFLINE and wait <= taken < wait + 10 * SLACK,
          f"after {taken:.1f} s: {asked}")


def check_comes_back(client, wait):
    answers = []
    begin = time.monotonic()
    thread = threading.Thread(target=lambda: answers.append(client.sync(expect=None)))
    thread.start()
    thread.join(wait / 2)  # it comes back well before the time is over
    check(thread.is_alive(), f"it did not wait: {answers}")
    client.academy.start()
    thread.join()
    taken = time.monotonic() - begin
    check(answers and answers[0].code == FINE and taken < wait, f"after {taken:.1f} s: {answers}")


def test_an_academy_that_is_away():
    wait = limit("BR_SYNC_WAIT_MS") / 1000
    hull = world.network.academy("Hull")
    kim = world.network.client(hull, "Kim")
    hull.stop()
    world.bath.stop()
    together(lambda: check_comes_back(world.ash, wait), lambda: check_stays_away(kim, wait))


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
