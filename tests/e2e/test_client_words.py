#!/usr/bin/env python3
"""test_client_words.py - what `bigroom` says: to somebody who was interrupted, to programs that
read its JSON, to whom something was refused, and about what leaves the academy.
"""

import os
import pty
import re
import signal
import socket
import subprocess
import time

from cases import cases_of, check, check_equal, check_in, run
from network import Client, Network, interrupted, programs_folder, run_program


class World:
    def __init__(self):
        self.network = network = Network()
        self.academy = network.academy("Bath")
        self.coach = network.client(self.academy, "Ash", "coach")


# --- joining, cut off anywhere ----------------------------------------------------------------

def newcomer(name):
    """A client that has a code and no folder yet."""
    return Client(world.academy, name), world.academy.invite(name, "coach")


def check_joined(client, what):
    """It belongs to the academy, with one device and its own name."""
    status = client.status()
    check_equal((status["member_name"], status["academy_name"]), (client.name, "Bath"), what)
    client.sync()
    client.verb("thread new", "--title", f"From {client.name}")
    client.sync()
    check_equal(client.json("outbox list")["outbox"], [], f"{what}: the outbox")


def go_on(client, code, what):
    """Joining again finishes what was begun; until then every verb says so."""
    key = None
    path = os.path.join(client.folder, "tls.pem")
    if os.path.exists(path):
        with open(path, "rb") as file:
            key = file.read()
    if os.path.exists(client.folder):
        said = client.verb("status", expect=None)
        check(said.code in (0, 1), f"{what}: {said}")
        if said.code == 1:
            check_in("joining was interrupted in ", said.err, what)
            check_in(f"bigroom join CODE --dir {client.folder}", said.err, what)
    client.join(code)
    with open(path, "rb") as file:
        check(key is None or key == file.read(), f"{what}: it has another key")
    check_joined(client, what)


def test_join_killed_in_the_middle_of_a_write():
    """Each write and each sync of what joining makes."""
    moments = [("tls.pem.new", "sync", 1), ("device.db", "write", 1), ("device.db", "sync", 1),
               ("device.db-journal", "write", 1), ("device.db-journal", "sync", 1)]
    moments += [("device.db-wal", "write", number) for number in (1, 2, 3, 8, 12, 16)]
    moments += [("device.db-wal", "sync", number) for number in (1, 2, 5, 8)]
    hit = 0
    for at, moment in enumerate(moments):
        client, code = newcomer(f"Cut {at}")
        cut = client.join(code, expect=None, env=interrupted(*moment))
        hit += cut.code == -signal.SIGKILL
        go_on(client, code, f"killed at {moment}")
    check(hit >= len(moments) - 2, f"only {hit} of {len(moments)} moments were met")


def test_join_killed_at_any_time():
    program = os.path.join(programs_folder(), "bigroom")
    client, code = newcomer("Whole")
    begin = time.monotonic()
    client.join(code)
    whole = time.monotonic() - begin
    killed = 0
    count = 12
    for at in range(count):
        client, code = newcomer(f"Part {at}")
        with subprocess.Popen([program, "join", code, "--dir", client.folder],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as joining:
            try:
                joining.wait(whole * (at + 0.5) / count)
            except subprocess.TimeoutExpired:
                joining.kill()
                killed += 1
        go_on(client, code, f"killed after {at} of {count} parts")
    check(killed >= count / 2, f"only {killed} of {count} were killed")


def test_join_again():
    """The same code again is no harm; another code, device or folder is refused."""
    client, code = newcomer("Twice")
    client.join(code)
    again = client.join(code)
    check_in("this device belongs to Bath already", again.out, "the second time")
    other = world.academy.invite("Other", "coach")
    there = "is there already: choose a new folder"
    check_in(there, client.join(other, expect=1).err, "a new code")
    second = Client(world.academy, "Second")
    check_in("used before", second.join(code, expect=4).err, "another device")
    check(not os.path.exists(second.folder), "a refused device left a folder")
    os.mkdir(second.folder)
    with open(os.path.join(second.folder, "letters.txt"), "w", encoding="utf-8") as file:
        file.write("mine")
    check_in(there, second.join(other, expect=1).err, "somebody's folder")
    check_equal(os.listdir(second.folder), ["letters.txt"], "somebody's folder")


def test_join_without_an_answer():
    """The academy may have enrolled it: the key stays, and a second try finishes."""
    client, code = newcomer("Unanswered")
    client.join(code, expect=-signal.SIGKILL, env=interrupted("device.db", "write", 1))
    world.academy.stop()
    offline = client.verb("join", code, "--wait", "1", expect=3)
    check_in("no connection to Bath", offline.err, "while the academy is down")
    world.academy.start()
    go_on(client, code, "after an offline try")


def test_join_json():
    client, code = newcomer("Json")
    answer = client.program("join", code, "--dir", client.folder, "--json").json()
    check_equal((answer["academy_name"], answer["member_name"], answer["sync"]["state"]),
                ("Bath", "Json", "caught up"), "the answer")
    check_equal(client.program("join", code, "--dir", client.folder, "--json").json()
                ["joined_before"], True, "the second answer")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
