#!/usr/bin/env python3
"""test_bad_records.py - an accepted academy that lies: batches, heads and streams it may not send.

The liar is a real peer with keys of its own, written by hand in records.py. First it is honest, to
show that Bath believes it; then each lie ends the conversation with a reason and changes nothing.
Each lie is told by an academy of its own, for one that was caught is not asked again for a while.
"""

import copy
import os
import random

from cases import Failure, cases_of, check, check_equal, check_in, run, say, wait_for
from network import Network
from records import (ACADEMY, KIND_ACCEPTED, KIND_THREAD, NETWORK, Peer, Record, SigningKey,
                     batch_of, thread)
from wire import Ended, message

# enum br_status, as a Bye carries it
MALFORMED, SIGNATURE, CHAIN, PROTOCOL, LIMIT, UNKNOWN = 6, 9, 10, 7, 5, 13


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.bath_id = bytes.fromhex(self.bath.id())
        self.liars = 0

    def liar(self, name=None, records=3):
        """A new academy that Bath accepts, with a stream of its own, connected."""
        self.liars += 1
        peer = Peer(self.network.folder, name or f"liar{self.liars}")
        peer.begin(self.bath_id)
        peer.append(*(thread(f"text {number}") for number in range(records)))
        self.bath.verb("peer add", peer.code(), "--no-dial")
        peer.connect(self.bath.port)
        return peer

    def held_of(self, academy):
        """How many records of this academy's network stream Bath holds."""
        return self.bath.holds().get(academy.hex(), (0, 0, ""))[1]

    def caught(self, peer, lie, what, statuses, origin=None):
        """[lie] sends something; then the conversation ends and Bath holds what it held before."""
        origin = origin or peer.academy
        before = (self.held_of(origin), self.bath.digest())
        lie()
        status, reason = peer.connection.how_it_ends()
        check(status in statuses and reason, f"{what}: it ended with {status} {reason!r}")
        check_equal((self.held_of(origin), self.bath.digest()), before, f"{what}: what Bath holds")
        check_equal(self.bath.verify()["faults"], 0, f"{what}: faults")
        return reason


def test_an_honest_peer_is_believed():
    peer = world.liar("Honest")
    check_equal(peer.offer(), 0, "wanted after")
    peer.send_batch(peer.batch(1))
    wait_for("Bath holds it", lambda: world.held_of(peer.academy) == len(peer.chain))
    peer.append(thread("later"))
    peer.send_batch(peer.batch(len(peer.chain)))
    wait_for("Bath holds the next", lambda: world.held_of(peer.academy) == len(peer.chain))
    # With Bath's own records, where its keys are, a receipt of Bath can be checked.
    peer.connection.send_frame("want", message((1, world.bath_id + NETWORK), (2, 0)))
    receipt = peer.connection.receive_until("receipts")
    check_in(peer.academy + NETWORK, receipt, "a receipt of Bath")
    check_equal(world.bath.verify()["faults"], 0, "faults")


def flip(value, bit):
    """The same number or bytes with one bit changed."""
    if isinstance(value, bytes):
        changed = bytearray(value)
        changed[bit // 8 % len(changed)] ^= 1 << bit % 8
        return bytes(changed)
    return value ^ 1 << bit


def test_a_flipped_bit_in_each_field():
    """What travels of a header: every field, its first and its last bit."""
    sizes = {"hlc": 64, "written_ms": 64, "kind": 16, "author": 128, "id": 128, "salt": 128,
             "payload": None}
    for name, bits in sizes.items():
        for bit in (0, (bits or 80) - 1):
            peer = world.liar()
            check_equal(peer.offer(), 0, "wanted after")
            good = peer.chain[3][0]
            bad = copy.copy(good)
            setattr(bad, name, flip(getattr(good, name), bit))
            bodies = [record.body() for record, _ in peer.chain]
            bodies[3] = bad.body()
            reason = world.caught(peer, lambda: peer.send_batch(batch_of(peer.head(), bodies)),
                                  f"bit {bit} of {name}", (CHAIN, MALFORMED))
    say(f"    Bath said: {reason}")


def test_flipped_bits_anywhere_in_a_body():
    """Also the format tag and the length."""
    chance = random.Random(42)
    for at in [0, 4, 51 * 8, 54 * 8 + 7] + [chance.randrange(55 * 8) for _ in range(8)]:
        peer = world.liar()
        peer.offer()
        bodies = [record.body() for record, _ in peer.chain]
        bodies[2] = flip(bodies[2], at)
        world.caught(peer, lambda: peer.send_batch(batch_of(peer.head(), bodies)),
                     f"bit {at} of a body", (CHAIN, MALFORMED, LIMIT))


def test_what_follows_from_the_context():
    """Origin, audience, epoch, number and previous hash are not sent: a chain that was made with
    another one does not lead to the head."""
    def other(peer, **changes):
        """The last record's hash, if one thing were different."""
        record, _ = peer.chain[-1]
        values = {"origin": peer.academy, "audience": NETWORK, "epoch": peer.epoch,
                  "seq": len(peer.chain), "previous": peer.chain[-2][1]}
        values.update(changes)
        return record.hash(**values)
    for what, changes in (("origin", {"origin": os.urandom(32)}),
                          ("audience", {"audience": ACADEMY}), ("epoch", {"epoch": 2}),
                          ("number", {"seq": 99}),
                          ("previous hash", {"previous": os.urandom(32)})):
        peer = world.liar()
        peer.chain[-1] = (peer.chain[-1][0], other(peer, **changes))
        peer.offer()
        world.caught(peer, lambda: peer.send_batch(peer.batch(1)), f"another {what}", (CHAIN,))


def test_each_field_of_a_head():
    """The head of a batch with a bit flipped in each of its fields."""
    fields = {"epoch": 49 * 8 + 31, "number": 53 * 8 + 63, "hash": 61 * 8, "key": 93 * 8,
              "signature": 101 * 8, "signature's end": 164 * 8 + 3}
    for what, bit in fields.items():
        peer = world.liar()
        peer.offer()
        bodies = [record.body() for record, _ in peer.chain]
        head = flip(peer.head(), bit)
        if what == "number":  # another number is other records: a gap, see below
            continue
        world.caught(peer, lambda: peer.send_batch(batch_of(head, bodies)), f"{what} of a head",
                     (UNKNOWN,) if what == "key" else (CHAIN, SIGNATURE, MALFORMED))


def test_broken_chain():
    """Records left out, twice, or in another order."""
    for what, order in (("one left out", (0, 1, 3, 4, 5)), ("one twice", (0, 1, 2, 2, 3, 4, 5)),
                        ("two exchanged", (0, 1, 2, 4, 3, 5)),
                        ("the last left out", (0, 1, 2, 3, 4))):
        peer = world.liar()
        peer.offer()
        bodies = [peer.chain[at][0].body() for at in order]
        seq = len(order)  # so that the batch begins where Bath asked
        head = peer.head(seq, chain_hash=peer.chain[-1][1])
        world.caught(peer, lambda: peer.send_batch(batch_of(head, bodies)), what,
                     (CHAIN, SIGNATURE))


def test_forged_head():
    """Everything fits, but another key signed."""
    peer = world.liar()
    peer.offer()
    world.caught(peer, lambda: peer.send_batch(peer.batch(1, head=peer.head(key=SigningKey()))),
                 "another key", (UNKNOWN, SIGNATURE))
    impostor = world.liar()  # names the right key, signs with another
    other = SigningKey()
    other.public = impostor.signing.public
    impostor.offer()
    forged = impostor.batch(1, head=impostor.head(key=other))
    world.caught(impostor, lambda: impostor.send_batch(forged), "the right key's name",
                 (SIGNATURE,))
    later = world.liar()  # believed once, forges afterwards
    later.offer()
    later.send_batch(later.batch(1))
    wait_for("Bath holds the honest part", lambda: world.held_of(later.academy) == len(later.chain))
    later.append(thread("forged"))
    forged = later.batch(len(later.chain), head=later.head(key=SigningKey()))
    world.caught(later, lambda: later.send_batch(forged), "forged afterwards", (UNKNOWN, SIGNATURE))


def test_keys_of_somebody_else():
    """Record 1 binds other keys than the recovery key signed, or another academy's."""
    for what in ("unsigned", "another academy's"):
        peer = Peer(world.network.folder, f"keys-{what[:3]}")
        if what == "unsigned":
            record = peer.keys_record()
            record.payload = flip(record.payload, len(record.payload) * 8 - 1)
        else:
            record = Peer(world.network.folder, "somebody").keys_record()
        peer.append(record, thread("x"))
        world.bath.verb("peer add", peer.code(), "--no-dial")
        peer.connect(world.bath.port)
        peer.offer()
        world.caught(peer, lambda: peer.send_batch(peer.batch(1)), f"keys: {what}",
                     (SIGNATURE, MALFORMED))


def test_gap():
    """Records 4 to 6 before 1 to 3: let go, whatever comes; the right ones are taken afterwards."""
    peer = world.liar()
    peer.offer()
    before = world.bath.digest()
    peer.send_batch(peer.batch(4))
    peer.connection.send_frame("ping", message((1, 1)))
    try:
        peer.connection.receive_until("pong")
        ended = None
    except Ended as end:
        ended = end
    check_equal(world.held_of(peer.academy), 0, "what Bath holds behind the gap")
    check_equal(world.bath.digest(), before, "the digest")
    if ended is not None:
        check(ended.reason, "it ended without a reason")
        peer.connect(world.bath.port)
        peer.offer()
    peer.send_batch(peer.batch(1))
    wait_for("Bath takes the right ones", lambda: world.held_of(peer.academy) == len(peer.chain))


def test_another_academys_stream():
    """Records in the name of an academy that Bath accepts, and in Bath's own."""
    victim = world.liar("Victim")
    victim.offer()
    victim.send_batch(victim.batch(1))
    wait_for("Bath holds the victim's", lambda: world.held_of(victim.academy) == len(victim.chain))
    victim.connection.close()
    forged = copy.copy(victim)
    forged.signing = SigningKey()
    forged.append(thread("never said"))
    first = len(forged.chain)

    liar = world.liar()
    world.caught(liar, lambda: liar.send_batch(forged.batch(first)), "unasked", (PROTOCOL,),
                 origin=victim.academy)
    liar = world.liar()
    check_equal(liar.offer(forged.head()), first - 1, "wanted after")
    world.caught(liar, lambda: liar.send_batch(forged.batch(first)), "forged, and asked for",
                 (UNKNOWN, SIGNATURE), origin=victim.academy)

    bath = Peer(world.network.folder, "bathsdouble")
    bath.academy = world.bath_id
    bath.append(*(thread("not Bath") for _ in range(world.held_of(world.bath_id) + 1)))
    liar = world.liar()
    world.caught(liar, lambda: liar.send_batch(bath.batch(len(bath.chain))), "Bath's own stream",
                 (PROTOCOL,), origin=world.bath_id)


def test_an_academy_that_bath_does_not_accept():
    """A stranger's records through an accepted peer are not even asked for."""
    stranger = Peer(world.network.folder, "stranger")
    stranger.begin(world.bath_id)
    liar = world.liar()
    liar.connection.send_frame("heads", message((1, stranger.head()), (2, 1)))
    world.caught(liar, lambda: liar.send_batch(stranger.batch(1)), "a stranger's", (PROTOCOL,),
                 origin=stranger.academy)
    check(stranger.academy.hex() not in world.bath.holds(), "Bath keeps the stranger's stream")


def test_local_streams_do_not_cross():
    """An academy's own people's stream is nobody else's, even if its academy sends it."""
    peer = world.liar()
    head = peer.head(stream=peer.academy + ACADEMY)
    peer.connection.send_frame("heads", message((1, head), (2, 1)))
    world.caught(peer, lambda: peer.send_batch(batch_of(head, [r.body() for r, _ in peer.chain])),
                 "a local stream", (PROTOCOL,))


def test_a_batch_over_its_limits():
    """257 records under one head; 256 are taken, as are 255."""
    for count in (255, 256, 257):
        peer = world.liar(records=count - 3)
        peer.offer()
        if count <= 256:
            peer.send_batch(peer.batch(1))
            wait_for(f"{count} records", lambda: world.held_of(peer.academy) == count)
        else:
            world.caught(peer, lambda: peer.send_batch(peer.batch(1)), "257 records",
                         (LIMIT, MALFORMED))
        peer.connection.close()


def test_a_payload_over_its_limit():
    """65,408 bytes are the most: with all that is around them they fit a record of 64 KiB."""
    for size, fine in ((65407, True), (65408, True), (65409, False)):
        peer = world.liar(records=0)
        record = Record(KIND_THREAD, message((2, "x" * (size - 4))))
        check_equal(len(record.payload), size, "bytes of the payload")
        peer.append(record)
        peer.offer()
        if fine:
            peer.send_batch(peer.batch(1))
            wait_for("it is held", lambda: world.held_of(peer.academy) == len(peer.chain))
        else:
            world.caught(peer, lambda: peer.send_batch(peer.batch(1)), "65,409 bytes", (LIMIT,))
        peer.connection.close()


def test_a_stream_that_makes_no_sense_is_kept():
    """Structure decides storing, meaning decides showing: unknown kinds, empty and random payloads
    are stored and shown nowhere, and stall nothing."""
    peer = world.liar()
    peer.append(Record(9999, b"of the future"), Record(10, b""), Record(10, os.urandom(300)),
                Record(11, message((1, bytes(16)), (3, b"\xff\xfe not UTF-8"))),
                Record(KIND_ACCEPTED, b"\x0a"), thread("after all that"))
    before = world.bath.digest()[1]
    peer.offer()
    peer.send_batch(peer.batch(1))
    wait_for("all of it is held", lambda: world.held_of(peer.academy) == len(peer.chain))
    wait_for("it is folded", lambda: not world.bath.status()["folding"]
             and world.bath.digest()[1] != before)
    world.bath.check_sound()


def test_two_histories():
    """One number, two signed records: the second is not taken, whoever brings it."""
    peer = world.liar()
    peer.offer()
    peer.send_batch(peer.batch(1))
    wait_for("the first is held", lambda: world.held_of(peer.academy) == len(peer.chain))
    peer.connection.close()
    other = copy.copy(peer)
    other.chain = peer.chain[:-1]
    other.append(thread("another story"), thread("that goes on"))
    other.connect(world.bath.port)
    before = (world.bath.holds()[peer.academy.hex()], world.bath.digest())
    other.offer()
    other.send_batch(other.batch(len(other.chain)))
    status, reason = other.connection.how_it_ends()
    check(status == CHAIN and reason, f"it ended with {status} {reason}")
    check_equal((world.bath.holds()[peer.academy.hex()], world.bath.digest()), before,
                "what Bath holds")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
