#!/usr/bin/env python3
"""test_hostile.py - a server under attack: its memory stays bounded, and honest people are served.

A release build. An honest device writes to Bath, an honest academy hears each write; how long that
takes is measured undisturbed and during each attack. README.md says what passes and what is only
told.

    test_hostile.py PROGRAMS
"""

import json
import os
import resource
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from cases import Failure, Skipped, cases_of, check, check_equal, run, say  # noqa: E402
from network import Network, programs_folder  # noqa: E402
from records import KIND_THREAD, NETWORK, Peer  # noqa: E402
from wire import Connection, Identity, enrol, fields_of, message  # noqa: E402

GROWTH_KIB_MAX = 64 * 1024  # of the server's memory, over an attack and over all of them
CONNECTIONS_MAX = 8192  # BR_CONNECTIONS_MAX: as many the server takes
IDLE_TRIED = 10000
FULL = "BR_FULL" in os.environ  # as long as the figures of the report ask for
MALFORMED_FRAMES_MIN = 500 if FULL else 150  # 2,800 in 11 s on a quiet machine, 740 on a busy one
# The goal is 2, of p99. A machine is shared, and one stall of a disk decides p99, so what fails is
# service that breaks down: beyond so many times undisturbed and so many milliseconds. What is slow
# all the time shows in the median.
RATIO_GOAL = 2
RATIO_MAX, P99_MS_FLOOR = 10.0, 1000.0
RATIO_MAX_TOGETHER, P99_MS_FLOOR_TOGETHER = 20.0, 2000.0  # attackers on the server's own processor
P50_MS_FLOOR = 50.0
FILES_NEEDED = 12000
UNDISTURBED_SECONDS = 6.0 if FULL else 4.0
ATTACK_SECONDS = 10.0 if FULL else 7.0
PAUSE_SECONDS = 0.02
NEWCOMERS, NEWCOMER_PAUSE_SECONDS = 30 if FULL else 15, 0.2
NEWCOMER_MS_MAX = 8000.0  # when the kernel's queue is full it asks again, after 1 and 3 seconds
CREDIT = 1 << 20


def processors_apart():
    """Those of the servers and of honest people, and those of the attackers; None: there is one."""
    all_of_them = sorted(os.sched_getaffinity(0))
    return (all_of_them[1:], all_of_them[:1]) if len(all_of_them) > 1 else (None, None)


class World:
    def __init__(self):
        ours, self.attackers_on = processors_apart()
        self.ratio_max, self.p99_ms_floor = RATIO_MAX_TOGETHER, P99_MS_FLOOR_TOGETHER
        if ours is not None:
            os.sched_setaffinity(0, ours)  # the servers inherit it
            self.ratio_max, self.p99_ms_floor = RATIO_MAX, P99_MS_FLOOR
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        self.files = limit
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))  # the server inherits it
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.leeds = self.network.academy("Leeds")
        self.network.peer(self.bath, self.leeds)
        self.bath_id = bytes.fromhex(self.bath.id())
        self.friend = self.accepted("Friend")
        self.foe = self.accepted("Foe")
        self.device = Identity(self.network.folder, "device")
        enrol(self.bath.invite("Honest"), self.device)
        self.bad_device = Identity(self.network.folder, "bad-device")
        enrol(self.bath.invite("Bad"), self.bad_device)
        self.honest = Honest(self)
        self.growth, self.worst, self.ratios = 0, 0.0, []
        self.idle_established, self.malformed = 0, None
        self.memory_first = memory_kib(self.bath.process)

    def accepted(self, name):
        peer = Peer(self.network.folder, name)
        self.bath.verb("peer add", peer.code("127.0.0.1:1"))
        peer.begin(self.bath_id)
        return peer


def memory_kib(process):
    with open(f"/proc/{process.pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    raise Failure("the server is gone")


class Honest:
    """One device that writes, and one academy that hears of it; both stay connected."""

    def __init__(self, world):
        self.world = world
        self.sent = {}  # record id -> when
        self.heard = {}
        self.answered = {}
        self.lock = threading.Lock()
        self.academy = Connection(world.bath.port, world.friend.tls, seconds=30)
        self.academy.greet(world.friend.academy)
        self.academy.send_frame("want", message((1, world.bath_id + NETWORK), (2, 0)))
        self.device = Connection(world.bath.port, world.device, seconds=30)
        self.device.greet(world.bath_id)
        self.failure = None
        threading.Thread(target=self.hear, daemon=True).start()
        threading.Thread(target=self.hear_answers, daemon=True).start()

    def hear(self):
        """As the friendly academy: each batch, and credit for it."""
        try:
            while True:
                name, body = self.academy.receive()
                now = time.monotonic()
                if name == "batch":
                    for _, record in fields_of(body)[1:]:
                        self.heard.setdefault(bytes(record[35:51]), now)
                    self.academy.send_frame("credit", message((1, len(body))))
                elif name == "ping":
                    self.academy.send_frame("pong", body)
        except Exception as failure:
            self.failure = f"the honest academy: {failure!r}"

    def hear_answers(self):
        try:
            while True:
                name, body = self.device.receive()
                now = time.monotonic()
                if name == "outcomes":
                    for _, outcome in fields_of(body):
                        fields = dict(fields_of(outcome))
                        if 4 in fields:
                            raise Failure(f"refused: {fields[4]}")
                        self.answered.setdefault(bytes(fields[1]), now)
                elif name == "ping":
                    self.device.send_frame("pong", body)
        except Exception as failure:
            self.failure = f"the honest device: {failure!r}"

    def write(self, seconds):
        """Write for a while; (milliseconds until answered, milliseconds until heard), sorted."""
        written = []
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.failure is None:
            identity = os.urandom(16)
            payload = message((1, f"honest {len(self.sent)}"), (2, "x" * 300))
            self.sent[identity] = time.monotonic()
            written.append(identity)
            self.device.send_frame("submit", message((1, message(
                (1, identity), (2, NETWORK), (3, KIND_THREAD), (4, int(time.time() * 1000)),
                (5, payload)))))
            time.sleep(PAUSE_SECONDS)
        end = time.monotonic() + 60
        while not all(one in self.heard and one in self.answered for one in written):
            check(self.failure is None, f"{self.failure}")
            check(time.monotonic() < end, "a write was not answered and heard within a minute")
            time.sleep(0.01)
        check(self.failure is None, f"{self.failure}")
        return (sorted((self.answered[one] - self.sent[one]) * 1000 for one in written),
                sorted((self.heard[one] - self.sent[one]) * 1000 for one in written))


def at(sorted_values, part):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * part))]


class Attack:
    """Attackers as processes; how far the server's memory grew while they were there."""

    def __init__(self, *calls):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "attack.py")
        self.before = memory_kib(world.bath.process)
        self.most = self.before
        self.attackers = [subprocess.Popen([sys.executable, "-B", program, *map(str, call)],
                                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                          for call in calls]
        if world.attackers_on is not None:
            for attacker in self.attackers:
                os.sched_setaffinity(attacker.pid, world.attackers_on)
        self.over = threading.Event()
        self.watcher = threading.Thread(target=self.watch, daemon=True)
        self.watcher.start()

    def watch(self):
        while not self.over.wait(0.1):
            self.most = max(self.most, memory_kib(world.bath.process))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.over.set()
        for attacker in self.attackers:
            attacker.kill()

    def end(self):
        self.over.set()
        self.watcher.join()
        counts = []
        for attacker in self.attackers:
            out, _ = attacker.communicate(timeout=30)
            counts.append(json.loads(out))
        return self.most, self.most - self.before, counts


def under_attack(name, *calls):
    with Attack(*calls) as attack:
        time.sleep(1.0)
        answered, heard = world.honest.write(ATTACK_SECONDS)
        most, growth, counts = attack.end()
    check(world.bath.running(), "the server is gone")
    p50, p99 = at(heard, 0.5), at(heard, 0.99)
    growth_in_all = most - world.memory_first
    world.growth = max(world.growth, growth, growth_in_all)
    world.worst = max(world.worst, p99)
    world.ratios.append(p99 / world.base_p99)
    say(f"    {name}: memory +{growth} KiB, +{growth_in_all} in all; answered p50 "
        f"{at(answered, 0.5):.1f} p99 {at(answered, 0.99):.1f} ms; heard p50 {p50:.1f} "
        f"p99 {p99:.1f} ms ({world.ratios[-1]:.1f} times undisturbed); {counts}")
    check(growth <= GROWTH_KIB_MAX, f"memory grew by {growth} KiB")
    check(growth_in_all <= GROWTH_KIB_MAX, f"memory grew by {growth_in_all} KiB in all")
    check(p99 <= max(world.p99_ms_floor, world.ratio_max * world.base_p99),
          f"honest p99 is {p99:.0f} ms, {world.base_p99:.0f} ms undisturbed")
    check(p50 <= max(P50_MS_FLOOR, world.ratio_max * world.base_p50),
          f"half of the honest writes take {p50:.0f} ms, {world.base_p50:.0f} ms undisturbed")
    return counts


def test_undisturbed():
    answered, heard = world.honest.write(UNDISTURBED_SECONDS)
    world.base_p50, world.base_p99 = at(heard, 0.5), at(heard, 0.99)
    say(f"    answered p50 {at(answered, 0.5):.1f} p99 {at(answered, 0.99):.1f} ms; heard p50 "
        f"{world.base_p50:.1f} p99 {world.base_p99:.1f} ms")


def test_malformed_frames():
    for name, identity, academy in (("a device", world.bad_device, world.bath_id),
                                    ("an academy", world.foe.tls, world.foe.academy)):
        (counts,) = under_attack(f"malformed frames of {name}",
                                 inside("malformed", identity, academy))
        frames = counts["frames"]
        world.malformed = frames if world.malformed is None else min(world.malformed, frames)
        check(frames >= MALFORMED_FRAMES_MIN, f"the attack hardly happened: {frames} frames")


def inside(kind, identity, academy, *more):
    return (kind, world.bath.port, identity.key, identity.certificate, academy.hex(), *more)


def test_idle_connections():
    if world.files < FILES_NEEDED:
        raise Skipped(f"a process may open {world.files} files here, {FILES_NEEDED} are needed")
    (counts,) = under_attack("10,000 idle connections", ("idle", world.bath.port, IDLE_TRIED))
    world.idle_established = counts["established_most"]
    check(counts["tried_most"] == IDLE_TRIED, f"only {counts['tried_most']} connections tried")
    check(world.idle_established >= CONNECTIONS_MAX, f"only {world.idle_established} came about")


def test_newcomers_in_a_flood_of_one_address():
    """From another address, and from behind the same one."""
    for source in ("127.0.0.9", "127.0.0.1"):
        with Attack(("idle", world.bath.port, IDLE_TRIED, source)) as attack:
            time.sleep(1.0)
            waits = []
            for _ in range(NEWCOMERS):
                begin = time.monotonic()
                with Connection(world.bath.port, world.bad_device, seconds=30) as newcomer:
                    newcomer.greet(world.bath_id)
                waits.append((time.monotonic() - begin) * 1000)
                time.sleep(NEWCOMER_PAUSE_SECONDS)
            most, growth, counts = attack.end()
        world.growth = max(world.growth, growth, most - world.memory_first)
        say(f"    idle connections from {source}: newcomers p50 {at(waits, 0.5):.1f}, at most "
            f"{max(waits):.1f} ms; {counts}")
        check(counts[0]["connections"] >= IDLE_TRIED / 2, "the attack hardly happened")
        check(max(waits) <= NEWCOMER_MS_MAX, f"a newcomer waited {max(waits):.0f} ms")
        check(growth <= GROWTH_KIB_MAX, f"memory grew by {growth} KiB")


def test_stalled_handshakes():
    counts = under_attack("1,000 stalled handshakes", ("half", world.bath.port, 500),
                          ("silent", world.bath.port, 500))
    check(all(one["established_most"] == 500 for one in counts), "the attack hardly happened")


def test_flood_of_an_accepted_academy():
    (counts,) = under_attack("a flood", inside("flood", world.foe.tls, world.foe.academy,
                                               world.bath_id.hex()))
    check(counts["bytes"] > 10_000_000, "the attack hardly happened")


def test_all_at_once():
    under_attack("all at once", ("idle", world.bath.port, 5000), ("half", world.bath.port, 500),
                 ("silent", world.bath.port, 500),
                 inside("malformed", world.bad_device, world.bath_id),
                 inside("flood", world.foe.tls, world.foe.academy, world.bath_id.hex()))


def test_afterwards():
    """New connections come in, Leeds has all, nothing was lost or damaged."""
    device = Identity(world.network.folder, "late-device")
    enrol(world.bath.invite("Late"), device)
    begin = time.monotonic()
    with Connection(world.bath.port, device) as connection:
        connection.greet(world.bath_id)
    took = time.monotonic() - begin
    world.network.wait_equal()
    world.bath.check_sound()
    sent, heard = set(world.honest.sent), set(world.honest.heard)
    check_equal(len(sent - heard), 0, "writes that nobody heard of")
    say(f"report hostile_rss_growth_kib={world.growth} hostile_honest_p99_ms={world.worst:.1f} "
        f"hostile_undisturbed_p99_ms={world.base_p99:.1f} "
        f"hostile_p99_ratio={max(world.ratios):.1f} "
        f"hostile_p99_ratio_median={at(sorted(world.ratios), 0.5):.1f} "
        f"hostile_p99_ratio_goal={RATIO_GOAL} "
        f"hostile_honest_writes={len(sent)} hostile_let_in_afterwards_ms={took * 1000:.0f} "
        f"hostile_idle_established={world.idle_established} "
        f"hostile_malformed_frames={world.malformed or 0}")


if __name__ == "__main__":
    os.environ["BIGROOM_BIN"] = programs_folder()
    world = World()
    world.base_p50, world.base_p99 = 1.0, 1.0
    run(cases_of(globals()), world.network.close)
