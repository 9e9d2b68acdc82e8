#!/usr/bin/env python3
"""test_copied.py - an honest academy whose folder was copied, and each copy was run for a while.

Each copy has numbered a write of its own as the same record; one peer knows the one, the other the
other. When they meet, all put the stream aside behind the last common record, both copies too, and
what was written to it since is refused with words, not lost.
"""

import os
import shutil

from cases import cases_of, check_equal, check_in, run, wait_for
from network import Network


class World:
    def __init__(self):
        self.network = Network()
        self.sheffield, self.bath, self.wells = (
            self.network.academy(name) for name in ("Sheffield", "Bath", "Wells"))
        for left, right in ((self.sheffield, self.bath), (self.sheffield, self.wells),
                            (self.bath, self.wells)):
            self.network.peer(left, right)
        self.ann, self.ben = (self.network.client(self.sheffield, name) for name in ("Ann", "Ben"))
        for client in (self.ann, self.ben):
            client.sync()
        self.network.wait_equal()
        self.origin = self.sheffield.id()
        self.common = self.stream(self.bath)["seq"]
        self.sheffield.stop()
        shutil.copytree(self.sheffield.folder, self.sheffield.folder + ".second")

    def stream(self, academy):
        return next(at for at in academy.status()["streams"]
                    if at["origin"] == self.origin and at["audience"] == "network")

    def run_other_copy(self, this, other):
        self.sheffield.stop()
        os.rename(self.sheffield.folder, f"{self.sheffield.folder}.{this}")
        os.rename(f"{self.sheffield.folder}.{other}", self.sheffield.folder)
        self.sheffield.start()


def say_to_network(client, title):
    client.verb("thread new", "--to", "network", "--title", title)


def write_through(client, academy):
    say_to_network(client, f"{client.name} through one copy")
    client.sync()
    wait_for(f"{academy.name} has it", lambda: world.stream(academy)["seq"] == world.common + 1)


def test_each_copy_tells_its_own():
    """Nobody can know yet: each peer sees one."""
    world.wells.stop()
    world.sheffield.start()
    write_through(world.ann, world.bath)
    world.bath.stop()
    world.wells.start()
    world.run_other_copy("first", "second")
    write_through(world.ben, world.wells)


def test_peers_put_it_aside():
    world.bath.start()
    for academy in (world.bath, world.wells, world.sheffield):
        wait_for(f"{academy.name} puts it aside",
                 lambda at=academy: world.stream(at)["aside_from"] == world.common + 1)
    world.network.wait_equal()
    text = world.sheffield.verb("status").out
    check_in(f"signed two different records {world.common + 1}", text, "status of the copy")
    check_in("We write nothing more there: it is our own", text, "status of the copy")


def test_the_copy_refuses_what_comes():
    """With words; what stays at home is taken as before."""
    say_to_network(world.ben, "After it")
    world.ben.sync(expect=4)
    (refused,) = world.ben.json("outbox list")["outbox"]
    check_equal(refused["state"], "refused", "the write")
    world.ben.verb("thread new", "--title", "At home")
    world.ben.sync()
    check_equal(len(world.ben.json("outbox list")["outbox"]), 1, "what is still in the outbox")


def test_the_first_copy_learns_it_too():
    world.run_other_copy("second", "first")
    wait_for("the first copy puts it aside",
             lambda: world.stream(world.sheffield)["aside_from"] == world.common + 1)
    for academy in (world.sheffield, world.bath, world.wells):
        academy.check_sound()


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
