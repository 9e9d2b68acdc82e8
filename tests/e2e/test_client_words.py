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


# --- points from files ------------------------------------------------------------------------

def csv_file(name, data):
    path = os.path.join(world.network.folder, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def measure(title):
    return world.coach.json("measure define", "--academy", "--title", title)["id"]


def test_bad_rows_are_told_in_json():
    """Whatever bytes a row holds, its reason is text and its line is known."""
    rows = [b"2026-01-01,\xff\xfe1", b"2026-01-02," + "1é".encode() * 60,
            b"\xe2\x82\xac\x1b[31m,1", b"2026-01-03,1\x00",
            b"2026-01-04,\xa4\xa4" + b"\x80" * 90]
    path = csv_file("bad.csv", b"date,value\n" + b"".join(row + b"\n" for row in rows))
    ash, into = world.coach, measure("Bad rows")
    bad = ash.json("measure import", into, path, expect=1)["bad"]
    check_equal([row["line"] for row in bad], [2, 3, 4, 5, 6], "lines")
    check_equal([row["column"] for row in bad], ["value", "value", "date", "value", "value"],
                "columns")
    for row in bad:
        check(isinstance(row["why"], str) and row["why"].isprintable(), f"the reason {row}")
    check_in("\\xff\\xfe1 is not a number", bad[0]["why"], "bytes that are no text")
    check_in("1é1é1… is", bad[1]["why"], "cut between characters")
    check_in("€?[31m is not a date", bad[2]["why"], "a terminal's controls")
    odd = csv_file("odd.csv", b"date,v\xff\n2026-01-01,x\n")
    told = ash.json("measure import", into, odd, "--value-column", b"v\xff", expect=1)["bad"]
    check_equal([(row["line"], row["column"]) for row in told], [(2, "v\\xff")], "an odd column")


def test_import_says_what_it_takes():
    ash, into = world.coach, measure("Says")
    path = csv_file("notes.csv", b"org,date,value,note\nRHQ,2026-01-01,4,snow\n"
                    b"RHQ,2026-01-02,missing,\nRTF,2026-01-03,5,\n")
    shown = ash.verb("measure import", into, path, "--where", "org=RHQ", "--preview").out
    check_in("snow", shown, "the preview's notes")
    check_in("2 points: preview", shown, "the preview's count")
    check_in("1 row passed over", shown, "what --where leaves out")
    said = ash.verb("measure import", into, path, "--where", "org=RHX", expect=1).err
    check_in("no row has RHX in the column org; there are: RHQ, RTF", said, "a value of no row")
    said = ash.verb("measure import", into, path, "--where", "org=RTF", "--where", "value=4",
                    expect=1).err
    check_in("no row meets all that --where asks for", said, "values of no one row")
    ash.verb("measure import", into, path, "--where", "org=RHQ")
    points = ash.json("measure show", into)["measure"]["points"]
    check_equal([(at["date"], at["value"]) for at in points],
                [("2026-01-01", 4), ("2026-01-02", None)], "points")
    one = csv_file("one.csv", b"date,value\n2026-02-01,1\n")
    check_in("1 point: saved here", ash.verb("measure import", into, one).out, "one point")
    names = b",".join(b"column%d" % at for at in range(60))
    said = ash.verb("measure import", into, csv_file("wide.csv", names + b"\n"), expect=1).err
    check(said.endswith(", …\n"), f"a long list of columns: {said}")


# --- what was refused, and what waits with it -------------------------------------------------

def outbox(client):
    return client.json("outbox list")["outbox"]


def removed_while_writing(name):
    """A client whose thread in a Big Room will be refused, with a reply; and that sync's answer."""
    ash = world.coach
    kim = world.network.client(world.academy, name, "coach")
    room = ash.json("room open", "--name", f"Room of {name}", "--pathway", "Hips")["id"]
    me = kim.json("profile show")["member"]
    ash.sync()
    ash.verb("room add", room, me)
    ash.verb("thread new", "--title", "Inside", "--to", f"room:{room}")
    ash.sync()
    kim.sync()
    thread = kim.json("thread new", "--title", "Too late", "--to", f"room:{room}")["id"]
    reply = kim.json("thread reply", thread, "--text", "Indeed")["id"]
    kim.verb("thread reply", thread, "--to-post", reply, "--text", "And again")
    ash.verb("room remove", room, me)
    ash.sync()
    return kim, kim.sync(expect=4)


def test_sync_counts_what_the_outbox_shows():
    kim, said = removed_while_writing("Kim")
    check_in("bigroom: the academy refused 1 of your writes", said.err, "the refusal")
    check_in("Still in the outbox: 1 refused, and 2 that wait for what was refused", said.out,
             "what stays")
    check_in("The Big Room Room of Kim and what was said in it are no longer on this device. "
             "You no longer belong to it.", said.out, "the room that left")
    check("stream_removed" not in said.err, f"a log line: {said.err}")
    items = outbox(kim)
    check_equal([at["state"] for at in items], ["refused", "saved here", "saved here"], "states")
    first = items[0]["number"]
    check_equal([at["waits_for"] for at in items], [None, first, first], "what waits for what")
    waits = f"waits for number {first}, which was refused"
    check_equal(kim.verb("outbox list").out.count(waits), 2, "the list")
    again = kim.sync()
    check_in("Still in the outbox: 1 refused, and 2 that wait", again.out, "the next sync")
    answer = kim.json("sync")
    check_equal((answer["refused"], answer["waiting"], answer["waiting_for_refused"]), (1, 2, 2),
                "the next sync's JSON")


def test_discard_loses_nothing_unsaid():
    kim, _ = removed_while_writing("Lee")
    first, second, third = (at["number"] for at in outbox(kim))
    said = kim.verb("outbox discard", str(first), expect=1).err
    check_in(f"2 others in the outbox refer to number {first}", said, "why not")
    check_in(f"number {second} {third}\n", said, "which")
    check_equal(len(outbox(kim)), 3, "the outbox")
    kim.verb("outbox discard", str(third))
    answer = kim.json("outbox discard", str(first), "--with-dependants")
    check_equal(answer["all"], [first, second], "what is thrown away")
    check_equal(outbox(kim), [], "the outbox")
    check_in("Caught up", kim.sync().out, "the next sync")


def test_discard_what_waits_beside_a_running_client():
    """What waits with a refused one is not with the academy, although later ones were sent."""
    kim, _ = removed_while_writing("Max")
    kim.start()
    kim.verb("thread new", "--title", "Later")
    kim.sync()
    numbers = [at["number"] for at in outbox(kim)]
    check_equal(len(numbers), 3, "the outbox")
    kim.verb("outbox discard", str(numbers[2]))
    kim.verb("outbox discard", str(numbers[0]), "--with-dependants")
    check_equal(outbox(kim), [], "the outbox")
    kim.stop()


# --- sharing ----------------------------------------------------------------------------------

def on_a_terminal(client, words, answer):
    """A verb whose standard input and error are a terminal, and what is typed there."""
    ours, theirs = pty.openpty()
    argv = [os.path.join(programs_folder(), "bigroom"), *words, "--dir", client.folder]
    with subprocess.Popen(argv, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as verb:
        os.write(ours, answer.encode())
        out = verb.stdout.read().decode()
        code = verb.wait(60)
    os.close(theirs)
    err = b""
    try:
        while part := os.read(ours, 65536):
            err += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return code, out, err.decode()


def test_share_shows_exactly_what_leaves():
    ash = world.coach
    days = [f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    rows = [f"{day},{at}.25,{at + 5},8,note {at}" for at, day in enumerate(days)]
    table = "\n".join(["date,value,numerator,denominator,note", *rows])
    path = csv_file("share.csv", table.encode())
    mine = ash.json("measure define", "--academy", "--title", "Waits", "--definition", "Over 4 h",
                    "--numerator", "waited", "--target", "35.2")["id"]
    ash.verb("measure import", mine, path)
    shown = ash.verb("measure share", mine, "--preview", "--with-notes", "--pathway", "Hips").out
    for part in ("Waits", "Over 4 h", "waited", "35.2", "Hips", "Bath", "everyone in the network"):
        check_in(part, shown, "the definition and who sees it")
    for at, day in enumerate(days):
        line = rf"{day} +{at}\.25 +{at + 5} +8 +note {at}\n"
        check(re.search(line, shown), f"{day} is not shown")
    check_in(f"{len(days)} notes leave, too", shown, "notes")
    without = ash.verb("measure share", mine, "--preview").out
    check("note 3" not in without, "a note leaves unasked")
    leaves = ash.json("measure share", mine, "--preview")["leaves"]
    check_equal((len(leaves["points"]), leaves["points"][5]["value"], leaves["points"][5]["note"]),
                (len(days), 5.25, None), "the preview's JSON")

    told = ash.verb("measure share", mine, expect=2)
    check_equal(told.out.count("This would leave the academy"), 1, "the preview without a terminal")
    check_equal(told.err, "bigroom: nothing is shared; add --yes to share this\n", "without one")
    code, out, err = on_a_terminal(ash, ["measure", "share", mine], "n\n")
    check_equal((code, out.count("This would leave"), err.count("nothing is shared")), (2, 1, 1),
                "answered with no")
    told = ash.verb("measure share", "ffffffff", expect=5)
    check_equal(told.err.count("there is no measure"), 1, "an unknown id")
    left = ash.json("measure share", mine, "--preview")["points"]
    check_equal(left, len(days), "nothing is shared")

    code, out, err = on_a_terminal(ash, ["measure", "share", mine], "y\n")
    check_equal((code, out.count("Saved here: the network's copy")), (0, 1), "answered with yes")
    ash.verb("measure correct", mine, days[3], "77", "--reason", "late")
    shown = ash.verb("measure share", mine, "--preview").out
    check(re.search(rf"was {days[3]} +3\.25 .*\n +now {days[3]} +77\n", shown), f"old: {shown}")


# --- output that cannot be written ------------------------------------------------------------

def unwritable(client, words, kind):
    """(exit code, standard error) of a verb whose standard output takes nothing."""
    argv = [os.path.join(programs_folder(), "bigroom"), *words, "--dir", client.folder]
    reader, writer = os.pipe()
    os.close(reader)
    with open("/dev/full", "wb") as full:
        out = {"full": full, "closed": None, "unread": writer}[kind]
        closing = (lambda: os.close(1)) if kind == "closed" else None
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
                              preexec_fn=closing, timeout=60, check=False)
    os.close(writer)
    return done.returncode, done.stderr.decode("utf-8", "replace")


READING = [("status",), ("sync",), ("thread", "list"), ("room", "list"), ("measure", "list"),
           ("member", "list"), ("outbox", "list"), ("profile", "show")]
WRITING = [("thread", "new", "--title", "Unseen"),
           ("profile", "set", "--name", "Ash", "--to", "academy"),
           ("room", "open", "--name", "Unseen", "--pathway", "x")]
WORDS = {"full": "No space left on device", "closed": "Bad file descriptor",
         "unread": "nobody reads standard output any more"}


def check_unwritable(client, words, kind):
    code, err = unwritable(client, words, kind)
    check_equal(code, 1, f"{words} to a standard output that is {kind}: {err}")
    check_in(f"the answer could not be written: {WORDS[kind]}", err, f"{words} ({kind})")
    check("broke off" not in err, f"{words} ({kind}): {err}")


def test_output_that_cannot_be_written():
    ash = world.coach
    for words in [("--help",), ("--version",), ("thread", "--help"), *READING, *WRITING]:
        for kind in WORDS:
            check_unwritable(ash, words, kind)
    check_equal(sum(at["title"] == "Unseen" for at in ash.json("thread list")["threads"]), 3,
                "what was written although nobody could read that")


def test_output_of_a_running_client_that_cannot_be_written():
    ash = world.coach.start()
    for words in (("status",), ("thread", "list", "--all"), ("sync",), WRITING[0]):
        for kind in WORDS:
            check_unwritable(ash, words, kind)
    check(ash.listens(), "it runs no longer")
    ash.stop()


# --- finding one's way ------------------------------------------------------------------------

def test_groups_of_verbs():
    ash = world.coach
    check_equal(ash.verb("outbox").out, ash.verb("outbox list").out, "the outbox alone")
    check_equal(ash.json("outbox"), ash.json("outbox list"), "the outbox alone in JSON")
    groups = {"outbox": "resend", "thread": "resolve", "room": "open", "measure": "share",
              "member": "list", "profile": "set", "academy": "show"}
    for group, verb in groups.items():
        told = run_program("bigroom", [group, "--help"])
        check_in(f"bigroom {group} {verb}", told.out, f"the help of {group}")
        others = [other for other in groups if other != group and f"bigroom {other}" in told.out]
        check_equal(others, [], f"the help of {group}")
        if group != "outbox":
            told = ash.verb(group, expect=2)
            check_equal(told.out, "", f"{group} alone")
            check_in(f"say what to do with {group}\n", told.err, f"{group} alone")
            check_in(f"bigroom {group} {verb}", told.err, f"{group} alone")


def test_a_silent_server():
    client, code = newcomer("Silent")
    client.join(code)
    world.academy.stop()
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        silent.bind(("127.0.0.1", world.academy.port))
        silent.listen(5)
        said = client.verb("sync", "--wait", "1", expect=3).err
        check_in("no connection to Bath: it does not answer", said, "a server that says nothing")
    world.academy.start()


def test_small_words():
    client, code = newcomer("Sam")
    client.join(code)
    client.verb("profile set", "--name", "Samira Noor", "--to", "academy")
    check_equal(client.status()["member_name"], "Samira Noor", "the name in status")
    check_in("Samira Noor · Bath", client.verb("status").out, "the name in status")
    thread = client.json("thread new", "--title", "No question")["id"]
    told = client.verb("thread resolve", thread, expect=1).err
    check_in("this thread asks no question", told, "an answer to nothing")
    path = os.path.join(world.network.folder, "odd.jsonl")
    for line, why in (('{"kind":"thread_started","to":"academy","message":{"title":"a\\u0000b"}}',
                       "line 1: a text holds the character \\u0000"),
                      ('{"kind":"thread_started","kind":"post_written"}',
                       "line 1: a name stands twice in one object"),
                      ('{"kind":', "line 1: this is not JSON")):
        with open(path, "w", encoding="utf-8") as file:
            file.write(line + "\n")
        check_in(why, client.verb("batch", path, expect=1).err, "a bad line")
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"kind":"thread_started","to":"academy","message":{"title":"One"}}\n')
    check_in("Saved here: 1 line\n", client.verb("batch", path).out, "one line")
    check_in("Saved here: 0 lines; 1 was there already\n", client.verb("batch", path).out, "again")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
