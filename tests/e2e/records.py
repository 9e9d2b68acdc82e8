"""records.py - records, heads and signatures by hand: a peer academy that can lie.

Written from common/record/record.h and RFC 8032 without the product's code, so that it is also a
second opinion on the layouts: the honest peer of test_bad_records.py must be believed.
"""

import hashlib
import os
import struct
import time

from wire import Code, Connection, Identity, field, fields_of, message

NETWORK = bytes([1]) + bytes(16)
ACADEMY = bytes([3]) + bytes(16)
KIND_KEYS, KIND_PROFILE, KIND_ACCEPTED, KIND_THREAD, KIND_POST = 1, 2, 3, 10, 11

# --- Ed25519, as RFC 8032 section 6 writes it; slow, which does not matter for a few heads ----

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def sha512(data):
    return int.from_bytes(hashlib.sha512(data).digest(), "little")


def point_add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result


def base_point():
    y = 4 * pow(5, P - 2, P) % P
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x & 1:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = base_point()


def point_bytes(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class SigningKey:
    def __init__(self, seed=None):
        digest = hashlib.sha512(seed or os.urandom(32)).digest()
        scalar = int.from_bytes(digest[:32], "little")
        self.scalar = scalar & (1 << 254) - 8 | 1 << 254
        self.prefix = digest[32:]
        self.public = point_bytes(point_times(self.scalar, BASE))

    def sign(self, data):
        r = sha512(self.prefix + data) % ORDER
        start = point_bytes(point_times(r, BASE))
        k = sha512(start + self.public + data) % ORDER
        return start + ((r + k * self.scalar) % ORDER).to_bytes(32, "little")


# --- records ----------------------------------------------------------------------------------

def sha256(data):
    return hashlib.sha256(data).digest()


def new_id():
    return struct.pack(">Q", int(time.time() * 1000) << 16 | 0x7000)[:8] + os.urandom(8)


class Record:
    """The fields that a body carries."""

    def __init__(self, kind, payload, author=bytes(16)):
        now = int(time.time() * 1000)
        self.format = 1
        self.hlc = now << 16
        self.written_ms = now
        self.kind = kind
        self.author = author
        self.id = new_id()
        self.salt = os.urandom(16)
        self.payload = payload

    def fixed(self):
        return struct.pack(">QQH", self.hlc, self.written_ms, self.kind) + self.author + self.id + \
            struct.pack(">I", len(self.payload))

    def body(self):
        return bytes([self.format]) + self.fixed() + self.salt + self.payload

    def hash(self, origin, audience, epoch, seq, previous):
        commitment = sha256(b"brc1" + self.salt + self.payload)
        return sha256(b"brm1" + origin + audience + struct.pack(">IQ", epoch, seq) + previous +
                      self.fixed() + commitment)


def thread(text, title="A thread"):
    return Record(KIND_THREAD, message((1, title), (2, text)), author=os.urandom(16))


class Peer:
    """An academy with keys and a stream of its own, run by the test."""

    def __init__(self, folder, name):
        self.name = name
        self.recovery = SigningKey()
        self.signing = SigningKey()
        self.tls = Identity(folder, name)
        self.academy = sha256(self.recovery.public)
        self.epoch = 1
        self.chain = []  # (record, hash)
        self.connection = None

    def code(self, address=""):
        return Code.peer(self.academy, self.tls.pin(), address, self.name).text()

    def keys_record(self):
        pin = self.tls.pin()
        binding = self.recovery.sign(b"brk1" + self.signing.public + pin)
        return Record(KIND_KEYS, message((1, self.recovery.public), (2, self.signing.public),
                                         (3, pin), (4, binding)))

    def previous(self):
        return self.chain[-1][1] if self.chain else bytes(32)

    def append(self, *records):
        for record in records:
            seq = len(self.chain) + 1
            self.chain.append((record, record.hash(self.academy, NETWORK, self.epoch, seq,
                                                   self.previous())))

    def begin(self, *accepted):
        """The records with which every academy begins; whom it accepts."""
        self.append(self.keys_record(), Record(KIND_PROFILE, message((1, self.name))))
        for academy in accepted:
            self.append(Record(KIND_ACCEPTED, message((1, academy), (2, "a peer"), (3, 1))))

    def head(self, seq=None, key=None, stream=None, epoch=None, chain_hash=None):
        seq = len(self.chain) if seq is None else seq
        plain = (stream or self.academy + NETWORK) + \
            struct.pack(">IQ", epoch or self.epoch, seq) + (chain_hash or self.chain[seq - 1][1])
        key = key or self.signing
        return plain + key.public[:8] + key.sign(b"brh1" + plain)

    def batch(self, first, last=None, head=None):
        """The payload of a Batch frame with records [first] to [last]."""
        last = last or len(self.chain)
        bodies = [record.body() for record, _ in self.chain[first - 1:last]]
        return batch_of(head or self.head(last), bodies)

    # --- the conversation ---

    def connect(self, port):
        self.connection = Connection(port, self.tls)
        self.connection.greet(self.academy)
        return self.connection

    def offer(self, head=None):
        """Announce a head and wait until they want the stream; after which number."""
        head = head or self.head()
        self.connection.send_frame("heads", message((1, head), (2, 1)))
        want = self.connection.receive_until("want", lambda value: field(1, head[:49]) in value)
        return dict(fields_of(want)).get(2, 0)

    def send_batch(self, batch):
        self.connection.send_frame("batch", batch)


def batch_of(head, bodies):
    return message((1, head), *((2, body) for body in bodies))
