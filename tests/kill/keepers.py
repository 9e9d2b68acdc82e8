"""keepers.py - those who let the processes live, die and come back.

A Keeper has one server or client. Each life of it is begun with a failpoint to die at, with a write
or sync of a file to die in (see interrupt.c), or with a moment at which it is killed from outside;
in between it may be stopped for a while and go on. When a life does not reach its failpoint in time
it is killed as well, and the point is tried again.
"""

import os
import shutil
import signal
import threading
import time

from cases import Failure, check
from network import free_port, interrupted, run_program
from wire import Identity, enrol
from world import holds_all_of
from writers import DOWN, Device

LIFE_SECONDS = {"purge.": 30.0, "log.purge.": 30.0, "log.checkpoint.": 15.0,
                "views.checkpoint.": 25.0}
LIFE_SECONDS_ELSE = 8.0
CALM_SECONDS = (1.0, 6.0)  # a life when all points of this daemon have been hit: others need it
OUTSIDE = 8  # one life in so many has no failpoint, and ends from outside
IN_WRITES = 6  # one of those that are left dies in the middle of a write or before a sync of a file
WALS = {"bigroomd": ("log/shared.db-wal", "log/local.db-wal", "views/all.db-wal"),
        "bigroom": ("log/shared.db-wal", "device.db-wal", "views/all.db-wal")}
PAUSED = 4  # one life in so many is stopped for a while
SELDOM = ("purge.", "log.purge.", "backup.", "views.make.", "log.open.")  # die at the first pass
# Passed by programs of their own, below.
SHORT_PROGRAMS = ("init.", "file.", "key.", "join.", "restore.", "numbering.")


def armed(name, number):
    return {"BR_FAILPOINT": f"{name}:{number}"}


def last_words(name):
    return f"died at failpoint:{name}\n"


class Tally:
    def __init__(self):
        self.lock = threading.Lock()
        self.at_points = self.in_writes = self.outside = self.pauses = 0

    def add(self, what):
        with self.lock:
            setattr(self, what, getattr(self, what) + 1)

    def kills(self):
        return self.at_points + self.in_writes + self.outside


class Keeper(threading.Thread):
    """Many lives of one daemon."""

    def __init__(self, world, daemon, points, tally):
        super().__init__(name=f"keeper of {daemon.name}", daemon=True)
        self.world = world
        self.daemon_kept = daemon
        self.is_server = daemon in world.academies
        self.program = "bigroomd" if self.is_server else "bigroom"
        self.points = points
        self.tally = tally
        self.chance = world.chance(self.name)
        self.number = 0
        self.calm = False

    def run(self):
        while not self.world.ending.is_set():
            try:
                self.live()
            except Failure as failure:
                self.world.history.failed(f"{self.name}: {failure}")
        self.daemon_kept.kill()

    def fits(self, name):
        if name.startswith(("purge.", "log.purge.")) and self.daemon_kept.name != "Ash":
            return False  # only Ash is taken into a room and out of it
        return not name.startswith(SHORT_PROGRAMS)

    def live(self):
        self.number += 1
        point, words, env = None, "", None
        self.calm = not self.points.any_wanted(self.program, self.fits)
        if self.calm or self.chance.randrange(OUTSIDE) == 0:
            pass  # it ends from outside
        elif self.chance.randrange(IN_WRITES) == 0:
            call, most = self.chance.choice((("write", 80), ("sync", 6)))
            env = interrupted(self.chance.choice(WALS[self.program]), call,
                              self.chance.randint(1, most))
            words = "interrupted: "
        else:
            point = self.points.take(self.program, self.fits, self.chance)
        if point is not None and point[1].startswith("views.make."):
            shutil.rmtree(os.path.join(self.daemon_kept.folder, "views"), ignore_errors=True)
        if point is not None:
            env = armed(point[1],
                        1 if point[1].startswith(SELDOM) else self.chance.randint(1, 3))
            words = last_words(point[1])
        self.launch(env)
        was_hit = self.wait(point[1] if point else "", words)
        if point is not None:
            self.points.give(point, was_hit)

    def launch(self, env):
        daemon = self.daemon_kept
        if self.is_server:
            daemon.start(env=env, wait=False)
        else:
            program = os.path.join(os.environ["BIGROOM_BIN"], "bigroom")
            daemon.launch([program, "run", "--dir", daemon.folder], env)

    def wait(self, name, words):
        """Until it dies with [words], as at point [name] (True), or is killed because its time is
        over. Without words it must not die by itself."""
        daemon = self.daemon_kept
        begin = time.monotonic()
        at_random = self.chance.uniform(*(CALM_SECONDS if self.calm else (0.05, 2.0)))
        seconds = next((value for part, value in LIFE_SECONDS.items() if name.startswith(part)),
                       LIFE_SECONDS_ELSE if words else at_random)
        stop_at = begin + self.chance.uniform(0.1, seconds) \
            if self.chance.randrange(PAUSED) == 0 else None
        poke_at = begin + 0.2
        while daemon.running() and time.monotonic() < begin + seconds:
            if self.world.ending.is_set():
                break
            if stop_at is not None and time.monotonic() >= stop_at:
                stop_at = None
                self.pause()
            if self.is_server and time.monotonic() >= poke_at:
                poke_at = time.monotonic() + 0.5
                self.poke(name)
            time.sleep(0.01)
        if daemon.running():
            daemon.process.kill()
            self.tally.add("outside")
            was_asked = False
        else:
            self.tally.add("at_points" if name else "in_writes")
            was_asked = True
        code, daemon.process = daemon.process.wait(), None
        check(code == -signal.SIGKILL and (not was_asked or words and words in daemon.said()),
              f"{daemon.name} ended with {code}: {daemon.said()[-1500:]}")
        return was_asked

    def pause(self):
        """A machine that is too busy, or a disk that does not answer."""
        process = self.daemon_kept.process
        try:
            process.send_signal(signal.SIGSTOP)
            time.sleep(self.chance.uniform(0.1, 1.0))
            process.send_signal(signal.SIGCONT)
            self.tally.add("pauses")
        except ProcessLookupError:
            pass

    def poke(self, name):
        """What does not happen by itself: a backup, a device that joins."""
        server = self.daemon_kept
        try:
            if name.startswith("backup."):
                self.number += 1
                file = os.path.join(self.world.network.folder, f"{server.name}.{self.number}.save")
                server.asked("backup", file)
                os.unlink(file)
            elif name.startswith(("private.", "enrol.")):
                code = server.asked("invite", "--member", f"Guest {self.number}", "--role",
                                    "participant").out.splitlines()[0]
                identity = Identity(self.world.network.folder, f"{server.name}-{time.time_ns()}")
                if 1 not in enrol(code, identity):
                    self.world.enrolled.append((server, identity))
                    self.world.count("enrolled")
        except DOWN:
            pass  # it died of it


class ShortKeeper(threading.Thread):
    """A thread that goes through failpoints of short programs, and begins again."""

    def __init__(self, world, points, tally, name):
        super().__init__(name=name, daemon=True)
        self.world = world
        self.points = points
        self.tally = tally
        self.rounds = 0

    def run(self):
        while not self.world.ending.is_set():
            self.rounds += 1
            try:
                self.round()
            except Failure as failure:
                self.world.history.failed(f"{self.name}: {failure}")

    def dies_at(self, program, name, words, **options):
        """Run a program that has to die at a point."""
        point = (program, name)
        result = run_program(program, words, env=armed(name, 1), expect=None, **options)
        was_hit = result.code == -signal.SIGKILL and last_words(name) in result.err
        self.points.under_way[point] += 1
        self.points.give(point, was_hit)
        check(was_hit, f"it did not die at {name}: {result}")
        self.tally.add("at_points")

    def names(self, program, *parts):
        return [name for of, name in self.points.hits if of == program and name.startswith(parts)]

    def pace(self):
        """Once each point has been hit often enough, the machine is others'."""
        if not any(self.points.wanted(point) for point in self.points.hits
                   if point[1].startswith(SHORT_PROGRAMS)):
            self.world.ending.wait(5)


class Founder(ShortKeeper):
    """Academies that die while they are founded, devices that die while they join: the same words
    once more, and all is well."""

    def __init__(self, world, points, tally):
        super().__init__(world, points, tally, "founder")
        self.academy = world.network.academy("Exeter")

    def round(self):
        for name in self.names("bigroomd", "init.", "file.", "key."):
            if self.world.ending.is_set():
                return
            self.found(name)
        for name in self.names("bigroom", "join.", "key."):
            if self.world.ending.is_set():
                return
            self.enter(name)
        self.pace()

    def found(self, name):
        folder = os.path.join(self.world.network.folder, f"{name}.{self.rounds}")
        words = ["init", folder, "--academy", "Founded", "--listen", f"127.0.0.1:{free_port()}"]
        self.dies_at("bigroomd", name, words)
        if not os.path.exists(folder):
            run_program("bigroomd", words)
        run_program("bigroomd", ["verify", folder])
        shutil.rmtree(folder)

    def enter(self, name):
        number = self.rounds
        folder = os.path.join(self.world.network.folder, f"{name}.{number}")
        code = self.academy.invite(f"{name} {number}")
        words = ["join", code, "--dir", folder]
        self.dies_at("bigroom", name, words)
        run_program("bigroom", words)
        run_program("bigroom", ["sync", "--dir", folder])
        shutil.rmtree(folder)
        self.world.count("joined")


class Restorer(ShortKeeper):
    """An academy whose disk is lost again and again: it comes back from its backup, asks the others
    for what it wrote after it, and gives no number twice."""

    def __init__(self, world, points, tally):
        super().__init__(world, points, tally, "restorer")
        network = world.network
        self.academy = network.academy("Dover")
        self.academy.known_id = self.academy.id()
        for other in world.academies:
            network.peer(self.academy, other)
        self.device = Device(world, self.academy, "device")
        self.told = []

    def write(self, count):
        chance = self.world.chance(f"restorer {self.rounds} {len(self.told)}")
        for _ in range(count):
            title = f"by hand at Dover {len(self.told) + 1}"
            identity = chance.randbytes(16)
            self.world.history.begin(title, "Dover", "network")
            if not self.device.submit_until_told(identity, "network", title, "x" * 500,
                                                 self.world.ending):
                return
            self.told.append((identity, "network", title))

    def round(self):
        academy, ending = self.academy, self.world.ending
        self.write(3)
        file = os.path.join(self.world.network.folder, f"dover.{self.rounds}.save")
        academy.verb("backup", file)
        self.write(5)
        while not any(holds_all_of(other, academy) for other in self.world.academies):
            if ending.wait(0.1):
                return
        academy.kill()
        self.device.hang_up()
        for name in self.times("restore."):
            self.lose_disk()
            self.dies_at("bigroomd", name, ["restore", file, academy.folder])
        for name in self.times("numbering."):
            self.lose_disk()
            run_program("bigroomd", ["restore", file, academy.folder])
            self.number(name)
        self.lose_disk()
        run_program("bigroomd", ["restore", file, academy.folder])
        os.unlink(file)
        academy.start()
        for again in self.told[-5:]:  # what it wrote after its backup
            self.device.submit_until_told(*again, "another text", ending)
        self.world.count("restored")
        self.pace()

    def times(self, part):
        """Each point at least once, and as often as it is still wanted."""
        for name in self.names("bigroomd", part):
            yield name
            while self.points.wanted(("bigroomd", name)) and not self.world.ending.is_set():
                yield name

    def lose_disk(self):
        shutil.rmtree(self.academy.folder, ignore_errors=True)

    def number(self, name):
        """It dies while it begins to number; the others must be there to answer it first."""
        academy = self.academy
        academy.start(env=armed(name, 1), wait=False)
        end = time.monotonic() + 60
        while academy.running() and time.monotonic() < end and not self.world.ending.is_set():
            time.sleep(0.02)
        point = ("bigroomd", name)
        was_hit = not academy.running() and last_words(name) in academy.said()
        self.points.under_way[point] += 1
        self.points.give(point, was_hit)
        self.tally.add("at_points" if was_hit else "outside")
        academy.kill()
