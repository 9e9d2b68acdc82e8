#!/usr/bin/env python3
"""test_mend.py - a byte flips on an academy's disk: it is found, told, and mended by a peer."""

import json
import os

from cases import cases_of, check, check_equal, check_in, run, wait_for
from network import Network


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.wells = self.network.academy("Wells")
        self.network.peer(self.bath, self.wells)
        self.ash = self.network.client(self.bath, "Ash")
        self.both = [self.bath, self.wells]
        self.count = 0

    def write(self, audience="network"):
        """A thread with a text that is nowhere else; the text."""
        self.count += 1
        text = f"a text like no other, number {self.count:04} of them"
        self.ash.verb("thread new", "--to", audience, "--title", "T", "--text", text)
        self.ash.sync()
        return text


def log_of(academy, side="shared"):
    return os.path.join(academy.folder, "log", side + ".db")


def flip(academy, text, side="shared"):
    """One bit of a record that says this, on the disk of a server that is stopped."""
    with open(log_of(academy, side), "r+b") as file:
        data = file.read()
        at = data.find(text.encode())
        check(at > 0, f"{text!r} is not in the file")
        file.seek(at + 5)
        file.write(bytes([data[at + 5] ^ 1]))


def is_whole(academy, text, side="shared"):
    academy.stop()
    with open(log_of(academy, side), "rb") as file:
        found = text.encode() in file.read()
    academy.start()
    return found


def damaged(academy):
    return sum(at["damaged"] for at in academy.status()["streams"])


def test_mended_by_a_peer():
    """Found without anybody's asking, and put back as it was."""
    texts = [world.write() for _ in range(4)]
    world.network.wait_equal(world.both)
    before = world.bath.digest()
    world.bath.stop()
    flip(world.bath, texts[1])
    world.bath.start()
    wait_for("Bath finds it", lambda: "log_damaged" in world.bath.said())
    wait_for("Wells gives it back", lambda: damaged(world.bath) == 0 and
             "log_mended" in world.bath.said())
    check_equal(world.bath.digest(), before, "the digest")
    world.bath.check_sound()
    check(is_whole(world.bath, texts[1]), "the record is not as it was")


def test_all_else_goes_on():
    """Nobody is there who holds it: it is told, it is not passed on, everything else works; and
    whoever comes gives it back."""
    texts = [world.write() for _ in range(3)]
    world.network.wait_equal(world.both)
    world.wells.stop()
    world.bath.stop()
    flip(world.bath, texts[0])
    world.bath.start()
    wait_for("Bath says so", lambda: damaged(world.bath) > 0)
    check_in("nobody connected could give them back", world.bath.verb("status").out, "the status")
    check(world.bath.verb("verify", expect=None).code == 3, "verify found nothing")
    own = world.write("academy")
    world.write()
    check_equal(world.ash.status()["outbox"]["waiting"], 0, f"what waits, with {own}")
    world.wells.start()
    wait_for("Wells gives it back", lambda: damaged(world.bath) == 0, 60)
    world.network.wait_equal(world.both)
    for academy in world.both:
        academy.check_sound()
    check(is_whole(world.bath, texts[0]), "the record is not as it was")


def test_views_are_not_folded_over_it():
    """Views that are made anew stop before the damage and go on behind it, when it is mended."""
    text = world.write()
    world.write()
    world.network.wait_equal(world.both)
    before = world.bath.digest()
    world.bath.stop()
    flip(world.bath, text)
    for name in os.listdir(os.path.join(world.bath.folder, "views")):
        os.remove(os.path.join(world.bath.folder, "views", name))
    world.bath.start()
    wait_for("it is mended and folded", lambda: world.bath.digest() == before, 60)
    world.bath.check_sound()


def write_many(count):
    path = os.path.join(world.network.folder, "many.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            line = {"key": str(number), "kind": "thread_started", "to": "network",
                    "message": {"title": f"one of many, {number}", "text": "the same"}}
            file.write(json.dumps(line) + "\n")
    world.ash.verb("batch", path, "--json")


def test_behind_one_place_there_is_another():
    """Of one stream, both folded long ago, too far from each other to be shown at once."""
    texts = [world.write()]
    write_many(300)
    texts.append(world.write())
    world.network.wait_equal(world.both)
    world.bath.stop()
    for text in texts:
        flip(world.bath, text)
    world.bath.start()
    wait_for("Wells gives back the first", lambda: "log_mended" in world.bath.said())
    wait_for("and the second", lambda: world.bath.said().count("log_mended") == 2 and
             damaged(world.bath) == 0)
    world.bath.check_sound()
    for text in texts:
        check(is_whole(world.bath, text), "a record is not as it was")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
