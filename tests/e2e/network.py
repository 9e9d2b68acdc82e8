"""network.py - real academies and clients on 127.0.0.1: started, stopped, killed, asked.

    with Network() as network:
        bath = network.academy("Bath")              # init and run
        leeds = network.academy("Leeds")
        network.peer(bath, leeds)                   # they exchange codes
        ash = network.client(bath, "Ash", "coach")  # invite and join
        ash.verb("thread", "new", "--title", "Hello", "--text", "...")

Every process is real and has its own folder; what it says goes into a log beside it. Leaving the
block stops everything and fails when a process did not end in good order or a sanitizer spoke.
"""

import ctypes
import json
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

from cases import Failure, check, say, wait_for

ROLES = "coach,lead,data_steward,admin"
ALARMS = re.compile(r"AddressSanitizer|LeakSanitizer|ThreadSanitizer|runtime error:|assertion")
# Not among the ports that the system gives to outgoing connections: ours must stay free while its
# server is down.
PORT_FIRST, PORT_LAST = 20000, 31999


def programs_folder():
    """Where bigroomd and bigroom are: $BIGROOM_BIN, else what the build gave as first argument."""
    folder = os.environ.get("BIGROOM_BIN") or (sys.argv[1] if len(sys.argv) > 1 else "")
    if not os.path.exists(os.path.join(folder, "bigroomd")):
        sys.exit(f"usage: {sys.argv[0]} FOLDER-OF-PROGRAMS (or set BIGROOM_BIN)")
    return os.path.abspath(folder)


def is_instrumented():
    """Was it built with sanitizers? Then it is several times slower."""
    with open(os.path.join(programs_folder(), "bigroomd"), "rb") as file:
        return b"__asan_init" in file.read()


def interrupted(file, call, number):
    """The environment that kills a process at the [number]th [call] (write or sync) of [file]; see
    interrupt.c."""
    library = os.path.join(programs_folder(), "interrupt.so")
    options = os.environ.get("ASAN_OPTIONS", "")
    return {"LD_PRELOAD": library, "BR_INTERRUPT": f"{file}:{call}:{number}",
            "ASAN_OPTIONS": f"{options}:verify_asan_link_order=0".lstrip(":")}


def free_port():
    while True:
        port = random.randint(PORT_FIRST, PORT_LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def die_with_parent():
    """In the child: when this test dies, however it dies, so do its servers. (More exactly: when
    the thread that launched them ends.)"""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Result:
    """What one run of a program said."""

    def __init__(self, words, code, out, err):
        self.words = words
        self.code = code
        self.out_bytes = out
        self.out = out.decode("utf-8", "replace")
        self.err = err.decode("utf-8", "replace")

    def json(self):
        try:
            return json.loads(self.out_bytes)
        except ValueError as error:
            raise Failure(f"{' '.join(self.words)}: not JSON ({error}): {self.out[:300]!r}")

    def __str__(self):
        words = " ".join(self.words)[:300]
        return f"`{words}` ended with {self.code}: {self.out[-500:]}{self.err[-500:]}"


def run_program(name, words, expect=0, stdin=b"", seconds=120, env=None, prefix=()):
    """Run bigroomd or bigroom to its end. [expect]: exit code, several, or None for any."""
    argv = [*prefix, os.path.join(programs_folder(), name), *words]
    if isinstance(stdin, str):
        stdin = stdin.encode()
    try:
        done = subprocess.run(argv, input=stdin, capture_output=True, timeout=seconds,
                              env={**os.environ, **(env or {})}, check=False)
    except subprocess.TimeoutExpired:
        raise Failure(f"`{name} {' '.join(map(str, words))[:200]}` took longer than {seconds} s")
    shown = [name] + [word if isinstance(word, str) else repr(word) for word in words]
    result = Result(shown, done.returncode, done.stdout, done.stderr)
    if ALARMS.search(result.err):
        raise Failure(f"an alarm: {result}")
    allowed = (expect,) if isinstance(expect, int) else expect
    if allowed is not None and result.code not in allowed:
        raise Failure(str(result) + f", expected exit {allowed}")
    return result


class Daemon:
    """A process that stays; what it says is kept in [log]."""

    def __init__(self, log):
        self.log = log
        self.process = None

    def running(self):
        return self.process is not None and self.process.poll() is None

    def launch(self, argv, env=None):
        check(not self.running(), f"{argv[0]} runs already")
        self.launched_at = os.path.getsize(self.log) if os.path.exists(self.log) else 0
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**os.environ, **(env or {})},
                                            preexec_fn=die_with_parent)

    def said(self, all_of_it=False):
        """What it has said since it was launched."""
        if not os.path.exists(self.log):
            return ""
        with open(self.log, "rb") as log:
            log.seek(0 if all_of_it else self.launched_at)
            return log.read().decode("utf-8", "replace")

    def was_interrupted(self, seconds=60.0):
        """Wait until a process that was started with interrupted() dies of it; False when it was
        still alive after [seconds]."""
        end = time.monotonic() + seconds
        while self.running() and time.monotonic() < end:
            time.sleep(0.005)
        if self.running():
            return False
        code, self.process = self.process.wait(), None
        check(code == -signal.SIGKILL and "interrupted: " in self.said(),
              f"it ended with {code}, not by the interruption: {self.said()[-1500:]}")
        return True

    def kill(self):
        """SIGKILL; True when it was alive until then."""
        alive = self.running()
        if self.process is not None:
            self.process.kill()
            alive = self.process.wait() == -signal.SIGKILL and alive
            self.process = None
        return alive

    def stop(self, seconds=10.0):
        """SIGTERM; how long it took. Failure if it did not end in good order."""
        if self.process is None:
            return 0.0
        begin = time.monotonic()
        self.process.terminate()
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self.process = None
            raise Failure(f"it did not stop within {seconds:.0f} s after SIGTERM: {self.log}")
        self.process = None
        check(code == 0, f"after SIGTERM it ended with {code}: {self.said()[-1500:]}")
        return time.monotonic() - begin

    def asked(self, *words, stdin=b"", expect=0):
        """A verb of the running program, through the socket that the program's own verbs use: for
        tests that ask thousands of times. As run_program."""
        words = [word if isinstance(word, bytes) else word.encode() for word in words]
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(120)
            asked.connect(os.path.join(self.folder, "control"))
            for word in words:
                asked.sendall(struct.pack(">cI", b"a", len(word)) + word)
            if stdin:
                asked.sendall(struct.pack(">cI", b"i", len(stdin)) + stdin)
            asked.sendall(struct.pack(">cI", b".", 0))
            answer = asked.makefile("rb")
            parts = {b"b": b"", b"o": b"", b"e": b"", b"x": b""}
            while not parts[b"x"]:
                head = answer.read(5)
                check(len(head) == 5, f"{self.name}: {words}: no answer")
                kind, size = struct.unpack(">cI", head)
                parts[kind] += answer.read(size)
        shown = [word.decode("utf-8", "replace") for word in words]
        result = Result(shown, parts[b"x"][0], parts[b"o"], parts[b"e"])
        allowed = (expect,) if isinstance(expect, int) else expect
        check(allowed is None or result.code in allowed, f"{result}, expected exit {allowed}")
        return result

    def ask(self, *words):
        """What it answers to --json."""
        return self.asked(*words, "--json").json()


class Academy(Daemon):
    def __init__(self, network, name, port=None):
        self.folder = os.path.join(network.folder, name.lower())
        super().__init__(self.folder + ".log")
        self.network = network
        self.name = name
        self.port = port or free_port()
        self.address = f"127.0.0.1:{self.port}"

    def init(self):
        return self.program("init", self.folder, "--academy", self.name, "--listen", self.address)

    def program(self, *words, **options):
        return run_program("bigroomd", words, **options)

    def verb(self, *words, **options):
        """`bigroomd VERB DIR ...`; the verb may be two words in one text."""
        first, *rest = words
        return self.program(*first.split(), self.folder, *rest, **options)

    def start(self, *options, env=None, wait=True):
        program = os.path.join(programs_folder(), "bigroomd")
        self.launch([program, "run", self.folder, *options], env)
        if wait:
            self.wait_listening()
        return self

    def wait_listening(self, seconds=30.0):
        def listening():
            if not self.running():
                raise Failure(f"{self.name} ended at once: {self.said()[-1500:]}")
            return " listening " in self.said()
        wait_for(f"{self.name} listens", listening, seconds)

    def status(self):
        return self.verb("status", "--json").json()

    def digest(self):
        """The digest of the shared views together with the heads that it belongs to."""
        status = self.status()
        return (status["digest"]["heads"], status["digest"]["views"])

    def holds(self):
        """How far each network stream is held here: {origin: (epoch, seq, hash)}."""
        return {stream["origin"]: (stream["epoch"], stream["seq"], stream["hash"])
                for stream in self.status()["streams"] if stream["audience"] == "network"}

    def id(self):
        return self.status()["id"]

    def peer_code(self):
        return self.verb("peer code").out.strip()

    def invite(self, member, roles=ROLES, *options):
        """The code for a device."""
        return self.invitation(member, roles, *options)[0]

    def invitation(self, member, roles=ROLES, *options):
        """The code for a device, and the link for a browser."""
        return self.verb("invite", "--member", member, "--role", roles,
                         *options).out.splitlines()

    def verify(self):
        return self.verb("verify", "--json").json()

    def check_sound(self):
        """verify and rebuild find nothing."""
        verified = self.verify()
        check(verified["faults"] == 0, f"{self.name}: verify found {verified}")
        rebuilt = self.verb("rebuild", "--json").json()
        check(rebuilt["differences"] == 0, f"{self.name}: rebuild found {rebuilt}")
        return verified


class Client(Daemon):
    def __init__(self, academy, name):
        network = academy.network
        self.folder = os.path.join(network.folder, f"{academy.name}-{name}".lower())
        super().__init__(self.folder + ".log")
        self.academy = academy
        self.name = name

    def program(self, *words, **options):
        return run_program("bigroom", words, **options)

    def join(self, code, **options):
        return self.program("join", code, "--dir", self.folder, **options)

    def verb(self, *words, **options):
        """`bigroom VERB ... --dir DIR`; the verb may be two words in one text."""
        first, *rest = words
        return self.program(*first.split(), *rest, "--dir", self.folder, **options)

    def json(self, *words, **options):
        return self.verb(*words, "--json", **options).json()

    def sync(self, **options):
        return self.verb("sync", **options)

    def start(self, env=None):
        """`bigroom run`: stays connected, serves the other verbs."""
        self.launch([os.path.join(programs_folder(), "bigroom"), "run", "--dir", self.folder], env)
        wait_for(f"{self.name} runs", self.listens)
        return self

    def listens(self):
        if not self.running():
            raise Failure(f"the client of {self.name} ended at once: {self.said()[-1500:]}")
        return os.path.exists(os.path.join(self.folder, "control")) and \
            self.verb("status", "--json", expect=None).code == 0

    def status(self):
        return self.json("status")


class Network:
    """Academies and clients in one temporary folder."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="bigroom-e2e-")
        self.academies = []
        self.clients = []

    def academy(self, name, start=True, port=None):
        academy = Academy(self, name, port)
        academy.init()
        self.academies.append(academy)
        return academy.start() if start else academy

    def adopt(self, academy):
        """An academy that was made in another way, such as from a backup."""
        self.academies.append(academy)
        return academy

    def client(self, academy, name, roles=ROLES):
        client = Client(academy, name)
        client.join(academy.invite(name, roles))
        self.clients.append(client)
        return client

    def peer(self, left, right, left_dials=True, right_dials=True):
        """They add each other's code."""
        left.verb("peer add", right.peer_code(), *([] if left_dials else ["--no-dial"]))
        right.verb("peer add", left.peer_code(), *([] if right_dials else ["--no-dial"]))

    def wait_equal(self, academies=None, seconds=60.0, streams=None):
        """Until all hold the same records and show the same; the digest."""
        academies = academies or self.academies
        seen = {}

        def equal():
            statuses = [academy.status() for academy in academies]
            seen["last"] = [(status["academy"], status["digest"], status["folding"],
                             [(at["academy"], at["seq"]) for at in status["streams"]
                              if at["audience"] == "network"]) for status in statuses]
            first = statuses[0]["digest"]
            whole = streams is None or all(
                sum(at["audience"] == "network" for at in status["streams"]) == streams
                for status in statuses)
            return whole and all(status["digest"] == first and not status["folding"]
                                 for status in statuses) and first

        try:
            return wait_for("all digests are equal", equal, seconds)
        except Failure as failure:
            raise Failure(f"{failure}: {seen.get('last')}")

    def close(self, keep=False):
        problems = []
        for daemon in self.clients + self.academies:
            try:
                daemon.stop()
            except Failure as failure:
                problems.append(str(failure))
            said = daemon.said(all_of_it=True)
            alarm = ALARMS.search(said)
            if alarm:
                part = said[max(0, alarm.start() - 300):alarm.end() + 3000]
                problems.append(f"{daemon.log}: {part}")
        if keep or problems:
            say(f"kept for a look: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
        return problems

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        problems = self.close(keep=kind is not None)
        if kind is None and problems:
            raise Failure("; ".join(problems))
