#!/usr/bin/env python3
"""test_bad_connections.py - codes, certificates, versions and frames that nobody should believe.

Each is turned away with a reason, and the academy is the same afterwards.
"""

import os
import random
import socket
import struct
import time

from cases import Failure, cases_of, check, check_equal, check_in, run, say, wait_for
from network import Network, is_instrumented, run_program
from records import ACADEMY, NETWORK, Peer
from wire import (ALPN_JOIN, ALPN_SYNC, Code, Connection, Ended, FRAME_SIZE_MAX, Identity,
                  ServersIdentity, enrol, field, fields_of, frame, hello, message, submit,
                  varint)


class World:
    """One academy, one real peer and one enrolled device, made once."""

    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.leeds = self.network.academy("Leeds")
        self.network.peer(self.bath, self.leeds)
        self.network.wait_equal(streams=2)
        self.folder = self.network.folder
        self.bath_id = bytes.fromhex(self.bath.id())
        self.device = Identity(self.folder, "device")
        enrolled = enrol(self.bath.invite("Ash"), self.device)
        check(1 not in enrolled, f"the device was turned away: {enrolled}")
        check_equal(enrolled[2], self.bath_id, "the academy that enrolled the device")

    def connect(self, identity=None, protocol=ALPN_SYNC):
        return Connection(self.bath.port, identity or self.device, protocol)

    def greeted(self):
        connection = self.connect()
        connection.greet(self.bath_id)
        return connection

    def unchanged(self, act):
        """[act], after which nothing at all has changed and the academy still serves."""
        before = (self.bath.digest(), self.bath.holds())
        process = self.bath.process
        value = act()
        check(self.bath.running() and self.bath.process is process, "the server went down")
        check_equal((self.bath.digest(), self.bath.holds()), before, "what Bath holds")
        return value


# --- codes ------------------------------------------------------------------------------------

def join_fails(world, code, what, sentence, codes=(1, 2, 4)):
    """`bigroom join` with this code says [sentence], leaves nothing and changes nothing."""
    client = os.path.join(world.folder, "joiner")
    result = world.unchanged(lambda: run_program("bigroom", ["join", code, "--dir", client],
                                                 expect=codes))
    check_in(sentence, result.err, what)
    check(not os.path.exists(client), f"{what}: the failed join left a folder behind")


def test_wrong_codes():
    good = world.bath.invite("Code")
    join_fails(world, "join-", "no code", "code")
    join_fails(world, "hello", "a word", "code")
    join_fails(world, good[:-5], "cut off", "code")
    flipped = good[:40] + ("A" if good[40] != "A" else "B") + good[41:]
    join_fails(world, flipped, "a letter changed", "code")
    join_fails(world, world.bath.peer_code(), "a peer code", "code")
    newer = Code(good)
    newer.version = 2
    join_fails(world, newer.text(), "a newer code", "newer")


def test_used_code():
    code = world.bath.invite("Used")
    enrolled = enrol(code, Identity(world.folder, "first"))
    check(1 not in enrolled, f"the first use was turned away: {enrolled}")
    join_fails(world, code, "a used code", "used before")


def test_expired_code():
    late = world.bath.invite("Late", "coach", "--days", "0")
    join_fails(world, late, "an expired code", "expired")
    for days in ("8", "-1", "x", ""):
        refused = world.bath.verb("invite", "--member", "A", "--role", "coach", "--days", days,
                                  expect=2)
        check_in("--days", refused.err, f"--days {days}")


def test_unknown_code():
    code = Code(world.bath.invite("Unknown"))
    code.secret = os.urandom(16)
    join_fails(world, code.text(), "a secret that was never given", "not known")


def test_code_of_another_server():
    """The code names one key and the address answers with another."""
    code = Code(world.bath.invite("Moved"))
    code.address = world.leeds.address
    join_fails(world, code.text(), "another server at the address", "key", codes=(1, 3, 4))


def test_peer_codes():
    def add(code, sentence):
        refused = world.unchanged(lambda: world.bath.verb("peer add", code, expect=(1, 2)))
        check_in(sentence, refused.err, "peer add")
    add("peer-nonsense", "code")
    add(world.bath.invite("NotPeer"), "code")
    add(world.bath.peer_code(), "our own code")
    add(world.leeds.peer_code()[:-8], "code")


# --- certificates -----------------------------------------------------------------------------

def turned_away(identity, what, protocol=ALPN_SYNC):
    """The connection ends before a hello comes back."""
    def attempt():
        try:
            with Connection(world.bath.port, identity, protocol) as connection:
                connection.send(hello(world.bath_id))
                connection.receive_until("hello")
        except Ended as ended:
            return ended
        raise Failure(f"{what} was let in")
    ended = world.unchanged(attempt)
    check(ended.status in ("tls", "closed"), f"{what}: it ended with {ended}")
    return ended


def test_unknown_certificate():
    turned_away(Identity(world.folder, "unknown"), "an unknown key")


def test_no_certificate():
    turned_away(None, "nobody")


def test_expired_certificate():
    """Keys are pinned and dates are not looked at: what counts is whether the key is known."""
    turned_away(Identity(world.folder, "expired").expire(), "an unknown key, expired")
    old = Identity(world.folder, "old")
    enrol(world.bath.invite("Old"), old)
    with Connection(world.bath.port, old.expire()) as connection:
        connection.greet(world.bath_id)


def test_reflected_certificate():
    """Bath's own certificate, and Bath's own connection led back to itself."""
    turned_away(ServersIdentity(world.bath), "its own key")
    mirror = Peer(world.folder, "mirror")
    world.bath.verb("peer add", mirror.code(world.bath.address))

    def told():
        peers = {peer["academy"]: peer for peer in world.bath.status()["peers"]}
        check(not peers["mirror"]["connected"], "Bath is connected to itself")
        return peers["mirror"]["failures"] > 0 and peers["mirror"]["why"]
    why = wait_for("Bath says why it does not reach its mirror image", told)
    check_in("key", why, "why")


def test_wrong_protocol():
    ended = turned_away(world.device, "another ALPN", "h2")
    check_in("protocol", ended.reason, "the alert")


# --- hellos -----------------------------------------------------------------------------------

def ends_with(connection, what, reason=None, status=None):
    got = connection.how_it_ends()
    if reason is not None:
        check_in(reason, got[1], what)
    if status is not None:
        check_equal(got[0], status, f"{what}: status of the goodbye")
    connection.close()
    return got


PROTOCOL, VERSION, LIMIT, MALFORMED = 7, 8, 5, 6


def test_higher_version():
    def attempt():
        connection = world.connect()
        connection.send(hello(world.bath_id, version_min=2, version_max=9))
        return ends_with(connection, "a newer protocol", "version", VERSION)
    world.unchanged(attempt)
    with world.connect() as connection:  # one that also speaks ours is welcome
        connection.send(hello(world.bath_id, version_min=1, version_max=9))
        connection.receive_until("hello")


def test_hello_of_another_academy():
    def attempt():
        connection = world.connect()
        connection.send(hello(os.urandom(32)))
        return ends_with(connection, "a hello of somebody else", "another academy", PROTOCOL)
    world.unchanged(attempt)


def test_not_a_hello_first():
    def attempt():
        connection = world.connect()
        connection.send_frame("ping", message((1, 1)))
        return ends_with(connection, "a ping before the hello", "not allowed", PROTOCOL)
    world.unchanged(attempt)


def test_frames_that_a_device_may_not_send():
    for kind in ("heads", "batch", "receipts", "outcomes", "stream_gone", "hello", "enrol"):
        def attempt(kind=kind):
            connection = world.greeted()
            body = {"heads": message((2, 1)), "hello": hello(world.bath_id)[6:],
                    "enrol": message((1, bytes(16)), (2, "x")), "receipts": b"",
                    "batch": message((1, bytes(165)), (2, b"x"))}.get(kind, b"")
            connection.send_frame(kind, body)
            return ends_with(connection, f"a {kind} frame of a device")
        status, reason = world.unchanged(attempt)
        check(status in (PROTOCOL, MALFORMED) and reason, f"{kind}: {status} {reason}")


# --- frames -----------------------------------------------------------------------------------

def test_truncated_frame():
    """A frame that never ends: the connection may close at any byte."""
    whole = frame("submit", message((1, message((1, os.urandom(16)), (2, NETWORK), (3, 10),
                                                (4, 1), (5, message((1, "T"), (2, "x")))))))

    def attempt():
        for size in range(1, len(whole) - 1, 3):
            connection = world.greeted()
            connection.send(whole[:size])
            connection.close()
    world.unchanged(attempt)


def test_truncated_inside():
    """The length is right, the message inside stops in the middle of a field."""
    inside = message((1, message((1, os.urandom(16)), (2, NETWORK), (3, 10), (5, b"payload"))))

    def attempt():
        for size in range(1, len(inside), 7):
            connection = world.greeted()
            connection.send(frame("submit", inside[:size]))
            status, reason = ends_with(connection, f"{size} bytes of a submit frame")
            check(status == MALFORMED and reason, f"{size} bytes: {status} {reason}")
    world.unchanged(attempt)


def test_oversized_frame():
    def attempt(size, payload):
        connection = world.greeted()
        connection.send(struct.pack(">I", size))
        try:
            connection.send(payload)
        except Ended:
            pass
        return ends_with(connection, f"a frame of {size} bytes")
    for size in (FRAME_SIZE_MAX + 1, 0x7FFFFFFF, 0xFFFFFFFF, 0):
        status, reason = world.unchanged(lambda size=size: attempt(size, b"x" * 100))
        check(status == LIMIT and reason, f"{size}: {status} {reason}")


def test_frame_at_the_limit():
    """n - 1 and n bytes are read as frames; n + 1 never is."""
    def attempt(size):
        connection = world.greeted()
        head = len(field(2000, b"x" * 200000)) - 200000
        body = field(2000, b"x" * (size - head))  # a field that nobody knows
        check_equal(len(body), size, "bytes of the frame")
        connection.send(struct.pack(">I", size) + body)
        return ends_with(connection, f"{size} bytes")
    for size in (FRAME_SIZE_MAX - 1, FRAME_SIZE_MAX):
        status, reason = world.unchanged(lambda size=size: attempt(size))
        check(status in (MALFORMED, PROTOCOL), f"{size}: {status} {reason}")
    status, reason = world.unchanged(lambda: attempt(FRAME_SIZE_MAX + 1))
    check_equal(status, LIMIT, f"one byte more: {reason}")


def test_random_frames():
    """Random bytes inside TLS: as a stream, and as the inside of frames of the right length."""
    chance = random.Random(20260101)

    def attempt():
        for _ in range(30):
            connection = world.greeted()
            try:
                connection.send(chance.randbytes(chance.randint(1, 3000)))
            except Ended:
                pass
            connection.close()
        for _ in range(60):
            connection = world.greeted()
            body = chance.randbytes(chance.randint(1, 300))
            connection.send(struct.pack(">I", len(body)) + body)
            status, reason = ends_with(connection, f"random frame {body[:20]!r}")
            check(status in (PROTOCOL, MALFORMED, LIMIT), f"{body!r}: {status} {reason}")
    world.unchanged(attempt)


def test_random_bytes_without_tls():
    chance = random.Random(7)

    def attempt():
        for _ in range(30):
            with socket.create_connection(("127.0.0.1", world.bath.port), timeout=20) as raw:
                try:
                    raw.sendall(chance.randbytes(chance.randint(1, 5000)))
                    raw.shutdown(socket.SHUT_WR)
                    while raw.recv(1000):
                        pass
                except OSError:
                    pass  # hung up on, as it should be
    world.unchanged(attempt)


def memory_peak(process):
    with open(f"/proc/{process.pid}/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise Failure("no VmHWM")


def memory_cap():
    """What unpacking one frame may take is four times 256 KiB; and some air. Sanitizers keep freed
    memory for a while."""
    return (32 if is_instrumented() else 4) * 1024 * 1024


def test_nested_protobuf():
    """16,000 messages inside each other; with a limit of eight, and without one no stack left."""
    def attempt():
        before = memory_peak(world.bath.process)
        for kind in ("submit", "heads", "hello", "outcomes"):
            connection = world.greeted()
            connection.send(frame(kind, nested(16000)))
            status, reason = ends_with(connection, f"a nested {kind}")
            check(status in (MALFORMED, LIMIT, PROTOCOL) and reason, f"{kind}: {status} {reason}")
        return memory_peak(world.bath.process) - before
    grown = world.unchanged(attempt)
    say(f"    memory grew by {grown // 1024} KiB")
    check(grown <= memory_cap(), f"memory grew by {grown}")


def nested(depth):
    """field 1 in field 1 in field 1 ..., each length-delimited."""
    heads = []
    size = 0
    for _ in range(depth):
        head = varint(1 << 3 | 2) + varint(size)
        heads.append(head)
        size += len(head)
    return b"".join(reversed(heads))


def test_empty_fields():
    """A megabyte of empty fields, which a plain decoder turns into sixty: four frames of them, and
    one write whose payload is full of them."""
    def attempt():
        before = memory_peak(world.bath.process)
        for _ in range(4):
            connection = world.greeted()
            connection.send(frame("submit", field(1, b"") * ((FRAME_SIZE_MAX - 64) // 2)))
            status, reason = ends_with(connection, "empty writes")
            check(status in (MALFORMED, LIMIT) and reason, f"{status} {reason}")
        return memory_peak(world.bath.process) - before
    grown = world.unchanged(attempt)
    say(f"    memory grew by {grown // 1024} KiB")
    check(grown <= memory_cap(), f"memory grew by {grown}")
    # measures: 32,000 empty points in one record
    with world.greeted() as connection:
        reason = world.unchanged(lambda: submit(connection, 31, field(2, b"") * 32000, ACADEMY))
    check_in("too many parts", reason or "", "the reason")


def test_bad_enrolments():
    """On the port for joining: nothing but one Enrol frame of a sane size."""
    stranger = Identity(world.folder, "stranger")
    for what, data in (("a hello", hello(world.bath_id)), ("random", os.urandom(64)),
                       ("too long", struct.pack(">I", 100000) + bytes(2000)),
                       ("no secret", frame("enrol", message((2, "x")))),
                       ("a short secret", frame("enrol", message((1, bytes(15)), (2, "x"))))):
        def attempt(data=data):
            with Connection(world.bath.port, stranger, ALPN_JOIN) as connection:
                connection.send(data)
                return dict(fields_of(connection.receive_until("enrolled")))
        check_in("not a request", world.unchanged(attempt)[1].decode(), what)
    check_in("not known", enrol_refused(bytes(16)), "an empty secret")
    turned_away(stranger, "who was not enrolled")


def enrol_refused(secret):
    code = Code(world.bath.invite("Someone"))
    code.secret = secret
    return enrol(code.text(), Identity(world.folder, "someone"))[1].decode()


# --- many at once -----------------------------------------------------------------------------

def test_silent_connections():
    """A hundred sockets that say nothing do not keep a peer out."""
    silent = [socket.create_connection(("127.0.0.1", world.bath.port)) for _ in range(100)]
    try:
        with world.greeted() as connection:
            connection.send_frame("ping", message((1, 77)))
            check_equal(dict(fields_of(connection.receive_until("pong")))[1], 77, "the answer")
    finally:
        for raw in silent:
            raw.close()


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
