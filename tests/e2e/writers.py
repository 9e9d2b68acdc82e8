"""writers.py - who writes while things break: devices by hand, and the verbs of running clients.

    state = Storm(network, seed)             # what they share: a history, chance, when to end
    DeviceWriter(state, device).start()

Each goes on whatever dies around it; only the history says what must not happen.
"""

import random
import threading
import time

from cases import Failure
from history import ACADEMY, NETWORK, History
from records import KIND_THREAD
from wire import Connection, Ended, Identity, enrol, field, fields_of, message

AUDIENCES = {NETWORK: bytes([1]) + bytes(16), ACADEMY: bytes([3]) + bytes(16)}
DOWN = (Ended, Failure, OSError, ValueError, KeyError)  # what a server that is killed looks like
PAUSE_SECONDS = 0.1  # between two writes of one writer: a page shows 20,000 threads at most


class Storm:
    def __init__(self, network, seed, pause_seconds=PAUSE_SECONDS):
        self.network = network
        self.pause_seconds = pause_seconds
        self.seed = seed
        self.history = History()
        self.ending = threading.Event()
        self.figures = {}
        self.figures_lock = threading.Lock()

    def chance(self, name):
        """Chance of its own for each part, so that they do not disturb each other's."""
        return random.Random(f"{self.seed} {name}")

    def count(self, figure):
        with self.figures_lock:
            self.figures[figure] = self.figures.get(figure, 0) + 1


class Device:
    """A device that speaks the protocol by hand, so that it sees each number that is told."""

    def __init__(self, storm, academy, name):
        self.storm = storm
        self.academy = academy
        self.identity = Identity(storm.network.folder, f"{academy.name}-{name}")
        enrol(academy.invite(f"{name} of {academy.name}"), self.identity)
        self.port = academy.port
        self.academy_id = bytes.fromhex(academy.id())
        self.connection = None

    def submit(self, identity, audience, title, text):
        """Hand one write in once; its outcome as fields. Raises one of DOWN."""
        if self.connection is None:
            self.connection = Connection(self.port, self.identity, seconds=20)
            self.connection.greet(self.academy_id)
        write = message((1, identity), (2, AUDIENCES[audience]), (3, KIND_THREAD),
                        (4, int(time.time() * 1000)), (5, message((1, title), (2, text))))
        self.connection.send_frame("submit", message((1, write)))
        body = self.connection.receive_until("outcomes", lambda value: field(1, identity) in value)
        return next(fields for fields in (dict(fields_of(value)) for _, value in fields_of(body))
                    if fields[1] == identity)

    def submit_until_told(self, identity, audience, title, text, ending):
        """As often as it takes; False when [ending] came first."""
        while not ending.is_set():
            try:
                outcome = self.submit(identity, audience, title, text)
            except DOWN:
                self.hang_up()
                time.sleep(0.05)
                continue
            if 4 in outcome:
                self.storm.history.failed(f"{title} was refused: {outcome[4].decode()}")
            else:
                self.storm.history.numbered(title, outcome[2], outcome[3])
            return True
        return False

    def hang_up(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Writer(threading.Thread):
    """Writes until the end, one after the other; some long, so that logs and views fill up."""

    def __init__(self, storm, name):
        super().__init__(name=name, daemon=True)
        self.storm = storm
        self.chance = storm.chance(name)
        self.number = 0

    def run(self):
        while not self.storm.ending.is_set():
            self.number += 1
            audience = self.chance.choice((NETWORK, NETWORK, ACADEMY))
            self.write(f"{self.name} {self.number}", audience,
                       "t" * self.chance.choice((10, 300, 8000, 40000)))
            time.sleep(self.storm.pause_seconds)

    def write(self, title, audience, text):
        raise NotImplementedError


class DeviceWriter(Writer):
    """Every fifth time it asks again for an earlier write: the number must be the same."""

    def __init__(self, storm, device):
        super().__init__(storm, f"by hand at {device.academy.name}")
        self.device = device
        self.told = []

    def write(self, title, audience, text):
        identity = self.chance.randbytes(16)
        self.storm.history.begin(title, self.device.academy.name, audience)
        if self.device.submit_until_told(identity, audience, title, text, self.storm.ending):
            self.told.append((identity, audience, title))
        if self.told and self.number % 5 == 0:
            again = self.chance.choice(self.told)
            self.device.submit_until_told(*again, "another text", self.storm.ending)
            self.storm.count("resubmitted")


class ClientWriter(Writer):
    """Through the verbs of a running client: acked is what it calls saved here."""

    def __init__(self, storm, client):
        super().__init__(storm, f"{client.name} at {client.academy.name}")
        self.client = client

    def write(self, title, audience, text):
        self.storm.history.begin(title, self.client.academy.name, audience)
        try:
            self.client.asked("thread", "new", "--to", audience, "--title", title, "--text", text)
            self.storm.history.acked(title)
        except DOWN:
            time.sleep(0.1)  # perhaps it is kept, perhaps not


def waiting(client):
    """How many writes have not come back to this client yet; None when it does not answer."""
    try:
        counts = client.ask("status")["outbox"]
    except DOWN:
        return None
    if counts["refused"]:
        raise Failure(f"{client.name}: {counts['refused']} writes were refused")
    return counts["waiting"] + counts["numbered"]


def seen_by_new_member(network, academy):
    """All that somebody sees who joins now."""
    witness = network.client(academy, f"Witness {academy.name}")
    witness.sync(seconds=200)
    listed = witness.json("thread list", "--all", seconds=100)["threads"]
    return [thread["title"] for thread in listed]
