#!/usr/bin/env python3
"""test_fork.py - academies that tell two stories: liars with keys of their own.

Whoever sees both stories holds a proof; it goes to everybody, and nothing behind the last good
record is shown anywhere. What is no proof changes nothing.
"""

import copy
import hashlib
import os

from cases import cases_of, check, check_equal, check_in, run, say, wait_for
from network import Network
from records import Peer, SigningKey, thread
from wire import fields_of, message

COMMON = 6  # keys, profile, two acceptances, two threads


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.wells = self.network.academy("Wells")
        self.ash = self.network.client(self.bath, "Ash")
        self.ash.sync()
        self.liars = 0
        self.met = False

    def meet(self):
        """Bath and Wells become peers, once."""
        if not self.met:
            self.network.peer(self.bath, self.wells)
        self.met = True

    def liar(self):
        """An academy that both accept, with records that both may have."""
        self.liars += 1
        peer = Peer(self.network.folder, f"liar{self.liars}")
        peer.begin(*(bytes.fromhex(academy.id()) for academy in (self.bath, self.wells)))
        peer.append(thread("first"), thread("second"))
        check_equal(len(peer.chain), COMMON, "common records")
        for academy in (self.bath, self.wells):
            academy.verb("peer add", peer.code(), "--no-dial")
        return peer


def stream_of(academy, origin):
    found = [at for at in academy.status()["streams"]
             if at["origin"] == origin and at["audience"] == "network"]
    return found[0] if found else {"aside_from": 0, "seq": 0}


def hand_over(peer, academy):
    """Give the academy all of the peer's chain; the connection stays open."""
    peer.connect(academy.port)
    after = peer.offer()
    peer.send_batch(peer.batch(after + 1))
    wait_for(f"{academy.name} holds it",
             lambda: stream_of(academy, peer.academy.hex())["seq"] == len(peer.chain))


def branch(peer, *texts):
    other = copy.copy(peer)
    other.chain = list(peer.chain)
    other.append(*(thread(text) for text in texts))
    return other


def side(peer, first, last):
    """One side of a proof, as common/record/fork.h draws it: headers without what was said."""
    bodies = []
    for record, _ in peer.chain[first - 1:last]:
        commitment = hashlib.sha256(b"brc1" + record.salt + record.payload).digest()
        bodies.append(b"\x02" + record.fixed() + commitment)
    packed = b"".join(len(body).to_bytes(4, "big") + body for body in bodies)
    return peer.head(last) + len(bodies).to_bytes(2, "big") + packed


def proof(one, other, first):
    return b"brf1" + one.chain[first - 2][1] + side(one, first, first) + side(other, first, first)


# --- the liar ---------------------------------------------------------------------------------

def test_two_stories_meet():
    """Bath was told one story, Wells another; they meet, and both put the liar aside."""
    peer = world.liar()
    one, other = branch(peer, "for Bath", "and more"), branch(peer, "for Wells")
    hand_over(one, world.bath)
    hand_over(other, world.wells)
    one.connection.close()
    other.connection.close()
    world.meet()
    origin = peer.academy.hex()
    for academy in (world.bath, world.wells):
        wait_for(f"{academy.name} puts it aside",
                 lambda at=academy: stream_of(at, origin)["aside_from"] == COMMON + 1)
    world.network.wait_equal([world.bath, world.wells])
    for academy in (world.bath, world.wells):
        academy.check_sound()
        text = academy.verb("status").out
        check_in(f"put aside: {peer.name}", text, f"the status of {academy.name}")
        check_in(f"Nothing behind record {COMMON}", text, f"the status of {academy.name}")
    world.ash.sync()
    titles = [at["title"] for at in world.ash.json("thread list", "--all")["threads"]]
    said = [at for at in world.ash.status()["streams"] if at["origin"] == origin]
    check_equal(said[0]["aside_from"], COMMON + 1, "what Ash's client says")
    check_in("put aside since", world.ash.verb("status").out, "the client's status")
    check_equal(titles.count("A thread"), 2, "threads of the liar that are shown")
    world.both = (one, other)


def test_it_stays_so():
    """Over a restart; and when the liar comes with more, it is told and nothing is taken."""
    one, _ = world.both
    world.bath.stop()
    world.bath.start()
    origin = one.academy.hex()
    before = stream_of(world.bath, origin)
    check_equal(before["aside_from"], COMMON + 1, "after the restart")
    one.append(thread("even more"))
    one.connect(world.bath.port)
    told = dict(fields_of(one.connection.receive_until("fork")))[1]
    check_in(one.academy, told, "the proof that the liar is told")
    one.connection.send_frame("heads", message((1, one.head()), (2, 1)))
    one.connection.send_frame("ping", message((1, 7)))
    one.connection.receive_until("pong")
    one.connection.close()
    check_equal(stream_of(world.bath, origin), before, "what Bath holds")
    world.bath.check_sound()


def test_a_proof_is_enough():
    """Whoever holds the common part believes a proof that anybody brings, made by other hands."""
    world.meet()
    peer = world.liar()
    hand_over(peer, world.bath)
    one, other = branch(peer, "a"), branch(peer, "b")
    messenger = world.liar()
    messenger.connect(world.bath.port)
    messenger.connection.send_frame("fork", message((1, proof(one, other, COMMON + 1))))
    wait_for("Bath puts it aside",
             lambda: stream_of(world.bath, peer.academy.hex())["aside_from"] == COMMON + 1)
    wait_for("Wells hears of the proof and of what counts", lambda: stream_of(
        world.wells, peer.academy.hex())["aside_from"] == COMMON + 1)
    messenger.connection.close()
    peer.connection.close()


def test_no_proof_changes_nothing():
    """Forged, two times the same story, cut, changed: the conversation ends, and no more."""
    victim = world.liar()
    victim.append(thread("third"))
    hand_over(victim, world.bath)
    victim.connection.close()
    forger = copy.copy(victim)
    forger.signing = SigningKey()
    forger.signing.public = victim.signing.public  # the right key's name, another's signature
    forged = branch(victim, "x")
    forged.signing = forger.signing
    honest = branch(victim, "y")
    after = len(victim.chain) + 1
    good = proof(honest, branch(victim, "z"), after)
    for what, bytes_ in (("forged", proof(honest, forged, after)),
                         ("twice the same", proof(honest, honest, after)),
                         ("cut", good[:-1]), ("a flipped bit", good[:60] + b"\0" + good[61:]),
                         ("nothing", b""), ("noise", os.urandom(500))):
        liar = world.liar()
        liar.connect(world.bath.port)
        wait_for("Bath is at rest", lambda: not world.bath.status()["folding"])
        before = (stream_of(world.bath, victim.academy.hex())["hash"], world.bath.digest())
        liar.connection.send_frame("fork", message((1, bytes_)))
        status, reason = liar.connection.how_it_ends()
        check(status and reason, f"{what}: it ended with {status} {reason!r}")
        after_it = (stream_of(world.bath, victim.academy.hex())["hash"], world.bath.digest())
        check_equal(after_it, before, f"{what}: what Bath holds")
        check_equal(stream_of(world.bath, victim.academy.hex())["aside_from"], 0, what)
    say(f"    Bath said: {reason}")
    world.bath.check_sound()


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
