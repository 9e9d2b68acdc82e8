#!/usr/bin/env python3
"""attack.py - one attacker, as a process of its own, until its standard input ends.

    attack.py idle PORT COUNT [SOURCE]  so many TCP connections that say nothing, from one address
                                        or, without SOURCE, from several
    attack.py half PORT COUNT           half a ClientHello, then silence
    attack.py silent PORT COUNT         a whole ClientHello, then silence
    attack.py malformed PORT KEY CERTIFICATE ACADEMY     frames that cannot be read
    attack.py flood PORT KEY CERTIFICATE ACADEMY BATH    frames that look right, all it can send

What is hung up on is made again at once. At the end it prints what it did, as JSON.
"""

import json
import os
import random
import resource
import selectors
import socket
import ssl
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from wire import ALPN_SYNC, Connection, Ended, field, frame, hello, message  # noqa: E402

OPENED_AT_ONCE = 200  # sockets in one turn, so that hang-ups are heard in between
THREADS = 4
NETWORK = bytes([1]) + bytes(16)


class Counts:
    def __init__(self):
        self.connections = self.tried_most = self.established_most = self.frames = self.bytes = 0

    def say(self):
        print(json.dumps(vars(self)), flush=True)


class Key:
    def __init__(self, key, certificate):
        self.key, self.certificate = key, certificate


def client_hello():
    """The first bytes of a real handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols([ALPN_SYNC])
    out = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), out).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


def came_about(raw):
    """Its connect has ended, as it can be written to: well?"""
    return raw.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0


SOURCES = [f"127.0.1.{number}" for number in range(1, 9)]  # an address alone gets few places


def hold(kind, port, count, sources):
    """Keep [count] connections that do not go on."""
    words = {"idle": b"", "half": client_hello()[:100], "silent": client_hello()}[kind]
    counts = Counts()
    waiting = selectors.DefaultSelector()
    waiting.register(sys.stdin, selectors.EVENT_READ)
    tried, established = set(), set()
    while True:
        for _ in range(min(OPENED_AT_ONCE, count - len(tried))):
            raw = socket.socket()
            raw.setblocking(False)
            raw.bind((sources[counts.connections % len(sources)], 0))
            raw.connect_ex(("127.0.0.1", port))
            waiting.register(raw, selectors.EVENT_READ | selectors.EVENT_WRITE)
            tried.add(raw)
            counts.connections += 1
        counts.tried_most = max(counts.tried_most, len(tried))
        for key, events in waiting.select(0.1):
            if key.fileobj is sys.stdin:
                return counts
            raw = key.fileobj
            try:
                if events & selectors.EVENT_WRITE:
                    if not came_about(raw):
                        raise OSError
                    established.add(raw)
                    if words:
                        raw.send(words)
                    waiting.modify(raw, selectors.EVENT_READ)
                elif raw.recv(4096):
                    continue  # the server's own words, which nobody answers
                else:
                    raise OSError
            except OSError:
                waiting.unregister(raw)
                tried.discard(raw)
                established.discard(raw)
                raw.close()
        counts.established_most = max(counts.established_most, len(established))


def malformed_frames(chance, academy):
    """Bytes that follow a good hello and cannot be read, each time others."""
    nested = b""
    for _ in range(2000):
        nested = field(1, nested[-60000:])
    kinds = [
        lambda: struct.pack(">I", chance.randrange(1, 3000)) + chance.randbytes(3000),
        lambda: struct.pack(">I", 0xFFFFFFFF) + chance.randbytes(100),
        lambda: frame("submit", field(1, b"") * 100000),
        lambda: frame("heads", nested),
        lambda: frame("batch", message((1, chance.randbytes(165)), (2, chance.randbytes(60000)))),
        lambda: frame("want", message((1, chance.randbytes(49)), (2, chance.getrandbits(63)))),
        lambda: hello(academy) + hello(academy),
    ]
    return chance.choice(kinds)()


def flood_frames(chance, bath):
    """A few hundred kilobytes that pass every look at their form."""
    stream = bath + NETWORK
    parts = []
    for _ in range(40):
        parts.append(frame("ping", message((1, chance.getrandbits(60)))))
        parts.append(frame("want", message((1, stream), (2, chance.randrange(3)))))
        parts.append(frame("credit", message((1, 1 << 20))))
        parts.append(frame("heads", message((1, stream + struct.pack(
            ">IQ", 1, chance.randrange(1, 99)) + chance.randbytes(104)), (2, 1))))
        parts.append(frame("receipts", message(*((1, chance.randbytes(32) + stream + struct.pack(
            ">IQ", 1, 1) + chance.randbytes(104)) for _ in range(20)))))
    return b"".join(parts)


def speak(port, key, academy, words, counts, ending):
    """Connect, greet, say [words] until hung up on; again and again."""
    while not ending.is_set():
        try:
            with Connection(port, key, seconds=10) as connection:
                counts.connections += 1
                connection.send(hello(academy))
                for data in words():
                    connection.send(data)
                    counts.frames += 1
                    counts.bytes += len(data)
                    if ending.is_set():
                        return
                connection.how_it_ends()
        except (Ended, OSError):
            pass
        except Exception as failure:  # nothing came: go on
            if ending.is_set():
                return
            time.sleep(0.01)
            del failure


def attack_inside(kind, port, key, academy, bath):
    counts, ending = Counts(), threading.Event()
    chance = random.Random()

    def words():
        if kind == "malformed":
            yield malformed_frames(chance, academy)
        else:
            while True:
                yield flood_frames(chance, bath)
    threads = [threading.Thread(target=speak, daemon=True,
                                args=(port, key, academy, words, counts, ending))
               for _ in range(THREADS if kind == "malformed" else 1)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ending.set()
    return counts


def main():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind in ("idle", "half", "silent"):
        counts = hold(kind, port, int(sys.argv[3]), sys.argv[4:5] or SOURCES)
    else:
        academy, *bath = (bytes.fromhex(word) for word in sys.argv[5:])
        counts = attack_inside(kind, port, Key(*sys.argv[3:5]), academy, bath[0] if bath else b"")
    counts.say()
    os._exit(0)  # threads may wait for a server that does not answer them


if __name__ == "__main__":
    main()
