#!/usr/bin/env python3
"""test_client_checks.py - the client says at once what the academy would refuse, and keeps nothing.

Everything here is written while the academy is down; in the end it comes back and takes all of it.
"""

import json
import os

from cases import cases_of, check, check_equal, check_in, run
from network import Network

UNKNOWN = "01a20a2414d17961a3cce0c99bbfeaa4"


class World:
    def __init__(self):
        self.network = network = Network()
        self.academy = network.academy("Bath")
        self.coach = network.client(self.academy, "Ash", "coach")
        self.learner = network.client(self.academy, "Robin", "participant")
        self.coach.verb("room open", "--name", "Front door", "--pathway", "Emergency")
        self.coach.verb("thread new", "--title", "Numbered")
        self.coach.sync()
        self.learner.sync()
        self.academy.stop()


def outbox(client):
    return client.json("outbox list")["outbox"]


def refused(client, reason, *words, **options):
    """It ends with 1 and this reason, says nothing else, and nothing is saved."""
    before = outbox(client)
    result = client.verb(*words, expect=1, **options)
    check_equal(result.err, f"bigroom: {reason}\n", f"the reason of {words}")
    check_equal(result.out, "", f"what {words} says")
    check_equal(outbox(client), before, "the outbox")


def batch(client, name, lines, expect=0):
    path = os.path.join(world.network.folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    return client.verb("batch", path, expect=expect)


def thread(title="Many", **more):
    return {"kind": "thread_started", "to": "academy", "message": {"title": title}, **more}


def post(to, text="Yes", audience="academy"):
    return {"kind": "post_written", "to": audience, "message": {"thread": to, "text": text}}


def thread_called(client, title):
    return next(at["id"] for at in client.json("thread list")["threads"] if at["title"] == title)


def test_blank_title():
    refused(world.coach, "Give the thread a title.", "thread new", "--title", " ")
    refused(world.coach, "Give the thread a title.", "thread new", "--title", "\u00a0", "--json")
    refused(world.coach, "Give the Big Room a name.", "room open", "--name", " ", "--pathway", "x")


def test_roles():
    refused(world.learner, "your role does not allow you to write this here",
            "measure define", "--academy", "--title", "Waits")
    world.learner.verb("thread new", "--title", "Robin may")
    refused(world.learner, "Only members of this Big Room can write in it.",
            "thread new", "--title", "Inside", "--to", "room:Front door")


def test_unknown_thread():
    result = batch(world.coach, "unknown.jsonl", [post(UNKNOWN)], expect=1)
    check_in("line 1: There is no such thread here.", result.err, "the reason")
    known = thread_called(world.coach, "Numbered")
    result = batch(world.coach, "elsewhere.jsonl", [post(known, audience="network")], expect=1)
    check_in("line 1: ", result.err, "the reason")
    check_equal(outbox(world.coach), [], "the outbox")


def test_what_waits_counts():
    """What is only in the outbox is there for what refers to it."""
    ash = world.coach
    for audience in ("academy", "network"):
        new = ash.json("thread new", "--title", "Waiting", "--question", "--to", audience)["id"]
        reply = ash.json("thread reply", new, "--text", "First")["id"]
        ash.verb("thread reply", new, "--text", "Second", "--to-post", reply)
        ash.verb("thread edit", new, "--text", "Begun better")
        ash.verb("thread resolve", new, "--answer", reply)
        # an id in full, that no "ref" explains
        batch(ash, f"full-{audience}.jsonl", [post(new, audience=audience)])
    room = ash.json("room open", "--name", "New", "--pathway", "Hips")["id"]
    measure = ash.json("measure define", "--room", room, "--title", "Days")["id"]
    ash.verb("measure add", measure, "2026-11-23", "4")
    ash.verb("thread new", "--title", "In the new room", "--to", "room:New")
    ash.verb("measure share", measure, "--yes")


def test_joining_waits():
    """Who joins a Big Room here can write in it here."""
    network, academy = world.network, world.academy
    academy.start()
    kim = network.client(academy, "Kim", "coach")
    academy.stop()
    inside = ("thread new", "--title", "Inside", "--to", "room:Front door")
    refused(kim, "Only members of this Big Room can write in it.", *inside)
    me = kim.json("profile show")["member"]
    kim.verb("room add", "Front door", me)
    kim.verb(*inside)
    kim.verb("room remove", "Front door", me)
    refused(kim, "Only members of this Big Room can write in it.", *inside)
    kim.verb("room add", "Front door", me)


def test_import():
    """All points of one file or none, also when they are too many for one trial."""
    ash = world.coach
    measure = ash.json("measure define", "--academy", "--title", "Long")["id"]
    note = "n" * 190
    days = [f"{year}-{month:02}-{day:02}" for year in range(2000, 2020) for month in range(1, 13)
            for day in range(1, 29)]
    path = os.path.join(world.network.folder, "points.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("date,value,note\n")
        file.writelines(f"{day},1,{note}\n" for day in days)
    check_equal(ash.json("measure import", measure, path)["points"], len(days), "points")
    ash.verb("measure share", measure, "--yes", "--with-notes")


def test_batch_lines_before_a_bad_one():
    ash = world.coach
    before = len(outbox(ash))
    lines = [thread(f"T{i}", ref=f"t{i}") if i % 3 == 0 else post(f"$t{i - i % 3}")
             for i in range(1500)]
    bad = lines[:]
    bad[1201] = thread(" ")
    result = batch(ash, "many.jsonl", bad, expect=1)
    check_in("line 1202: Give the thread a title.", result.err, "the reason")
    check_in("Saved here: 1201 lines", result.out, "what was saved")
    check_equal(len(outbox(ash)) - before, 1201, "in the outbox")
    result = batch(ash, "many.jsonl", lines)
    check_in("Saved here: 299 lines; 1201 were there already", result.out, "the second time")


def test_all_is_taken():
    """What passed here passes there."""
    world.academy.start()
    for client in world.network.clients:
        client.sync(seconds=300)
        check_equal(outbox(client), [], f"the outbox of {client.name}")


def test_waits_with_a_refused_one():
    """What the academy refused keeps what refers to it: that is not judged here."""
    academy, kim = world.academy, world.network.clients[-1]
    me = kim.json("profile show")["member"]
    room = kim.json("room show", "Front door")["room"]["id"]
    academy.stop()
    inside = thread("Too late", ref="q1", to=f"room:{room}")
    batch(kim, "late.jsonl", [inside])
    academy.start()
    world.coach.verb("room remove", "Front door", me)
    world.coach.sync()
    kim.sync(expect=4)
    check_equal([at["state"] for at in outbox(kim)], ["refused"], "the outbox")
    batch(kim, "late.jsonl", [inside, post("$q1", audience=f"room:{room}")])
    check_equal([at["state"] for at in outbox(kim)], ["refused", "saved here"], "the outbox")
    refused(kim, "Only members of this Big Room can write in it.", "thread new", "--title", "x",
            "--to", f"room:{room}")


def test_through_a_running_client():
    ash = world.coach.start()
    refused(ash, "Give the thread a title.", "thread new", "--title", " ")
    ash.verb("thread new", "--title", "Running")
    check(ash.listens(), "it runs no longer")
    ash.stop()


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
