#!/usr/bin/env python3
"""test_restart.py - acked is kept: stopped, killed, offline, restored; nothing is lost or doubled.
"""

import json
import os
import shutil

from cases import cases_of, check, check_equal, check_in, run, say, wait_for
from network import Academy, Network, interrupted, run_program

STOP_SECONDS = 2.0  # from SIGTERM to the end


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.leeds = self.network.academy("Leeds")
        self.network.peer(self.bath, self.leeds)
        self.ash = self.network.client(self.bath, "Ash")
        self.kim = self.network.client(self.leeds, "Kim")
        self.ned = self.network.client(self.bath, "Ned", "participant")
        self.ash.sync()  # so that everybody knows Ned
        self.both = [self.bath, self.leeds]


def titles(client, begin):
    """The titles that begin so, sorted; each as often as it is there."""
    listed = client.json("thread list", "--all")["threads"]
    return sorted(at["title"] for at in listed if at["title"].startswith(begin))


def batch_file(name, count, to="network"):
    path = os.path.join(world.network.folder, name + ".jsonl")
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            line = {"key": f"{name} {number}", "kind": "thread_started", "to": to,
                    "message": {"title": f"{name} {number:05}", "text": "t" * 300}}
            file.write(json.dumps(line) + "\n")
    return path


def expected(name, count):
    return [f"{name} {number:05}" for number in range(count)]


def outbox_empty(client):
    outbox = client.ask("status")["outbox"]
    check_equal(outbox["refused"], 0, "refused")
    return outbox["waiting"] + outbox["numbered"] == 0


# --- stopping ---------------------------------------------------------------------------------

def test_sigterm_under_load():
    """Within two seconds, in the middle of a few thousand writes and of passing them on."""
    count = 4000
    world.ash.start()
    world.ash.verb("batch", batch_file("load", count), "--json")
    took = []
    for _ in range(4):
        before = world.bath.holds()[world.bath.id()][1]
        wait_for("Bath is at work", lambda: world.bath.holds()[world.bath.id()][1] > before
                 or outbox_empty(world.ash), 20)
        took.append(world.bath.stop())
        check(took[-1] <= STOP_SECONDS, f"stopping took {took[-1]:.2f} s")
        world.bath.start()
    wait_for("all is numbered", lambda: outbox_empty(world.ash), 60)
    world.network.wait_equal(world.both)
    took.append(world.ash.stop())
    check(took[-1] <= STOP_SECONDS, f"stopping the client took {took[-1]:.2f} s")
    world.kim.sync()
    for client in (world.ash, world.kim):
        check_equal(titles(client, "load "), expected("load", count), f"threads at {client.name}")
    say(f"    stopped within {max(took):.2f} s at most")


# --- kill -9 ----------------------------------------------------------------------------------

def test_acked_writes_survive_kill_of_the_server():
    """`sync` said that the academy has it: it has it, whatever happens the moment after."""
    for number in range(12):
        world.ash.verb("thread new", "--to", "network", "--title", f"acked {number:05}")
        world.ash.sync()
        check(world.bath.kill(), "Bath was down")
        world.bath.start()
        newest = world.network.client(world.bath, f"Witness {number}") if number % 4 == 3 else None
        if newest is not None:  # a device that has nothing of its own
            check_equal(titles(newest, "acked "), expected("acked", number + 1), "threads")
    world.bath.check_sound()


def test_acked_writes_survive_kills_in_commits():
    """The server dies in the middle of the commit that would have numbered a write: then nobody was
    told that it is numbered, and the client hands it in again; it is there once."""
    world.ash.start()
    kills = 0
    for number in range(16):
        call, at = (("write", 1 + number * 2), ("sync", 1))[number % 2]
        world.bath.kill()
        world.bath.start(env=interrupted("log/shared.db-wal", call, at), wait=False)
        world.ash.verb("thread new", "--to", "network", "--title", f"cut {number:05}",
                       "--text", "c" * 3000)
        wait_for("Bath dies or has it", lambda: not world.bath.running()
                 or outbox_empty(world.ash), 30)
        if not world.bath.running():
            kills += world.bath.was_interrupted()
            world.bath.start()
        wait_for("it is numbered", lambda: outbox_empty(world.ash), 40)
    world.bath.kill()
    world.bath.start()
    world.ash.stop()
    check(kills >= 8, f"only {kills} kills in the middle of a commit")
    say(f"    killed {kills} times in the middle of a commit")
    check_equal(titles(world.ash, "cut "), expected("cut", 16), "threads at Bath")
    world.network.wait_equal(world.both)
    world.kim.sync()
    check_equal(titles(world.kim, "cut "), expected("cut", 16), "threads at Leeds")
    world.bath.check_sound()


def test_saved_writes_survive_kill_of_the_client():
    """The verb said "saved here"; the client process dies at once."""
    world.bath.stop()
    for number in range(12):
        world.ash.start()
        world.ash.verb("thread new", "--to", "network", "--title", f"saved {number:05}")
        check(world.ash.kill(), "the client was down")
        check_equal(titles(world.ash, "saved "), expected("saved", number + 1), "threads")
    world.bath.start()
    world.ash.sync()
    check_equal(titles(world.ash, "saved "), expected("saved", 12), "numbered threads")
    world.network.wait_equal(world.both)
    world.kim.sync()
    check_equal(titles(world.kim, "saved "), expected("saved", 12), "threads at Leeds")


def test_client_killed_in_its_commits():
    """While it fetches and folds, too: in the end it has each thread once."""
    fresh = world.network.client(world.bath, "Fresh")
    shutil.rmtree(os.path.join(fresh.folder, "views"))
    for name in os.listdir(os.path.join(fresh.folder, "log")):
        os.unlink(os.path.join(fresh.folder, "log", name))
    kills = 0
    log, views = "log/shared.db-wal", "views/all.db-wal"
    for file, call, number in ((log, "write", 20), (log, "sync", 2), (views, "write", 30),
                               (log, "write", 150), (views, "write", 7)):
        result = fresh.sync(env=interrupted(file, call, number), expect=None)
        kills += result.code == -9
    fresh.sync()
    check(kills >= 3, f"only {kills} kills")
    say(f"    killed {kills} times in the middle of a commit")
    world.ash.sync()
    check_equal(titles(fresh, ""), titles(world.ash, ""), "threads")


def test_batch_cut_off_and_run_again():
    """kill -9 at any write of the outbox: run again, every line is there once."""
    count = 1500
    path = batch_file("resumed", count)
    world.bath.stop()
    kills = 0
    for number in (3, 40, 150, 400):
        result = world.ash.verb("batch", path, env=interrupted("device.db-wal", "write", number),
                                expect=None)
        kills += result.code == -9
    answer = world.ash.json("batch", path)
    check_equal(answer["lines"] + answer["already_there"], count, "lines")
    say(f"    killed {kills} times; {answer['already_there']} lines were there already")
    check(kills >= 2, f"only {kills} kills")
    again = world.ash.json("batch", path)
    check_equal((again["lines"], again["already_there"]), (0, count), "a third time")
    world.bath.start()
    world.ash.sync(seconds=200)
    check_equal(titles(world.ash, "resumed "), expected("resumed", count), "threads")


# --- offline ----------------------------------------------------------------------------------

def test_offline_writes_and_later_sync():
    """Saved here at once; numbered later; held by more and more academies."""
    world.network.wait_equal(world.both)
    for academy in world.both:
        academy.stop()
    result = world.ash.verb("thread new", "--to", "network", "--title", "offline", "--text", "one")
    check_in("Saved here", result.out, "what it says")
    thread = next(at for at in world.ash.json("thread list", "--all")["threads"]
                  if at["title"] == "offline")
    check_equal((thread["saved_here"], thread["held"]), (True, 0), "offline")
    world.ash.verb("thread reply", thread["id"], "--text", "answered offline")
    world.ash.verb("thread edit", thread["id"], "--text", "edited offline")
    shown = world.ash.json("thread show", thread["id"])
    check_equal((shown["thread"]["text"], [at["text"] for at in shown["replies"]]),
                ("edited offline", ["answered offline"]), "what it shows offline")
    result = world.ash.verb("sync", "--wait", "1", expect=3)
    check(result.err.strip(), "sync says nothing")

    world.bath.start()
    world.ash.sync()
    shown = world.ash.json("thread show", thread["id"])["thread"]
    check_equal((shown["saved_here"], shown["held"], shown["text"]), (False, 1, "edited offline"),
                "numbered by Bath alone")
    world.leeds.start()

    def held_by_two():
        world.ash.sync()
        return world.ash.json("thread show", thread["id"])["thread"]["held"] == 2
    wait_for("it is held by both", held_by_two)
    world.kim.sync()
    shown = world.kim.json("thread show", thread["id"])
    check_equal((shown["thread"]["text"], [at["text"] for at in shown["replies"]]),
                ("edited offline", ["answered offline"]), "at Leeds")


def test_a_meeting_offline():
    """Room, coach pair, measure and its points, all without a network, all in order afterwards."""
    world.bath.stop()
    ash = world.ash
    room = ash.json("room open", "--name", "Hip fracture", "--pathway", "Hip fracture")["id"]
    ash.verb("room appoint", room, "--clinical", "Ash", "--flow", "Ned")
    ash.verb("thread new", "--to", f"room:{room}", "--title", "This week")
    measure = ash.json("measure define", "--room", room, "--title", "Theatre within 36 hours")["id"]
    ash.verb("measure add", measure, "2026-11-16", "71.5")
    ash.verb("measure add", measure, "2026-11-23", "74")
    ash.verb("measure correct", measure, "2026-11-16", "72.5", "--reason", "a late record")

    def seen(client):
        shown = client.json("room show", room)["room"]
        members = client.json("room people", room)["members"]
        points = client.json("measure show", measure)["measure"]["points"]
        return (shown["clinical_coach_name"], shown["flow_coach_name"], len(members),
                [(at["date"], at["value"]) for at in points], titles(client, "This week"))
    want = ("Ash", "Ned", 2, [("2026-11-16", 72.5), ("2026-11-23", 74)], ["This week"])
    check_equal(seen(ash), want, "offline")
    world.bath.start()
    ash.sync()
    check_equal(seen(ash), want, "after sync")
    world.ned.sync()
    check_equal(seen(world.ned), want, "at the other coach's")
    world.kim.sync()
    check_equal(titles(world.kim, "This week"), [], "what Leeds sees of the room")


def test_one_academy_is_away_and_the_others_go_on():
    york = world.network.academy("York")
    for academy in world.both:
        world.network.peer(york, academy)
    kay = world.network.client(york, "Kay")
    world.network.wait_equal(world.both + [york], streams=3)
    world.bath.kill()
    kay.verb("thread new", "--to", "network", "--title", "without Bath 00000")
    kay.sync()
    wait_for("Leeds has it", lambda: world.leeds.holds()[york.id()] == york.holds()[york.id()])
    world.kim.sync()
    check_equal(titles(world.kim, "without Bath"), ["without Bath 00000"], "at Leeds")
    world.bath.start()
    world.network.wait_equal(world.both + [york], streams=3)
    world.ash.sync()
    check_equal(titles(world.ash, "without Bath"), ["without Bath 00000"], "at Bath, later")


# --- the outbox -------------------------------------------------------------------------------

def test_refused_resent_discarded():
    """Ned writes in a Big Room that he no longer belongs to, and does not know it yet: the reason
    is told, the text kept, and what answers it waits. When he belongs to it again it goes
    through, under a new id."""
    ash, ned = world.ash, world.ned
    room = ash.json("room open", "--name", "Frailty", "--pathway", "Frailty")["id"]
    ash.verb("room add", room, "Ned")
    ash.sync()
    ned.sync()
    ash.verb("room remove", room, "Ned")
    ash.sync()
    first = ned.json("thread new", "--to", f"room:{room}", "--title", "Refused at first")["id"]
    ned.verb("thread reply", first, "--text", "depends on it")
    ned.verb("thread new", "--to", f"room:{room}", "--title", "Thrown away")
    result = ned.sync(expect=4)
    check(result.err.strip(), "sync says nothing about the refusal")
    items = ned.json("outbox list")["outbox"]
    refused = next(at for at in items if at["message"].get("title") == "Refused at first")
    away = next(at for at in items if at["message"].get("title") == "Thrown away")
    reply = next(at for at in items if at["kind"] == "post_written")
    check_equal((refused["state"], away["state"], reply["state"]),
                ("refused", "refused", "saved here"), "states")
    check_in("members of this Big Room", refused["reason"], "the reason")
    check_in(refused["reason"], ned.verb("outbox list").out, "the list for people")
    ned.verb("outbox discard", str(away["number"]))
    result = ned.verb("outbox discard", "99999", expect=5)
    check(result.err.strip(), "discarding what is not there says nothing")
    ash.verb("room add", room, "Ned")
    ash.sync()
    ned.sync(expect=(0, 4))
    ned.verb("outbox resend", str(refused["number"]))
    ned.sync()
    check_equal(ned.json("outbox list")["outbox"], [], "the outbox")
    ash.sync()
    for client in (ned, ash):
        listed = {at["title"]: at["id"] for at in client.json("thread list", "--all")["threads"]}
        check("Thrown away" not in listed, "what was discarded is there")
        check(listed["Refused at first"] != first, "it has the id of what was refused")
        shown = client.json("thread show", listed["Refused at first"])
        check_equal([at["text"] for at in shown["replies"]], ["depends on it"], "its reply")


# --- backup and restore -----------------------------------------------------------------------

def test_backup_while_it_runs_and_restore():
    """What was written after the backup comes back from a peer; then numbering goes on, in a new
    epoch. A device that already held it all goes on with the restored academy."""
    bath, leeds = world.both
    world.ash.start()
    world.ash.verb("batch", batch_file("before", 1000))
    file = os.path.join(world.network.folder, "bath.bigroom")
    bath.verb("backup", file)  # under load
    wait_for("all is numbered", lambda: outbox_empty(world.ash), 60)
    world.ash.stop()
    world.ash.verb("batch", batch_file("after", 50))
    world.ash.sync()
    world.network.wait_equal(world.both)
    epoch, seq, _ = leeds.holds()[bath.id()]
    check_equal(os.stat(file).st_mode & 0o777, 0o600, "mode of the backup")

    for words, what in (((file, bath.folder), "onto what is there"),
                        ((file + "x", bath.folder + "-x"), "of no file"),
                        ((batch_file("nothing", 1), bath.folder + "-x"), "of another file")):
        result = run_program("bigroomd", ["restore", *words], expect=1)
        check(result.err.strip(), f"restore {what} says nothing")
        check(not os.path.exists(bath.folder + "-x"), f"restore {what} left something")

    for academy in world.network.academies:
        academy.kill()
    shutil.move(bath.folder, bath.folder + "-lost")
    bath.program("restore", file, bath.folder)
    bath.start()
    status = bath.status()
    check_equal(status["numbering"], False, "numbering without any peer")
    check(status["epoch"] > epoch, f"epoch {status['epoch']} after {epoch}")
    world.ash.verb("thread new", "--to", "network", "--title", "patience 00000")
    result = bath.verb("invite", "--member", "Nobody", "--role", "coach", expect=1)
    check(result.err.strip(), "an invitation while numbering waits")
    leeds.start()
    wait_for("numbering begins", lambda: bath.status()["numbering"])
    wait_for("the tail is back", lambda: bath.holds()[bath.id()][1] >= seq)
    world.ash.sync()
    now = bath.holds()[bath.id()]
    check(now[0] > epoch and now[1] > seq, f"after {epoch}, {seq} comes {now}")
    world.network.wait_equal(world.both)
    world.kim.sync()
    for client in (world.ash, world.kim):
        for name, count in (("before", 1000), ("after", 50), ("patience", 1)):
            check_equal(titles(client, name + " "), expected(name, count), f"at {client.name}")
    for academy in world.both:
        academy.check_sound()


def test_restored_alone():
    """Without a peer to ask, an operator can say so."""
    york = Academy(world.network, "Alone")
    york.init()
    york.start()
    file = os.path.join(world.network.folder, "alone.bigroom")
    york.verb("backup", file)
    york.stop()
    epochs = []
    for number in range(2):
        shutil.rmtree(york.folder)
        york.program("restore", file, york.folder)
        york.start()
        check(not york.status()["numbering"], "it numbers without having asked")
        york.stop()
        york.start("--alone")
        york.invite(f"Member {number}")
        epochs.append(york.status()["epoch"])
        check(york.status()["numbering"], "it does not number")
        york.check_sound()
        york.stop()
        york.start()  # from now on without the word
        york.invite("Another")
        york.stop()
    check(min(epochs) > 1, f"a restore opens a new epoch: {epochs}")


def test_everything_is_sound_afterwards():
    for academy in world.network.academies:
        if not academy.running():
            academy.start()
    world.network.wait_equal()
    for academy in world.network.academies:
        academy.check_sound()


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
