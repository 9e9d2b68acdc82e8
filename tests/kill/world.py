"""world.py - the academies and clients of the kill test, and those who write to them meanwhile.

    Ash (client), a device by hand ---> Amber --- Birch <--- Kim, a device by hand
                                           \\    /
                    Lee, a device by hand ---> Cedar

Every thread here goes on whatever dies around it; only the history says what must not happen.
"""

import threading
import time

from network import Network
from writers import DOWN, Device, Storm


class World(Storm):
    def __init__(self, seed, pause_seconds):
        super().__init__(Network(), seed, pause_seconds)
        self.academies = [self.network.academy(name) for name in ("Amber", "Birch", "Cedar")]
        for at, left in enumerate(self.academies):
            for right in self.academies[at + 1:]:
                self.network.peer(left, right)
        self.ids = {academy.name: academy.id() for academy in self.academies}
        self.clients = [self.network.client(academy, name)
                        for academy, name in zip(self.academies, ("Ash", "Kim", "Lee"))]
        self.devices = [Device(self, academy, "device") for academy in self.academies]
        self.enrolled = []  # (academy, identity): who was told "you belong to us"


class RoomKeeper(threading.Thread):
    """A coach takes Ash into a Big Room and out of it, again and again: Ash's client gets all of
    the room, and must leave it."""

    def __init__(self, world):
        super().__init__(name="room keeper", daemon=True)
        self.world = world
        self.coach = world.network.client(world.academies[0], "Coach")
        self.coach.sync()
        self.room = self.coach.json("room open", "--name", "Hips", "--pathway", "Hips")["id"]
        self.coach.sync()

    def run(self):
        number = 0
        while not self.world.ending.is_set():
            number += 1
            for words in (("room add", self.room, "Ash"),
                          ("thread new", "--to", f"room:{self.room}", "--title", f"Hips {number}"),
                          ("room remove", self.room, "Ash")):
                self.coach.verb(*words, expect=None)
                self.coach.verb("sync", "--wait", "3", expect=None, seconds=60)
                time.sleep(0.5)


def holds_all_of(academy, other):
    """Does [academy] hold all that [other] has told the network?"""
    try:
        theirs = {at["origin"]: at["seq"] for at in other.ask("status")["streams"]
                  if at["audience"] == "network"}
        ours = {at["origin"]: at["seq"] for at in academy.ask("status")["streams"]
                if at["audience"] == "network"}
    except DOWN:
        return False
    own = other.known_id
    return own in theirs and ours.get(own, 0) >= theirs[own]
