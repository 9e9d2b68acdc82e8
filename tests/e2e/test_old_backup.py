#!/usr/bin/env python3
"""test_old_backup.py - a backup that is older than the academy's peers is restored: its tail comes
back from a peer that it is told of, and nothing is written twice.
"""

import os
import shutil

from cases import cases_of, check, check_equal, check_in, run, wait_for
from network import Network, run_program


class World:
    """Bath, its backup from before it had a peer, and what came after."""

    def __init__(self, peers=("Leeds", "York")):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.backup = os.path.join(self.network.folder, "old.bigroom")
        self.bath.verb("backup", self.backup)
        self.peers = [self.network.academy(name) for name in peers]

    def restore(self):
        self.bath.kill()
        shutil.rmtree(self.bath.folder)
        return run_program("bigroomd", ["restore", self.backup, self.bath.folder])

    def write(self, client, begin, count):
        for number in range(count):
            client.verb("thread new", "--to", "network", "--title", f"{begin} {number}")
        client.sync()


def titles(client):
    client.sync()
    return sorted(at["title"] for at in client.json("thread list", "--all")["threads"])


def test_the_tail_comes_back_from_a_peer_that_is_added():
    world = World()
    with world.network as network:
        bath, (leeds, york) = world.bath, world.peers
        network.peer(bath, leeds)
        network.peer(bath, york)
        network.peer(leeds, york)
        world.write(network.client(bath, "Ash"), "before", 6)
        network.wait_equal()
        before = bath.holds()[bath.id()]

        check_in("peer add", world.restore().out, "what restore says")
        bath.start()
        status = bath.status()
        check(not status["numbering"] and status["streams"][0]["seq"] < before[1], f"{status}")
        check_in("no peer to ask", bath.verb("status").out, "status")
        check_in("peer add", bath.verb("invite", "--member", "A", "--role", "coach",
                                       expect=1).err, "invite")

        said = bath.verb("peer add", leeds.peer_code()).out
        check_in("Leeds is kept, and asked for what Bath wrote after the backup", said, "peer add")
        wait_for("Bath numbers again", lambda: bath.status()["numbering"])
        after = bath.holds()[bath.id()]
        check_equal(after[1:], before[1:], "Bath's own records")
        bath.verb("peer add", york.peer_code())

        bo = network.client(bath, "Bo")
        check_equal(titles(bo), [f"before {number}" for number in range(6)], "threads at Bath")
        world.write(bo, "after", 3)
        network.wait_equal()
        for academy in network.academies:
            academy.check_sound()
            check("could not be stored" not in academy.said(all_of_it=True), academy.name)
        check(bath.holds()[bath.id()][0] > before[0], "no new epoch")
        kim = network.client(leeds, "Kim")
        check_equal(titles(kim), [f"after {number}" for number in range(3)] +
                    [f"before {number}" for number in range(6)], "threads at Leeds")


def test_a_peer_that_the_log_never_accepted():
    """It is asked all the same, and accepted as soon as numbers are given; also when it was added
    before the server ran, and after a kill at that moment."""
    world = World(("Leeds",))
    with world.network as network:
        bath, leeds = world.bath, world.peers[0]
        leeds.verb("peer add", bath.peer_code())
        kim = network.client(leeds, "Kim")
        world.write(kim, "Leeds", 2)
        world.restore()
        said = bath.verb("peer add", leeds.peer_code()).out
        check_in("will be asked, when this academy runs", said, "peer add")
        check_equal(bath.status()["peers"][0]["academy"], "Leeds", "the peer")
        bath.start()
        wait_for("Bath numbers again", lambda: bath.status()["numbering"])
        bath.kill()
        bath.start()
        network.wait_equal(streams=2)
        check_equal(titles(network.client(bath, "Bo")), ["Leeds 0", "Leeds 1"], "threads at Bath")
        for academy in network.academies:
            academy.check_sound()


def test_alone_says_what_it_risks():
    """And when it has happened, both sides say what is wrong."""
    world = World(("Leeds",))
    with world.network as network:
        bath, leeds = world.bath, world.peers[0]
        network.peer(bath, leeds)
        world.write(network.client(bath, "Ash"), "first", 3)
        network.wait_equal()
        world.restore()
        bath.start("--alone")
        for words in ("warning: --alone numbers new records without asking",
                      "two histories", "restore the backup again"):
            check_in(words, bath.said(), "run --alone")
        check("is a peer and was not asked" not in bath.said(), "the backup knows no peer")
        bath.stop()
        bath.start()
        check("warning" not in bath.said(), "a warning at an ordinary start")

        bath.verb("peer add", leeds.peer_code())
        world.write(network.client(bath, "Bo"), "second", 12)
        wait_for("Leeds refuses it", lambda: "ended_by=us" in leeds.said())
        line = next(line for line in leeds.said().splitlines() if "ended_by=us" in line)
        reason = line[line.index(" why="):]
        check(len(reason) > 10, f"no reason: {line}")
        wait_for("Bath heard the same", lambda: any(
            "ended_by=them" in at and reason in at for at in bath.said().splitlines()))
        stream = next(at for at in leeds.status()["streams"]
                      if at["academy"] == "Bath" and at["audience"] == "network")
        check(stream["behind"] > 0, f"Leeds does not know of more: {stream}")
        check_in("we hung up on Bath, saying: ", stream["why"], "why")


def test_alone_names_the_peers_that_it_does_not_ask():
    world = World(("Leeds",))
    with world.network as network:
        network.peer(world.bath, world.peers[0])
        network.wait_equal()
        os.unlink(world.backup)
        world.bath.verb("backup", world.backup)
        world.restore()
        world.bath.start("--alone")
        check_in("Leeds is a peer and was not asked", world.bath.said(), "run --alone")
        network.wait_equal()


if __name__ == "__main__":
    run(cases_of(globals()))
