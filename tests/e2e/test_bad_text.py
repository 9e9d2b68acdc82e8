#!/usr/bin/env python3
"""test_bad_text.py - texts of every kind in every field: kept to the byte or refused, safe to show.

Written through every verb and through batch at one academy, read at that one and at another.
"""

import csv
import json
import os
import subprocess

from bad_text import ALLOWED, OWN, check_safe, is_blank, strings, stopped_numbers
from cases import Failure, Skipped, cases_of, check, check_equal, check_in, run, say, wait_for
from network import Network, programs_folder, run_program
from records import ACADEMY, NETWORK
from wire import Identity, Connection, enrol, message, submit

FULL = "BR_FULL" in os.environ  # else verbs get our own strings and every third of the others
NAME, LONG, TEXT = 200, 2000, 61440  # bytes that names, definitions and posts may have


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.leeds = self.network.academy("Leeds")
        self.network.peer(self.bath, self.leeds)
        self.ash = self.network.client(self.bath, "Ash").start()
        self.kim = self.network.client(self.leeds, "Kim").start()
        self.strings = strings()
        self.some = self.strings if FULL else OWN + self.strings[len(OWN)::3]
        self.device = Identity(self.network.folder, "device")
        enrol(self.bath.invite("Wire"), self.device)

    def connect(self):
        connection = Connection(self.bath.port, self.device)
        connection.greet(bytes.fromhex(self.bath.id()))
        return connection

    def settle(self):
        """Until all that was written is numbered and at both clients."""
        self.ash.sync()
        self.network.wait_equal([self.bath, self.leeds])
        self.kim.sync()
        outbox = self.ash.ask("status")["outbox"]
        check_equal(outbox, {"waiting": 0, "numbered": 0, "refused": 0}, "the outbox")


def fits(text, size):
    """Texts that a required field of this size takes."""
    return not is_blank(text) and len(text.encode()) <= size


# --- kept byte for byte -----------------------------------------------------------------------

def test_every_string_in_every_field_of_a_batch():
    lines, expected = [], {}

    def add(ref, kind, to, **body):
        lines.append(json.dumps({"key": ref, "ref": ref, "kind": kind, "to": to, "message": body,
                                 "allow_identifier": ALLOWED}, ensure_ascii=False))

    for at, text in enumerate(world.strings):
        if not fits(text, NAME):
            continue
        expected[at] = text
        add(f"t{at}", "thread_started", "network", title="first", text="first")
        add(f"e{at}", "post_edited", "network", thread=f"$t{at}", post=f"$t{at}",
            based_on=[f"$t{at}"], title=text, text=text)
        add(f"p{at}", "post_written", "network", thread=f"$t{at}", text=text)
        add(f"r{at}", "room_opened", "academy", name=text, pathway=text, purpose=text, slot=text,
            place=text)
        add(f"m{at}", "measure_defined", "academy", title=text, definition=text, numerator=text,
            denominator=text, unit=text, frequency=text)
        add(f"n{at}", "points_recorded", "academy", measure=f"$m{at}",
            points=[{"date": "2026-01-01", "value": 1.5, "note": text}])
        add(f"c{at}", "points_corrected", "academy", measure=f"$m{at}", reason=text,
            points=[{"date": "2026-01-01", "value": 2.5, "note": text}])
        add(f"s{at}", "measure_shared", "network", copy_of=f"$m{at}", title=text, definition=text,
            numerator=text, denominator=text, unit=text, frequency=text, pathway=text)
    path = os.path.join(world.network.folder, "strings.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    ids = world.ash.json("batch", path)["ids"]
    world.settle()
    say(f"    {len(lines)} writes with {len(expected)} strings")
    for client in (world.ash, world.kim):
        for at, text in expected.items():
            shown = client.ask("thread", "show", ids[f"t{at}"])
            check_equal((shown["thread"]["title"], shown["thread"]["text"]), (text, text), "thread")
            check_equal([reply["text"] for reply in shown["replies"]], [text], "reply")
            check_measure(client.ask("measure", "show", ids[f"s{at}"])["measure"], text)
    for at, text in expected.items():
        room = world.ash.ask("room", "show", ids[f"r{at}"])["room"]
        check_equal([room[name] for name in ("name", "pathway", "purpose", "slot", "place")],
                    [text] * 5, "room")
        measure = world.ash.ask("measure", "show", ids[f"m{at}"])["measure"]
        check_measure(measure, text)
        check_equal((measure["points"][0]["value"], measure["points"][0]["note"]), (2.5, text),
                    "corrected point")
        check_equal([(was["value"], was["note"], was["reason"])
                     for was in measure["points"][0]["history"]],
                    [(1.5, text, None), (2.5, text, text)], "what it was before")


def check_measure(measure, text):
    check_equal([measure[name] for name in ("title", "definition", "numerator", "denominator",
                                            "unit", "frequency")], [text] * 6, "measure")


def test_every_string_through_the_verbs():
    """The same through the words of a call. (A single "-" stands for standard input.)"""
    ash = world.ash
    thread = ash.ask("thread", "new", "--title", "Strings", "--to", "network")["id"]
    room = ash.ask("room", "open", "--name", "Strings", "--pathway", "x")["id"]
    measure = ash.ask("measure", "define", "--academy", "--title", "Strings")["id"]
    replies, points, allow = {}, {}, ("--allow-identifier", ALLOWED)
    for at, text in enumerate(text for text in world.some if text != "-"):
        if is_blank(text):
            ash.asked("thread", "reply", thread, f"--text={text}", expect=2)
        else:
            made = ash.ask("thread", "reply", thread, f"--text={text}", *allow)
            replies[made["id"]] = text
        if not fits(text, NAME):
            continue
        made = ash.ask("thread", "new", f"--title={text}", "--text", text, "--to",
                       f"room:{room}", *allow)
        if fits(text + "!", NAME):
            ash.asked("thread", "edit", made["id"], f"--title={text}!", f"--text={text}!",
                      *allow)
            made["tail"] = "!"
        shown = ash.ask("thread", "show", made["id"])["thread"]
        check_equal((shown["title"], shown["text"]), (text + made.get("tail", ""),) * 2, "thread")
        date = f"{2000 + at // 300}-{at // 25 % 12 + 1:02}-{at % 25 + 1:02}"
        ash.asked("measure", "add", measure, date, "1", f"--note={text}", *allow)
        ash.asked("measure", "correct", measure, date, "2", f"--note={text}", f"--reason={text}",
                  *allow)
        points[date] = text
        ash.asked("profile", "set", f"--name={text}", f"--pathway={text}",
                  f"--ask-me-about={text}", "--to", "academy", *allow)
        profile = ash.ask("profile", "show")
        check_in(json.dumps(text, ensure_ascii=False)[1:-1],
                 json.dumps(profile, ensure_ascii=False), "the profile")
    world.settle()
    for client in (world.ash, world.kim):
        shown = client.ask("thread", "show", thread)
        check_equal({reply["id"]: reply["text"] for reply in shown["replies"]}, replies, "replies")
    shown = ash.ask("measure", "show", measure)["measure"]
    check_equal({point["date"]: (point["note"], point["history"][1]["reason"])
                 for point in shown["points"]},
                {date: (text, text) for date, text in points.items()}, "points")


def test_strings_as_words_of_a_process():
    """Through execve, as a shell gives them; every one of our own, some of the others."""
    for text in OWN + world.strings[len(OWN)::16]:
        if not fits(text, NAME) or text == "-":
            continue
        made = world.ash.json("thread", "new", "--title", text, "--text", text,
                               "--allow-identifier", ALLOWED)
        shown = world.ash.json("thread", "show", made["id"])["thread"]
        check_equal((shown["title"], shown["text"]), (text, text), "thread")


def test_text_from_standard_input():
    """A single dash reads it; nothing is added and nothing is lost."""
    for text in ("plain", "line\n", "\r\nboth\r\n", " spaces ", "x" * TEXT):
        made = world.ash.json("thread", "new", "--title", "stdin", "--text", "-", stdin=text)
        shown = world.ash.ask("thread", "show", made["id"])["thread"]
        check_equal(shown["text"], text, "the text")


def test_names_at_the_server():
    """Members' and academies' names as they were given; nothing of them steers a terminal."""
    stopped = stopped_numbers(world.strings)
    alike = set()
    for text in world.strings:
        if not fits(text, NAME) or text.startswith("-") or text in stopped:
            continue
        result = world.bath.asked("invite", f"--member={text}", "--role", "coach", expect=(0, 1))
        if result.code == 0:
            check_in("join-", result.out, f"invite {text!r}")
        else:  # nobody could tell the two apart
            check_in("is here already", result.err, f"invite {text!r}")
            alike.add(text)
    check(len(alike) < 20, f"refused as there already: {alike}")
    world.settle()
    members = {member["name"] for member in world.ash.ask("member", "list")["members"]}
    missing = [text for text in world.strings if text not in stopped and text not in alike
               and fits(text, NAME) and not text.startswith("-") and text not in members]
    check(not missing, f"members are missing: {missing[:5]}")


def test_names_of_academies():
    for number, text in enumerate(("\x1b[2Jwiped", "two\nlines", "\u202eturned", "\x9b1mC1")):
        folder = os.path.join(world.network.folder, f"other{number}")
        made = run_program("bigroomd", ["init", folder, "--academy", text, "--listen",
                                        "127.0.0.1:1"])
        other = run_program("bigroomd", ["peer", "code", folder]).out.strip()
        for result in (made, world.bath.verb("peer add", other, "--no-dial"),
                       run_program("bigroomd", ["status", folder])):
            check_safe(result.out_bytes, "what bigroomd prints")
        names = [peer["academy"] for peer in world.bath.status()["peers"]]
        check_in(text, names, "the peer's name in JSON")
    for verb in ("status", "peer list"):
        check_safe(world.bath.verb(verb).out_bytes, verb)


# --- safe in a terminal -----------------------------------------------------------------------

def test_nothing_steers_a_terminal():
    ash, kim = world.ash, world.kim
    for client in (ash, kim):
        for words in (["status"], ["thread", "list", "--all"], ["room", "list"],
                      ["measure", "list"], ["member", "list"], ["outbox", "list"],
                      ["profile", "show"]):
            check_safe(client.asked(*words).out_bytes, " ".join(words))
        threads = client.ask("thread", "list", "--all")["threads"]
        for thread in threads if FULL or client is ash else threads[::3]:
            check_safe(client.asked("thread", "show", thread["id"]).out_bytes, "thread show")
        measures = client.ask("measure", "list")["measures"]
        for measure in measures if FULL or client is ash else measures[::3]:
            check_safe(client.asked("measure", "show", measure["id"]).out_bytes, "measure show")
    for room in ash.ask("room", "list")["rooms"]:
        check_safe(ash.asked("room", "show", room["id"]).out_bytes, "room show")
    ash.stop()  # offline, so that the outbox keeps them; and errors quote what was typed
    world.bath.stop()
    for place, text in enumerate(OWN):
        ash.verb("thread", "new", f"--title={text}", "--text", "offline", expect=(0, 1, 2))
        ways = (["thread", "show", text], ["room", "show", text], [text],
                ["measure", "add", text, text, text], ["thread", "new", f"--to={text}"],
                ["batch", text], ["measure", "share", text, f"--pathway={text}"])
        for words in ways if FULL else ways[place % 3::3]:
            result = ash.program(*words, "--dir", ash.folder, expect=None)
            check_safe(result.out_bytes, f"{words}")
            check_safe(result.err.encode(), f"errors of {words}")
    check_safe(ash.verb("outbox list").out_bytes, "outbox list")
    world.bath.start()
    ash.start()
    world.settle()


# --- refused ----------------------------------------------------------------------------------

def test_not_utf8():
    """In the words of a call, on standard input, in files; nothing is kept."""
    ash = world.ash
    before = ash.ask("thread", "list", "--all")
    for bad in (b"\xff", b"a\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\x80"):
        for words in (["thread", "new", b"--title=" + bad],
                      ["thread", "new", "--title", "x", b"--text=" + bad],
                      ["room", "open", "--pathway", "x", b"--name=" + bad],
                      ["measure", "define", "--academy", b"--title=" + bad],
                      ["profile", "set", "--to", "academy", b"--name=" + bad]):
            result = ash.asked(*words, expect=(1, 2))
            check_in("UTF-8", result.err, f"{words}")
        result = ash.verb("thread new", "--title", "x", "--text", "-", stdin=bad, expect=(1, 2))
        check_in("UTF-8", result.err, "standard input")
        line = b'{"kind":"thread_started","to":"network","message":{"title":"' + bad + b'"}}\n'
        result = ash.verb("batch", "-", stdin=line, expect=1)
        check_in("line 1", result.err, "batch")
        refused = subprocess.run([os.path.join(programs_folder(), "bigroomd"), "invite",
                                  world.bath.folder, "--role", "coach", b"--member=" + bad],
                                 capture_output=True, check=False)
        check(refused.returncode == 2 and b"UTF-8" in refused.stderr, f"invite: {refused}")
    check_equal(ash.ask("thread", "list", "--all"), before, "threads")


def test_nul():
    ash = world.ash
    before = ash.ask("thread", "list", "--all")
    result = ash.verb("thread new", "--title", "x", "--text", "-", stdin=b"a\0b", expect=(1, 2))
    check_in("NUL", result.err, "standard input")
    for line in ('{"kind":"thread_started","to":"network","message":{"title":"a\\u0000b"}}',
                 '{"kind":"thread_started","to":"network","message":{"title":"a\0b"}}'):
        result = ash.verb("batch", "-", stdin=line, expect=1)
        check_in("line 1", result.err, "batch")
    check_equal(ash.ask("thread", "list", "--all"), before, "threads")


def test_kuhns_decoder_test():
    folder = os.environ.get("BIGROOM_TEST_DATA")
    if not folder:
        raise Skipped("BIGROOM_TEST_DATA is not set")
    with open(os.path.join(folder, "bad", "utf8-decoder-test-kuhn.txt"), "rb") as file:
        text = file.read()
    result = world.ash.verb("thread new", "--title", "x", "--text", "-", stdin=text, expect=(1, 2))
    check_in("UTF-8", result.err, "the file")


def test_broken_texts_on_the_wire():
    """A device that does not check: the academy does, and the connection goes on."""
    with world.connect() as connection:
        for bad in (b"\xff", b"a\0b", b"a\xc3", b"\xed\xa0\x80"):
            for kind, payload, audience in (
                    (10, message((1, bad)), NETWORK), (10, message((1, "t"), (2, bad)), NETWORK),
                    (4, message((1, bytes(16)), (2, bad)), ACADEMY),
                    (20, message((1, bad), (2, "p")), ACADEMY),
                    (30, message((2, bad)), ACADEMY)):
                reason = submit(connection, kind, payload, audience)
                check(reason, f"kind {kind} with {bad!r} was numbered")
        check(submit(connection, 10, message((1, "good")), NETWORK) is None,
              "a good one was refused")


def sized(size, letter="x"):
    return letter * (size // len(letter.encode())) + "x" * (size % len(letter.encode()))


# kind, what a write has beside the field, the field's number, its limit, is it required
FIELDS = ((10, (), 1, NAME), (10, ((1, "t"),), 2, TEXT), (20, ((2, "p"),), 1, NAME),
          (20, ((1, "n"),), 2, NAME), (20, ((1, "n"), (2, "p")), 3, LONG),
          (20, ((1, "n"), (2, "p")), 4, NAME), (20, ((1, "n"), (2, "p")), 5, NAME),
          (30, (), 2, NAME), (30, ((2, "t"),), 3, LONG), (30, ((2, "t"),), 4, NAME),
          (30, ((2, "t"),), 5, NAME), (30, ((2, "t"),), 6, NAME), (30, ((2, "t"),), 10, NAME))


def test_limits_at_the_academy():
    """n - 1 and n bytes are numbered, n + 1 are refused, in letters of one, two and four bytes."""
    with world.connect() as connection:
        for kind, others, number, limit in FIELDS:
            for letter in ("x", "é", "🩺"):
                for size in (limit - 1, limit, limit + 1):
                    payload = message(*sorted(others + ((number, sized(size, letter)),)))
                    reason = submit(connection, kind, payload, NETWORK if kind == 10 else ACADEMY)
                    what = f"kind {kind}, field {number}, {size} bytes"
                    if size <= limit:
                        check(reason is None, f"{what}: {reason}")
                    else:
                        words = (reason or "").lower()
                        check("too long" in words or "at most" in words, f"{what}: {reason}")


def test_limits_in_the_client():
    """The same, before anything is saved; and posts, notes, reasons, profiles."""
    ash = world.ash
    thread = ash.ask("thread", "new", "--title", "Limits", "--to", "academy")["id"]
    measure = ash.ask("measure", "define", "--academy", "--title", "Limits")["id"]
    ash.sync()
    made = 0
    for limit, words in ((NAME, ["thread", "new", "--title"]),
                         (TEXT, ["thread", "new", "--title", "x", "--text"]),
                         (TEXT, ["thread", "reply", thread, "--text"]),
                         (TEXT, ["thread", "edit", thread, "--text"]),
                         (NAME, ["thread", "edit", thread, "--text", "x", "--title"]),
                         (NAME, ["room", "open", "--pathway", "p", "--name"]),
                         (NAME, ["room", "open", "--name", "n", "--pathway"]),
                         (LONG, ["room", "open", "--name", "n", "--pathway", "p", "--purpose"]),
                         (NAME, ["measure", "define", "--academy", "--title"]),
                         (LONG, ["measure", "define", "--academy", "--title", "t", "--definition"]),
                         (NAME, ["measure", "define", "--academy", "--title", "t", "--unit"]),
                         (NAME, ["profile", "set", "--to", "academy", "--name"]),
                         (LONG, ["profile", "set", "--to", "academy", "--name", "x",
                                 "--ask-me-about"])):
        for size in (limit - 1, limit):
            ash.asked(*words, sized(size))
            made += 1
        result = ash.asked(*words, sized(limit + 1), expect=(1, 2))
        check("too long" in result.err or "at most" in result.err,
              f"{words} with {limit + 1} bytes: {result.err}")
    for day, size in ((1, NAME - 1), (2, NAME), (3, NAME + 1)):
        ash.asked("measure", "add", measure, f"2026-02-0{day}", "1", "--note", sized(size),
                  expect=0 if size <= NAME else (1, 2))
        ash.asked("measure", "correct", measure, "2026-02-01", f"{day}", "--reason", sized(size),
                  expect=0 if size <= NAME else (1, 2))
    world.settle()  # so the academy took all that the client let through
    for size, code in ((NAME - 1, 0), (NAME, 0), (NAME + 1, 2)):
        world.bath.asked("invite", "--role", "coach", "--member", sized(size), expect=code)
        folder = os.path.join(world.network.folder, f"name{size}")
        run_program("bigroomd", ["init", folder, "--academy", sized(size), "--listen",
                                 "127.0.0.1:1"], expect=code)
        check_equal(os.path.exists(folder), code == 0, f"a folder for {size} bytes")


def test_batch_files_that_are_wrong():
    """What is wrong is told by its line; what stands before it is kept, and nothing after it."""
    good = '{"key":"%d","kind":"thread_started","to":"network","message":{"title":"Good %d"}}'
    count = 0
    for number, (bad, words) in enumerate((
            ("{", "JSON"), ("[]", "object"), ("{}", "kind"), ('{"kind":"nothing"}', "kind"),
            ('{"kind":"thread_started","to":"nobody","message":{}}', "to"),
            ('{"kind":"thread_started","message":{"title":"x"}}', "receives"),
            ('{"kind":"thread_started","to":"network","message":{"titel":"x"}}', "titel"),
            ('{"kind":"thread_started","to":"network","message":{"title":7}}', "title"),
            ('{"kind":"thread_started","to":"network","message":[]}', "message"),
            ('{"kind":"thread_started","to":"network","to":"academy","message":{}}', "twice"),
            ('{"kind":"post_written","to":"network","message":{"thread":"$none","text":"x"}}',
             "none"),
            ('{"kind":"post_written","to":"network","message":{"thread":"abc","text":"x"}}',
             "thread"),
            ('{"kind":"thread_started","to":"network","message":{"title":"' + "x" * 201 + '"}}',
             "too long"),
            ('{"x":' + "[" * 5000 + "]" * 5000 + "}", "line 2"),
            ('{"kind":"thread_started","to":"network","message":{"title":"x","text":"'
             + "y" * 300000 + '"}}', "too long"))):
        file = "\n".join((good % (1, number), bad, good % (2, number))) + "\n"
        result = world.ash.verb("batch", "-", "--name", f"wrong{number}", stdin=file, expect=1)
        check_in("line 2", result.err, bad[:60])
        check_in(words, result.err, bad[:60])
        count += 1
    world.settle()
    titles = [thread["title"] for thread in world.kim.ask("thread", "list", "--all")["threads"]]
    check_equal(sorted(title for title in titles if title.startswith("Good ")),
                sorted(f"Good {number}" for number in range(count)), "the lines before")


# --- CSV --------------------------------------------------------------------------------------

def spectrum():
    """(name, path of the CSV, the rows that it holds)"""
    folder = os.environ.get("BIGROOM_TEST_DATA")
    if not folder:
        raise Skipped("BIGROOM_TEST_DATA is not set")
    folder = os.path.join(folder, "bad", "csv-spectrum")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".csv"):
            with open(os.path.join(folder, name[:-4] + ".json"), encoding="utf-8") as file:
                yield name, os.path.join(folder, name), json.load(file)


def test_csv_spectrum_is_no_measure():
    """None of them has dates: each bad row is told by its line, and nothing is imported."""
    measure = world.ash.ask("measure", "define", "--academy", "--title", "Spectrum")["id"]
    for name, path, rows in spectrum():
        columns = list(rows[0])
        result = world.ash.verb("measure import", measure, path, "--date-column", columns[0],
                                "--value-column", columns[-1], expect=(1, 2))
        check_in("line", result.err, name)
        result = world.ash.verb("measure import", measure, path, expect=(1, 2))
        check_in("column", result.err, f"{name} without a date column")
    check_equal(world.ash.ask("measure", "show", measure)["measure"]["points"], [], "points")


def test_csv_spectrum_as_notes():
    """What they hold, in the same writing, as the notes of points: kept byte for byte."""
    for name, path, rows in spectrum():
        measure = world.ash.ask("measure", "define", "--academy", "--title", name)["id"]
        with open(path, "rb") as file:
            ending = "\r\n" if b"\r\n" in file.read() else "\n"
        notes = [value for row in rows for value in row.values()]
        made = os.path.join(world.network.folder, "notes.csv")
        with open(made, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator=ending)
            writer.writerow(["date", "value", "note"])
            for day, note in enumerate(notes):
                writer.writerow([f"2026-03-{day + 1:02}", day, note])
        answer = world.ash.json("measure import", measure, made)
        check_equal((answer["points"], answer["bad_rows"]), (len(notes), 0), name)
        points = world.ash.ask("measure", "show", measure)["measure"]["points"]
        check_equal([point["note"] or "" for point in points], notes, name)
    world.settle()


def test_csv_with_bad_rows():
    """Told by line, all or nothing, unless --skip-bad says otherwise."""
    measure = world.ash.ask("measure", "define", "--academy", "--title", "Rows")["id"]
    path = os.path.join(world.network.folder, "rows.csv")
    rows = ("date,value", "2026-01-01,1", "2026-13-01,2", "2026-01-03,x", "2026-01-04,",
            "2026-01-05,1,2,3", "2026-01-06,NaN", "2026-01-07,1e400", "2026-01-01,5",
            "2026-01-09,\"9", "")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(rows))
    result = world.ash.verb("measure import", measure, path, expect=1)
    check_in("line", result.err, "bad rows")
    check_equal(world.ash.ask("measure", "show", measure)["measure"]["points"], [], "points")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(rows[:9]))
    result = world.ash.verb("measure import", measure, path, expect=1)
    for line in (3, 4, 7, 8, 9):
        check_in(f"line {line}", result.err, "bad rows")
    check_equal(world.ash.ask("measure", "show", measure)["measure"]["points"], [], "points")
    answer = world.ash.json("measure import", measure, path, "--skip-bad")
    points = world.ash.ask("measure", "show", measure)["measure"]["points"]
    check_equal(len(points), answer["points"], "points")
    world.settle()  # where it is held is said as well
    check_in(("2026-01-01", 1), [(at["date"], at["value"]) for at in points], "the first")
    check_in(("2026-01-04", None), [(at["date"], at["value"]) for at in points], "a missing point")
    for content, words in ((b"", "empty"), (b"x,y\n1,2\n", "column"),
                           (b"date,value\n\xff,1\n", "line 2"),
                           (b"date,value,note\n2026-01-01,1,\xff\n", "line 2"),
                           (b"date,value\n2026-01-01,\0\n", "line"),
                           (b"date,date,value\n2026-01-01,2026-01-02,1\n", "date")):
        with open(path, "wb") as file:
            file.write(content)
        before = world.ash.ask("measure", "show", measure)
        result = world.ash.verb("measure import", measure, path, expect=(1, 2))
        check_in(words, result.err, f"{content!r}")
        check_equal(world.ash.ask("measure", "show", measure), before, "the measure")


def test_everything_is_sound_afterwards():
    world.settle()
    world.bath.check_sound()
    world.leeds.check_sound()


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
