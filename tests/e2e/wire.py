"""wire.py - the frame protocol spoken by hand: TLS with a key of ours, frames as bytes.

Written from proto/sync.proto and common/session/frame.h, on purpose without any of the product's
code: what these tests send is what they say, also when it is wrong.
"""

import base64
import hashlib
import os
import select
import socket
import ssl
import struct
import subprocess
import threading
import time

from cases import Failure

FRAME_SIZE_MAX = 256 * 1024
ALPN_SYNC = "bigroom/1"
ALPN_JOIN = "bigroom-join/1"

FRAMES = {"hello": 1, "heads": 2, "want": 3, "batch": 4, "credit": 5, "receipts": 6, "submit": 7,
          "outcomes": 8, "stream_gone": 9, "ping": 10, "pong": 11, "bye": 12, "enrol": 13,
          "enrolled": 14, "show": 15, "shown": 16, "fork": 17}
NAMES = {number: name for name, number in FRAMES.items()}


# --- protobuf's wire format -------------------------------------------------------------------

def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, value):
    """One field: bytes and texts by length, numbers and truths as varints."""
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, (bytes, bytearray)):
        return varint(number << 3 | 2) + varint(len(value)) + bytes(value)
    return varint(number << 3) + varint(int(value))


def message(*fields):
    """Fields as (number, value); a value of None is absent."""
    return b"".join(field(number, value) for number, value in fields if value is not None)


def fields_of(data):
    """[(number, value)] of a message; nested messages stay bytes."""
    at, found = 0, []

    def number():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    while at < len(data):
        key = number()
        if key & 7 == 2:
            size = number()
            found.append((key >> 3, data[at:at + size]))
            at += size
        elif key & 7 == 0:
            found.append((key >> 3, number()))
        else:
            raise Failure(f"a field of wire type {key & 7} in {data[:40]!r}")
    return found


def frame(kind, body):
    """A whole frame: length, then bigroom.Frame with the one field [kind]."""
    inside = field(FRAMES[kind], body)
    return struct.pack(">I", len(inside)) + inside


def hello(academy, version_min=1, version_max=1, credit=4 * 1024 * 1024):
    return frame("hello", message((1, version_min), (2, version_max), (3, "a test"), (4, academy),
                                  (5, os.urandom(16)), (6, credit), (7, 256)))


# --- keys -------------------------------------------------------------------------------------

def openssl(*words, stdin=None):
    done = subprocess.run(["openssl", *words], input=stdin, capture_output=True, check=False)
    if done.returncode != 0:
        raise Failure(f"openssl {' '.join(words)}: {done.stderr.decode()}")
    return done.stdout


class Identity:
    """A TLS key with its self-signed certificate, in a folder."""

    def __init__(self, folder, name):
        self.key = os.path.join(folder, name + ".key")
        self.certificate = os.path.join(folder, name + ".crt")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-keyout", self.key, "-out", self.certificate, "-subj", f"/CN={name}",
                "-days", "2")

    def pin(self):
        public = openssl("pkey", "-in", self.key, "-pubout", "-outform", "DER")
        return hashlib.sha256(public).digest()

    def expire(self):
        """The same key in a certificate whose time is over: the dates are set back and the whole
        is signed again, which openssl's own commands do not offer."""
        der = ssl.PEM_cert_to_DER_cert(open(self.certificate).read())
        body, rest = take_der(der_value(der))
        algorithm, _ = take_der(rest)
        dates = body.index(b"\x17\x0d")  # the first UTCTime, 13 characters; the second follows
        body = body[:dates + 2] + b"200101000000Z" + body[dates + 15:]
        body = body[:dates + 17] + b"210101000000Z" + body[dates + 30:]
        signature = openssl("dgst", "-sha256", "-sign", self.key, stdin=body)
        signed = der_of(0x30, body + algorithm + der_of(0x03, b"\0" + signature))
        with open(self.certificate, "w") as file:
            file.write(ssl.DER_cert_to_PEM_cert(signed))
        return self


class ServersIdentity(Identity):
    """The key of a server of ours, taken from its folder."""

    def __init__(self, academy):
        self.key = self.certificate = os.path.join(academy.folder, "keys", "tls.pem")


def der_of(tag, value):
    size = len(value)
    if size < 0x80:
        return bytes([tag, size]) + value
    width = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | width]) + size.to_bytes(width, "big") + value


def der_head(data):
    """(length of the head, length of the value)"""
    if data[1] < 0x80:
        return 2, data[1]
    width = data[1] & 0x7F
    return 2 + width, int.from_bytes(data[2:2 + width], "big")


def der_value(data):
    head, size = der_head(data)
    return data[head:head + size]


def take_der(data):
    head, size = der_head(data)
    return data[:head + size], data[head + size:]


# --- codes ------------------------------------------------------------------------------------

class Code:
    """An invitation or a peer code, taken apart; common/record/code.h has the layout."""

    def __init__(self, text=None):
        self.version, self.secret = 1, b""
        if text is None:
            return
        self.prefix, _, rest = text.partition("-")
        data = base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4))
        self.version, self.academy, self.pin = data[0], data[1:33], data[33:65]
        at = 65
        if self.prefix == "join":
            self.secret, at = data[65:81], 81
        self.address = data[at + 1:at + 1 + data[at]].decode()
        at += 1 + data[at]
        self.name = data[at + 1:at + 1 + data[at]].decode()

    @staticmethod
    def peer(academy, pin, address, name):
        code = Code()
        code.prefix, code.academy, code.pin = "peer", academy, pin
        code.address, code.name = address, name
        return code

    def text(self):
        address, name = self.address.encode(), self.name.encode()
        data = bytes([self.version]) + self.academy + self.pin + self.secret
        data += bytes([len(address)]) + address + bytes([len(name)]) + name
        data += hashlib.sha256(data).digest()[:4]
        return f"{self.prefix}-" + base64.urlsafe_b64encode(data).decode().rstrip("=")


# --- a connection -----------------------------------------------------------------------------

class Ended(Exception):
    """The other side ended the conversation: with a Bye (status and reason) or without."""

    def __init__(self, status, reason):
        super().__init__(f"{status}: {reason}")
        self.status = status
        self.reason = reason


class Connection:
    """A TLS connection to an academy, as [identity]. One thread may send while another receives:
    Python 3.11 does not keep them apart on one connection, and OpenSSL cannot bear it."""

    def __init__(self, port, identity, protocol=ALPN_SYNC, seconds=30):
        self.seconds = seconds
        self.data = b""
        self.in_use = threading.Lock()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.set_alpn_protocols([protocol])
        if identity is not None:
            context.load_cert_chain(identity.certificate, identity.key)
        raw = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        try:
            self.tls = context.wrap_socket(raw)
        except (ssl.SSLError, OSError) as error:
            raw.close()
            raise Ended("tls", str(error))

    def send(self, data):
        try:
            with self.in_use:
                self.tls.sendall(data)
        except (ssl.SSLError, OSError) as error:
            raise Ended("tls", str(error))

    def send_frame(self, kind, body):
        self.send(frame(kind, body))

    def receive(self):
        """The next frame: (name, body). Raises Ended."""
        while True:
            if len(self.data) >= 4:
                size = struct.unpack(">I", self.data[:4])[0]
                if len(self.data) >= 4 + size:
                    body, self.data = self.data[4:4 + size], self.data[4 + size:]
                    ((number, value),) = fields_of(body)
                    if NAMES[number] == "bye":
                        bye = dict(fields_of(value))
                        raise Ended(bye.get(1, 0), bye.get(2, b"").decode())
                    return NAMES[number], value
            try:
                more = self.receive_some()
            except ssl.SSLWantReadError:
                continue
            except socket.timeout:
                raise Failure(f"nothing came for {self.seconds} s")
            except (ssl.SSLError, OSError) as error:
                raise Ended("tls", str(error))
            if not more:
                raise Ended("closed", "")
            self.data += more

    def receive_some(self):
        """What has come; SSLWantReadError if that was not yet a whole record, or none of ours."""
        if not self.tls.pending():
            readable = select.poll()
            readable.register(self.tls, select.POLLIN)
            if not readable.poll(self.seconds * 1000):
                raise socket.timeout
        with self.in_use:
            self.tls.settimeout(0)
            try:
                return self.tls.recv(65536)
            finally:
                self.tls.settimeout(self.seconds)

    def receive_until(self, kind, test=lambda value: True):
        """Skip frames until one of [kind] fits."""
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            name, value = self.receive()
            if name == kind and test(value):
                return value
        raise Failure(f"no {kind} frame that fits within {self.seconds} s")

    def greet(self, academy):
        """Say hello for [academy] and wait for theirs."""
        self.send(hello(academy))
        return self.receive_until("hello")

    def how_it_ends(self):
        """Wait until they end it; (status, reason)."""
        try:
            while True:
                self.receive()
        except Ended as ended:
            return ended.status, ended.reason

    def close(self):
        try:
            self.tls.close()
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def enrol(code_text, identity, device_name="a test"):
    """Enrol [identity] as a device; the Enrolled frame's fields."""
    code = Code(code_text)
    port = int(code.address.rpartition(":")[2])
    with Connection(port, identity, ALPN_JOIN) as connection:
        connection.send_frame("enrol", message((1, code.secret), (2, device_name)))
        return dict(fields_of(connection.receive_until("enrolled")))


def submit(connection, kind, payload, audience):
    """One write of an enrolled device on a greeted connection; None when the academy numbered it,
    else its reason."""
    identity = os.urandom(16)
    write = message((1, identity), (2, audience), (3, kind), (4, int(time.time() * 1000)),
                    (5, payload))
    connection.send_frame("submit", message((1, write)))
    outcomes = fields_of(connection.receive_until("outcomes"))
    outcome = dict(fields_of(outcomes[0][1]))
    if outcome[1] != identity:
        raise Failure(f"an outcome of another write: {outcome}")
    return outcome[4].decode() if 4 in outcome else None
