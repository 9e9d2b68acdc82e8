#!/usr/bin/env python3
"""test_real_input.py - real threads and series, through academies that are killed all the while.

The messages are spread over the academies by their authors and written through their clients with
`bigroom batch`; each trust's series are imported and shared. Meanwhile every server is killed again
and again, often in the middle of a commit. In the end every message is at every academy exactly
once, byte for byte and in its place, and verify and rebuild find nothing.

Some messages hold numbers whose check digit makes them look like a patient's. Each client stops at
them, and its data steward lets them pass; they are counted.
"""

import json
import os
import random
import re
import threading
import time

import real_input
from cases import Failure, cases_of, check, check_equal, run, say, wait_for
from network import Network, interrupted

FULL = "BR_FULL" in os.environ       # else every third thread, and half as many kills
KILLS_EACH = 12 if FULL else 6       # of each server; every second one in the middle of a commit
KILLS_AT_LEAST = 40 if FULL else 18  # in all
KILLS_EACH_AT_LEAST = 5 if FULL else 2
KILLS_IN_COMMITS = 10 if FULL else 5

STOPPED = re.compile(r"line (\d+): .* holds.* what looks like .* \(it ends in (\d\d)\)")


class Killer(threading.Thread):
    """Starts one server and kills it, over and over; then it runs until [over], and is down."""

    def __init__(self, academy, seed):
        super().__init__(daemon=True)
        self.academy = academy
        self.chance = random.Random(seed)
        self.kills = 0
        self.in_commits = 0
        self.failure = None
        self.done, self.over = threading.Event(), threading.Event()

    def run(self):
        try:
            for number in range(KILLS_EACH):
                if number % 2:
                    self.interrupt()
                else:
                    self.kill()
            self.academy.start()  # it would end with this thread
            self.done.set()
            self.over.wait()
            self.academy.kill()
        except Exception as failure:  # told by the case that looks after us
            self.failure = failure

    def kill(self):
        """At any moment."""
        self.academy.start()
        time.sleep(self.chance.uniform(0.1, 0.8))
        self.kills += self.academy.kill()

    def interrupt(self):
        """At a write or a sync of a commit."""
        call = self.chance.choice(("write", "write", "sync"))
        number = self.chance.randint(1, 300 if call == "write" else 12)
        self.academy.start(env=interrupted("log/shared.db-wal", call, number), wait=False)
        died = self.academy.was_interrupted(4)
        self.kills += died or self.academy.kill()
        self.in_commits += died


class World:
    def __init__(self):
        self.network = Network()
        self.academies = [self.network.academy(name) for name in real_input.ACADEMIES]
        for at, left in enumerate(self.academies):
            for right in self.academies[at + 1:]:
                self.network.peer(left, right)
        self.clients = [self.network.client(academy, "Writer").start()
                        for academy in self.academies]
        self.network.wait_equal(streams=4)
        folder = os.environ.get("BIGROOM_TEST_DATA")
        if folder:
            self.messages = real_input.read_threads(os.path.join(folder, "threads"))
            self.series = {name: real_input.read_series(os.path.join(folder, "nhs"), name)
                           for name in real_input.ACADEMIES}
        else:
            say("    BIGROOM_TEST_DATA is not set: generated threads and series instead")
            self.messages = real_input.generated_threads()
            self.series = {name: real_input.generated_series(self.network.folder, name)
                           for name in real_input.ACADEMIES}
        if not FULL:
            kept = {id(m) for m in [m for m in self.messages if m.parent is None][::3]}
            self.messages = [m for m in self.messages if id(m.root) in kept]
        self.killers = [Killer(academy, seed) for seed, academy in enumerate(self.academies)]
        self.allowed = 0  # messages that a data steward let pass
        self.shared = {}  # title of a measure: id of its shared copy
        waves = max(message.wave for message in self.messages) + 1
        say(f"    {len(self.messages)} messages in {sum(m.parent is None for m in self.messages)} "
            f"threads, {waves} waves; {sum(map(len, self.series.values()))} series")

    def kills(self):
        for killer in self.killers:
            if killer.failure:
                raise Failure(f"{killer.academy.name} could not be killed and started: "
                              f"{killer.failure}")
        return sum(killer.kills for killer in self.killers)

    def write(self, client, messages, wave):
        """One file of one client: `$key` within it, hex ids for what is known from before."""
        if not messages:
            return
        refs, lines = set(), []
        path = f"{client.folder}-{wave}.jsonl"
        for message in messages:
            lines.append(line_of(message, refs))
            refs.add(message.key)
        answer, written = self.batch(client, path, lines)
        check_equal(written, len(messages), f"lines of {path}")
        for message in messages:
            message.id = answer["ids"][message.key]

    def batch(self, client, path, lines):
        """Write all; what the client stops at is looked at and let pass."""
        written = 0
        while True:
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            result = client.verb("batch", path, "--json", seconds=300, expect=(0, 1))
            written += result.json()["lines"]
            if result.code == 0:
                return result.json(), written
            stopped = STOPPED.search(result.err)
            check(stopped, f"{path}: {result.err}")
            line = lines[int(stopped[1]) - 1]
            check("allow_identifier" not in line, f"{path}: {result.err}")
            check(stopped[2] in real_input.endings(json.dumps(line["message"])),
                  f"there is no such number: {result.err} {line['message']}")
            line["allow_identifier"] = "the number of a book"
            self.allowed += 1

    def measures(self, client, academy):
        for measure in self.series[academy]:
            identity = client.json("measure define", "--academy", "--title", measure.title)["id"]
            answer = client.json("measure import", identity, measure.file, *measure.options())
            check_equal(answer["points"], len(measure.points), f"points of {measure.title}")
            if answer["bad_rows"] != measure.repeated:
                raise Failure(f"{measure.title}: bad rows: {answer['bad'][:5]}")
            if answer["bad_rows"]:
                say(f"    {measure.title}: {answer['bad_rows']} bad rows: {answer['bad'][0]}")
            self.shared[measure.title] = client.json("measure share", identity, "--yes")["id"]


def line_of(message, refs):
    line = {"key": message.key, "ref": message.key, "to": "network",
            "written_ms": message.written_ms}
    if message.parent is None:
        return {**line, "kind": "thread_started",
                "message": {"title": message.title, "text": message.body}}
    body = {"thread": message.root.id, "text": message.body}
    if message.parent.parent is not None:
        known = message.parent.key not in refs
        body["parent"] = message.parent.id if known else "$" + message.parent.key
    return {**line, "kind": "post_written", "message": body}


def held(client, origin):
    for stream in client.ask("status")["streams"]:
        if stream["audience"] == "network" and stream["origin"] == origin:
            return stream["held"]
    return 0


def test_everything_is_written_while_servers_die():
    origins = [academy.id() for academy in world.academies]
    before = [held(client, origin) for client, origin in zip(world.clients, origins)]
    waves = max(message.wave for message in world.messages) + 1
    for academy, killer in zip(world.academies, world.killers):
        academy.kill()
        killer.start()
    goal = KILLS_EACH * len(world.killers)
    for wave in range(waves):
        for at, client in enumerate(world.clients):
            world.write(client, [message for message in world.messages
                                 if message.wave == wave and message.academy == at], wave)
        if wave == 0:
            threads = [sum(m.parent is None and m.academy == at for m in world.messages)
                       for at in range(4)]
            wait_for("every academy holds every thread", lambda: world.kills() < 0 or all(
                held(client, origin) >= before[other] + threads[other]
                for client in world.clients for other, origin in enumerate(origins)), 240)
            for client, academy in zip(world.clients, real_input.ACADEMIES):
                world.measures(client, academy)
        # So that they die all the while, not only at the beginning.
        wait_for("the servers are killed", lambda at=wave: world.kills() >= goal * at // waves, 120)
    wait_for("all kills are done", lambda: world.kills() >= 0 and
             all(killer.done.is_set() for killer in world.killers), 240)
    for killer in world.killers:
        killer.over.set()
        killer.join()
    for academy in world.academies:
        academy.start()
    say(f"    {world.allowed} messages held a number that looks like a patient's: let pass")
    each = [killer.kills for killer in world.killers]
    in_commits = sum(killer.in_commits for killer in world.killers)
    say(f"    killed {sum(each)} times, each {each}; {in_commits} in the middle of a commit")
    check(sum(each) >= KILLS_AT_LEAST, f"too few kills: {each}")
    check(min(each) >= KILLS_EACH_AT_LEAST, f"too few kills of one: {each}")
    check(in_commits >= KILLS_IN_COMMITS, f"only {in_commits} in the middle of a commit")


def test_all_arrive_everywhere():
    def settled():
        outboxes = [client.ask("status")["outbox"] for client in world.clients]
        check(all(at["refused"] == 0 for at in outboxes), f"writes were refused: {outboxes}")
        return all(at["waiting"] == 0 and at["numbered"] == 0 for at in outboxes)
    wait_for("the outboxes are empty", settled, 180)
    digest = world.network.wait_equal(streams=4, seconds=180)
    say(f"    every academy's views: {digest['views'][:16]} at heads {digest['heads'][:16]}")
    total = world.academies[0].holds()

    def same():
        return all(held(client, origin) == tail[1] for client in world.clients
                   for origin, tail in total.items())
    wait_for("every client is caught up", same, 60)


def test_every_message_is_everywhere_once():
    """Through each academy's client: titles, texts, who answers whom; nothing twice, no more."""
    roots = [message for message in world.messages if message.parent is None]
    replies = {root.id: {} for root in roots}
    for message in world.messages:
        if message.parent is not None:
            parent = message.parent.id if message.parent.parent is not None else None
            replies[message.root.id][message.id] = (parent, message.body, message.written_ms)
    origins = [academy.id() for academy in world.academies]
    for client in world.clients:
        listed = client.ask("thread", "list", "--all")["threads"]
        check_equal(sorted(thread["id"] for thread in listed), sorted(root.id for root in roots),
                    f"threads at {client.academy.name}")
        for root in roots:
            shown = client.ask("thread", "show", root.id)
            thread = shown["thread"]
            check_equal((thread["title"], thread["text"], thread["academy"], thread["started_ms"]),
                        (root.title, root.body, origins[root.academy], root.written_ms),
                        f"{root.key} at {client.academy.name}")
            check_equal(len(shown["replies"]), len(replies[root.id]), f"replies of {root.key}")
            check_equal({at["id"]: (at["parent"], at["text"], at["written_ms"])
                         for at in shown["replies"]}, replies[root.id],
                        f"replies of {root.key} at {client.academy.name}")


def test_every_series_is_everywhere():
    for client in world.clients:
        listed = [at for at in client.ask("measure", "list")["measures"]
                  if at["audience"] == "shared with the network"]
        check_equal(sorted(at["id"] for at in listed), sorted(world.shared.values()),
                    f"shared measures at {client.academy.name}")
        for series in world.series.values():
            for measure in series:
                shown = client.ask("measure", "show", world.shared[measure.title])["measure"]
                check_equal(shown["title"], measure.title, "title")
                check_equal({at["date"]: at["value"] for at in shown["points"]}, measure.points,
                            f"{measure.title} at {client.academy.name}")
                check_equal(len(shown["points"]), len(measure.points), "points, each once")


def test_verify_and_rebuild_are_clean():
    for academy in world.academies:
        verified = academy.check_sound()
        say(f"    {academy.name}: {verified['records']} records under {verified['heads']} heads")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
